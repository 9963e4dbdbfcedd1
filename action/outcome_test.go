package action_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func TestSkip(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("assign: %w", action.Skip(action.NoContact))
	require.EqualError(t, err, "assign: skipped: no_contact")
	reason, ok := action.SkipReason(err)
	require.True(t, ok)
	require.Equal(t, action.NoContact, reason)

	for _, other := range []error{nil, errDown, action.Retry(0, errDown), action.Permanent(errDown)} {
		reason, ok = action.SkipReason(other)
		require.False(t, ok)
		require.Empty(t, reason)
	}
}

func TestRetry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		err   error
		after time.Duration
		ok    bool
	}{
		{"a wait", action.Retry(time.Minute, errDown), time.Minute, true},
		{"no wait", action.Retry(0, errDown), 0, true},
		{"a wait in the past", action.Retry(-time.Minute, errDown), 0, true},
		{"wrapped", fmt.Errorf("x: %w", action.Retry(time.Hour, errDown)), time.Hour, true},
		{"another error", errDown, 0, false},
		{"none", nil, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after, ok := action.RetryAfter(tt.err)
			require.Equal(t, tt.ok, ok)
			require.Equal(t, tt.after, after)
		})
	}
	require.EqualError(t, action.Retry(1, errDown), "down")
	require.ErrorIs(t, action.Retry(1, errDown), errDown)
}

func TestPermanent(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("x: %w", action.Permanent(errDown))
	require.True(t, action.IsPermanent(err))
	require.EqualError(t, err, "x: down")
	require.ErrorIs(t, err, errDown)
	require.False(t, action.IsPermanent(errDown))
	require.False(t, action.IsPermanent(action.Retry(0, errDown)))
	require.False(t, action.IsPermanent(nil))
}

func TestSentinels(t *testing.T) {
	t.Parallel()
	require.EqualError(t, action.ErrUnchanged, "unchanged")
	require.False(t, errors.Is(action.ErrUnchanged, action.ErrCasesDisabled))
}

func TestSignals(t *testing.T) {
	t.Parallel()
	want := []action.Signal{"customer_reply", "agent_reply", "tag_added", "status_changed", "any"}
	require.Equal(t, want, action.Signals())
	action.Signals()[0] = "x"
	require.Equal(t, want, action.Signals(), "the caller's copy is its own")
}

func TestInputCause(t *testing.T) {
	t.Parallel()
	in := action.Input{
		Event:  trigger.Event{ID: "e1", Kind: trigger.CaseCreated, Case: &trigger.Case{ID: "5"}},
		Recipe: action.Recipe{ID: "vip"},
	}
	require.Equal(t, trigger.Cause{Root: "e1", Via: []trigger.Run{
		{Recipe: "vip", Item: trigger.Ref{Kind: "case", ID: "5"}}}}, in.Cause())
}
