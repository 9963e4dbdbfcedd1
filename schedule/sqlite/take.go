package sqlite

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// Take implements [schedule.Store]. It waits for the group of Updates that runs, and does not write when nothing is due.
func (s *Store) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) (taken []schedule.Job, err error) {
	s.init()
	b := s.backend
	if hosts(ctx) != nil || running(ctx, s.DB) != nil {
		return nil, batch.ErrNested
	}
	if err := b.Check(append([]string{kind}, full...)...); err != nil {
		return nil, err
	}
	if err := b.gate.lock(ctx); err != nil {
		return nil, err
	}
	defer b.gate.unlock()
	statements, err := b.statements(ctx)
	if err != nil {
		return nil, err
	}
	lanes, err := list(full)
	if err != nil {
		return nil, err
	}
	due := []any{kind, batch.Instant(now), lanes, max(most, 0)}
	var ready bool
	if err := statements.ready.QueryRowContext(ctx, due...).Scan(&ready); err != nil || !ready {
		return nil, err
	}
	until, err := leaseEnd(now, lease)
	if err != nil {
		return nil, err
	}
	err = b.write(ctx, true, func(in *session, fence int64) error {
		taken, err = in.jobs(nil, in.take, append(due, until, fence)...)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(taken, func(a, b schedule.Job) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Version, b.Version))
	})
	return taken, nil
}

// leaseEnd returns the end of a lease as a column holds it.
func leaseEnd(now time.Time, lease time.Duration) (any, error) {
	if lease <= 0 {
		return nil, nil
	}
	end, err := batch.RoundUp(now.Add(lease))
	return batch.Instant(end), err
}
