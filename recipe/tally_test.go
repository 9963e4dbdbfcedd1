package recipe_test

import (
	"context"
	"sync"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// tally is a store that counts the calls, the rows that they read and write, and the rows of the largest transaction.
type tally struct {
	schedule.Store
	mu                   sync.Mutex
	calls, rows, largest int
	committed            func() // after each Update, unless it is nil
}

// reset returns the calls and rows so far, and counts from zero.
func (c *tally) reset() (calls, rows int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls, rows = c.calls, c.rows
	c.calls, c.rows = 0, 0
	return calls, rows
}

func (c *tally) count(calls, rows int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls += calls
	c.rows += rows
}

func (c *tally) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	c.count(1, 0)
	var tx *tallyTx
	err := c.Store.Update(ctx, about, func(ctx context.Context, inner schedule.Tx) error {
		tx = &tallyTx{Tx: inner, c: c}
		return fn(ctx, tx)
	})
	c.mu.Lock()
	if tx != nil {
		c.largest = max(c.largest, tx.touched)
	}
	c.mu.Unlock()
	if c.committed != nil {
		c.committed()
	}
	return err
}

func (c *tally) Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]schedule.Job, error) {
	rows, err := c.Store.Take(ctx, now, kind, lease, max, full...)
	c.count(1, len(rows))
	return rows, err
}

type tallyTx struct {
	schedule.Tx
	c       *tally
	touched int
}

func (tx *tallyTx) count(rows int) {
	tx.touched += rows
	tx.c.count(1, rows)
}

func (tx *tallyTx) Remember(id string) (bool, error) { tx.count(1); return tx.Tx.Remember(id) }

func (tx *tallyTx) Get(keys ...string) ([]schedule.Job, error) {
	rows, err := tx.Tx.Get(keys...)
	tx.count(len(rows))
	return rows, err
}

func (tx *tallyTx) List(name, kind, after string, max int) ([]schedule.Job, error) {
	rows, err := tx.Tx.List(name, kind, after, max)
	tx.count(len(rows))
	return rows, err
}

func (tx *tallyTx) Put(j schedule.Job) (schedule.Job, error) { tx.count(1); return tx.Tx.Put(j) }

func (tx *tallyTx) Drop(keys ...string) ([]schedule.Job, error) {
	rows, err := tx.Tx.Drop(keys...)
	tx.count(len(keys))
	return rows, err
}

func (tx *tallyTx) Settle(key string, fence uint64, retryAt time.Time) error {
	tx.count(1)
	return tx.Tx.Settle(key, fence, retryAt)
}
