package action

import (
	"cmp"
	"context"
)

// Replier handles [Reply] with three functions of the host. Nil is an error for an action that needs it.
type Replier struct {
	// Queue submits the answer for approval.
	Queue func(ctx context.Context, in Input, r Reply) error
	// Draft saves it for agents to edit.
	Draft func(ctx context.Context, in Input, r Reply) error
	// Send publishes it.
	Send func(ctx context.Context, in Input, r Reply) error
}

var _ Handler[Reply] = Replier{}

// Handle calls the function for the mode, with the mention's service in the reply. When the reply names another service
// than the mention's, it skips with [ServiceMismatch], even if the mention was changed after planning.
func (r Replier) Handle(ctx context.Context, c Reply, in Input) error {
	if _, err := c.Target(in.Event); err != nil {
		return err
	}
	if c.Service != "" && c.Service != in.Event.Mention.Service { // Target does not see values that are filled in later
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
