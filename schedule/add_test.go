package schedule_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

func TestAdd(t *testing.T) {
	var m schedule.Memory
	was := put(t, &m, schedule.Job{Key: "live", Kind: "k", Due: noon, Payload: []byte("old")})
	payload := []byte("one")
	require.NoError(t, m.Add(t.Context(),
		schedule.Job{Key: "new", Kind: "k", Names: []string{"n"}, Due: noon, Payload: payload, Attempt: 7, Version: 1},
		schedule.Job{Key: "live", Kind: "k", Names: []string{"n"}, Due: noon.Add(1), Payload: []byte("other")},
		schedule.Job{Key: "new", Kind: "k", Due: noon, Payload: []byte("two")}))
	payload[0] = 'x'
	require.NoError(t, m.Add(t.Context()))
	require.Equal(t, 2, m.Len())
	update(t, &m, func(tx schedule.Tx) {
		got, err := tx.Get("live", "new")
		require.NoError(t, err)
		require.Equal(t, was, got[0], "a live row stays as it is, its claim too")
		require.Equal(t, "one", string(got[1].Payload), "of two with one key the first counts")
		require.Zero(t, got[1].Attempt)
		require.Greater(t, got[1].Version, was.Version)
	})
	require.Equal(t, []string{"new"}, listed(t, &m, "n", "", 9))
	require.Equal(t, []string{"live", "new"}, keys(take(t, &m, noon, 0, 9)))
}

// Within an update it is a part of it.
func TestAddWithin(t *testing.T) {
	var m schedule.Memory
	undo := errors.New("undo")
	var over context.Context
	add := func(end error) error {
		return m.Update(t.Context(), schedule.On("s"), func(ctx context.Context, tx schedule.Tx) error {
			over = ctx
			require.NoError(t, m.Add(ctx, schedule.Job{Key: "a", Kind: "k", Names: []string{"n"}, Due: noon}))
			got, err := tx.List("n", "k", "", 9)
			require.NoError(t, err)
			require.Equal(t, []string{"a"}, keys(got))
			return end
		})
	}
	require.ErrorIs(t, add(undo), undo)
	require.Zero(t, m.Len())
	require.Empty(t, take(t, &m, noon, 0, 9))
	require.Error(t, m.Add(over, schedule.Job{Key: "late"}), "the ctx of an update that is over")
	require.NoError(t, add(nil))
	require.Equal(t, []string{"a"}, keys(take(t, &m, noon, 0, 9)))
	require.Error(t, m.Add(over, schedule.Job{Key: "a"}))
}

// It waits for no update: this one waits for the adding.
func TestAddDoesNotWait(t *testing.T) {
	var m, other schedule.Memory
	require.NoError(t, m.Update(t.Context(), schedule.On("s"), func(ctx context.Context, tx schedule.Tx) error {
		require.NoError(t, m.Add(t.Context(), schedule.Job{Key: "a", Kind: "k", Due: noon}))
		require.NoError(t, other.Add(ctx, schedule.Job{Key: "b"}), "another store has no part in it")
		got, err := tx.Get("a")
		require.NoError(t, err)
		require.Len(t, got, 1)
		return nil
	}))
	require.Equal(t, []string{"a"}, keys(take(t, &m, noon, 0, 9)))
	require.Equal(t, 1, other.Len())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, m.Add(ctx, schedule.Job{Key: "never"}), context.Canceled)
	require.Equal(t, 1, m.Len())
}
