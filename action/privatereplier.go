package action

import "context"

// PrivateReplier handles [PrivateReply] with three functions of the host. Nil is an error for an action that needs it.
type PrivateReplier struct {
	// Message sends a text in private.
	Message func(ctx context.Context, in Input, text string) error
	// Survey sends a survey.
	Survey func(ctx context.Context, in Input, survey Survey) error
	// Flow starts a chat flow.
	Flow func(ctx context.Context, in Input, flow string) error
}

var _ Handler[PrivateReply] = PrivateReplier{}

// Handle calls the function for the config.
func (r PrivateReplier) Handle(ctx context.Context, c PrivateReply, in Input) error {
	switch {
	case c.Message != "" && r.Message != nil:
		return r.Message(ctx, in, c.Message)
	case c.Survey != "" && r.Survey != nil:
		return r.Survey(ctx, in, c.Survey)
	case c.Flow != "" && r.Flow != nil:
		return r.Flow(ctx, in, c.Flow)
	}
	return noFunc("this private reply")
}
