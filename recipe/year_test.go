package recipe_test

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// year is a desk in virtual time, over a store in memory.
type year struct {
	recipe.Engine
	store schedule.Memory
	now   time.Time
	done  int
}

func newYear(tb testing.TB, recipes ...string) *year {
	y := &year{now: ten}
	y.Engine = recipe.Engine{Store: &y.store, Handlers: new(action.Handlers), Now: func() time.Time { return y.now }}
	action.HandleAll(y.Handlers, func(context.Context, action.Config, action.Input) error { y.done++; return nil })
	y.Sources = recipe.Sources{"desk": func(context.Context, recipe.Fetch) ([]byte, error) {
		day := y.now.YearDay()
		return fmt.Appendf(nil, `[{"id":"%d"},{"id":"%d"}]`, day, day+1), nil
	}}
	require.NoError(tb, y.Load(parse(tb, set(recipes...))))
	return y
}

// until runs what comes due up to the instant.
func (y *year) until(tb testing.TB, end time.Time) {
	for {
		y.tick(tb)
		due, ok := y.store.Next(y.now)
		if !ok || due.After(end) {
			y.now = end
			return
		}
		y.now = due
	}
}

func (y *year) tick(tb testing.TB) {
	if _, err := y.Tick(tb.Context()); err != nil {
		tb.Fatal(err)
	}
}

func (y *year) handle(tb testing.TB, ev trigger.Event) {
	if _, err := y.Handle(tb.Context(), ev); err != nil {
		tb.Fatal(err)
	}
}

// A store in memory does not grow without end: after a year it holds what it held after two months.
func TestMemoryOfAYear(t *testing.T) {
	y := newYear(t, chase, quiet,
		`{"id":"digest","name":"Digest","enabled":true,"trigger":{"on":"new_item","all_topics":true},
			"actions":[{"do":"notify","with":{"users":["7"],"channel":"push","after_count":7,"at_most_every":"1d"}}]}`,
		`{"id":"polls","name":"Polls","enabled":true,"trigger":{"on":"poll","poll":{"source":"desk","every":"6h","key":"id"}},
			"actions":[{"do":"slack","with":{"channel":"#a","text":"{{ record.id }}"},"repeat":{"every":"7h","times":5}}]}`)
	holds := func() (rows int, heap uint64) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return y.store.Len(), m.HeapAlloc
	}
	var rows int
	var heap uint64
	days := longer(150, 365, 365)
	for day := range days {
		for i := range 4 {
			at := ten.AddDate(0, 0, day).Add(time.Duration(i) * time.Minute)
			y.until(t, at)
			id := fmt.Sprintf("%d-%d", day, i)
			pending := status("p"+id, at, trigger.Unresolved, trigger.Pending)
			pending.Case.ID = id
			reply, answer := customer("c"+id, at), agent("a"+id, at)
			reply.Mention.CaseID, answer.Mention.CaseID = id, id
			y.handle(t, pending)
			y.handle(t, answer)
			if i%2 == 0 {
				reply.At = at.Add(time.Second)
				y.handle(t, reply)
			}
		}
		if day == 60 {
			rows, heap = holds()
		}
	}
	rowsNow, heapNow := holds()
	require.Less(t, y.done, days*30)
	require.Greater(t, y.done, days*10)
	require.Less(t, rowsNow, rows+rows/4+7, "rows after two months and after a year")
	require.Less(t, heapNow, heap+heap/4, "bytes after two months and after a year")
}

// BenchmarkYear runs a thousand timers that come due over a year.
func BenchmarkYear(b *testing.B) {
	const timers = 1000
	b.ReportAllocs()
	for b.Loop() {
		y := newYear(b, `{"id":"close","name":"Close","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},
			"actions":[{"do":"set_status","with":{"status":"resolved"},"after":"8w"}]}`)
		for i := range timers {
			at := ten.Add(time.Duration(i) * 365 * 24 * time.Hour / timers)
			y.until(b, at)
			ev := status(strconv.Itoa(i), at, trigger.Unresolved, trigger.Pending)
			ev.Case.ID = strconv.Itoa(i)
			y.handle(b, ev)
		}
		y.until(b, ten.AddDate(2, 0, 0))
		if y.done != timers {
			b.Fatal("want every timer to come due once", y.done)
		}
	}
}

// BenchmarkEvents handles events of which each puts one action off that comes due later, and one that runs at once.
// It tells how many rows an event writes.
func BenchmarkEvents(b *testing.B) {
	y := newYear(b, `{"id":"close","name":"Close","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},
		"filter":"'app' not in case.tags","actions":[{"do":"add_tags","with":{"tags":["waits"]}},{"do":"set_status","with":{"status":"resolved"},"after":"30m","unless":["customer_reply"]}]}`)
	counted := &counting{Store: &y.store}
	y.Store = counted
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		at := ten.Add(time.Duration(n) * time.Second)
		ev := status(strconv.Itoa(n), at, trigger.Unresolved, trigger.Pending)
		ev.Case.ID = strconv.Itoa(n)
		y.now = at
		y.tick(b)
		y.handle(b, ev)
		n++
	}
	y.now = y.now.Add(time.Hour)
	y.tick(b)
	if y.done != 2*n {
		b.Fatal("want two actions an event", y.done, n)
	}
	b.ReportMetric(float64(counted.written)/float64(n), "rows/event")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

// counting counts the rows that are written.
type counting struct {
	schedule.Store
	written int
}

func (c *counting) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return c.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, &countingTx{tx, c}) })
}

type countingTx struct {
	schedule.Tx
	c *counting
}

func (tx *countingTx) Put(j schedule.Job) (schedule.Job, error) { tx.c.written++; return tx.Tx.Put(j) }

func (tx *countingTx) Remember(id string) (bool, error) { tx.c.written++; return tx.Tx.Remember(id) }

func (tx *countingTx) Drop(keys ...string) ([]schedule.Job, error) {
	tx.c.written += len(keys)
	return tx.Tx.Drop(keys...)
}

func (tx *countingTx) Settle(key string, fence uint64, retryAt time.Time) error {
	tx.c.written++
	return tx.Tx.Settle(key, fence, retryAt)
}
