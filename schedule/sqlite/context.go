package sqlite

import (
	"context"
	"database/sql"

	"github.com/commis-recipes/commis/internal/batch"
)

type hostKey struct{}

// With returns a ctx that carries a transaction of the host's own, so that [Store.Add] and [Recorder.Record] write in it:
// an agent's change, its history and the work for Commis are there together or not at all. With such a ctx [Store.Update] and [Store.Take] are errors.
func With(ctx context.Context, tx *sql.Tx) context.Context {
	return context.WithValue(ctx, hostKey{}, tx)
}

// hosts returns the transaction of [With], or nil.
func hosts(ctx context.Context) *sql.Tx {
	tx, _ := ctx.Value(hostKey{}).(*sql.Tx)
	return tx
}

// Tx returns the transaction that ctx carries, or nil where it carries none: inside the function of an Update that of the
// Update, otherwise that of [With]. A handler of [action.HandleLocal] writes by it, and must not end it. It locks the
// database until the Update ends.
//
// A statement that breaks a constraint is undone by itself, and the transaction goes on. After any other error, and after a
// ctx that ended in a statement, the handler returns the error: SQLite may have undone the transaction. When the database
// cannot be locked, or the Update has ended, each statement returns [sql.ErrTxDone]; Update fails or runs the function again.
func Tx(ctx context.Context) *sql.Tx {
	if tx := hosts(ctx); tx != nil {
		return tx
	}
	u := batch.Running(ctx)
	if u == nil {
		return nil
	}
	b, ok := u.Backend().(*backend)
	if !ok {
		return nil
	}
	tx := b.ended
	_ = u.Do(func(t batch.Transaction) (err error) {
		host, err := t.(*transaction).forHost(ctx)
		if err == nil {
			tx = host
		}
		return err
	})
	return tx
}

// running returns the Update of a store of the database that ctx carries, or nil.
func running(ctx context.Context, db *sql.DB) *batch.Update {
	u := batch.Running(ctx)
	if u == nil {
		return nil
	}
	if b, ok := u.Backend().(*backend); !ok || b.db != db {
		return nil
	}
	return u
}
