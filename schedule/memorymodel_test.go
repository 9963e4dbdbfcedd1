package schedule_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

// naive is the store as a list that is searched from end to end, and a Memory that must do the same.
type naive struct {
	memory schedule.Memory
	rows   []naiveRow
	seen   map[string]bool
	now    time.Time
	claims []schedule.Job // by token, which starts at 1
}

type naiveRow struct {
	key, kind, lane string
	names           []string
	due, leased     time.Time
	token           int // names a claim
}

var (
	fewKeys    = rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
	fewKinds   = rapid.SampledFrom([]string{"k", "k", "k", "other"})
	fewLanes   = rapid.SampledFrom([]string{"", "slow", "fast"})
	fewNames   = rapid.SampledFrom([]string{"", "n", "m", "o"})
	fewMinutes = rapid.IntRange(-3, 10)
)

// Memory behaves as a plain list does, whatever is done to it.
func TestMemoryAgainstAList(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := naive{seen: map[string]bool{}, now: noon}
		r.Repeat(map[string]func(*rapid.T){
			"clock":    func(r *rapid.T) { n.now = n.later(r, "minutes") },
			"put":      n.put,
			"add":      n.add,
			"undo":     n.undo,
			"drop":     n.drop,
			"take":     n.take,
			"settle":   n.settle,
			"remember": n.remember,
			"list":     n.list,
			"get":      n.get,
			"":         n.same,
		})
	})
}

func (n *naive) later(r *rapid.T, label string) time.Time {
	return n.now.Add(time.Duration(fewMinutes.Draw(r, label)) * time.Minute)
}

func (n *naive) find(key string) int {
	return slices.IndexFunc(n.rows, func(row naiveRow) bool { return row.key == key })
}

// claim keeps what Put or Take returned, and returns the token for it.
func (n *naive) claim(j schedule.Job) int {
	n.claims = append(n.claims, j)
	return len(n.claims)
}

func (n *naive) within(r *rapid.T, fn func(tx schedule.Tx)) {
	require.NoError(r, n.memory.Update(context.Background(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
		fn(tx)
		return nil
	}))
}

// draw draws a row with the key.
func (n *naive) draw(r *rapid.T, key string) (schedule.Job, naiveRow) {
	row := naiveRow{
		key: key, kind: fewKinds.Draw(r, "kind"), lane: fewLanes.Draw(r, "lane"),
		names: rapid.SliceOfNDistinct(fewNames, 0, 3, rapid.ID).Draw(r, "names"), due: n.later(r, "due"),
	}
	if rapid.IntRange(0, 5).Draw(r, "state") == 0 {
		row.due = time.Time{}
	}
	return schedule.Job{Key: key, Kind: row.kind, Subject: "thread", Lane: row.lane, Names: row.names, Due: row.due}, row
}

func (n *naive) put(r *rapid.T) {
	j, row := n.draw(r, fewKeys.Draw(r, "key"))
	n.within(r, func(tx schedule.Tx) {
		stored, err := tx.Put(j)
		require.NoError(r, err)
		row.token = n.claim(stored)
	})
	if i := n.find(row.key); i >= 0 {
		n.rows = slices.Delete(n.rows, i, i+1)
	}
	n.rows = append(n.rows, row)
}

// add adds rows by themselves, or within an update that may fail.
func (n *naive) add(r *rapid.T) {
	how := rapid.SampledFrom([]string{"alone", "within", "undone"}).Draw(r, "how")
	var jobs []schedule.Job
	for _, key := range rapid.SliceOfN(fewKeys, 0, 3).Draw(r, "keys") {
		j, row := n.draw(r, key)
		jobs = append(jobs, j)
		if how != "undone" && n.find(key) < 0 {
			n.rows = append(n.rows, row)
		}
	}
	if how == "alone" {
		require.NoError(r, n.memory.Add(context.Background(), jobs...))
		return
	}
	err := n.memory.Update(context.Background(), schedule.On("thread"), func(ctx context.Context, _ schedule.Tx) error {
		require.NoError(r, n.memory.Add(ctx, jobs...))
		if how == "undone" {
			return context.Canceled
		}
		return nil
	})
	require.Equal(r, how == "undone", err != nil)
}

// undo does all kinds of things in an update that fails.
func (n *naive) undo(r *rapid.T) {
	err := n.memory.Update(context.Background(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
		for _, key := range rapid.SliceOfN(fewKeys, 1, 4).Draw(r, "keys") {
			switch j, _ := n.draw(r, key); rapid.IntRange(0, 2).Draw(r, "what") {
			case 0:
				_, err := tx.Put(j)
				require.NoError(r, err)
			case 1:
				_, err := tx.Drop(key)
				require.NoError(r, err)
			case 2:
				if got, _ := tx.Get(key); len(got) > 0 {
					require.NoError(r, tx.Settle(key, got[0].Fence, j.Due))
				}
			}
		}
		return context.Canceled
	})
	require.ErrorIs(r, err, context.Canceled)
}

