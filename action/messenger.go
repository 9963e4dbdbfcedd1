package action

import (
	"context"
	"errors"
	"fmt"
)

// Messenger handles [Message] over the host's chat channels: it expands the group, finds each user's channel and
// sends, the user first, then the group's members in their order, everybody once.
//
// When one call fails the others are still made, and a retry of the action makes all calls again. Each gets an Input whose
// Key is extended by the user, the same at every try: a host that stores the keys of sent messages writes to nobody twice.
type Messenger struct {
	// Send writes to one user on one channel. Nil is an error.
	Send func(ctx context.Context, in Input, m Message, user, channel string) error
	// LastChannel returns the channel in which the user wrote last, or "" for none; nil always means none.
	LastChannel func(ctx context.Context, user string) (string, error)
	// Members returns the users of a group. Nil is an error for a message to a group.
	Members func(ctx context.Context, group string) ([]string, error)
}

var _ Handler[Message] = Messenger{}

// Handle sends to every recipient. It skips with [NoRecipient] when the group is empty, and with [NoChannel] when
// no recipient can be reached; as long as one is, those who cannot be reached do not count.
func (m Messenger) Handle(ctx context.Context, c Message, in Input) error {
	if m.Send == nil {
		return noFunc("sending a message")
	}
	users, err := m.recipients(ctx, c.To)
	switch {
	case err != nil:
		return err
	case len(users) == 0:
		return Skip(NoRecipient)
	}
	var p parts
	for _, user := range users {
		p.add(m.send(ctx, c, in, user))
	}
	return p.err()
}

func (m Messenger) recipients(ctx context.Context, to Recipients) ([]string, error) {
	var groups []string
	if to.Group != "" {
		groups = append(groups, to.Group)
	}
	return membersOf(ctx, m.Members, "group", []string{to.User}, groups...)
}

func (m Messenger) send(ctx context.Context, c Message, in Input, user string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("message to %s: %w", user, err)
	}
	channel, err := m.channel(ctx, c, user)
	switch {
	case err != nil:
		return fmt.Errorf("last channel of %s: %w", user, err)
	case channel == "":
		return Skip(NoChannel)
	}
	in.Key += "/" + user
	if err = m.Send(ctx, in, c, user, channel); err == nil || errors.Is(err, ErrUnchanged) {
		return err
	}
	return fmt.Errorf("message to %s: %w", user, err)
}

func (m Messenger) channel(ctx context.Context, c Message, user string) (string, error) {
	if c.Channel != LastUsed {
		return c.Channel, nil
	}
	if m.LastChannel == nil {
		return c.Fallback, nil
	}
	channel, err := m.LastChannel(ctx, user)
	if channel == "" {
		channel = c.Fallback
	}
	return channel, err
}
