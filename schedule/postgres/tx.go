package postgres

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"

	"github.com/commis-recipes/commis/internal/batch"
)

type txKey struct{}

// Tx returns the transaction that ctx carries, or nil. A handler of [action.HandleLocal] writes by it: its statements are
// committed with the action, or not at all. They do not see what Commis has yet to write there.
//
// Commit and Rollback of it are errors, and so is every call after the function has ended. A statement that fails spoils
// what the function did; where a handler goes on after one, it makes it inside a Begin of the transaction, which is a
// savepoint. Rows must be closed before the function returns.
func Tx(ctx context.Context) pgx.Tx {
	if u := running(ctx); u != nil {
		return &hostTx{u: u}
	}
	tx, _ := ctx.Value(txKey{}).(pgx.Tx)
	return tx
}

// With returns a ctx that carries a transaction of the host's own, so that [Store.Add] and [Recorder.Record] write in it:
// what an agent did, that they did it, and what Commis has to do for it, are there together or not at all. With such a ctx
// [Store.Update] and [Store.Take] are errors.
func With(ctx context.Context, tx pgx.Tx) context.Context {
	return context.WithValue(ctx, txKey{}, tx)
}

// WithSQL is [With] for a transaction of database/sql with the driver of [github.com/jackc/pgx/v5/stdlib].
func WithSQL(ctx context.Context, tx *sql.Tx) context.Context {
	return context.WithValue(ctx, txKey{}, tx)
}

// running returns the update of a store of this package that ctx belongs to, or nil.
func running(ctx context.Context) *batch.Update {
	if u := batch.Running(ctx); u != nil {
		if _, ok := u.Backend().(*backend); ok {
			return u
		}
	}
	return nil
}

// inTransaction reports whether ctx carries a transaction.
func inTransaction(ctx context.Context) bool {
	return running(ctx) != nil || ctx.Value(txKey{}) != nil
}

// exec writes in the transaction of the host that ctx carries, or in one of its own.
func (s source) exec(ctx context.Context, w *writing) error {
	switch tx := ctx.Value(txKey{}).(type) {
	case pgx.Tx:
		_, err := tx.Exec(ctx, w.sql(), w.args...)
		return err
	case *sql.Tx:
		_, err := tx.ExecContext(ctx, w.sql(), w.args...)
		return err
	}
	return s.with(ctx, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, w.sql(), w.args...)
		return err
	})
}
