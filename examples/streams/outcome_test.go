package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// outcome is what became of events: of each thread what was done and what the history says, in order, and the rows that wait.
type outcome struct {
	done, told map[string][]string
	waiting    []string
}

func newOutcome() *outcome {
	return &outcome{done: make(map[string][]string), told: make(map[string][]string)}
}

// replay returns the outcome of one process that gets each event once, with a clock of its own and its store in memory.
func replay(t *testing.T, sent []trigger.Event) *outcome {
	o, threadOf := newOutcome(), make(map[string]string)
	var now time.Time
	var store schedule.Memory
	e := &recipe.Engine{
		Store: &store, Now: func() time.Time { return now }, Workers: 1,
		Handlers: handlers(func(_ context.Context, did string, in action.Input) error {
			thread := in.Event.Threads()[0]
			o.done[thread] = append(o.done[thread], did+" "+in.Event.ID)
			return nil
		}),
		History: history.RecorderFunc(func(_ context.Context, entries ...history.Entry) error {
			for _, e := range entries {
				o.tell(threadOf[e.Event], e.Event, e.Recipe.ID, e.Action, string(e.Outcome), string(e.Reason))
			}
			return nil
		}),
	}
	require.NoError(t, load(e))
	for _, ev := range sent {
		threadOf[ev.ID] = ev.Threads()[0]
		now = ev.At
		_, err := e.Handle(t.Context(), ev)
		require.NoError(t, err)
	}
	now = now.Add(3 * time.Second)
	_, err := e.Tick(t.Context())
	require.NoError(t, err)
	o.wait(t, &store)
	return o
}

func (o *outcome) tell(thread, event, recipe, action, outcome, reason string) {
	o.told[thread] = append(o.told[thread], event+" "+recipe+" "+action+" "+outcome+" "+reason)
}

// wait reads the rows that come due some time.
func (o *outcome) wait(t *testing.T, store schedule.Store) {
	rows, err := store.Take(t.Context(), time.Now().Add(24*time.Hour), "work", 0, 1_000_000)
	require.NoError(t, err)
	for _, j := range rows {
		o.waiting = append(o.waiting, j.Key)
	}
	slices.Sort(o.waiting)
}

// outcome reads that of the processes, from the database.
func (h *host) outcome(t *testing.T, sent []trigger.Event) *outcome {
	o, threadOf := newOutcome(), make(map[string]string)
	for _, ev := range sent {
		threadOf[ev.ID] = ev.Threads()[0]
	}
	rows, _ := h.db.Query(t.Context(), `SELECT thread, did || ' ' || event FROM ledger ORDER BY n`)
	var thread, did string
	_, err := pgx.ForEachRow(rows, []any{&thread, &did}, func() error {
		o.done[thread] = append(o.done[thread], did)
		return nil
	})
	require.NoError(t, err)
	rows, _ = h.db.Query(t.Context(), `SELECT event, recipe_id, action, outcome, reason FROM commis_history ORDER BY arrival`)
	var event, recipe, action, ended, reason string
	_, err = pgx.ForEachRow(rows, []any{&event, &recipe, &action, &ended, &reason}, func() error {
		o.tell(threadOf[event], event, recipe, action, ended, reason)
		return nil
	})
	require.NoError(t, err)
	o.wait(t, h.store.Store)
	return o
}

// lost and twice count actions that the replay has and the other does not, and those that it has more often.
func (o *outcome) compare(other *outcome) (lost, twice int) {
	for thread, want := range o.done {
		times := make(map[string]int)
		for _, did := range other.done[thread] {
			times[did]++
		}
		for _, did := range want {
			switch n := times[did]; {
			case n == 0:
				lost++
			case n > 1:
				twice++
			}
		}
	}
	return lost, twice
}

// lateness is how late the timers were.
type lateness struct {
	n, over             int // over 2 s
	median, p99, latest float64
}

// late measures the seconds from the instant when a timer was due, and its event applied, to when it was carried out.
func (h *host) late(t *testing.T, sent []trigger.Event) (l lateness) {
	at := make(map[string]time.Time, len(sent))
	for _, ev := range sent {
		at[ev.ID] = ev.At
	}
	rows, _ := h.db.Query(t.Context(), `SELECT timer.event, timer.at, seen.at FROM ledger AS timer JOIN ledger AS seen
		ON seen.event = timer.event AND seen.did = 'edit' WHERE timer.did = 'notify'`)
	var event string
	var fired, seen time.Time
	var late []float64
	_, err := pgx.ForEachRow(rows, []any{&event, &fired, &seen}, func() error {
		due := at[event].Add(2 * time.Second)
		if seen.After(due) {
			due = seen
		}
		late = append(late, fired.Sub(due).Seconds())
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, late)
	slices.Sort(late)
	over, _ := slices.BinarySearch(late, 2)
	return lateness{len(late), len(late) - over, late[len(late)/2], late[len(late)*99/100], late[len(late)-1]}
}
