package action

import (
	"context"
	"errors"
	"fmt"
)

// Notifier handles [Notify] over a push service and a mailer of the host: one call for each user and channel, the listed
// users first, in their order, then the members of each team; everybody once.
//
// When one call fails the others are still made, and a retry of the action makes all calls again. Each gets an Input whose
// Key is extended by the user and the channel, the same at every try: a host that stores the keys of sent notifications
// notifies nobody twice.
//
// Its output has the member users, those notified by this try.
type Notifier struct {
	// Push and Email notify one user; n.Text is the text or empty. Nil is an error for an action that needs it.
	Push  func(ctx context.Context, in Input, n Notify, user string) error
	Email func(ctx context.Context, in Input, n Notify, user string) error
	// Members returns the users of a team. Nil is an error for a notification to a team.
	Members func(ctx context.Context, team string) ([]string, error)
}

var _ Handler[Notify] = Notifier{}

// Handle notifies each user. The error names each failed call. It skips with [NoRecipient] when the teams have no members.
func (n Notifier) Handle(ctx context.Context, c Notify, in Input) error {
	users, err := membersOf(ctx, n.Members, "team", c.Users, c.Teams...)
	switch {
	case err != nil:
		return err
	case len(users) == 0:
		return Skip(NoRecipient)
	}
	var all parts
	var told []string
	for _, user := range users {
		var p parts
		if c.Channel != ByEmail {
			p.add(tell(ctx, n.Push, in, c, user, ByPush))
		}
		if c.Channel != ByPush {
			p.add(tell(ctx, n.Email, in, c, user, ByEmail))
		}
		if p.done || p.unchanged {
			told = append(told, user)
		}
		all.join(p)
	}
	if len(told) > 0 {
		in.Output.Set("users", told)
	}
	return all.err()
}

func tell(
	ctx context.Context, send func(context.Context, Input, Notify, string) error, in Input, c Notify, user string, by Channel,
) error {
	if send == nil {
		return noFunc(string(by) + " notifications")
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s to %s: %w", by, user, err)
	}
	in.Key += "/" + user + "/" + string(by)
	err := send(ctx, in, c, user)
	if err == nil || errors.Is(err, ErrUnchanged) {
		return err
	}
	return fmt.Errorf("%s to %s: %w", by, user, err)
}

// membersOf returns the users and the members of the groups, everybody once.
func membersOf(
	ctx context.Context, members func(context.Context, string) ([]string, error), kind string, users []string, groups ...string,
) ([]string, error) {
	var all []string
	seen := map[string]bool{"": true}
	add := func(names []string) {
		for _, name := range names {
			if !seen[name] {
				seen[name] = true
				all = append(all, name)
			}
		}
	}
	add(users)
	for _, group := range groups {
		if members == nil {
			return nil, noFunc("the members of a " + kind)
		}
		names, err := members(ctx, group)
		if err != nil {
			return nil, fmt.Errorf("members of %s: %w", group, err)
		}
		add(names)
	}
	return all, nil
}
