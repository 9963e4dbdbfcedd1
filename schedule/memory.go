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

// Memory is a [Store] in memory. The zero value is ready to use. Updates of different subjects run at the same time; one
// that finds a row of a subject outside its scope, while another Update holds that subject, is run again when the subject is
// free. A function passed to Update must not call Update again: that is an error. The contents are lost when the process
// ends.
type Memory struct {
	// Keep is how long an id is remembered at least, by the instants passed to Take: an event that is repeated later
	// than that is a new one. Zero means 30 days. Without calls of Take nothing is forgotten.
	Keep time.Duration

	version, fence atomic.Uint64
	packer         packer

	mu     sync.Mutex // held for single steps only, never while a function of the caller runs
	locks  lockTable
	rows   map[string]*row
	names  nameIndex
	inbox  inbox
	queues map[string]lanes // by kind
	passed []*row           // the rows that a Take has passed over, since an Update uses them
}

var _ Store = (*Memory)(nil)

// row is a live row and the end of its lease. The Job, whose payload is packed, does not change, except that Take gives it a
// new claim.
type row struct {
	Job
	base   *packBase // of its payload
	leased time.Time
	user   *memoryTx // the Update that has read it, or is about to change it
	gone   bool      // it is not live any more
}

// jobs returns copies of rows whose payloads are packed yet, see unpackAll.
func jobs(rows []*row) ([]Job, []*packBase) {
	all, bases := make([]Job, len(rows)), make([]*packBase, len(rows))
	for i, r := range rows {
		all[i], bases[i] = r.Job, r.base
	}
	return all, bases
}

// unpackAll gives jobs payloads and names that they share with nobody. No lock is held meanwhile.
func unpackAll(all []Job, bases []*packBase) {
	for i := range all {
		all[i].Payload = packed{all[i].Payload, bases[i]}.unpack()
		all[i].Names = slices.Clone(all[i].Names)
	}
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

// Update implements [Store].
func (m *Memory) Update(ctx context.Context, about Scope, fn func(ctx context.Context, tx Tx) error) error {
	if ctx.Value(updateKey{m}) != nil {
		return errNested
	}
	subjects := about.Subjects
	for {
		missing, err := m.try(ctx, subjects, fn)
		if missing == "" {
			return err
		}
		subjects = append(slices.Clip(subjects), missing)
	}
}

// try runs fn once. When fn needed a name that another Update holds, try returns it, and nothing has changed.
func (m *Memory) try(ctx context.Context, subjects []string, fn func(ctx context.Context, tx Tx) error) (missing string, err error) {
	tx := &memoryTx{m: m}
	if err := m.lock(ctx, tx, subjects); err != nil {
		return "", err
	}
	done := false
	defer func() { tx.end(done) }()
	err = fn(context.WithValue(ctx, updateKey{m}, tx), tx)
	done = err == nil && tx.missing == ""
	if tx.missing != "" {
		return tx.missing, nil
	}
	return "", err
}

// Add implements [Store]. The ctx of an Update carries its transaction.
func (m *Memory) Add(ctx context.Context, rows ...Job) error {
	if tx, ok := ctx.Value(updateKey{m}).(*memoryTx); ok {
		return tx.add(rows)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, j := range rows {
		if err := m.add(ctx, m.newRow(j)); err != nil {
			return err
		}
	}
	return nil
}

// add inserts a row unless its key is live. It waits for an Update that may be about to drop the live row.
func (m *Memory) add(ctx context.Context, added *row) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	for {
		r := m.rows[added.Key]
		switch {
		case r == nil:
			m.number(added)
			m.set(added)
			return nil
		case r.user == nil:
			return nil
		}
		tx := &memoryTx{m: m} // it holds the row's subject for an instant
		m.mu.Unlock()
		err := m.lock(ctx, tx, []string{r.Subject})
		if err == nil {
			tx.end(false)
		}
		m.mu.Lock()
		if err != nil {
			return err
		}
	}
}

// Take implements [Store]. It skips the rows that an Update, which has not ended, has read or is about to change.
func (m *Memory) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string,
) ([]Job, error) {
	if ctx.Value(updateKey{m}) != nil {
		return nil, errNested
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	taken, bases := m.take(now, kind, lease, max, full)
	unpackAll(taken, bases)
	return taken, nil
}

// take is Take, with payloads that are packed yet.
func (m *Memory) take(now time.Time, kind string, lease time.Duration, max int, full []string) ([]Job, []*packBase) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	m.inbox.expire(now, cmp.Or(m.Keep, 30*24*time.Hour))
	rows := m.takeOldest(m.queues[kind], now, max, full)
	for _, r := range rows {
		r.Fence = m.fence.Add(1)
		r.Attempt++
		r.leased = time.Time{}
		if lease > 0 {
			r.leased = now.Add(lease)
		}
		m.queue(r.Kind, r.Lane).push(r)
	}
	return jobs(rows)
}

// newRow returns a row without numbers. It locks nothing.
func (m *Memory) newRow(j Job) *row {
	p := m.packer.pack(&j)
	r := &row{Job: j, base: p.base}
	r.Payload, r.Names = p.data, slices.Clone(j.Names)
	return r
}

// number makes it a row that was never taken, with a version and a fence. The row's key is locked, so that they increase.
func (m *Memory) number(r *row) {
	r.Version, r.Fence, r.Attempt = m.version.Add(1), m.fence.Add(1), 0
}

// set inserts a row, or replaces the one with its key.
func (m *Memory) set(r *row) {
	m.remove(r.Key)
	m.rows[r.Key] = r
	m.names.add(r)
	if !r.Due.IsZero() {
		m.queue(r.Kind, r.Lane).push(r)
	}
}

// remove removes the row with the key, if there is one.
func (m *Memory) remove(key string) {
	if r := m.rows[key]; r != nil {
		m.names.remove(r)
		delete(m.rows, key)
		r.gone = true
	}
}

// Next returns the first instant after the given one at which a row becomes available, of one of the kinds, or of any
// kind when none is given. ok is false without such a row. A simulation takes the rows that are due, and then moves its
// clock there. It scans all rows.
func (m *Memory) Next(after time.Time, kinds ...string) (at time.Time, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
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
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows)
}

// init makes the maps of a zero Memory.
func (m *Memory) init() {
	if m.rows == nil {
		m.rows = make(map[string]*row)
		m.inbox.seen = make(map[string]struct{})
		m.names = make(nameIndex)
		m.queues = make(map[string]lanes)
		m.locks = make(lockTable)
	}
}
