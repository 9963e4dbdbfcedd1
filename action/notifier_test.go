package action_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

func (h *host) notifier() action.Notifier {
	return action.Notifier{
		Push: func(_ context.Context, in action.Input, _ action.Notify, user string) error {
			return h.call("push", user, in.Key)
		},
		Email: func(_ context.Context, in action.Input, _ action.Notify, user string) error {
			return h.call("email", user, in.Key)
		},
	}
}

func TestNotifier(t *testing.T) {
	t.Parallel()
	users := []string{"7", "9"}
	const p7, e7, p9, e9 = "push 7 k/7/push", "email 7 k/7/email", "push 9 k/9/push", "email 9 k/9/email"
	tests := []struct {
		name    string
		channel action.Channel
		fails   map[string]error
		calls   []string
		err     string
	}{
		{"push", action.ByPush, nil, []string{p7, p9}, ""},
		{"email", action.ByEmail, nil, []string{e7, e9}, ""},
		{"both", action.ByBoth, nil, []string{p7, e7, p9, e9}, ""},
		{"one fails", action.ByBoth, map[string]error{e7: errDown}, []string{p7, e7, p9, e9}, "email to 7: down"},
		{"all fail", action.ByPush, map[string]error{p7: errDown, p9: errDown}, []string{p7, p9}, "push to 7: down; push to 9: down"},
		{"one has nothing to get", action.ByPush, map[string]error{p7: action.ErrUnchanged}, []string{p7, p9}, ""},
		{"nobody has anything to get", action.ByPush, map[string]error{p7: action.ErrUnchanged, p9: action.ErrUnchanged},
			[]string{p7, p9}, "unchanged"},
		{"one does not apply", action.ByPush, map[string]error{p7: action.Skip("no_device")}, []string{p7, p9}, ""},
		{"none applies", action.ByPush, map[string]error{p7: action.Skip("no_device"), p9: action.Skip("quiet")},
			[]string{p7, p9}, "push to 7: skipped: no_device"},
		{"a failure counts more than a skip", action.ByPush, map[string]error{p7: action.Skip("no_device"), p9: errDown},
			[]string{p7, p9}, "push to 9: down"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := &host{fails: tt.fails}
			err := h.notifier().Handle(t.Context(), action.Notify{Users: users, Channel: tt.channel}, action.Input{Key: "k"})
			require.Equal(t, tt.calls, h.calls)
			require.Equal(t, tt.err == "", err == nil)
			if err != nil {
				require.EqualError(t, err, tt.err)
			}
		})
	}
}

// What steers the engine has to survive that several calls are one action.
func TestNotifierSteers(t *testing.T) {
	t.Parallel()
	const p7, p9 = "push 7 k/7/push", "push 9 k/9/push"
	tests := []struct {
		name      string
		p7, p9    error
		permanent bool
		after     time.Duration
		retry     bool
		unchanged bool
		skip      action.Reason
	}{
		{name: "both for good", p7: action.Permanent(errDown), p9: action.Permanent(errDown), permanent: true},
		{name: "one for good", p7: action.Permanent(errDown), p9: errDown},
		{name: "one for good, one done", p7: action.Permanent(errDown), permanent: true},
		{name: "one later", p7: action.Permanent(errDown), p9: action.Retry(time.Minute, errDown), retry: true, after: time.Minute},
		{name: "all skipped", p7: action.Skip("a"), p9: action.Skip("b"), skip: "a"},
		{name: "skipped and failed", p7: action.Skip("a"), p9: errDown},
		{name: "unchanged", p7: action.ErrUnchanged, p9: action.Skip("b"), unchanged: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := &host{fails: map[string]error{p7: tt.p7, p9: tt.p9}}
			err := h.notifier().Handle(t.Context(),
				action.Notify{Users: []string{"7", "9"}, Channel: action.ByPush}, action.Input{Key: "k"})
			require.Equal(t, tt.permanent, action.IsPermanent(err))
			after, ok := action.RetryAfter(err)
			require.Equal(t, tt.retry, ok)
			require.Equal(t, tt.after, after)
			reason, _ := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			require.Equal(t, tt.unchanged, err == action.ErrUnchanged)
		})
	}
}

