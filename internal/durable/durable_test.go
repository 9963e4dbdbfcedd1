package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/durable/workload"
	"github.com/commis-recipes/commis/schedule"
)

// Every contestant does each action once and leaves the rows that it must: a wrong one ends the run. The table has all rows.
func TestEveryContestant(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out, config{rounds: 1, warm: 8, events: 16, records: 20, timers: []int{50}}))
	for _, row := range []string{
		"the base on PostgreSQL / ours on PostgreSQL", "the base on PostgreSQL / ours on SQLite", "River's two jobs", "a statement a row",
		"one round trip / ours |", "groups of 64", "HandleAll of 64, without", "in memory: the base / ours", "one Marshal", "three names, one worker",
		"one name, one worker", "three names, 32 in flight", "three names, HandleAll of 64", "two goroutines", "50 timers", "20 new records",
		"20 records that did not change",
	} {
		require.Equal(t, 1, strings.Count(out.String(), row), "rows of %q in\n%s", row, &out)
	}
}

// An event with its timer asks little of PostgreSQL, whatever the names of its thread.
func TestStatements(t *testing.T) {
	t.Chdir(t.TempDir()) // where the base is not
	b, err := newBench(t.Context(), 8, "")
	require.NoError(t, err)
	defer func() { require.NoError(t, b.close(t.Context())) }()
	require.Nil(t, b.base)
	for _, test := range []struct {
		name string
		how  how
		most float64
	}{{"three names", inTurn, 16}, {"one name", oneName, 12}} {
		t.Run(test.name, func(t *testing.T) {
			rounds, err := b.race(t.Context(), []contestant{ours(test.how)}, 1, 20, false)
			require.NoError(t, err)
			require.LessOrEqual(t, rounds[0][0].statements, test.most)
		})
	}
	t.Run("a clone without the base", func(t *testing.T) {
		var out strings.Builder
		require.NoError(t, (&table{&out, b, config{rounds: 1, events: 20}}).together(t.Context()))
		require.Contains(t, out.String(), noBase)
	})
}

// What was not done, or not once, is noticed, and so are rows that are missing or left.
func TestWrongIsNoticed(t *testing.T) {
	d, err := workload.New(new(schedule.Memory), nil, workload.Both, 4, 3)
	require.NoError(t, err)
	require.NoError(t, d.HandleEach(t.Context(), 0, 3, 2))
	require.ErrorContains(t, d.Check(3), "event 0 were done 1 and 0 times")
	require.NoError(t, d.Fire(t.Context()))
	require.NoError(t, d.Check(3))
	require.ErrorContains(t, d.Check(4), "event 3 were done 0 and 0 times")
	require.ErrorContains(t, d.CheckLater(3), "event 0 were done 1 and 1 times")

	d.Store = new(schedule.Memory) // which does not know that they were applied
	require.NoError(t, d.HandleEach(t.Context(), 0, 1, 1))
	require.ErrorContains(t, d.Check(3), "event 0 were done 2 and 1 times")

	require.NoError(t, rowsOf(2).check(2))
	require.Error(t, rowsOf(2).check(3))
	left := rowsOf(2)
	left["jobs work"] = 1
	require.ErrorContains(t, left.check(2), "jobs work:1")
}

// The rows that are written by hand are those of this build.
func TestCapture(t *testing.T) {
	events, err := capture(t.Context(), 2)
	require.NoError(t, err)
	require.Equal(t, "e1", events[1].id)
	require.ElementsMatch(t, []string{"runs/e1", "case/1"}, []string{events[1].now.rows[0].Subject, events[1].now.rows[1].Subject})
	require.Equal(t, "case/1", events[1].later.rows[0].Subject)
	require.Equal(t, "done", events[1].later.entries[0].Outcome)
}

func TestMedian(t *testing.T) {
	require.Equal(t, 2.0, median([]float64{3, 1, 2}))
	require.Equal(t, 5.0, median([]float64{5}))
}
