package scheduletest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

// A part of a store keeps every rule, over one memory that all parts share, with rows of another tenant in it that look
// like its own and that nobody touches.
func TestPrefix(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	due := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	var shared schedule.Memory
	other := schedule.Prefix(&shared, "")
	keys := []string{"a", "b", "common", "kept", "live", "new", "row-0", "row-0-0", "row-1"}
	var put []schedule.Job
	remember := func(want bool) {
		require.NoError(t, other.Update(ctx, schedule.On("case/5"), func(_ context.Context, tx schedule.Tx) error {
			for _, id := range append(keys, "id", "id-0") {
				first, err := tx.Remember(id)
				require.NoError(t, err)
				require.Equal(t, want, first)
			}
			return nil
		}))
	}
	require.NoError(t, other.Update(ctx, schedule.On("case/5"), func(_ context.Context, tx schedule.Tx) error {
		for _, key := range keys {
			j, err := tx.Put(schedule.Job{
				Key: key, Kind: "step", Subject: "case/5", Lane: "lane", Names: []string{"name", "common"}, Due: due, Payload: []byte("7")})
			require.NoError(t, err)
			put = append(put, j)
		}
		return nil
	}))
	remember(true)
	space := ""
	t.Run("rules", func(t *testing.T) {
		scheduletest.Run(t, func(*testing.T) schedule.Store {
			space += "/" // so that each is the beginning of the next one
			return schedule.Prefix(&shared, space)
		})
	})
	require.NoError(t, other.Update(ctx, schedule.On("case/5"), func(_ context.Context, tx schedule.Tx) error {
		listed, err := tx.List("name", "step", "", 100)
		require.NoError(t, err)
		require.Equal(t, put, listed)
		return nil
	}))
	remember(false)
}
