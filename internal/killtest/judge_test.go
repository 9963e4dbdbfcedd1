package killtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// messages are a small plan that has everything: timers that fire, are cancelled and are moved, and a digest.
func messages() Plan {
	p := Plan{
		{ID: "e0", Thread: "fires"}, {ID: "e1", Thread: "answered"}, {ID: "e2", Thread: "answered", Reply: true},
		{ID: "e3", Thread: "again"}, {ID: "e4", Thread: "again"}, {ID: "e5", Thread: "late"},
	}
	for i := range 7 {
		p = append(p, Message{ID: fmt.Sprint("n", i), Thread: "news", Reply: true, News: true})
	}
	return append(p, Message{ID: "e6", Thread: "late", Reply: true})
}

// inMemory runs a desk in memory that receives the messages. Its timers fire before the last one comes.
func inMemory(t *testing.T, p Plan) *Ledger {
	l := &Ledger{Done: map[Done]int{}}
	now := noon
	var store schedule.Memory
	var mu sync.Mutex // Tick's workers call at the same time
	log := history.RecorderFunc(func(_ context.Context, entries ...history.Entry) error {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range entries {
			l.Entries = append(l.Entries, Entry{e.Recipe.ID, e.Event, e.Action, string(e.Outcome), string(e.Reason)})
		}
		return nil
	})
	e, err := newEngine(&store, log, func() time.Time { return now }, func(_ context.Context, do string, in action.Input) error {
		mu.Lock()
		defer mu.Unlock()
		l.Done[Done{do, in.Event.ID}]++
		return nil
	}, func(_ context.Context, do string, in action.Input) error {
		mu.Lock()
		defer mu.Unlock()
		l.Calls = append(l.Calls, Call{do, in.Key, eventsOf(in)})
		return nil
	})
	require.NoError(t, err)
	for i, m := range p {
		if i == len(p)-1 {
			now = now.Add(time.Minute)
			_, err := e.Tick(t.Context())
			require.NoError(t, err)
		}
		_, err := e.Handle(t.Context(), m.Event(now.Add(time.Duration(i)*time.Millisecond)))
		require.NoError(t, err)
	}
	l.Pending = 2 // seven matches of a digest of five
	return l
}

// clone returns a copy that can be changed.
func (l *Ledger) clone() *Ledger {
	c := *l
	c.Done, c.Entries, c.Calls = maps.Clone(l.Done), slices.Clone(l.Entries), slices.Clone(l.Calls)
	return &c
}

// entry returns the entry of a timer's end.
func (l *Ledger) entry(event string) *Entry {
	i := slices.IndexFunc(l.Entries, func(e Entry) bool {
		return e.Event == event && e.Action == "resolve" && e.Outcome != "waiting"
	})
	return &l.Entries[i]
}

// The judge finds everything that may go wrong: here it is put into the ledger of a run where nothing did.
func TestJudge(t *testing.T) {
	t.Parallel()
	p := messages()
	ledger := inMemory(t, p)
	v := Judge(p, ledger)
	require.Empty(t, v.Faults)
	require.Equal(t, []int{14, 3, 2}, []int{v.Applied, v.Fired, v.Cancelled})

	for _, tt := range []struct {
		want  string
		spoil func(l *Ledger)
	}{
		{"e2 is lost", func(l *Ledger) { delete(l.Done, Done{"edit", "e2"}) }},
		{"e2 is applied 2 times", func(l *Ledger) { l.Done[Done{"edit", "e2"}]++ }},
		{"the timer of e0 fires 2 times", func(l *Ledger) { l.Done[Done{"resolve", "e0"}]++ }},
		{"the timer of e0 fires 0 times", func(l *Ledger) { delete(l.Done, Done{"resolve", "e0"}) }},
		{"the timer of e1 fires, and is cancelled", func(l *Ledger) { l.Done[Done{"resolve", "e1"}]++ }},
		{"the timer of e0 has the ends []", func(l *Ledger) { l.entry("e0").Outcome = "waiting" }},
		{"the timer of e4 has the ends", func(l *Ledger) { l.Entries = append(l.Entries, *l.entry("e4")) }},
		{"the timer of e1 is cancelled: rearmed", func(l *Ledger) { l.entry("e1").Reason = "rearmed" }},
		{"the timer of e3 is cancelled: customer_reply", func(l *Ledger) { l.entry("e3").Reason = "customer_reply" }},
		{"the timer of e5 fires after e6 was applied", func(l *Ledger) {
			e := l.entry("e5")
			l.Entries = append(l.Entries, *e)
			e.Action = "moved"
		}},
		{"n3 is never called", func(l *Ledger) {
			l.Calls = slices.DeleteFunc(l.Calls, func(c Call) bool { return slices.Contains(c.Events, "n3") })
		}},
		{"add_tags for n3 has the keys", func(l *Ledger) { l.Calls = append(l.Calls, Call{"add_tags", "other", []string{"n3"}}) }},
		{"is the key of", func(l *Ledger) {
			for i := range l.Calls {
				l.Calls[i].Key = "one"
			}
		}},
		{"7 matches are not told, and 2 are pending", func(l *Ledger) {
			l.Calls = slices.DeleteFunc(l.Calls, func(c Call) bool { return c.Do == "notify" })
		}},
		{"2 matches are not told, and 0 are pending", func(l *Ledger) { l.Pending = 0 }},
		{"1 timers and 0 dead letters", func(l *Ledger) { l.Work = 1 }},
		{"0 timers and 1 dead letters", func(l *Ledger) { l.Dead = 1 }},
	} {
		t.Run(tt.want, func(t *testing.T) {
			l := ledger.clone()
			tt.spoil(l)
			require.Contains(t, strings.Join(Judge(p, l).Faults, "\n"), tt.want)
		})
	}
}
