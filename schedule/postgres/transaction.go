package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// transaction is a transaction of a store, by a connection that is its own until it ends.
type transaction struct {
	conn *connection
	tx   pgx.Tx // for statements of the host
	sql  *sqlTx // made when a function asks for it

	saved bool // there is a savepoint
}

func (t *transaction) Read(ctx context.Context, q batch.Query) (batch.Answer, error) {
	r := newReading(q)
	var pipe pgx.Batch
	if q.Numbers > 0 {
		r.queueNumbers(&pipe, `SELECT nextval('commis_count') FROM generate_series(1, $1::integer)`, r.blocks())
	}
	r.queue(&pipe)
	if err := t.conn.SendBatch(ctx, &pipe).Close(); err != nil {
		return batch.Answer{}, err
	}
	if err := r.repeat(ctx, t.conn.Conn); err != nil {
		return batch.Answer{}, err
	}
	return r.answer(), nil
}

func (t *transaction) Insert(ctx context.Context, rows []schedule.Job) error {
	w := writing{}
	w.add(rows)
	_, err := t.conn.Exec(ctx, w.sql(), w.args...)
	return err
}

// Savepoint releases the savepoint that was set before, so that a group of many has one at a time.
func (t *transaction) Savepoint(ctx context.Context) error {
	sql := "savepoint commis"
	if t.saved {
		sql = "release savepoint commis; savepoint commis"
	}
	t.saved = true
	_, err := t.conn.Exec(ctx, sql)
	return err
}

func (t *transaction) RollbackToSavepoint(ctx context.Context) error {
	t.sql.close()
	t.sql = nil
	_, err := t.conn.Exec(ctx, "rollback to savepoint commis")
	return err
}

// Failed reports whether a statement failed, or has not ended: rows that were not closed.
func (t *transaction) Failed() bool {
	return t.conn.PgConn().TxStatus() != 'T' || t.conn.PgConn().IsBusy()
}

// Commit sends the writes and COMMIT in one round trip. An error that the server answers with undoes all; when it does not
// answer, it may have committed.
func (t *transaction) Commit(ctx context.Context, w batch.Writes) (unknown bool, err error) {
	t.sql.close()
	var pipe pgx.Batch
	if !w.Empty() {
		all := newWriting(w)
		pipe.Queue(all.sql(), all.args...)
	}
	pipe.Queue("commit").Exec(func(tag pgconn.CommandTag) error {
		if tag.String() == "ROLLBACK" {
			return pgx.ErrTxCommitRollback
		}
		return nil
	})
	err = t.conn.SendBatch(ctx, &pipe).Close()
	if err == nil {
		t.conn.release()
		return false, nil
	}
	var answer *pgconn.PgError
	unknown = !errors.Is(err, pgx.ErrTxCommitRollback) && !(errors.As(err, &answer) && answer.Severity == "ERROR")
	t.Rollback(ctx)
	return unknown, err
}

// Rollback rolls back where that can be done, and otherwise closes the connection, which does the same.
func (t *transaction) Rollback(ctx context.Context) {
	t.sql.close()
	if t.conn.PgConn().TxStatus() != 'I' && !t.conn.IsClosed() {
		if _, err := t.conn.Exec(ctx, "rollback"); err != nil {
			_ = t.conn.Close(context.WithoutCancel(ctx))
		}
	}
	t.conn.release()
}
