package recipe_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// simTx is a transaction of a world.
type simTx struct {
	schedule.Tx
	f          *simFlight
	calls      int
	crashAt    int
	remembered []string
	rows       []func()
	entries    []history.Entry
	done       []*simCall
	told       []string
}

// call counts a call of the transaction, which may be the worker's last.
func (tx *simTx) call() error {
	if tx.f.life.dead {
		return errSimDead
	}
	if tx.calls++; tx.calls == tx.crashAt {
		return tx.f.crash()
	}
	return nil
}

func (tx *simTx) Remember(id string) (bool, error) {
	if err := tx.call(); err != nil {
		return false, err
	}
	first, err := tx.Tx.Remember(id)
	if first {
		tx.remembered = append(tx.remembered, id)
		tx.tell("+ " + id)
	}
	return first, err
}

func (tx *simTx) Get(keys ...string) ([]schedule.Job, error) {
	if err := tx.call(); err != nil {
		return nil, err
	}
	return tx.Tx.Get(keys...)
}

func (tx *simTx) Put(j schedule.Job) (schedule.Job, error) {
	if err := tx.call(); err != nil {
		return schedule.Job{}, err
	}
	tx.tell("put " + j.Key)
	tx.rows = append(tx.rows, func() { tx.f.w.db.rows[j.Key] = j.Due })
	return tx.Tx.Put(j)
}

func (tx *simTx) List(name, kind, after string, max int) ([]schedule.Job, error) {
	if err := tx.call(); err != nil {
		return nil, err
	}
	return tx.Tx.List(name, kind, after, max)
}

// add adds rows to the transaction, which ctx carries.
func (tx *simTx) add(ctx context.Context, rows []schedule.Job) error {
	if err := tx.call(); err != nil {
		return err
	}
	for _, j := range rows {
		tx.tell("add " + j.Key)
		tx.rows = append(tx.rows, func() { tx.f.w.db.rows[j.Key] = j.Due })
	}
	return tx.f.w.db.mem.Add(ctx, rows...)
}

func (tx *simTx) Drop(keys ...string) ([]schedule.Job, error) {
	if err := tx.call(); err != nil {
		return nil, err
	}
	tx.tell("drop " + strings.Join(keys, ", "))
	keys = slices.Clone(keys)
	tx.rows = append(tx.rows, func() {
		for _, k := range keys {
			delete(tx.f.w.db.rows, k)
		}
	})
	return tx.Tx.Drop(keys...)
}

func (tx *simTx) Settle(key string, fence uint64, retryAt time.Time) error {
	if err := tx.call(); err != nil {
		return err
	}
	err := tx.Tx.Settle(key, fence, retryAt)
	switch {
	case err != nil:
		tx.tell("cannot settle " + key)
	case retryAt.IsZero():
		tx.tell("settle " + key)
		tx.rows = append(tx.rows, func() { delete(tx.f.w.db.rows, key) })
	default:
		tx.tell("retry " + key)
		tx.rows = append(tx.rows, func() { tx.f.w.db.rows[key] = retryAt })
	}
	return err
}

func (tx *simTx) tell(what string) {
	if tx.f.w.tracing {
		tx.told = append(tx.told, what)
	}
}

func (tx *simTx) String() string { return strings.Join(tx.told, "; ") }