func TestNotifierWithoutChannel(t *testing.T) {
	t.Parallel()
	h := &host{}
	n := h.notifier()
	n.Email = nil
	err := n.Handle(t.Context(), action.Notify{Users: []string{"7"}, Channel: action.ByBoth}, action.Input{Key: "k"})
	require.EqualError(t, err, "the host has no function for email notifications")
	require.True(t, action.IsPermanent(err))
	require.Equal(t, []string{"push 7 k/7/push"}, h.calls)
}

func TestNotifierStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	h := &host{}
	n := h.notifier()
	n.Push = func(_ context.Context, _ action.Input, _ action.Notify, user string) error {
		cancel()
		return h.call("push", user)
	}
	err := n.Handle(ctx, action.Notify{Users: []string{"7", "9"}, Channel: action.ByPush}, action.Input{})
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, "push to 9: context canceled")
	require.Equal(t, []string{"push 7"}, h.calls)
}

// Teams are told by their members, everybody once; the text is there for whoever tells; the output is who was told.
func TestNotifierOfTeams(t *testing.T) {
	t.Parallel()
	teams := map[string][]string{"night": {"9", "7", "", "11"}, "day": {"11", "12"}, "empty": nil}
	for _, tt := range []struct {
		name   string
		config action.Notify
		fails  map[string]error
		calls  []string
		err    string
		skip   action.Reason
		told   any
	}{
		{"a team", action.Notify{Teams: []string{"night"}, Text: "Hi"}, nil, []string{"push 9 Hi", "push 7 Hi", "push 11 Hi"}, "", "", []string{"9", "7", "11"}},
		{"users first, everybody once", action.Notify{Users: []string{"7"}, Teams: []string{"night", "day"}}, nil,
			[]string{"push 7 ", "push 9 ", "push 11 ", "push 12 "}, "", "", []string{"7", "9", "11", "12"}},
		{"an empty team beside a user", action.Notify{Users: []string{"7"}, Teams: []string{"empty"}}, nil, []string{"push 7 "}, "", "", []string{"7"}},
		{"an empty team", action.Notify{Teams: []string{"empty"}}, nil, nil, "skipped: no_recipient", action.NoRecipient, nil},
		{"a team that nobody knows", action.Notify{Teams: []string{"lost"}}, nil, nil, "members of lost: down", "", nil},
		{"one is not told", action.Notify{Teams: []string{"day"}}, map[string]error{"push 11 ": errDown}, []string{"push 11 ", "push 12 "},
			"push to 11: down", "", []string{"12"}},
		{"nobody is told", action.Notify{Users: []string{"7"}}, map[string]error{"push 7 ": action.Skip("quiet")}, []string{"push 7 "},
			"push to 7: skipped: quiet", "quiet", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := &host{fails: tt.fails}
			n := action.Notifier{
				Push: func(_ context.Context, _ action.Input, n action.Notify, user string) error {
					return h.call("push", user, n.Text)
				},
				Members: func(_ context.Context, team string) ([]string, error) {
					members, ok := teams[team]
					if !ok {
						return nil, errDown
					}
					return members, nil
				},
			}
			tt.config.Channel = action.ByPush
			in := action.Input{Output: new(action.Output)}
			err := n.Handle(t.Context(), tt.config, in)
			require.Equal(t, tt.calls, h.calls)
			require.Equal(t, tt.err == "", err == nil, "%v", err)
			if err != nil {
				require.EqualError(t, err, tt.err)
			}
			reason, _ := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			require.Equal(t, tt.told, in.Output.Shown()["users"])
		})
	}
	err := action.Notifier{}.Handle(t.Context(), action.Notify{Teams: []string{"day"}, Channel: action.ByPush}, action.Input{})
	require.EqualError(t, err, "the host has no function for the members of a team")
	require.True(t, action.IsPermanent(err))
}

func ExampleNotifier() {
	var hs action.Handlers
	action.Handle(&hs, action.Notifier{
		Push: func(_ context.Context, in action.Input, _ action.Notify, user string) error {
			fmt.Println("push to", user, "about", in.Item, "with key", in.Key)
			return nil
		},
	})
	c, err := hs.Decode("notify", []byte(`{"users":["ada","bob"],"channel":"push"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	ev := events()["mention"]
	err = hs.Run(context.Background(), c, action.Input{Event: ev, Item: ev.Item(), Key: "r1/0/e1"})
	fmt.Println(err)
	// Output:
	// push to ada about mention/m1 with key r1/0/e1/ada/push
	// push to bob about mention/m1 with key r1/0/e1/bob/push
	// <nil>
}
