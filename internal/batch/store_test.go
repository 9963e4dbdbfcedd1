package batch_test

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

// store is a whole store over a memory.
type store struct {
	batch.Core
	*memory
}

func newStore(change ...func(*batch.Core)) *store {
	s := &store{memory: newMemory()}
	s.Backend = s.memory
	for _, change := range change {
		change(&s.Core)
	}
	return s
}

func (s *store) Add(ctx context.Context, rows ...schedule.Job) error {
	if u := batch.Running(ctx); u != nil {
		return u.Add(rows...)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	s.write(nil, batch.Writes{Added: rows})
	return nil
}

func (s *store) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var due []stored
	for _, key := range slices.Sorted(maps.Keys(s.rows)) {
		r := s.rows[key]
		if r.Kind == kind && !r.Due.IsZero() && !r.Due.After(now) && !r.leased.After(now) &&
			s.locks["r/"+key] == nil && !slices.Contains(full, r.Lane) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, func(a, b stored) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Version, b.Version)) })
	var taken []schedule.Job
	for _, r := range due[:min(len(due), most)] {
		s.number++
		r.Fence, r.Attempt, r.leased = s.number, r.Attempt+1, now.Add(lease)
		s.rows[r.Key] = r
		taken = append(taken, copied(r.Job))
	}
	return taken, nil
}

func TestStore(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*batch.Core){
		"usual":         func(*batch.Core) {},
		"one group":     func(c *batch.Core) { c.Groups, c.Patience = 1, -1 },
		"many groups":   func(c *batch.Core) { c.Groups, c.Size = 8, 3 },
		"one at a time": func(c *batch.Core) { c.Size, c.Ahead = 1, 1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheduletest.Run(t, func(*testing.T) schedule.Store { return newStore(change) })
		})
	}
}
