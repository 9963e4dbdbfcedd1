package schedule_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

const day = 24 * time.Hour

// first reports whether the memory sees the id for the first time, and lets it remember it.
func first(t *testing.T, m *schedule.Memory, id string) (ok bool) {
	t.Helper()
	update(t, m, func(tx schedule.Tx) { ok, _ = tx.Remember(id) })
	return ok
}

// tick takes once for every step of the clock from one instant up to another.
func tick(t *testing.T, m *schedule.Memory, from, to time.Time, step time.Duration) {
	t.Helper()
	for now := from; now.Before(to); now = now.Add(step) {
		take(t, m, now, 0, 1)
	}
	take(t, m, to, 0, 1)
}

// Ids are remembered for 30 days, by the instants that are passed to Take, and not for ever.
func TestMemoryForgets(t *testing.T) {
	for _, tt := range []struct {
		name       string
		keep, want time.Duration
	}{{"zero", 0, 30 * day}, {"an hour", time.Hour, time.Hour}} {
		t.Run(tt.name, func(t *testing.T) {
			m := schedule.Memory{Keep: tt.keep}
			step := tt.want / 30
			require.True(t, first(t, &m, "a"))
			take(t, &m, noon, 0, 1)
			require.True(t, first(t, &m, "b"))
			tick(t, &m, noon.Add(step), noon.Add(tt.want), step)
			require.False(t, first(t, &m, "a"))
			require.False(t, first(t, &m, "b"))
			take(t, &m, noon.Add(-time.Hour), 0, 1)
			require.True(t, first(t, &m, "c"))
			take(t, &m, noon.Add(tt.want+time.Nanosecond), 0, 1)
			require.True(t, first(t, &m, "a"), "it had arrived by noon")
			require.False(t, first(t, &m, "b"), "it had arrived by the next step")
			require.False(t, first(t, &m, "c"))
			take(t, &m, noon.Add(tt.want+step+time.Nanosecond), 0, 1)
			require.True(t, first(t, &m, "b"))
			require.False(t, first(t, &m, "c"))
		})
	}
}

// One call by a clock that is far ahead empties nothing, nor do right ones after it before their time.
func TestWrongClockEmptiesNothing(t *testing.T) {
	for _, ahead := range []time.Duration{40 * day, 40_000 * day} {
		t.Run(ahead.String(), func(t *testing.T) {
			var m schedule.Memory
			take(t, &m, noon, 0, 1)
			require.True(t, first(t, &m, "old"))
			tick(t, &m, noon.Add(time.Hour), noon.Add(25*day), day)
			require.True(t, first(t, &m, "new"))
			take(t, &m, noon.Add(25*day+ahead), 0, 1)
			require.False(t, first(t, &m, "old"))
			require.False(t, first(t, &m, "new"))
			tick(t, &m, noon.Add(25*day), noon.Add(30*day), day)
			require.False(t, first(t, &m, "old"), "it is 30 days old")
			tick(t, &m, noon.Add(31*day), noon.Add(55*day), day)
			require.True(t, first(t, &m, "old"))
			require.False(t, first(t, &m, "new"), "it is 30 days old")
			tick(t, &m, noon.Add(55*day), noon.Add(57*day), day)
			require.True(t, first(t, &m, "new"), "it is not kept for as long as the wrong clock was ahead")
		})
	}
}

// What arrived after a time without calls is as new as it is, however long that time was, and however often Take is
// called then.
func TestLongPause(t *testing.T) {
	var m schedule.Memory
	take(t, &m, noon, 0, 1)
	later := noon.Add(400 * day)
	require.True(t, first(t, &m, "a"))
	for range 1000 {
		take(t, &m, later, 0, 1)
	}
	require.False(t, first(t, &m, "a"))
	tick(t, &m, later, later.Add(31*day), day)
	require.True(t, first(t, &m, "a"))
}
