package recipe_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Who was too slow to cancel what came due, and lost its claim, says nothing: another process has done it meanwhile.
func TestCancelledTooLate(t *testing.T) {
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
		m.Topic, ev.Mention = "sales", &m // until a moment ago
		now = now.Add(time.Hour)
		other, err = quick.Tick(ctx)
		return err
	}
	now = ten.Add(30 * time.Minute)
	report, err := slow.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 resolve: done"}, ends(other.Actions))
	require.Empty(t, report.Actions)
	require.Equal(t, map[string]int{"r resolve e1": 1}, done)
	require.Empty(t, log.Find(history.Query{Outcome: "cancelled"}))
	require.Len(t, log.Find(history.Query{Outcome: "done", Action: action.Resolve{}.Kind()}), 1)
}
