package playback

import (
	"container/heap"
	"context"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// agenda is a store in memory that knows when its next row comes due, so that virtual time can be moved there. It
// hands out one row at a time: events that follow from one row are handled before the next row of the same instant.
type agenda struct {
	schedule.Memory
	due   map[string]time.Time // by the rows' keys
	queue dates
	ready bool      // one row may be taken
	swept time.Time // the last instant at which old events were forgotten
}

var _ schedule.Store = (*agenda)(nil)

// Update implements [schedule.Store].
func (a *agenda) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	var tx agendaTx
	err := a.Memory.Update(ctx, about, func(ctx context.Context, inner schedule.Tx) error {
		tx = agendaTx{Tx: inner, due: make(map[string]time.Time)}
		return fn(ctx, &tx)
	})
	if err != nil {
		return err
	}
	for key, at := range tx.due {
		a.set(key, at)
	}
	return nil
}

// Take implements [schedule.Store].
func (a *agenda) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, _ int, full ...string,
) ([]schedule.Job, error) {
	if !a.ready {
		return nil, nil
	}
	jobs, err := a.Memory.Take(ctx, now, kind, lease, 1, full...)
	for _, j := range jobs {
		a.ready = false
		a.set(j.Key, now.Add(lease))
	}
	return jobs, err
}

// Add implements [schedule.Store].
func (a *agenda) Add(ctx context.Context, rows ...schedule.Job) error {
	err := a.Memory.Add(ctx, rows...)
	for i := 0; err == nil && i < len(rows); i++ {
		a.set(rows[i].Key, rows[i].Due)
	}
	return err
}

// sweepEvery is the time from one call of forget to the next that has an effect, as often as a [schedule.Memory] needs it.
const sweepEvery = 24 * time.Hour

// forget lets the store forget old IDs at the instant, day by day, also where nothing comes due.
func (a *agenda) forget(ctx context.Context, now time.Time) error {
	if a.swept.IsZero() {
		a.swept = now
	}
	for now.Sub(a.swept) >= sweepEvery {
		a.swept = a.swept.Add(sweepEvery)
		if _, err := a.Memory.Take(ctx, a.swept, "", 0, 0); err != nil {
			return err
		}
	}
	return nil
}

// set keeps when the row comes due; zero means never.
func (a *agenda) set(key string, at time.Time) {
	if at.IsZero() {
		delete(a.due, key)
		return
	}
	if a.due == nil {
		a.due = make(map[string]time.Time)
	}
	a.due[key] = at
	heap.Push(&a.queue, date{at, key})
}

// next returns when the next row comes due.
func (a *agenda) next() (time.Time, bool) {
	for len(a.queue) > 0 {
		first := a.queue[0]
		if at, ok := a.due[first.key]; ok && at.Equal(first.at) {
			return at, true
		}
		heap.Pop(&a.queue) // the row is gone, or was put off
	}
	return time.Time{}, false
}

// skip forgets the row that is next: nobody took it when it was due.
func (a *agenda) skip() {
	if len(a.queue) > 0 {
		delete(a.due, a.queue[0].key)
	}
}

// agendaTx notes when rows come due.
type agendaTx struct {
	schedule.Tx
	due map[string]time.Time
}

func (tx *agendaTx) Put(j schedule.Job) (schedule.Job, error) {
	tx.due[j.Key] = j.Due
	return tx.Tx.Put(j)
}

func (tx *agendaTx) Drop(keys ...string) ([]schedule.Job, error) {
	for _, key := range keys {
		tx.due[key] = time.Time{}
	}
	return tx.Tx.Drop(keys...)
}

func (tx *agendaTx) Settle(key string, fence uint64, retryAt time.Time) error {
	err := tx.Tx.Settle(key, fence, retryAt)
	if err == nil {
		tx.due[key] = retryAt
	}
	return err
}

// date is when a row comes due.
type date struct {
	at  time.Time
	key string
}

// dates is a heap, the first date on top.
type dates []date

func (d dates) Len() int           { return len(d) }
func (d dates) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d dates) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *dates) Push(x any)        { *d = append(*d, x.(date)) }
func (d *dates) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	*d = (*d)[:last]
	return x
}
