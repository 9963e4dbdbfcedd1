package desk

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// handlers returns the handlers of this desk's actions. Those that only write to the database are local: they run in the
// transaction that stores the outcome, so exactly once. A kind without a handler is a fault of the set.
func (d *Desk) handlers() *action.Handlers {
	hs := new(action.Handlers)
	local(hs, func(ctx context.Context, c action.AddTags, in action.Input) error {
		return d.carryOut(ctx, in, func(k *Case) { k.Tags = with(k.Tags, c.Tags) })
	})
	local(hs, func(ctx context.Context, c action.RemoveTags, in action.Input) error {
		return d.carryOut(ctx, in, func(k *Case) { k.Tags = without(k.Tags, c.Tags) })
	})
	local(hs, func(ctx context.Context, c action.SetStatus, in action.Input) error {
		return d.carryOut(ctx, in, func(k *Case) { k.Status = c.Status })
	})
	local(hs, func(ctx context.Context, _ action.Resolve, in action.Input) error {
		return d.carryOut(ctx, in, func(k *Case) { k.Status = world.FirstOfClass(trigger.Resolved) })
	})
	action.HandleLocal(hs, action.Assigner{Assign: d.assign, Available: d.available})
	action.HandleLocal(hs, action.Unassigner{Assign: d.assign})
	action.HandleLocal(hs, priorities{d})
	action.HandleLocal(hs, replies{d})
	action.HandleLocal(hs, action.Notifier{Push: d.notify("push"), Email: d.notify("email")})
	action.Handle(hs, &webhook.Sender{Store: d.Store, Logger: d.logger}) // not local: at least once, with a key
	return hs
}

func local[C action.Config](hs *action.Handlers, f action.HandlerFunc[C]) { action.HandleLocal(hs, f) }

// carryOut changes the case of an action, or the case of its message.
func (d *Desk) carryOut(ctx context.Context, in action.Input, change func(*Case)) error {
	_, err := d.Change(ctx, byRecipe(in), in.Event.CaseRef().ID, change)
	if invalid := (*InvalidError)(nil); errors.As(err, &invalid) || errors.Is(err, ErrNotFound) {
		return action.Permanent(err) // it would fail again
	}
	return err
}

func (d *Desk) assign(ctx context.Context, in action.Input, to trigger.Assigned) error {
	return d.carryOut(ctx, in, func(k *Case) { k.Users, k.Teams = to.Users, to.Teams })
}

// priorities handles edits of the one property that cases have here.
type priorities struct{ d *Desk }

// Check refuses the others when a set is loaded.
func (priorities) Check(c action.Edit) error {
	if c.Property != action.Priority {
		return trigger.Invalid("property", "%q cannot be edited here; want priority", c.Property)
	}
	return nil
}

// Handle sets the priority.
func (p priorities) Handle(ctx context.Context, c action.Edit, in action.Input) error {
	return p.d.carryOut(ctx, in, func(k *Case) { k.Priority = c.Value })
}

// replies handles answers to customers.
type replies struct{ d *Desk }

// Check refuses replies that this desk cannot send, when a set is loaded.
func (replies) Check(c action.PrivateReply) error {
	if c.Message == "" {
		return trigger.Invalid("message", "missing; this desk sends texts, and no surveys or flows")
	}
	return nil
}

// Handle sends the answer.
func (r replies) Handle(ctx context.Context, c action.PrivateReply, in action.Input) error {
	_, err := r.d.Reply(ctx, byRecipe(in), in.Event.CaseRef().ID, c.Message)
	return err
}
