package batch

import (
	"context"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// Update is one run of a function of [Core.Update]: the [schedule.Tx] that the function is passed, and what the ctx of
// the function carries. After the end of the function each method returns an error and does nothing. It is safe for
// concurrent use.
type Update struct {
	s      *session
	began  mark
	closed bool
	saved  bool // there is a savepoint that was set after it began
	blind  bool // it has put a row without knowing whether there was one
}

type updateKey struct{}

// Running returns the run of a function that ctx was passed to, of any Core, or nil. It may have ended.
func Running(ctx context.Context) *Update {
	u, _ := ctx.Value(updateKey{}).(*Update)
	return u
}

// update begins the run of a function.
func (s *session) update() *Update { return &Update{s: s, began: s.mark()} }

// Backend returns the backend of the transaction.
func (u *Update) Backend() Backend { return u.s.core.Backend }

// do calls fn while the function runs.
func (u *Update) do(fn func(s *session) error) error {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	switch {
	case u.closed:
		return errOver
	case u.s.err != nil:
		return u.s.err
	}
	return fn(u.s)
}

// close ends the run. It waits for the calls that others still make.
func (u *Update) close() {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	u.closed = true
}

// save sets a savepoint, where other functions share the transaction, before the first change that the database knows.
func (u *Update) save() error {
	if u.saved || !u.s.shared {
		return nil
	}
	if err := u.s.tx.Savepoint(u.s.ctx); err != nil {
		u.s.err = err
		return err
	}
	u.saved = true
	return nil
}

// Do calls fn with the transaction of the database, for statements of the host. They share the fate of the function,
// whatever becomes of the others of its group. They do not see what the function wrote by its Tx. An error of fn is
// returned as it is; one that is a conflict makes the transaction useless. fn must not call another method of u.
func (u *Update) Do(fn func(tx Transaction) error) error {
	return u.do(func(s *session) error {
		if err := u.save(); err != nil {
			return err
		}
		err := fn(s.tx)
		if s.core.Backend.Conflict(err) {
			s.err = err
		}
		return err
	})
}

// Add does what [schedule.Store] says of Add inside an Update.
func (u *Update) Add(rows ...schedule.Job) error {
	return u.do(func(s *session) error {
		for i := range rows {
			j := clone(rows[i])
			if err := s.check(&j); err != nil {
				return err
			}
			old, known := s.rows[j.Key]
			switch {
			case old.live || old.pending:
			case known && old.written: // it is locked, so that nobody else adds it
				n, err := s.number(old.job.Version)
				if err != nil {
					return err
				}
				j.Version, j.Fence, j.Attempt = n, n, 0
				s.set(j.Key, row{job: j, live: true, written: true}, false)
			default:
				s.set(j.Key, row{job: j, pending: true}, false)
			}
		}
		return nil
	})
}

// Record keeps entries that are recorded when the transaction is committed. They must have been checked.
func (u *Update) Record(entries ...history.Entry) error {
	return u.do(func(s *session) error {
		s.entries = append(s.entries, entries...)
		return nil
	})
}