func (n *naive) drop(r *rapid.T) {
	k := fewKeys.Draw(r, "key")
	i := n.find(k)
	n.within(r, func(tx schedule.Tx) {
		dropped, err := tx.Drop(k)
		require.NoError(r, err)
		require.Equal(r, i >= 0, len(dropped) == 1)
	})
	if i >= 0 {
		n.rows = slices.Delete(n.rows, i, i+1)
	}
}

func (n *naive) take(r *rapid.T) {
	kind, most := fewKinds.Draw(r, "kind"), rapid.IntRange(-1, 4).Draw(r, "max")
	full := rapid.SliceOfN(fewLanes, 0, 2).Draw(r, "full")
	lease := time.Duration(rapid.IntRange(0, 4).Draw(r, "lease")) * time.Minute
	var due []int
	for i, row := range n.rows {
		free := !row.due.IsZero() && !row.due.After(n.now) && !row.leased.After(n.now)
		if free && row.kind == kind && !slices.Contains(full, row.lane) {
			due = append(due, i)
		}
	}
	slices.SortFunc(due, func(a, b int) int { return n.rows[a].due.Compare(n.rows[b].due) })
	got, err := n.memory.Take(context.Background(), n.now, kind, lease, most, full...)
	require.NoError(r, err)
	require.Len(r, got, max(0, min(most, len(due))))
	for i, j := range got {
		require.Equal(r, n.rows[due[i]].due, j.Due, "the oldest first")
		row := &n.rows[n.find(j.Key)]
		require.NotContains(r, full, row.lane)
		require.Equal(r, row.lane, j.Lane)
		row.token, row.leased = n.claim(j), time.Time{}
		if lease > 0 {
			row.leased = n.now.Add(lease)
		}
	}
}

func (n *naive) settle(r *rapid.T) {
	if len(n.claims) == 0 {
		return
	}
	token := rapid.IntRange(1, len(n.claims)).Draw(r, "claim")
	retry := time.Time{}
	if rapid.Bool().Draw(r, "retry") {
		retry = n.now.Add(time.Minute)
	}
	i := slices.IndexFunc(n.rows, func(row naiveRow) bool { return row.token == token })
	err := settle(&n.memory, n.claims[token-1], retry)
	switch {
	case i < 0:
		require.ErrorIs(r, err, schedule.ErrStale)
	case retry.IsZero():
		require.NoError(r, err)
		n.rows = slices.Delete(n.rows, i, i+1)
	default:
		require.NoError(r, err)
		n.rows[i].due, n.rows[i].leased, n.rows[i].token = retry, time.Time{}, 0
	}
}

func (n *naive) remember(r *rapid.T) {
	id := fewKeys.Draw(r, "id")
	n.within(r, func(tx schedule.Tx) {
		first, err := tx.Remember(id)
		require.NoError(r, err)
		require.Equal(r, !n.seen[id], first)
	})
	n.seen[id] = true
}

func (n *naive) list(r *rapid.T) {
	name, kind, after := fewNames.Draw(r, "name"), fewKinds.Draw(r, "kind"), rapid.OneOf(rapid.Just(""), fewKeys).Draw(r, "after")
	most := rapid.SampledFrom([]int{-1, 0, 1, 2, 9, math.MaxInt}).Draw(r, "max")
	var want []string
	for _, row := range n.rows {
		if row.kind == kind && slices.Contains(row.names, name) && row.key > after {
			want = append(want, row.key)
		}
	}
	slices.SortFunc(want, strings.Compare)
	n.within(r, func(tx schedule.Tx) {
		got, err := tx.List(name, kind, after, most)
		require.NoError(r, err)
		require.ElementsMatch(r, want[:max(0, min(most, len(want)))], keys(got))
		require.IsIncreasing(r, append([]string{""}, append(keys(got), "z")...))
	})
}

func (n *naive) get(r *rapid.T) {
	asked := rapid.SliceOfNDistinct(fewKeys, 0, 5, rapid.ID).Draw(r, "keys")
	n.within(r, func(tx schedule.Tx) {
		got, err := tx.Get(asked...)
		require.NoError(r, err)
		for _, key := range asked {
			i := n.find(key)
			if i < 0 {
				continue
			}
			require.NotEmpty(r, got)
			require.Equal(r, key, got[0].Key)
			require.Equal(r, n.rows[i].lane, got[0].Lane)
			require.ElementsMatch(r, n.rows[i].names, got[0].Names)
			got = got[1:]
		}
		require.Empty(r, got)
	})
}

// same compares what can be seen without a change.
func (n *naive) same(r *rapid.T) {
	require.Equal(r, len(n.rows), n.memory.Len())
	var next []time.Time
	for _, row := range n.rows {
		free := row.due
		if row.leased.After(free) {
			free = row.leased
		}
		if !row.due.IsZero() && free.After(n.now) {
			next = append(next, free)
		}
	}
	at, ok := n.memory.Next(n.now)
	require.Equal(r, len(next) > 0, ok)
	if ok {
		require.Equal(r, slices.MinFunc(next, time.Time.Compare), at)
	}
}
