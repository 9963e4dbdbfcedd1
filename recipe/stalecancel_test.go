package recipe_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Who was too slow to cancel or put off what came due, and lost its claim, says nothing: another process has done it meanwhile.
func TestCancelledTooLate(t *testing.T) {
	for _, tt := range []struct {
		name string
		read func(m *trigger.Mention) error
	}{
		{"it is in another topic", func(m *trigger.Mention) error { m.Topic = "sales"; return nil }},
		{"it cannot be read", func(*trigger.Mention) error { return errors.New("down") }},
	} {
		t.Run(tt.name, func(t *testing.T) { cancelledTooLate(t, tt.read) })
	}
}

func cancelledTooLate(t *testing.T, read func(m *trigger.Mention) error) {
	var store schedule.Memory
	var log history.Memory
	now, done := ten, map[string]int{}
	rule := one("r", `{"on":"new_item","topics":["support"]}`, "", `{"do":"resolve","after":"30m"}`)
	slow, quick := process(t, &store, &now, done, "slow", rule), process(t, &store, &now, done, "quick", rule)
	slow.History, quick.History = &log, &log
	_, err := quick.Handle(t.Context(), customer("e1", ten))
	require.NoError(t, err)
	var other recipe.Report
	slow.Refresh = func(ctx context.Context, ev *trigger.Event) (err error) {
		m := *ev.Mention
		ev.Mention = &m
		now = now.Add(time.Hour)
		if other, err = quick.Tick(ctx); err != nil {
			return err
		}
		return read(&m)
	}
	now = ten.Add(30 * time.Minute)
	report, err := slow.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 resolve: done"}, ends(other.Actions))
	require.Empty(t, report.Actions)
	require.Equal(t, map[string]int{"r resolve e1": 1}, done)
	require.Empty(t, log.Find(history.Query{Outcome: "cancelled"}))
	require.Len(t, log.Find(history.Query{Outcome: "waiting"}), 1, "when it was armed")
	require.Len(t, log.Find(history.Query{Outcome: "done", Action: action.Resolve{}.Kind()}), 1)
}
