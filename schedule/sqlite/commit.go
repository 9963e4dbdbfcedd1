package sqlite

import (
	"context"
	"errors"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/commis-recipes/commis/internal/batch"
)

// Commit implements [batch.Transaction].
func (t *transaction) Commit(ctx context.Context, w batch.Writes) (unknown bool, err error) {
	defer t.Rollback(ctx) // which does nothing after a commit but to free what the transaction holds
	if t.err != nil || w.Empty() && !t.hosted {
		return false, t.err
	}
	if !t.locked {
		if err := t.backend.writer.lock(ctx); err != nil {
			return false, err
		}
		defer t.backend.writer.unlock()
		if err := t.lockNow(ctx); err != nil {
			return isBusy(err), err // the members need not wait again, each for itself
		}
	}
	if err := t.store(w); err != nil {
		return false, err
	}
	return true, t.tx.Commit()
}

// isBusy reports whether the database was locked by others for longer than busy_timeout.
func isBusy(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// store writes everything.
func (t *transaction) store(w batch.Writes) error {
	if t.saved {
		if err := t.release(); err != nil {
			return err
		}
	}
	if len(w.IDs)+len(w.Put)+len(w.Dropped) > 0 {
		if err := t.changed(w); err != nil {
			return err
		}
	}
	for _, id := range w.IDs {
		if n, err := t.exec(t.remember, id); err != nil || n == 0 {
			return errors.Join(err, errConflict)
		}
	}
	for i := range w.Put {
		if err := t.put(&w.Put[i]); err != nil {
			return err
		}
	}
	for _, key := range w.Dropped {
		if err := t.drop(key); err != nil {
			return err
		}
	}
	if len(w.Added) > 0 {
		if err := t.add(t.last, w.Added); err != nil {
			return err
		}
	}
	return t.recordAll(w.Entries)
}

// changed counts a transaction that changes rows. It is a conflict when somebody has added a row with one of the keys,
// which the functions have not seen.
func (t *transaction) changed(w batch.Writes) error {
	if _, err := t.exec(t.change, t.last); err != nil || t.now.number == t.seen.number {
		return err
	}
	added := func(key string) error {
		var n int
		if err := t.row(t.added, []any{key, t.seen.number, t.now.number}, &n); err != nil || n == 0 {
			return err
		}
		return errConflict
	}
	for _, j := range w.Put {
		if err := added(j.Key); err != nil {
			return err
		}
	}
	for _, key := range w.Dropped {
		if err := added(key); err != nil {
			return err
		}
	}
	return nil
}

// Rollback implements [batch.Transaction].
func (t *transaction) Rollback(context.Context) {
	if t.conn == nil {
		return
	}
	if t.tx != nil {
		_ = t.tx.Rollback()
	}
	_ = t.conn.Close()
	t.conn = nil
	t.backend.gate.unlock()
}
