package sqlite

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// Store is a [schedule.Store] in a helpdesk's own database. It is safe for concurrent use.
//
// Instants are kept to the microsecond, and rounded so that nothing is taken before it is due.
type Store struct {
	// DB is the database. It must not be nil.
	DB *DB
}

var _ schedule.Store = (*Store)(nil)

var errNested = errors.New("sqlite: the store was called inside a transaction")

// Update implements [schedule.Store]. All transactions are one after the other, so the scope does not matter.
func (s *Store) Update(ctx context.Context, _ schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	if within(ctx) {
		return errNested
	}
	return s.DB.Write(ctx, func(ctx context.Context) error { return fn(ctx, &transaction{ctx, s.DB.On(ctx)}) })
}

// Take implements [schedule.Store]. It goes through the rows of full lanes until it finds others.
func (s *Store) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) (taken []schedule.Job, err error) {
	if within(ctx) {
		return nil, errNested
	}
	lanes, err := list(full)
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context) error {
		t := transaction{ctx, s.DB.On(ctx)}
		taken, err = t.jobs(`kind = ?1 AND due <= ?2 AND (leased IS NULL OR leased <= ?2) AND lane NOT IN (SELECT value FROM json_each(?3))
			ORDER BY due, version LIMIT ?4`, kind, now.UnixMicro(), lanes, max(most, 0))
		if err != nil || len(taken) == 0 {
			return err
		}
		return t.lease(taken, now, lease)
	})
	if err != nil {
		return nil, err
	}
	return taken, nil
}

// lease marks rows as taken.
func (t *transaction) lease(taken []schedule.Job, now time.Time, lease time.Duration) error {
	var until any
	if lease > 0 {
		until = micros(now.Add(lease))
	}
	last, err := t.count(len(taken))
	for i := range taken {
		j := &taken[i]
		j.Attempt++
		j.Fence = last - uint64(i)
		if err == nil {
			err = t.exec(`UPDATE commis_jobs SET leased = ?, attempt = ?, fence = ? WHERE key = ?`, until, j.Attempt, int64(j.Fence), j.Key)
		}
	}
	return err
}

// Add implements [schedule.Store]: in the transaction that ctx carries, see [DB.Write].
func (s *Store) Add(ctx context.Context, rows ...schedule.Job) error {
	switch {
	case len(rows) == 0:
		return ctx.Err()
	case !within(ctx):
		return s.DB.add(ctx, rows)
	}
	t := transaction{ctx, s.DB.On(ctx)}
	for _, j := range rows {
		if err := t.add(j); err != nil {
			return err
		}
	}
	return nil
}

// Due returns the rows of a thread, such as "case/5", that come due some time: ordered by due instant.
func (s *Store) Due(ctx context.Context, thread string) ([]schedule.Job, error) {
	t := transaction{ctx, s.DB.On(ctx)}
	return t.jobs(`due IS NOT NULL AND kind = 'work' AND key IN (SELECT key FROM commis_names WHERE name = ?) ORDER BY due, version`, thread)
}

// Forget removes IDs of events that were stored longer ago than keep: an event that comes again after that is a new one. A
// host calls it once a day, for example with 30 days.
func (s *Store) Forget(ctx context.Context, keep time.Duration) error {
	return s.DB.Write(ctx, func(ctx context.Context) error {
		t := transaction{ctx, s.DB.On(ctx)}
		return t.exec(`DELETE FROM commis_inbox WHERE at < unixepoch() - ?`, int64(keep.Seconds()))
	})
}
