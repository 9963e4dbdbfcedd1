package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// benchEngine returns an engine whose two local handlers count in done: one action is due at once, one in a second.
func benchEngine(b testing.TB, db *sql.DB, now func() time.Time, done *atomic.Int64) *recipe.Engine {
	count := func(context.Context, action.Input) error { done.Add(1); return nil }
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.Edit](func(ctx context.Context, _ action.Edit, in action.Input) error { return count(ctx, in) }))
	action.HandleLocal(&can, action.HandlerFunc[action.Resolve](func(ctx context.Context, _ action.Resolve, in action.Input) error { return count(ctx, in) }))
	e := &recipe.Engine{Handlers: &can, Store: &sqlite.Store{DB: db}, History: &sqlite.Recorder{DB: db}, Now: now}
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"edit","with":{"property":"category","value":"seen"}},
		{"do":"resolve","after":"1s","unless":["customer_reply"]}]}]}`))
	require.NoError(b, err)
	require.NoError(b, e.Load(set))
	return e
}

// said is an event of a thread with three names.
func said(n int64, at time.Time) trigger.Event {
	id := fmt.Sprint(n)
	return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: at, Actor: trigger.Agent, Mention: &trigger.Mention{
		ID: "m" + id, Topic: "support", Service: "email", Type: trigger.SentType, CaseID: id, Conversation: "v" + id,
		Contact: trigger.Contact{ID: "c" + id}, Content: "¿Está resuelto?",
	}}
}

// The database is asked little for an event with three names, one action that is due at once and one later: so many
// statements, and so many transactions that write, an event and a timer.
func TestStatements(t *testing.T) {
	t.Parallel()
	db, c := openCounting(t, newFile(t))
	var done atomic.Int64
	now := noon
	e := benchEngine(t, db, func() time.Time { return now }, &done)
	const events = 20
	check := func(of string, most, mostWrites float64) {
		t.Helper()
		statements, reads, writes := c.reset()
		n := float64(total(statements)) / events
		t.Logf("%s: %.1f statements, %.2f transactions that read, %.2f that write", of, n, float64(reads)/events, float64(writes)/events)
		for _, query := range slices.Sorted(maps.Keys(statements)) {
			t.Logf("%6.2f %.150s", float64(statements[query])/events, query)
		}
		require.LessOrEqual(t, n, most)
		require.LessOrEqual(t, float64(writes)/events, mostWrites)
	}
	handle := func(n int64) {
		_, err := e.Handle(t.Context(), said(n, now))
		require.NoError(t, err)
	}
	handle(0)
	c.reset() // what happens once
	for n := range int64(events) {
		handle(n + 1)
	}
	check("an event", 30, 2)
	now = now.Add(time.Minute)
	_, err := e.Tick(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2*(events+1), done.Load())
	check("a timer", 45, 3)
}

// BenchmarkHandleTick is one event whose thread has three names through Handle, with an action that is done at once, and one
// through Tick, with the action that an event of some time before put off.
func BenchmarkHandleTick(b *testing.B) {
	for _, workers := range []int{1, 32} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			var sent, done atomic.Int64
			now := func() time.Time { return noon.Add(time.Duration(sent.Load()) * 10 * time.Millisecond) }
			e := benchEngine(b, open(b, newFile(b)), now, &done)
			one := func() {
				n := sent.Add(1)
				_, err1 := e.Handle(b.Context(), said(n, now()))
				_, err2 := e.Tick(b.Context())
				if err1 != nil || err2 != nil {
					b.Error(err1, err2)
				}
			}
			b.SetParallelism((workers + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
			b.ReportAllocs()
			if workers == 1 {
				for b.Loop() {
					one()
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						one()
					}
				})
			}
			b.StopTimer()
			events := sent.Load()
			sent.Add(200)
			_, err := e.Tick(b.Context())
			require.NoError(b, err)
			require.Equal(b, 2*events, done.Load())
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
