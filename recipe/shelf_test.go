package recipe_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// shelf is a store in memory whose rows a test may look at and change.
type shelf struct {
	schedule.Memory
	mu   sync.Mutex
	keys []string
}

func (s *shelf) note(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := slices.BinarySearch(s.keys, key); !ok {
		s.keys = slices.Insert(s.keys, at, key)
	}
}

func (s *shelf) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return s.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, shelfTx{tx, s}) })
}

func (s *shelf) Add(ctx context.Context, rows ...schedule.Job) error {
	for _, j := range rows {
		s.note(j.Key)
	}
	return s.Memory.Add(ctx, rows...)
}

type shelfTx struct {
	schedule.Tx
	s *shelf
}

func (tx shelfTx) Put(j schedule.Job) (schedule.Job, error) { tx.s.note(j.Key); return tx.Tx.Put(j) }

// rows returns the live rows whose keys begin with the prefix.
func (s *shelf) rows(t testing.TB, prefix string) []schedule.Job {
	t.Helper()
	var keys []string
	for _, k := range s.keys {
		if strings.HasPrefix(k, prefix) {
			keys = append(keys, k)
		}
	}
	var rows []schedule.Job
	require.NoError(t, s.Memory.Update(t.Context(), schedule.On("test"), func(_ context.Context, tx schedule.Tx) (err error) {
		rows, err = tx.Get(keys...)
		return err
	}))
	return rows
}

var versionMember = regexp.MustCompile(`^\{"v":\d+`)

// setVersion makes rows those of a version of the engine: 1 is this one's. It returns them.
func (s *shelf) setVersion(t testing.TB, prefix, version string) []schedule.Job {
	t.Helper()
	rows := s.rows(t, prefix)
	require.NotEmpty(t, rows, "no row %q among %q", prefix, s.keys)
	require.NoError(t, s.Memory.Update(t.Context(), schedule.On("test"), func(_ context.Context, tx schedule.Tx) error {
		for _, j := range rows {
			require.Regexp(t, versionMember, string(j.Payload), "every row says of which version it is: %s", j.Key)
			j.Payload = versionMember.ReplaceAll(j.Payload, []byte(`{"v":`+version))
			if _, err := tx.Put(j); err != nil {
				return err
			}
		}
		return nil
	}))
	return s.rows(t, prefix)
}
