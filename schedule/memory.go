package schedule

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Memory is a [Store] in memory. The zero value is ready to use. It serialises all updates, so a function passed to
// Update must not call Update again: that is an error. Its contents are lost when the process ends.
type Memory struct {
	// Keep is how long an id is remembered at least, by the instants passed to Take: an event that is repeated later
	// than that is a new one. Zero means 30 days. Without calls of Take nothing is forgotten.
	Keep time.Duration

	once sync.Once
	turn chan struct{} // holds one token while nobody is in Update or Take

	adding   sync.Mutex
	added    []Job       // rows added without waiting for the turn, to be put by the next holder
	hasAdded atomic.Bool // added is not empty

	rows    map[string]*row
	names   nameIndex
	inbox   inbox
	queues  map[string]lanes // by kind
	version uint64
	fence   uint64
}

var _ Store = (*Memory)(nil)

// row is a live row and the end of its lease.
type row struct {
	Job
	leased time.Time
}

// availableAt returns the first instant at which the row may be taken.
func (r *row) availableAt() time.Time {
	if !r.leased.IsZero() && r.leased.After(r.Due) {
		return r.leased
	}
	return r.Due
}

// updateKey is the context key of the transaction of an Update.
type updateKey struct{ m *Memory }

var errNested = errors.New("schedule: Update called inside Update")

// Update implements [Store]. The scope does not matter: one Update runs at a time.
func (m *Memory) Update(ctx context.Context, _ Scope, fn func(ctx context.Context, tx Tx) error) error {
	if ctx.Value(updateKey{m}) != nil {
		return errNested
	}
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.unlock()
	tx := m.begin()
	defer tx.end()
	if err := fn(context.WithValue(ctx, updateKey{m}, tx), tx); err != nil {
		return err
	}
	tx.commit()
	return nil
}

// Add implements [Store]. The ctx of an Update carries its transaction.
func (m *Memory) Add(ctx context.Context, rows ...Job) error {
	if tx, ok := ctx.Value(updateKey{m}).(*memoryTx); ok {
		return tx.add(rows)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.adding.Lock()
	defer m.adding.Unlock()
	for _, j := range rows {
		m.added = append(m.added, j.clone())
	}
	m.hasAdded.Store(true)
	return nil
}

// putAdded puts the rows that were added without the turn.
func (m *Memory) putAdded() {
	m.adding.Lock()
	rows := m.added
	m.added = nil
	m.hasAdded.Store(false)
	m.adding.Unlock()
	tx := m.begin()
	_ = tx.add(rows) // the transaction has not ended, so there is no error
	tx.commit()
}

// Take implements [Store].
func (m *Memory) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string,
) ([]Job, error) {
	if ctx.Value(updateKey{m}) != nil {
		return nil, errNested
	}
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.unlock()
	m.inbox.expire(now, cmp.Or(m.Keep, 30*24*time.Hour))
	rows := m.takeOldest(m.queues[kind], now, max, full)
	taken := make([]Job, len(rows))
	for i, r := range rows {
		m.fence++
		r.Fence = m.fence
		r.Attempt++
		r.leased = time.Time{}
		if lease > 0 {
			r.leased = now.Add(lease)
		}
		m.queue(r.Kind, r.Lane).push(r)
		taken[i] = r.clone()
	}
	return taken, nil
}

// set replaces the row with the key; nil means no row.
func (m *Memory) set(key string, was, is *row) {
	if was != nil && len(was.Names) > 0 {
		m.names.remove(&was.Job)
	}
	if is == nil {
		delete(m.rows, key)
		return
	}
	m.rows[key] = is
	if len(is.Names) > 0 {
		m.names.add(&is.Job)
	}
}

// Next returns the first instant after the given one at which a row becomes available, of one of the kinds, or of any
// kind when none is given. ok is false without such a row. A simulation takes the rows that are due, and then moves its
// clock there. It scans all rows.
func (m *Memory) Next(after time.Time, kinds ...string) (at time.Time, ok bool) {
	_ = m.lock(context.Background())
	defer m.unlock()
	for _, r := range m.rows {
		if len(kinds) > 0 && !slices.Contains(kinds, r.Kind) {
			continue
		}
		if free := r.availableAt(); !r.Due.IsZero() && free.After(after) && (!ok || free.Before(at)) {
			at, ok = free, true
		}
	}
	return at, ok
}

// Len returns the number of live rows, including state.
func (m *Memory) Len() int {
	_ = m.lock(context.Background())
	defer m.unlock()
	return len(m.rows)
}

// lock waits for the turn, or for the end of ctx.
func (m *Memory) lock(ctx context.Context) error {
	m.once.Do(func() {
		m.turn = make(chan struct{}, 1)
		m.turn <- struct{}{}
		m.rows = make(map[string]*row)
		m.inbox.seen = make(map[string]struct{})
		m.names = make(nameIndex)
		m.queues = make(map[string]lanes)
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-m.turn: // free: ctx need not allocate a channel
	default:
		select {
		case <-m.turn:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if m.hasAdded.Load() {
		m.putAdded()
	}
	return nil
}

func (m *Memory) unlock() { m.turn <- struct{}{} }
