package action

import (
	"context"
	"errors"
	"fmt"
)

// Notifier handles [Notify] over a push service and a mailer of the host: one call for each user and channel, in
// the listed order.
//
// When one call fails the others are made all the same, and when the action is tried again so is every call. Each
// gets an Input whose Key is extended by the user and the channel, the same at every try: a host that keeps the
// keys of what it has sent tells nobody twice.
type Notifier struct {
	// Push and Email tell one user. Nil is an error for an action that needs it.
	Push  func(ctx context.Context, in Input, user string) error
	Email func(ctx context.Context, in Input, user string) error
}

var _ Handler[Notify] = Notifier{}

// Handle tells every user. The error names each call that failed.
func (n Notifier) Handle(ctx context.Context, c Notify, in Input) error {
	var p parts
	for _, user := range c.Users {
		if c.Channel != ByEmail {
			p.add(tell(ctx, n.Push, in, user, ByPush))
		}
		if c.Channel != ByPush {
			p.add(tell(ctx, n.Email, in, user, ByEmail))
		}
	}
	return p.err()
}

func tell(ctx context.Context, send func(context.Context, Input, string) error, in Input, user string, by Channel) error {
	if send == nil {
		return noFunc(string(by) + " notifications")
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s to %s: %w", by, user, err)
	}
	in.Key += "/" + user + "/" + string(by)
	err := send(ctx, in, user)
	if err == nil || errors.Is(err, ErrUnchanged) {
		return err
	}
	return fmt.Errorf("%s to %s: %w", by, user, err)
}
