package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// benchEngine returns an engine whose two local handlers count in done: one action is due at once, one in an hour.
func benchEngine(b testing.TB, db *sql.DB, now func() time.Time, done *atomic.Int64) *recipe.Engine {
	count := func(context.Context, action.Input) error { done.Add(1); return nil }
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.Edit](func(ctx context.Context, _ action.Edit, in action.Input) error { return count(ctx, in) }))
	action.HandleLocal(&can, action.HandlerFunc[action.Resolve](func(ctx context.Context, _ action.Resolve, in action.Input) error { return count(ctx, in) }))
	e := &recipe.Engine{Handlers: &can, Store: &sqlite.Store{DB: db}, History: &sqlite.Recorder{DB: db}, Now: now}
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"edit","with":{"property":"category","value":"seen"}},
		{"do":"resolve","after":"1h","unless":["customer_reply"]}]}]}`))
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
	c.reset() // the first event prepares statements
	for n := range int64(events) {
		handle(n + 1)
	}
	check("an event", 22, 1)
	now = now.Add(time.Hour)
	_, err := e.Tick(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2*(events+1), done.Load())
	check("a timer", 30, 1.5)
}

// BenchmarkEvents is events with three names of their threads, one action now and one later, with 1 and with 32 of them in
// flight, and the later actions through Tick.
func BenchmarkEvents(b *testing.B) {
	for _, flying := range []int{1, 32} {
		b.Run(fmt.Sprintf("flying=%d", flying), func(b *testing.B) {
			db, c := openCounting(b, newFile(b))
			var done, now, next atomic.Int64
			e := benchEngine(b, db, func() time.Time { return noon.Add(time.Duration(now.Load())) }, &done)
			run := func(n int64) {
				var all sync.WaitGroup
				for range flying {
					all.Go(func() {
						for i := next.Add(1); i <= n; i = next.Add(1) {
							if _, err := e.Handle(b.Context(), said(i, noon)); err != nil {
								b.Error(err)
							}
						}
					})
				}
				all.Wait()
				next.Store(n)
			}
			run(64)
			c.reset()
			var events int64 = 64
			cpu, began := usage(b), time.Now()
			report := func(n float64, of string) {
				b.ReportMetric(n/time.Since(began).Seconds(), of+"s/s")
				b.ReportMetric(float64((usage(b)-cpu).Microseconds())/n, "µs/"+of)
				statements, _, writes := c.reset()
				b.ReportMetric(float64(total(statements))/n, "statements/"+of)
				b.ReportMetric(float64(writes)/n, "transactions/"+of)
				cpu, began = usage(b), time.Now()
			}
			for b.Loop() {
				events += 500
				run(events)
			}
			report(float64(events-64), "event")
			now.Store(int64(2 * time.Hour))
			_, err := e.Tick(b.Context())
			require.NoError(b, err)
			require.Equal(b, 2*events, done.Load())
			report(float64(events), "timer")
		})
	}
}

// usage is the CPU time of this process.
func usage(t testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
