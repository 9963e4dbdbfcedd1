package action_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func TestSmartAssigner(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	tests := []struct {
		name   string
		last   action.Handled
		found  bool
		within action.Within
		want   string // what the host was asked to do
		skip   action.Reason
	}{
		{"an agent of two hours ago", action.Handled{User: "7", At: ago(2 * time.Hour)}, true, "3h", "users 7", ""},
		{"a team of two hours ago", action.Handled{Team: "3", At: ago(2 * time.Hour)}, true, "3h", "teams 3", ""},
		{"an agent of a team", action.Handled{User: "7", Team: "3", At: now}, true, "3h", "users 7", ""},
		{"at the bound", action.Handled{User: "7", At: ago(3 * time.Hour)}, true, "3h", "users 7", ""},
		{"just outside", action.Handled{User: "7", At: ago(3*time.Hour + 1)}, true, "3h", "", action.NoRecentHandler},
		{"a week", action.Handled{User: "7", At: ago(168 * time.Hour)}, true, "1w", "users 7", ""},
		{"nobody", action.Handled{User: "7", At: now}, false, "3h", "", action.NoRecentHandler},
		{"nobody's name", action.Handled{At: now}, true, "3h", "", action.NoRecentHandler},
		{"somebody busy", action.Handled{User: "busy", At: now}, true, "3h", "", action.NobodyAvailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var h host
			a := action.SmartAssigner{
				LastHandler: func(_ context.Context, contact string, since time.Time) (action.Handled, bool, error) {
					require.Equal(t, "c1", contact)
					require.Equal(t, ago(action.SmartAssign{Within: tt.within}.Window()), since)
					return tt.last, tt.found, nil
				},
				Assign: func(_ context.Context, _ action.Input, to trigger.Assigned) error {
					for _, u := range to.Users {
						_ = h.call("users", u)
					}
					for _, team := range to.Teams {
						_ = h.call("teams", team)
					}
					return nil
				},
				Available: func(_ context.Context, user string) (bool, error) { return user != "busy", nil },
			}
			in := action.Input{Event: events()["mention"], At: now, Output: new(action.Output)}
			err := a.Handle(t.Context(), action.SmartAssign{Within: tt.within}, in)
			reason, _ := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			require.Equal(t, tt.skip == "", err == nil)
			if tt.want == "" {
				require.Empty(t, h.calls)
			} else {
				require.Equal(t, []string{tt.want}, h.calls)
				kind, who, _ := strings.Cut(tt.want, " ")
				require.Equal(t, map[string]any{kind: []string{who}}, in.Output.Shown())
			}
		})
	}
}

func TestSmartAssignerFails(t *testing.T) {
	t.Parallel()
	c := action.SmartAssign{Within: action.OneDay}
	in := action.Input{Event: events()["with case"]}
	a := action.SmartAssigner{}
	err := a.Handle(t.Context(), c, in)
	require.EqualError(t, err, "the host has no function for finding the last handler")
	require.True(t, action.IsPermanent(err))

	failing := errDown
	a.LastHandler = func(context.Context, string, time.Time) (action.Handled, bool, error) {
		return action.Handled{User: "7"}, true, failing
	}
	require.EqualError(t, a.Handle(t.Context(), c, in), "the host has no function for assigning")

	a.Assign = func(context.Context, action.Input, trigger.Assigned) error { return errDown }
	err = a.Handle(t.Context(), c, in)
	require.EqualError(t, err, "last handler of contact c1: down")
	require.ErrorIs(t, err, errDown)

	failing = nil
	require.Equal(t, errDown, a.Handle(t.Context(), c, in))

	a.Available = func(context.Context, string) (bool, error) { return true, errDown }
	require.EqualError(t, a.Handle(t.Context(), c, in), "whether 7 is available: down")

	reason, _ := action.SkipReason(a.Handle(t.Context(), c, action.Input{Event: events()["lone mention"]}))
	require.Equal(t, action.NoContact, reason)
}
