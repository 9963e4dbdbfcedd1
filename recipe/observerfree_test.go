package recipe

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// Without an observer nothing is allocated for one; with one, what it is to hear is.
func TestNoObserverIsFree(t *testing.T) {
	now := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	e := Engine{Now: func() time.Time { return now }}
	ev := trigger.Event{ID: "e"}
	at := task{event: ev}
	report := Report{Decisions: make([]Decision, 1), Actions: make([]ActionReport, 1)}
	all := func() {
		own := report
		report.Decisions[0].Run = "run"
		report.Actions[0] = e.report(&at, now, ending{outcome: Done})
		e.observeDecision(&own.Decisions[0], &ev)
		e.observeEvent(&own, &ev, now)
		e.observe(context.Background(), own)
	}
	require.Zero(t, testing.AllocsPerRun(100, all))
	heard := 0
	e.Observer = ObserverFunc(func(context.Context, Observation) { heard++ })
	require.Greater(t, testing.AllocsPerRun(100, all), 2.0)
	require.Equal(t, 3*101, heard)
}
