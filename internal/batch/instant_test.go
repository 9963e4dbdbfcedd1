package batch_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/internal/batch"
)

func TestInstant(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		at   time.Time
		n    int64
		up   time.Time
	}{
		{"1970", time.Unix(0, 0), 0, time.Unix(0, 0)},
		{"a nanosecond", time.Unix(1, 7), 1_000_000_007, time.Unix(1, 7)},
		{"before 1970", time.Unix(-1, 999_999_999), -1, time.Unix(-1, 999_999_999)},
		{"the last one in nanoseconds", time.Unix(4_611_686_018, 0), 4_611_686_018_000_000_000, time.Unix(4_611_686_018, 0)},
		{"a microsecond later", time.Unix(4_611_686_018, 1000), 4_611_686_018_000_000_001, time.Unix(4_611_686_018, 1000)},
		{"less than that", time.Unix(4_611_686_018, 999), 4_611_686_018_000_000_000, time.Unix(4_611_686_018, 1000)},
		{"a microsecond before the first one", time.Unix(-4_611_686_019, 999_999_000), -4_611_686_018_000_000_001, time.Unix(-4_611_686_019, 999_999_000)},
		{"less than that", time.Unix(-4_611_686_019, 999_999_001), -4_611_686_018_000_000_001, time.Unix(-4_611_686_018, 0)},
		{"year 1 is not zero", time.Time{}.Add(-1), batch.Instant(time.Time{}) - 1, time.Time{}.Add(time.Microsecond)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.n, batch.Instant(tt.at))
			up, err := batch.RoundUp(tt.at)
			require.NoError(t, err)
			require.True(t, up.Equal(tt.up), "got %v, want %v", up, tt.up)
		})
	}
	never, err := batch.RoundUp(time.Time{})
	require.NoError(t, err)
	require.True(t, never.IsZero())
	for _, far := range []int{-60_001, 60_001, math.MaxInt32} {
		_, err := batch.RoundUp(time.Date(far, 1, 1, 0, 0, 0, 0, time.UTC))
		require.ErrorContains(t, err, "write one between the years -60000 and 60000")
	}
	require.Less(t, batch.Instant(time.Date(60_000, 12, 1, 0, 0, 0, 0, time.UTC)), int64(math.MaxInt64))
}

// Integers sort as instants do, and come back as them.
func TestInstantsSort(t *testing.T) {
	t.Parallel()
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		year := rapid.OneOf(rapid.IntRange(-60_000, 60_000), rapid.IntRange(1800, 2200), rapid.SampledFrom([]int{1823, 2116})).Draw(t, "year")
		at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		return at.Add(time.Duration(rapid.Int64Range(0, int64(365*24*time.Hour)-1).Draw(t, "in it")))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := instant.Draw(t, "a"), instant.Draw(t, "b")
		up, err := batch.RoundUp(a)
		require.NoError(t, err)
		require.True(t, batch.Time(batch.Instant(up)).Equal(up), "what was rounded is stored exactly")
		require.False(t, up.Before(a))
		require.LessOrEqual(t, up.Sub(a), time.Microsecond)
		down := batch.Time(batch.Instant(a))
		require.False(t, down.After(a))
		require.Less(t, a.Sub(down), time.Microsecond)
		if a.Before(b) {
			require.LessOrEqual(t, batch.Instant(a), batch.Instant(b))
		}
	})
}
