package batch_test

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

var (
	errConflict = errors.New("deadlock")
	errBroken   = errors.New("disk on fire")
)

// memory is a database in memory. Transactions lock subjects and rows until they end. One that would wait for one that
// waits for it is taken back.
type memory struct {
	mu      sync.Mutex
	changed *sync.Cond
	rows    map[string]stored
	ids     map[string]bool
	entries []history.Entry
	locks   map[string]*transaction // of subjects, as "s/...", and of rows, as "r/..."
	number  uint64

	fail  func(call string) error // asked before each call; nil means that none fails
	pause time.Duration           // how long each call takes, which needs a bubble
	calls []string
	open  int // transactions that have not ended
	most  int // the most that were open at a time
}

type stored struct {
	schedule.Job
	leased time.Time
}

func newMemory() *memory {
	m := &memory{rows: map[string]stored{}, ids: map[string]bool{}, locks: map[string]*transaction{}}
	m.changed = sync.NewCond(&m.mu)
	return m
}

// call is the beginning of each call; m.mu is locked.
func (m *memory) call(name string) error {
	m.calls = append(m.calls, name)
	if m.pause > 0 {
		m.mu.Unlock()
		time.Sleep(m.pause)
		m.mu.Lock()
	}
	if m.fail != nil {
		return m.fail(name)
	}
	return nil
}

func (m *memory) Conflict(err error) bool { return errors.Is(err, errConflict) }

func (m *memory) Check(texts ...string) error {
	if slices.Contains(texts, "bad") {
		return errors.New(`"bad" cannot be stored`)
	}
	return nil
}

func (m *memory) Begin(ctx context.Context, q batch.Query) (batch.Transaction, batch.Answer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.IsSorted(q.Subjects) || len(slices.Compact(slices.Clone(q.Subjects))) != len(q.Subjects) || len(q.Subjects) == 0 {
		panic("subjects")
	}
	t := &transaction{m: m, inserted: map[string]schedule.Job{}}
	m.open++
	m.most = max(m.most, m.open)
	a, err := t.begin(ctx, q)
	if err != nil {
		t.end()
		return nil, batch.Answer{}, err
	}
	return t, a, nil
}

func (t *transaction) begin(ctx context.Context, q batch.Query) (batch.Answer, error) {
	if err := t.m.call("begin"); err != nil {
		return batch.Answer{}, err
	}
	for _, s := range q.Subjects {
		if err := t.lock(ctx, "s/"+s); err != nil {
			return batch.Answer{}, err
		}
	}
	return t.read(ctx, q)
}

// transaction is one transaction of a memory.
type transaction struct {
	m        *memory
	waits    string // the lock that it waits for
	inserted map[string]schedule.Job
	saved    map[string]schedule.Job
	failed   bool // a statement of the host failed
	over     bool
}

// lock waits for a lock, or gives way.
func (t *transaction) lock(ctx context.Context, name string) error {
	stop := context.AfterFunc(ctx, func() {
		t.m.mu.Lock()
		defer t.m.mu.Unlock()
		t.m.changed.Broadcast()
	})
	defer stop()
	for {
		holder := t.m.locks[name]
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case holder == nil || holder == t:
			t.m.locks[name] = t
			return nil
		case holder.waitsFor(t):
			return errConflict
		}
		t.waits = name
		t.m.changed.Wait()
		t.waits = ""
	}
}

// waitsFor reports whether t waits for another one, which may wait for others.
func (t *transaction) waitsFor(other *transaction) bool {
	for t != nil && t != other {
		t = t.m.locks[t.waits]
	}
	return t == other
}

func (t *transaction) end() {
	if t.over {
		panic("it has ended")
	}
	t.over = true
	maps.DeleteFunc(t.m.locks, func(_ string, holder *transaction) bool { return holder == t })
	t.m.open--
	t.m.changed.Broadcast()
}

func (t *transaction) Read(ctx context.Context, q batch.Query) (batch.Answer, error) {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	if err := cmp.Or(t.m.call("read"), ctx.Err()); err != nil {
		return batch.Answer{}, err
	}
	return t.read(ctx, q)
}

