package recipetest

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// store is a store in memory that can hand out one row at a time.
type store struct {
	schedule.Memory
	metered bool
	taken   bool // since meter was called
}

var _ schedule.Store = (*store)(nil)

// meter makes the store hand out at most one row until the next call of meter, or any number.
func (s *store) meter(on bool) { s.metered, s.taken = on, false }

// more reports whether more rows may be due: the store is metered, and one was taken.
func (s *store) more() bool { return s.metered && s.taken }

// Take implements [schedule.Store].
func (s *store) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	if !s.metered {
		return s.Memory.Take(ctx, now, kind, lease, most, full...)
	}
	if s.taken {
		return nil, nil
	}
	jobs, err := s.Memory.Take(ctx, now, kind, lease, min(most, 1), full...)
	s.taken = len(jobs) > 0
	return jobs, err
}
