package schedule

import (
	"errors"
	"time"
)

// memoryTx keeps what a transaction of a [Memory] wrote until it is committed. Versions and fences are counted on
// even when it is rolled back, so that none is ever used again.
type memoryTx struct {
	m      *Memory
	closed bool
	seen   map[string]struct{}
	rows   map[string]*row // nil means removed
}

var errClosed = errors.New("schedule: transaction used after its end")

func (tx *memoryTx) row(key string) *row {
	if r, ok := tx.rows[key]; ok {
		return r
	}
	return tx.m.rows[key]
}

func (tx *memoryTx) set(key string, r *row) {
	if tx.rows == nil {
		tx.rows = make(map[string]*row)
	}
	tx.rows[key] = r
}

func (tx *memoryTx) Remember(id string) (bool, error) {
	if tx.closed {
		return false, errClosed
	}
	if _, ok := tx.seen[id]; ok {
		return false, nil
	}
	if _, ok := tx.m.inbox.seen[id]; ok {
		return false, nil
	}
	if tx.seen == nil {
		tx.seen = make(map[string]struct{})
	}
	tx.seen[id] = struct{}{}
	return true, nil
}

func (tx *memoryTx) Get(key string) (Job, bool, error) {
	if tx.closed {
		return Job{}, false, errClosed
	}
	if r := tx.row(key); r != nil {
		return r.clone(), true, nil
	}
	return Job{}, false, nil
}

func (tx *memoryTx) Put(j Job) (Job, error) {
	if tx.closed {
		return Job{}, errClosed
	}
	tx.m.version++
	tx.m.fence++
	j.Version, j.Fence, j.Attempt = tx.m.version, tx.m.fence, 0
	tx.set(j.Key, &row{Job: j.clone()})
	return j, nil
}

func (tx *memoryTx) Drop(keys ...string) ([]Job, error) {
	if tx.closed {
		return nil, errClosed
	}
	var dropped []Job
	for _, key := range keys {
		if r := tx.row(key); r != nil {
			dropped = append(dropped, r.clone())
			tx.set(key, nil)
		}
	}
	return dropped, nil
}

func (tx *memoryTx) Settle(key string, fence uint64, retryAt time.Time) error {
	if tx.closed {
		return errClosed
	}
	r := tx.row(key)
	if r == nil || r.Fence != fence {
		return ErrStale
	}
	if retryAt.IsZero() {
		tx.set(key, nil)
		return nil
	}
	tx.m.fence++
	again := &row{Job: r.Job}
	again.Due, again.Fence = retryAt, tx.m.fence
	tx.set(key, again)
	return nil
}

// commit makes what the transaction wrote the store's.
func (tx *memoryTx) commit() {
	for id := range tx.seen {
		tx.m.inbox.add(id)
	}
	for key, r := range tx.rows {
		if r == nil {
			delete(tx.m.rows, key)
			continue
		}
		tx.m.rows[key] = r
		if !r.Due.IsZero() {
			tx.m.queue(r.Kind).push(r)
		}
	}
}
