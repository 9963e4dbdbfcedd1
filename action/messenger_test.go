package action_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

func (h *host) messenger() action.Messenger {
	return action.Messenger{
		Send: func(_ context.Context, in action.Input, m action.Message, user, channel string) error {
			return h.call(m.Text, "to", user, "on", channel, in.Key)
		},
		LastChannel: func(_ context.Context, user string) (string, error) {
			switch user {
			case "ada":
				return "teams", nil
			case "eve":
				return "", errDown
			}
			return "", nil
		},
		Members: func(_ context.Context, group string) ([]string, error) {
			switch group {
			case "it":
				return []string{"bob", "ada", "bob", ""}, nil
			case "none":
				return nil, nil
			}
			return nil, errDown
		},
	}
}

func TestMessenger(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		to    action.Recipients
		on    string
		fall  string
		fails map[string]error
		calls []string
		skip  action.Reason
		err   string
	}{
		{name: "a user on a channel", to: action.Recipients{User: "bob"}, on: "slack", calls: []string{"hi to bob on slack k/bob"}},
		{name: "where the user was", to: action.Recipients{User: "ada"}, on: "last_used", fall: "mail",
			calls: []string{"hi to ada on teams k/ada"}},
		{name: "where nobody was", to: action.Recipients{User: "bob"}, on: "last_used", skip: action.NoChannel},
		{name: "the next best", to: action.Recipients{User: "bob"}, on: "last_used", fall: "mail",
			calls: []string{"hi to bob on mail k/bob"}},
		{name: "a group", to: action.Recipients{Group: "it"}, on: "slack",
			calls: []string{"hi to bob on slack k/bob", "hi to ada on slack k/ada"}},
		{name: "a user and their group", to: action.Recipients{User: "ada", Group: "it"}, on: "slack",
			calls: []string{"hi to ada on slack k/ada", "hi to bob on slack k/bob"}},
		{name: "who can be reached", to: action.Recipients{Group: "it"}, on: "last_used", calls: []string{"hi to ada on teams k/ada"}},
		{name: "an empty group", to: action.Recipients{Group: "none"}, on: "slack", skip: action.NoRecipient},
		{name: "an unknown group", to: action.Recipients{User: "ada", Group: "?"}, on: "slack", err: "members of ?: down"},
		{name: "an unknown channel", to: action.Recipients{User: "eve", Group: "it"}, on: "last_used",
			calls: []string{"hi to ada on teams k/ada"}, err: "last channel of eve: down"},
		{name: "one fails", to: action.Recipients{Group: "it"}, on: "slack",
			fails: map[string]error{"hi to bob on slack k/bob": errDown},
			calls: []string{"hi to bob on slack k/bob", "hi to ada on slack k/ada"}, err: "message to bob: down"},
		{name: "sent before", to: action.Recipients{User: "bob"}, on: "slack",
			fails: map[string]error{"hi to bob on slack k/bob": action.ErrUnchanged},
			calls: []string{"hi to bob on slack k/bob"}, err: "unchanged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := &host{fails: tt.fails}
			c := action.Message{To: tt.to, Text: "hi", Channel: tt.on, Fallback: tt.fall}
			err := h.messenger().Handle(t.Context(), c, action.Input{Key: "k"})
			require.Equal(t, tt.calls, h.calls)
			reason, skipped := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			if !skipped {
				require.Equal(t, tt.err == "", err == nil)
			}
			if tt.err != "" {
				require.EqualError(t, err, tt.err)
			}
		})
	}
}

func TestMessengerWithoutFuncs(t *testing.T) {
	t.Parallel()
	h := &host{}
	c := action.Message{To: action.Recipients{Group: "it"}, Text: "hi", Channel: action.LastUsed, Fallback: "mail"}
	var m action.Messenger
	err := m.Handle(t.Context(), c, action.Input{})
	require.EqualError(t, err, "the host has no function for sending a message")
	require.True(t, action.IsPermanent(err))

	m.Send = h.messenger().Send
	err = m.Handle(t.Context(), c, action.Input{})
	require.EqualError(t, err, "the host has no function for the members of a group")
	require.True(t, action.IsPermanent(err))

	c.To = action.Recipients{User: "ada"}
	require.NoError(t, m.Handle(t.Context(), c, action.Input{Key: "k"}))
	require.Equal(t, []string{"hi to ada on mail k/ada"}, h.calls)
}

func TestMessengerStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("over"))
	h := &host{}
	c := action.Message{To: action.Recipients{User: "ada"}, Text: "hi", Channel: "slack"}
	require.ErrorIs(t, h.messenger().Handle(ctx, c, action.Input{}), context.Canceled)
	require.Empty(t, h.calls)
}

func ExampleMessenger() {
	m := action.Messenger{
		Send: func(_ context.Context, _ action.Input, m action.Message, user, channel string) error {
			fmt.Printf("%s on %s: %s\n", user, channel, m.Text)
			return nil
		},
		LastChannel: func(_ context.Context, user string) (string, error) {
			return map[string]string{"ada": "teams"}[user], nil
		},
		Members: func(context.Context, string) ([]string, error) { return []string{"ada", "bob"}, nil },
	}
	err := m.Handle(context.Background(), action.Message{
		To: action.Recipients{Group: "approvers"}, Text: "Please approve INC1", Channel: action.LastUsed, Fallback: "mail",
	}, action.Input{})
	fmt.Println(err)
	// Output:
	// ada on teams: Please approve INC1
	// bob on mail: Please approve INC1
	// <nil>
}