func (t *transaction) read(ctx context.Context, q batch.Query) (a batch.Answer, err error) {
	for again := true; again; { // what had to be waited for may have changed
		a, again = batch.Answer{}, false
		var found []string
		for _, key := range q.Keys {
			if j, ok := t.row(key); ok {
				found = append(found, key)
				a.Rows = append(a.Rows, j)
			}
		}
		for _, l := range q.Lists {
			rows := t.list(l)
			for _, j := range rows {
				found = append(found, j.Key)
			}
			a.Lists = append(a.Lists, rows)
		}
		for _, key := range distinct(found) {
			if t.m.locks["r/"+key] != t {
				again = true
			}
			if err := t.lock(ctx, "r/"+key); err != nil {
				return a, err
			}
		}
	}
	for _, id := range q.IDs {
		if t.m.ids[id] {
			a.Known = append(a.Known, id)
		}
	}
	if q.Numbers > 0 {
		t.m.number += uint64(q.Numbers) + 1
		a.Numbers = []batch.Block{{First: t.m.number - uint64(q.Numbers), Count: 1}, {First: t.m.number - uint64(q.Numbers) + 1, Count: q.Numbers - 1}}
	}
	return a, nil
}

func distinct(words []string) []string { return slices.Compact(slices.Sorted(slices.Values(words))) }

func (t *transaction) row(key string) (schedule.Job, bool) {
	if j, ok := t.inserted[key]; ok {
		return copied(j), true
	}
	r, ok := t.m.rows[key]
	return copied(r.Job), ok
}

func copied(j schedule.Job) schedule.Job {
	j.Payload, j.Names = slices.Clone(j.Payload), slices.Clone(j.Names)
	return j
}

func (t *transaction) list(l batch.List) []schedule.Job {
	rows := []schedule.Job{}
	keys := slices.Sorted(maps.Keys(t.m.rows))
	for _, key := range distinct(slices.AppendSeq(keys, maps.Keys(t.inserted))) {
		j, _ := t.row(key)
		if key > l.After && (l.AnyKind || j.Kind == l.Kind) && slices.Contains(j.Names, l.Name) && len(rows) < l.Max {
			rows = append(rows, j)
		}
	}
	return rows
}

func (t *transaction) Insert(ctx context.Context, rows []schedule.Job) error {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	if err := cmp.Or(t.m.call("insert"), ctx.Err()); err != nil {
		return err
	}
	for _, j := range rows {
		if err := t.lock(ctx, "r/"+j.Key); err != nil {
			return err
		}
		if _, live := t.row(j.Key); !live {
			t.m.number++
			j.Version, j.Fence, j.Attempt = t.m.number, t.m.number, 0
			t.inserted[j.Key] = copied(j)
		}
	}
	return nil
}

func (t *transaction) Savepoint(ctx context.Context) error {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	t.saved = maps.Clone(t.inserted)
	return cmp.Or(t.m.call("savepoint"), ctx.Err())
}

func (t *transaction) RollbackToSavepoint(ctx context.Context) error {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	t.inserted, t.failed = maps.Clone(t.saved), false
	return cmp.Or(t.m.call("rollback to savepoint"), ctx.Err())
}

func (t *transaction) Failed() bool { return t.failed }

func (t *transaction) Commit(ctx context.Context, w batch.Writes) (unknown bool, err error) {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	defer t.end()
	if err := cmp.Or(t.m.call("commit"), ctx.Err()); err != nil {
		return false, err
	}
	keys := slices.Clone(w.Dropped)
	for _, j := range append(slices.Clone(w.Put), w.Added...) {
		keys = append(keys, j.Key)
	}
	for _, key := range distinct(keys) {
		if err := t.lock(ctx, "r/"+key); err != nil {
			return false, err
		}
	}
	for _, id := range w.IDs {
		if t.m.ids[id] {
			return false, errConflict
		}
	}
	if err := t.m.call("committing"); err != nil {
		return false, err
	}
	t.m.write(t.inserted, w)
	return true, t.m.call("committed")
}

func (m *memory) write(inserted map[string]schedule.Job, w batch.Writes) {
	for key, j := range inserted {
		m.rows[key] = stored{Job: j}
	}
	for _, id := range w.IDs {
		m.ids[id] = true
	}
	for _, j := range w.Put {
		m.rows[j.Key] = stored{Job: copied(j)}
	}
	for _, key := range w.Dropped {
		delete(m.rows, key)
	}
	for _, j := range w.Added {
		if _, live := m.rows[j.Key]; !live {
			m.number++
			j.Version, j.Fence, j.Attempt = m.number, m.number, 0
			m.rows[j.Key] = stored{Job: copied(j)}
		}
	}
	m.entries = append(m.entries, w.Entries...)
}

func (t *transaction) Rollback(context.Context) {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	t.end()
}
