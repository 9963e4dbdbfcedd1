package schedule_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// listed lists the keys of a name.
func listed(t testing.TB, m *schedule.Memory, name, after string, most int) (found []string) {
	t.Helper()
	update(t, m, func(tx schedule.Tx) {
		jobs, err := tx.List(name, "k", after, most)
		require.NoError(t, err)
		found = keys(jobs)
	})
	return found
}

func TestList(t *testing.T) {
	var m schedule.Memory
	for _, key := range []string{"b", "a10", "é", "a2", "B"} {
		put(t, &m, schedule.Job{Key: key, Kind: "k", Names: []string{"n", "of " + key}})
	}
	put(t, &m, schedule.Job{Key: "a5", Kind: "other", Names: []string{"n"}})
	put(t, &m, schedule.Job{Key: "a6", Kind: "k", Names: []string{"m"}})
	for _, tt := range []struct {
		name, of, after string
		most            int
		want            []string
	}{
		{"by the bytes of the keys", "n", "", 9, []string{"B", "a10", "a2", "b", "é"}},
		{"at most", "n", "", 2, []string{"B", "a10"}},
		{"after a key", "n", "a10", 2, []string{"a2", "b"}},
		{"after a key that is not there", "n", "a11", 2, []string{"a2", "b"}},
		{"after the last", "n", "é", 2, []string{}},
		{"no more than there are", "n", "b", math.MaxInt, []string{"é"}},
		{"none", "n", "", 0, []string{}},
		{"fewer than none", "n", "", -1, []string{}},
		{"another name of a row", "of b", "", 9, []string{"b"}},
		{"a name without rows", "N", "", 9, []string{}},
		{"the empty name", "", "", 9, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, listed(t, &m, tt.of, tt.after, tt.most)) })
	}
}

// A row is found by the names of its last Put, in its own transaction too, and by none when it is gone.
func TestListFollows(t *testing.T) {
	var m schedule.Memory
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Names: []string{"n", "m"}})
	update(t, &m, func(tx schedule.Tx) {
		_, err := tx.Put(schedule.Job{Key: "a", Kind: "k", Names: []string{"m", "o"}})
		require.NoError(t, err)
		got, _ := tx.List("n", "k", "", 9)
		require.Empty(t, got)
		got, _ = tx.List("o", "k", "", 9)
		require.Equal(t, []string{"m", "o"}, got[0].Names)
		require.NoError(t, tx.Settle("a", got[0].Fence, noon))
		got, _ = tx.List("o", "k", "", 9)
		require.NoError(t, tx.Settle("a", got[0].Fence, noon), "List tells the fence of now")
	})
	require.Equal(t, []string{"a"}, listed(t, &m, "m", "", 9))
	update(t, &m, func(tx schedule.Tx) {
		_, err := tx.Drop("a")
		require.NoError(t, err)
	})
	require.Empty(t, listed(t, &m, "m", "", 9))
}

// What a failed transaction did with names is undone.
func TestListAfterRollback(t *testing.T) {
	var m schedule.Memory
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Names: []string{"n"}})
	put(t, &m, schedule.Job{Key: "b", Kind: "k", Names: []string{"n"}})
	undo := errors.New("undo")
	err := m.Update(t.Context(), schedule.On("s"), func(_ context.Context, tx schedule.Tx) error {
		_, err1 := tx.Put(schedule.Job{Key: "a", Kind: "k", Names: []string{"m"}})
		_, err2 := tx.Drop("b")
		_, err3 := tx.Put(schedule.Job{Key: "c", Kind: "k", Names: []string{"n", "m"}})
		require.NoError(t, errors.Join(err1, err2, err3))
		return undo
	})
	require.ErrorIs(t, err, undo)
	require.Equal(t, []string{"a", "b"}, listed(t, &m, "n", "", 9))
	require.Empty(t, listed(t, &m, "m", "", 9))
}

func TestGetMany(t *testing.T) {
	var m schedule.Memory
	for _, key := range []string{"a", "b", "c"} {
		put(t, &m, schedule.Job{Key: key})
	}
	update(t, &m, func(tx schedule.Tx) {
		got, err := tx.Get("c", "never", "a")
		require.NoError(t, err)
		require.Equal(t, []string{"c", "a"}, keys(got))
		got, err = tx.Get()
		require.NoError(t, err)
		require.Empty(t, got)
	})
}

// Nobody shares names with the store.
func TestNamesAreCopied(t *testing.T) {
	var m schedule.Memory
	names := []string{"n", "m"}
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Names: names, Due: noon})
	names[0] = "x"
	got := take(t, &m, noon, 0, 1)
	require.Equal(t, []string{"n", "m"}, got[0].Names)
	got[0].Names[0] = "x"
	put(t, &m, schedule.Job{Key: "a", Kind: "k"})
	require.Empty(t, listed(t, &m, "n", "", 9))
}
