package desk

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Handlers returns the desk's handlers: one for each kind of package action; see [SendOut] for others. Messages to the
// outside are only counted, see [Desk.Outside]. It returns the same handlers at each call, so a host's own kinds can be
// added before an engine uses them.
func (d *Desk) Handlers() *action.Handlers {
	if d.handlers == nil {
		d.handlers = d.carryOut()
	}
	return d.handlers
}

// Outside returns the number of messages that a real desk would have sent to the outside, by kind of action: "slack"; a
// notification is counted for each user, as "notify by push" and "notify by email".
func (d *Desk) Outside() map[string]int { return maps.Clone(d.outside) }

// carryOut carries out each kind of action. It is the only place to add a kind.
func (d *Desk) carryOut() *action.Handlers {
	hs := new(action.Handlers)
	action.HandleFunc(hs, d.addTags)
	action.HandleFunc(hs, d.removeTags)
	action.HandleFunc(hs, d.setStatus)
	action.HandleFunc(hs, d.resolve)
	action.HandleFunc(hs, d.edit)
	action.HandleFunc(hs, d.note)
	action.HandleFunc(hs, d.setField)
	action.Handle(hs, action.Assigner{Assign: d.assign, Available: d.available})
	action.Handle(hs, action.Unassigner{Assign: d.assign})
	action.Handle(hs, action.SmartAssigner{LastHandler: d.lastHandler, Assign: d.assign, Available: d.available})
	action.Handle(hs, action.Remover{Delete: d.removed("delete"), Hide: d.removed("hide"), BlockAuthor: d.blocked})
	action.Handle(hs, action.Replier{Queue: d.saved("awaiting_approval"), Draft: d.saved("draft"), Send: d.reply})
	action.Handle(hs, action.PrivateReplier{Message: d.message, Survey: d.survey, Flow: d.flow})
	action.HandleFunc(hs, d.publicReply)
	action.Handle(hs, action.Notifier{Push: d.notify("push"), Email: d.notify("email"), Members: d.members})
	action.Handle(hs, action.Messenger{Send: d.chat, Members: d.members})
	sendOut[action.Ticket](d, hs)
	sendOut[action.Email](d, hs)
	sendOut[action.Slack](d, hs)
	sendOut[action.WebService](d, hs)
	sendOut[action.Sync](d, hs)
	sendOut[action.DistributeSurvey](d, hs)
	sendOut[action.SaveContact](d, hs)
	return hs
}

// SendOut registers a kind outside package action whose effect is outside the desk, such as webhook.Config: the desk counts
// it (see [Desk.Outside]) and sends nothing. It panics when the kind has a handler already.
func SendOut[C action.Config](d *Desk) { sendOut[C](d, d.Handlers()) }

func sendOut[C action.Config](d *Desk, hs *action.Handlers) {
	action.HandleFunc(hs, func(_ context.Context, c C, _ action.Input) error {
		d.count(c.Kind())
		return nil
	})
}

func (d *Desk) addTags(_ context.Context, c action.AddTags, in action.Input) error {
	return d.Change(in,
		func(m *trigger.Mention) { m.Tags = union(m.Tags, c.Tags) },
		func(k *trigger.Case) { k.Tags = union(k.Tags, c.Tags) })
}

func (d *Desk) removeTags(_ context.Context, c action.RemoveTags, in action.Input) error {
	return d.Change(in,
		func(m *trigger.Mention) { m.Tags = minus(m.Tags, c.Tags) },
		func(k *trigger.Case) { k.Tags = minus(k.Tags, c.Tags) })
}

func (d *Desk) setStatus(_ context.Context, c action.SetStatus, in action.Input) error {
	return d.Change(in, nil, func(k *trigger.Case) { k.Status = c.Status })
}

func (d *Desk) resolve(_ context.Context, _ action.Resolve, in action.Input) error {
	return d.Change(in,
		func(m *trigger.Mention) { m.Status = "done" },
		func(k *trigger.Case) { k.Status = d.World.FirstOfClass(trigger.Resolved) })
}

func (d *Desk) assign(_ context.Context, in action.Input, to trigger.Assigned) error {
	return d.Change(in,
		func(m *trigger.Mention) { m.Assigned = to },
		func(k *trigger.Case) { k.Assigned = to })
}

func (d *Desk) setField(_ context.Context, c action.SetField, in action.Input) error {
	_, name := c.Split()
	return d.Change(in,
		func(m *trigger.Mention) { m.Fields = with(m.Fields, name, c.Value) },
		func(k *trigger.Case) { k.Fields = with(k.Fields, name, c.Value) })
}

func (d *Desk) lastHandler(_ context.Context, contact string, since time.Time) (action.Handled, bool, error) {
	last, ok := d.handled[contact]
	return last, ok && !last.At.Before(since), nil
}

func (d *Desk) edit(_ context.Context, c action.Edit, in action.Input) error {
	return d.Change(in,
		func(m *trigger.Mention) {
			set(c, map[action.Property]*string{
				action.Country: &m.Country, action.Language: &m.Language, action.Sentiment: &m.Sentiment, action.Category: &m.Category,
			})
		},
		func(k *trigger.Case) {
			set(c, map[action.Property]*string{
				action.Country: &k.Country, action.Language: &k.Language, action.Sentiment: &k.Sentiment, action.Category: &k.Category,
				action.Priority: &k.Priority,
			})
		})
}

func set(c action.Edit, fields map[action.Property]*string) {
	if f := fields[c.Property]; f != nil {
		*f = c.Value
	}
}

// removed marks a mention as removed from its platform; it remains on the desk.
func (d *Desk) removed(how string) func(context.Context, action.Input) error {
	return func(_ context.Context, in action.Input) error {
		return d.Change(in, func(m *trigger.Mention) { m.Fields = with(m.Fields, "removed", how) }, nil)
	}
}

func (d *Desk) blocked(_ context.Context, in action.Input, author string) error {
	return d.Change(in, func(m *trigger.Mention) { m.Fields = with(m.Fields, "author_blocked", author) }, nil)
}

func (d *Desk) notify(channel string) func(context.Context, action.Input, action.Notify, string) error {
	return func(context.Context, action.Input, action.Notify, string) error {
		d.count("notify by " + channel)
		return nil
	}
}

func (d *Desk) chat(context.Context, action.Input, action.Message, string, string) error {
	d.count("message")
	return nil
}

// available reports whether the user is available.
func (d *Desk) available(_ context.Context, user string) (bool, error) {
	return !slices.Contains(d.Away, user), nil
}

// members returns the users of a team or group.
func (d *Desk) members(_ context.Context, group string) ([]string, error) {
	if users, ok := d.Teams[group]; ok {
		return users, nil
	}
	return []string{group}, nil
}

func (d *Desk) count(what string) { put(&d.outside, what, d.outside[what]+1) }
