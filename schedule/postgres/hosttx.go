package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/commis-recipes/commis/internal/batch"
)

var errNotYours = errors.New("postgres: the transaction ends with the function: to roll it back, return an error from that")

// hostTx is the transaction of an update for statements of the host. Each call is refused after the function has ended.
type hostTx struct {
	u    *batch.Update
	save pgx.Tx // a savepoint, for one that was begun in another one
}

// do calls fn with the transaction of the driver.
func (h *hostTx) do(fn func(tx pgx.Tx) error) error {
	return h.u.Do(func(tx batch.Transaction) error {
		if h.save != nil {
			return fn(h.save)
		}
		return fn(tx.(*transaction).tx)
	})
}

func (h *hostTx) Begin(ctx context.Context) (begun pgx.Tx, err error) {
	err = h.do(func(tx pgx.Tx) error {
		save, err := tx.Begin(ctx)
		begun = &hostTx{u: h.u, save: save}
		return err
	})
	if err != nil {
		return nil, err
	}
	return begun, nil
}

func (h *hostTx) Commit(ctx context.Context) error {
	if h.save == nil {
		return errNotYours
	}
	return h.do(func(tx pgx.Tx) error { return tx.Commit(ctx) })
}

func (h *hostTx) Rollback(ctx context.Context) error {
	if h.save == nil {
		return errNotYours
	}
	return h.do(func(tx pgx.Tx) error { return tx.Rollback(ctx) })
}

func (h *hostTx) CopyFrom(
	ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource,
) (n int64, err error) {
	err = h.do(func(tx pgx.Tx) error { n, err = tx.CopyFrom(ctx, table, columns, rows); return err })
	return n, err
}

func (h *hostTx) SendBatch(ctx context.Context, b *pgx.Batch) (sent pgx.BatchResults) {
	if err := h.do(func(tx pgx.Tx) error { sent = tx.SendBatch(ctx, b); return nil }); err != nil {
		return pgx.FailedBatchResults(b, err)
	}
	return sent
}

func (h *hostTx) LargeObjects() (objects pgx.LargeObjects) {
	if err := h.do(func(tx pgx.Tx) error { objects = tx.LargeObjects(); return nil }); err != nil {
		var b pgx.Batch
		b.BeginTx(pgx.TxOptions{})
		return pgx.FailedBatchResults(&b, err).Tx().LargeObjects() // of a transaction that is closed
	}
	return objects
}

func (h *hostTx) Prepare(ctx context.Context, name, sql string) (d *pgconn.StatementDescription, err error) {
	err = h.do(func(tx pgx.Tx) error { d, err = tx.Prepare(ctx, name, sql); return err })
	return d, err
}

func (h *hostTx) Exec(ctx context.Context, sql string, args ...any) (tag pgconn.CommandTag, err error) {
	err = h.do(func(tx pgx.Tx) error { tag, err = tx.Exec(ctx, sql, args...); return err })
	return tag, err
}

func (h *hostTx) Query(ctx context.Context, sql string, args ...any) (rows pgx.Rows, err error) {
	if err := h.do(func(tx pgx.Tx) error { rows, err = tx.Query(ctx, sql, args...); return nil }); err != nil {
		return pgx.FailedBatchResults(&pgx.Batch{}, err).Query()
	}
	return rows, err
}

func (h *hostTx) QueryRow(ctx context.Context, sql string, args ...any) (row pgx.Row) {
	if err := h.do(func(tx pgx.Tx) error { row = tx.QueryRow(ctx, sql, args...); return nil }); err != nil {
		return pgx.FailedBatchResults(&pgx.Batch{}, err).QueryRow()
	}
	return row
}

// Conn returns nil after the function has ended.
func (h *hostTx) Conn() (conn *pgx.Conn) {
	_ = h.do(func(tx pgx.Tx) error { conn = tx.Conn(); return nil })
	return conn
}
