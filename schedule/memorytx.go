package schedule

import (
	"errors"
	"slices"
	"time"
)

// memoryTx writes to its [Memory] at once, and records how to undo that until it is committed. Versions and fences keep
// counting even after a rollback, so that none is ever reused.
type memoryTx struct {
	m      *Memory
	ended  bool
	ids    int // number of ids it remembered
	writes []write
	buffer [2]write // the initial memory of writes
}

// write is a change of the row with a key; nil means no row.
type write struct {
	key     string
	was, is *row
}

func (m *Memory) begin() *memoryTx {
	tx := &memoryTx{m: m}
	tx.writes = tx.buffer[:0]
	return tx
}

var errEnded = errors.New("schedule: transaction used after its end")

func (tx *memoryTx) set(key string, r *row) {
	was := tx.m.rows[key]
	tx.writes = append(tx.writes, write{key, was, r})
	tx.m.set(key, was, r)
}

func (tx *memoryTx) Remember(id string) (bool, error) {
	if tx.ended {
		return false, errEnded
	}
	if _, ok := tx.m.inbox.seen[id]; ok {
		return false, nil
	}
	tx.m.inbox.remember(id)
	tx.ids++
	return true, nil
}

func (tx *memoryTx) Get(keys ...string) ([]Job, error) {
	if tx.ended {
		return nil, errEnded
	}
	return tx.copies(keys), nil
}

func (tx *memoryTx) List(name, kind, after string, max int) ([]Job, error) {
	if tx.ended {
		return nil, errEnded
	}
	return tx.copies(tx.m.names.list(name, kind, after, max)), nil
}

// copies returns copies of the rows with the keys.
func (tx *memoryTx) copies(keys []string) []Job {
	var found []Job
	for _, key := range keys {
		if r := tx.m.rows[key]; r != nil {
			found = append(found, r.clone())
		}
	}
	return found
}

// add puts the rows whose keys are not live.
func (tx *memoryTx) add(rows []Job) error {
	if tx.ended {
		return errEnded
	}
	for _, j := range rows {
		if tx.m.rows[j.Key] != nil {
			continue
		}
		if _, err := tx.Put(j); err != nil {
			return err
		}
	}
	return nil
}

func (tx *memoryTx) Put(j Job) (Job, error) {
	if tx.ended {
		return Job{}, errEnded
	}
	tx.m.version++
	tx.m.fence++
	j.Version, j.Fence, j.Attempt = tx.m.version, tx.m.fence, 0
	tx.set(j.Key, &row{Job: j.clone()})
	return j, nil
}

func (tx *memoryTx) Drop(keys ...string) ([]Job, error) {
	if tx.ended {
		return nil, errEnded
	}
	var dropped []Job
	for _, key := range keys {
		if r := tx.m.rows[key]; r != nil {
			dropped = append(dropped, r.clone())
			tx.set(key, nil)
		}
	}
	return dropped, nil
}

func (tx *memoryTx) Settle(key string, fence uint64, retryAt time.Time) error {
	if tx.ended {
		return errEnded
	}
	r := tx.m.rows[key]
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

// commit queues the rows that the transaction leaves. Afterwards nothing is undone.
func (tx *memoryTx) commit() {
	for _, w := range tx.writes {
		if r := w.is; r != nil && r == tx.m.rows[w.key] && !r.Due.IsZero() {
			tx.m.queue(r.Kind, r.Lane).push(r)
		}
	}
	tx.ids, tx.writes = 0, nil
}

// end ends the transaction, and undoes it if it was not committed.
func (tx *memoryTx) end() {
	for _, w := range slices.Backward(tx.writes) {
		tx.m.set(w.key, w.is, w.was)
	}
	tx.m.inbox.forgetLast(tx.ids)
	tx.ended = true
}
