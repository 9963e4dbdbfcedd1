package schedule_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// lane puts rows of a lane that are due so many minutes after noon, and have the lane and the minute as their keys.
func lane(t testing.TB, m *schedule.Memory, name string, minutes ...int) {
	t.Helper()
	for _, n := range minutes {
		due := noon.Add(time.Duration(n) * time.Minute)
		put(t, m, schedule.Job{Key: fmt.Sprintf("%s%d", name, n), Kind: "k", Subject: "thread", Lane: name, Due: due})
	}
}

func takeWithout(t testing.TB, m *schedule.Memory, now time.Time, most int, full ...string) []string {
	t.Helper()
	jobs, err := m.Take(context.Background(), now, "k", time.Hour, most, full...)
	require.NoError(t, err)
	return keys(jobs)
}

func TestTakePassesOverFullLanes(t *testing.T) {
	var m schedule.Memory
	lane(t, &m, "", 1, 5)
	lane(t, &m, "a", 2, 4, 6)
	lane(t, &m, "b", 3, 7)
	now := noon.Add(10 * time.Minute)
	require.Equal(t, []string{"1", "a2"}, takeWithout(t, &m, now, 2), "the oldest of all lanes")
	require.Empty(t, takeWithout(t, &m, now, 9, "b", "a", ""))
	require.Equal(t, []string{"b3", "5"}, takeWithout(t, &m, now, 2, "a", "never"))
	require.Equal(t, []string{"a4", "a6", "b7"}, takeWithout(t, &m, now, 9, ""))
	require.Empty(t, takeWithout(t, &m, now, 9))
	require.Equal(t, []string{"1", "5"}, takeWithout(t, &m, now.Add(time.Hour), 9, "a", "b"))
}

// A row goes to the lane of its last Put.
func TestRowChangesItsLane(t *testing.T) {
	var m schedule.Memory
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Lane: "slow", Due: noon})
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Lane: "fast", Due: noon})
	require.Empty(t, takeWithout(t, &m, noon, 9, "fast"))
	require.Equal(t, []string{"a"}, takeWithout(t, &m, noon, 9, "slow"))
}

// What was passed over is there when the clock has gone back meanwhile, and when it is right again.
func TestLanesWhenTheClockGoesBack(t *testing.T) {
	var m schedule.Memory
	lane(t, &m, "a", 0, 1, 2)
	require.Equal(t, []string{"a0"}, takeWithout(t, &m, noon.Add(time.Hour), 1))
	update(t, &m, func(tx schedule.Tx) {
		dropped, err := tx.Drop("a0", "a1")
		require.NoError(t, err)
		require.Len(t, dropped, 2)
	})
	require.Empty(t, takeWithout(t, &m, noon.Add(time.Minute), 9))
	require.Equal(t, []string{"a2"}, takeWithout(t, &m, noon.Add(2*time.Minute), 9))
}
