package schedule_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// spaces are called so that their names are the beginnings of each other, or look like a prefix.
var spaces = []string{"", "a", "ab", "a/b", "a:", "1:a:", "a:b", "1:a", "11", "1", "ä"}

// Whatever one space does, the others keep theirs, and see nothing of it.
func TestPrefixKeepsApart(t *testing.T) {
	var m schedule.Memory
	parts := map[string]schedule.Store{}
	words := []string{"", "a", "b", "/b", "b:x", ":", "1:a:", "a:1:a:", "0::"}
	for _, space := range spaces {
		parts[space] = schedule.Prefix(&m, space)
		require.NoError(t, parts[space].Update(t.Context(), schedule.On("s"), func(_ context.Context, tx schedule.Tx) error {
			for _, word := range words {
				first, err := tx.Remember(word)
				require.NoError(t, err)
				require.True(t, first, "space %q, id %q", space, word)
				_, err = tx.Put(schedule.Job{
					Key: word, Kind: word, Subject: word, Lane: "shared", Names: []string{word, "n"}, Due: noon, Payload: []byte(space)})
				require.NoError(t, err)
			}
			return nil
		}))
	}
	require.Equal(t, len(spaces)*len(words), m.Len(), "no two are one row")
	for _, space := range spaces {
		part := parts[space]
		for _, word := range words {
			jobs, err := part.Take(t.Context(), noon, word, time.Hour, 99)
			require.NoError(t, err)
			require.Equal(t, []string{word}, keys(jobs), "space %q, kind %q", space, word)
			require.Equal(t, word, jobs[0].Subject)
			require.Equal(t, []string{word, "n"}, jobs[0].Names)
			require.Equal(t, space, string(jobs[0].Payload))
			require.NoError(t, part.Update(t.Context(), schedule.On("s"), func(_ context.Context, tx schedule.Tx) error {
				listed, err := tx.List("n", word, "", 99)
				require.NoError(t, err)
				if word == "" {
					require.Empty(t, listed, "no key is greater than itself")
				} else {
					require.Equal(t, []string{word}, keys(listed), "space %q, kind %q", space, word)
				}
				dropped, err := tx.Drop(word)
				require.NoError(t, err)
				require.Equal(t, space, string(dropped[0].Payload))
				return nil
			}))
		}
	}
	require.Zero(t, m.Len())
}

// Lanes are those of the store: a receiver that is busy is so for all.
func TestPrefixSharesLanes(t *testing.T) {
	var m schedule.Memory
	part := schedule.Prefix(&m, "a")
	require.NoError(t, part.Add(t.Context(),
		schedule.Job{Key: "1", Kind: "k", Lane: "slow", Due: noon}, schedule.Job{Key: "2", Kind: "k", Lane: "fast", Due: noon}))
	jobs, err := part.Take(t.Context(), noon, "k", time.Hour, 99, "slow")
	require.NoError(t, err)
	require.Equal(t, []string{"2"}, keys(jobs))
	require.Equal(t, "fast", jobs[0].Lane)
}

// Adding within an update of a part is a part of that update, and the caller's rows stay as they are.
func TestPrefixAdds(t *testing.T) {
	var m schedule.Memory
	part := schedule.Prefix(schedule.Prefix(&m, "a"), "b")
	rows := []schedule.Job{{Key: "1", Kind: "k", Names: []string{"n"}}}
	err := part.Update(t.Context(), schedule.On("s"), func(ctx context.Context, tx schedule.Tx) error {
		require.NoError(t, part.Add(ctx, rows...))
		listed, err := tx.List("n", "k", "", 9)
		require.NoError(t, err)
		require.Equal(t, []string{"1"}, keys(listed))
		return context.Canceled
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, m.Len())
	require.Equal(t, []schedule.Job{{Key: "1", Kind: "k", Names: []string{"n"}}}, rows)
}

func ExamplePrefix() {
	var shared schedule.Memory // or the host's database
	ctx := context.Background()
	noon := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	for _, tenant := range []string{"acme", "acme/eu"} {
		store := schedule.Prefix(&shared, tenant) // for the tenant's engine
		_ = store.Add(ctx, schedule.Job{Key: "close/5", Kind: "step", Due: noon, Payload: []byte(tenant)})
	}
	jobs, _ := schedule.Prefix(&shared, "acme").Take(ctx, noon, "step", time.Minute, 10)
	for _, j := range jobs {
		fmt.Printf("%s of %s\n", j.Key, j.Payload)
	}
	fmt.Println(shared.Len(), "rows")
	// Output:
	// close/5 of acme
	// 2 rows
}
