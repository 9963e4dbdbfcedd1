package killtest

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// Flaw is a mistake of a host. An [Ordeal] must notice it.
type Flaw string

// The flaws.
const (
	Sound     Flaw = ""
	Forgetful Flaw = "forgetful" // it takes every event for a new one
	Torn      Flaw = "torn"      // it commits every call of a transaction by itself
	Elsewhere Flaw = "elsewhere" // its local handlers write by a connection of their own
	Hasty     Flaw = "hasty"     // it says that a transaction was committed before it was
)

// aWhile is how long a flawed host takes where it matters whether a worker dies.
const aWhile = 15 * time.Millisecond

// store spoils a store.
func (f Flaw) store(s schedule.Store) schedule.Store {
	switch f {
	case Forgetful:
		return forgetfulStore{s}
	case Torn:
		return tornStore{s}
	case Hasty:
		return hastyStore{s}
	}
	return s
}

// outside reports whether local handlers write outside of the transaction.
func (f Flaw) outside() bool { return f == Torn || f == Elsewhere }

type forgetfulStore struct{ schedule.Store }

func (s forgetfulStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return s.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, forgetfulTx{tx}) })
}

type forgetfulTx struct{ schedule.Tx }

func (t forgetfulTx) Remember(id string) (bool, error) {
	_, err := t.Tx.Remember(id)
	return true, err
}

type hastyStore struct{ schedule.Store }

func (s hastyStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	ended := make(chan error, 2)
	go func() {
		ended <- s.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
			err := fn(ctx, tx)
			if err == nil {
				ended <- nil
				time.Sleep(10 * aWhile)
			}
			return err
		})
	}()
	return <-ended
}

type tornStore struct{ schedule.Store }

func (s tornStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return fn(ctx, tornTx{ctx, s.Store, about})
}

type tornTx struct {
	ctx   context.Context
	store schedule.Store
	about schedule.Scope
}

func (t tornTx) alone(fn func(tx schedule.Tx) error) error {
	return t.store.Update(t.ctx, t.about, func(_ context.Context, tx schedule.Tx) error { return fn(tx) })
}

func (t tornTx) Remember(id string) (first bool, err error) {
	err = t.alone(func(tx schedule.Tx) (err error) { first, err = tx.Remember(id); return err })
	time.Sleep(aWhile)
	return first, err
}

func (t tornTx) Get(keys ...string) (got []schedule.Job, err error) {
	err = t.alone(func(tx schedule.Tx) (err error) { got, err = tx.Get(keys...); return err })
	return got, err
}

func (t tornTx) List(name, kind, after string, most int) (listed []schedule.Job, err error) {
	err = t.alone(func(tx schedule.Tx) (err error) { listed, err = tx.List(name, kind, after, most); return err })
	return listed, err
}

func (t tornTx) Put(j schedule.Job) (put schedule.Job, err error) {
	err = t.alone(func(tx schedule.Tx) (err error) { put, err = tx.Put(j); return err })
	return put, err
}

func (t tornTx) Drop(keys ...string) (dropped []schedule.Job, err error) {
	err = t.alone(func(tx schedule.Tx) (err error) { dropped, err = tx.Drop(keys...); return err })
	return dropped, err
}

func (t tornTx) Settle(key string, fence uint64, retryAt time.Time) error {
	return t.alone(func(tx schedule.Tx) error { return tx.Settle(key, fence, retryAt) })
}
