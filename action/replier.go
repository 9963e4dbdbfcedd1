package action

import (
	"cmp"
	"context"
)

// Replier handles [Reply] over the three things that a host does with an answer. Nil is an error for an action
// that needs it.
type Replier struct {
	// Queue hands the answer to somebody who has to approve it.
	Queue func(ctx context.Context, in Input, r Reply) error
	// Draft saves it for agents to edit.
	Draft func(ctx context.Context, in Input, r Reply) error
	// Send publishes it.
	Send func(ctx context.Context, in Input, r Reply) error
}

var _ Handler[Reply] = Replier{}

// Handle makes the one call that the mode names; the reply that it is given has a service when its mention has one. A mention of another service than the reply's is skipped with
// [ServiceMismatch], also when it is another one only since the action was planned.
func (r Replier) Handle(ctx context.Context, c Reply, in Input) error {
	if _, err := c.Target(in.Event); err != nil {
		return err
	}
	if c.Service != "" && c.Service != in.Event.Mention.Service { // Target knows no value that is yet to be filled in
		return Skip(ServiceMismatch)
	}
	c.Service = cmp.Or(c.Service, in.Event.Mention.Service)
	var do func(context.Context, Input, Reply) error
	switch c.Mode {
	case ForApproval:
		do = r.Queue
	case AsDraft:
		do = r.Draft
	case Immediate:
		do = r.Send
	}
	if do == nil {
		return noFunc("a reply in mode " + string(c.Mode))
	}
	return do(ctx, in, c)
}
