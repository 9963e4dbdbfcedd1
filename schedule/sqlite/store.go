package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// Store is a [schedule.Store] in a host's database. It is safe for concurrent use, by any number of processes; but SQLite has
// one writer at a time, so that one process does most. Share one Store for a database in a process: those that wait for the
// same Store are grouped.
//
// An Update reads committed rows, runs its function without a lock of the database, and then writes everything in one
// short transaction; those that wait at the same time share it. Where another process has changed rows meanwhile, the
// functions run again, with the database locked. It is also locked, until the Update ends, from where a function asks for
// [Tx].
//
// Instants are stored to the nanosecond between the years 1824 and 2115, and beyond these to the microsecond, rounded so
// that nothing is taken before it is due. Texts must be valid UTF-8 without NUL, as those of the engine are. Errors of
// the driver are wrapped: errors.As finds the Error of modernc.org/sqlite.
type Store struct {
	// DB is the host's database: see [Open]. It must not be nil, and allow at least two connections. Its tables are made
	// by [Store.Migrate].
	DB *sql.DB

	once    sync.Once
	backend *backend
	core    *batch.Core
}

var _ schedule.Store = (*Store)(nil)

// init makes the parts that groups need.
func (s *Store) init() {
	s.once.Do(func() {
		s.backend = newBackend(s.DB)
		s.core = &batch.Core{Backend: s.backend, Groups: 1, Patience: -1}
	})
}

// Update implements [schedule.Store]. The ctx of fn carries the transaction: see [Tx]. One function runs at a time, so a
// slow one, of a local handler say, holds up the others.
func (s *Store) Update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	if hosts(ctx) != nil {
		return batch.ErrNested
	}
	s.init()
	return s.core.Update(ctx, about, fn)
}

// Add implements [schedule.Store]: in the transaction that ctx carries, which is that of an Update, or the host's own after
// [With]. Otherwise it waits only while another transaction writes.
func (s *Store) Add(ctx context.Context, rows ...schedule.Job) error {
	s.init()
	if u := running(ctx, s.DB); u != nil {
		return u.Add(rows...)
	}
	if err := ctx.Err(); err != nil || len(rows) == 0 {
		return err
	}
	added, err := s.backend.toAdd(rows)
	if err != nil {
		return err
	}
	if tx := hosts(ctx); tx != nil {
		return s.backend.within(ctx, tx, func(in *session) error { return in.add(s.backend.high.Load(), added) })
	}
	return s.backend.write(ctx, false, func(in *session, number int64) error { return in.insertAll(number, added) })
}

// toAdd returns rows as they are stored.
func (b *backend) toAdd(rows []schedule.Job) ([]schedule.Job, error) {
	rows = slices.Clone(rows)
	for i := range rows {
		j := &rows[i]
		if err := b.Check(append([]string{j.Key, j.Kind, j.Subject, j.Lane}, j.Names...)...); err != nil {
			return nil, err
		}
		var err error
		if j.Due, err = batch.RoundUp(j.Due); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
