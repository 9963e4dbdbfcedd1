package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// transaction is a [batch.Transaction]. It reads committed rows, until it locks the database: then it is a conflict if
// another process has changed rows that may have been read.
type transaction struct {
	session
	backend *backend
	conn    *sql.Conn

	seen   state // as it was when the transaction began to read
	now    state // as it was when the transaction locked the database
	last   int64 // the greatest number that was given to functions
	locked bool  // nobody else writes
	saved  bool  // there is a savepoint
	hosted bool  // the host may have written in it
	err    error // why it cannot be committed
}

// state is the row of commis_state.
type state struct{ number, updates int64 }

// begin begins to read, or locks the database.
func (t *transaction) begin(ctx context.Context) (err error) {
	if t.backend.wary.Swap(false) {
		if err = t.lockLong(ctx); err != nil {
			return err
		}
		t.seen = t.now
	} else {
		if t.tx, err = t.conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: true}); err != nil {
			return err
		}
		if err = t.row(t.state, nil, &t.seen.number, &t.seen.updates); err != nil {
			return err
		}
	}
	t.last = max(t.seen.number, t.backend.high.Load())
	return nil
}

// lockLong locks the database for functions. What others of this process write on their own then waits in SQLite, which
// bounds how long.
func (t *transaction) lockLong(ctx context.Context) error {
	if err := t.backend.writer.lock(ctx); err != nil {
		return err
	}
	defer t.backend.writer.unlock()
	return t.lockNow(ctx)
}

// lockNow begins a transaction that has locked the database, instead of one that reads.
func (t *transaction) lockNow(ctx context.Context) error {
	switch {
	case t.locked || t.err != nil:
		return t.err
	case t.tx != nil:
		_ = t.tx.Rollback()
	}
	t.err = t.beginLocked(ctx)
	return t.err
}

func (t *transaction) beginLocked(ctx context.Context) error {
	reads := t.tx != nil
	if err := t.backend.locked(ctx, &t.session, t.conn, t.lock, nil, &t.now.number, &t.now.updates); err != nil {
		return err
	}
	t.locked = true
	if reads && t.now.updates != t.seen.updates {
		t.backend.wary.Store(true)
		_ = t.tx.Rollback()
		return errConflict
	}
	return nil
}

// Read implements [batch.Transaction]. The rows need no locks: see Begin.
func (t *transaction) Read(ctx context.Context, q batch.Query) (a batch.Answer, err error) {
	if err := cmp.Or(t.err, ctx.Err()); err != nil {
		return a, err
	}
	for _, key := range q.Keys {
		if a.Rows, err = t.jobs(a.Rows, t.get, key); err != nil {
			return a, err
		}
	}
	for _, l := range q.Lists {
		var rows []schedule.Job
		if l.AnyKind {
			rows, err = t.jobs(nil, t.list, l.Name, l.After, l.Max)
		} else {
			rows, err = t.jobs(nil, t.listKind, l.Name, l.After, l.Kind, l.Max)
		}
		if err != nil {
			return a, err
		}
		a.Lists = append(a.Lists, rows)
	}
	for _, id := range q.IDs {
		var n int
		if err := t.row(t.known, []any{id}, &n); err != nil {
			return a, err
		}
		if n > 0 {
			a.Known = append(a.Known, id)
		}
	}
	if q.Numbers > 0 {
		a.Numbers = []batch.Block{{First: uint64(t.last) + 1, Count: q.Numbers}}
		t.last += int64(q.Numbers)
		t.backend.high.Store(t.last)
	}
	return a, nil
}

// Insert implements [batch.Transaction].
func (t *transaction) Insert(ctx context.Context, rows []schedule.Job) error {
	if err := t.lockLong(ctx); err != nil {
		return err
	}
	return t.add(t.last, rows)
}

// Savepoint implements [batch.Transaction].
func (t *transaction) Savepoint(ctx context.Context) error {
	if err := t.lockLong(ctx); err != nil {
		return err
	}
	if t.saved {
		if err := t.release(); err != nil {
			return err
		}
	}
	_, err := t.tx.Exec(`SAVEPOINT commis`)
	t.saved = err == nil
	return err
}

// release ends the savepoint. It fails when the database has undone the transaction, as it does when a statement of the
// host was interrupted, or the disk was full.
func (t *transaction) release() error {
	t.saved = false
	if _, err := t.tx.Exec(`RELEASE commis`); err != nil {
		return fmt.Errorf("sqlite: the transaction was undone when a statement in it failed: %w", err)
	}
	return nil
}

// RollbackToSavepoint implements [batch.Transaction].
func (t *transaction) RollbackToSavepoint(context.Context) error {
	_, err := t.tx.Exec(`ROLLBACK TO commis`)
	return err
}

// Failed implements [batch.Transaction]: SQLite goes on after a failed statement.
func (t *transaction) Failed() bool { return false }

// forHost returns the transaction for statements of the host.
func (t *transaction) forHost(ctx context.Context) (*sql.Tx, error) {
	if !t.saved {
		if err := t.Savepoint(ctx); err != nil {
			return nil, err
		}
	}
	t.hosted = true
	return t.tx, nil
}
