package schedule_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// update runs fn in a transaction of one thread.
func update(t testing.TB, m *schedule.Memory, fn func(tx schedule.Tx)) {
	t.Helper()
	err := m.Update(context.Background(), "thread", func(_ context.Context, tx schedule.Tx) error {
		fn(tx)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, m *schedule.Memory, j schedule.Job) schedule.Job {
	t.Helper()
	update(t, m, func(tx schedule.Tx) {
		var err error
		if j, err = tx.Put(j); err != nil {
			t.Fatal(err)
		}
	})
	return j
}

func take(t testing.TB, m *schedule.Memory, now time.Time, lease time.Duration, most int) []schedule.Job {
	t.Helper()
	jobs, err := m.Take(context.Background(), now, "k", lease, most)
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

func keys(jobs []schedule.Job) []string {
	all := []string{}
	for _, j := range jobs {
		all = append(all, j.Key)
	}
	return all
}

func settle(m *schedule.Memory, j schedule.Job, at time.Time) error {
	return m.Update(context.Background(), j.Subject, func(_ context.Context, tx schedule.Tx) error {
		return tx.Settle(j.Key, j.Fence, at)
	})
}

func TestTakeOldestFirst(t *testing.T) {
	var m schedule.Memory
	for i, minutes := range []int{3, 1, 2, 1} {
		put(t, &m, schedule.Job{Key: fmt.Sprint(i), Kind: "k", Due: noon.Add(time.Duration(minutes) * time.Minute)})
	}
	put(t, &m, schedule.Job{Key: "other", Kind: "other", Due: noon})
	put(t, &m, schedule.Job{Key: "state", Kind: "k"})
	require.Empty(t, take(t, &m, noon, time.Hour, 9), "nothing is due yet")
	require.Equal(t, []string{"1", "3"}, keys(take(t, &m, noon.Add(time.Minute), time.Hour, 9)), "at one instant as they were put")
	require.Equal(t, []string{"2"}, keys(take(t, &m, noon.Add(9*time.Minute), time.Hour, 1)))
	require.Equal(t, []string{"0"}, keys(take(t, &m, noon.Add(9*time.Minute), time.Hour, 9)))
	require.Empty(t, take(t, &m, noon.Add(9*time.Minute), time.Hour, 9), "all are leased")
	require.Equal(t, []string{"1", "3", "2", "0"}, keys(take(t, &m, noon.Add(2*time.Hour), time.Hour, 9)), "and due again behind their leases")
}

func TestTakeListsWithoutLease(t *testing.T) {
	var m schedule.Memory
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Due: noon})
	put(t, &m, schedule.Job{Key: "b", Kind: "k", Due: noon})
	require.Equal(t, []string{"a", "b"}, keys(take(t, &m, noon, 0, 9)), "each once a call")
	require.Equal(t, []string{"a", "b"}, keys(take(t, &m, noon.Add(time.Hour), 0, 9)))
	require.Equal(t, []string{"a", "b"}, keys(take(t, &m, noon, 0, 9)), "nor does it hold them from a clock that went back")
}

func TestClaims(t *testing.T) {
	var m schedule.Memory
	first := put(t, &m, schedule.Job{Key: "a", Kind: "k", Subject: "thread", Due: noon, Payload: []byte("x")})
	taken := take(t, &m, noon, time.Minute, 1)[0]
	require.Equal(t, 1, taken.Attempt)
	require.Equal(t, first.Version, taken.Version)
	require.ErrorIs(t, settle(&m, first, time.Time{}), schedule.ErrStale, "taking voids the claim of the one that put it")
	again := take(t, &m, noon.Add(time.Minute), time.Minute, 1)[0]
	require.Equal(t, 2, again.Attempt)
	require.ErrorIs(t, settle(&m, taken, time.Time{}), schedule.ErrStale, "taking again voids the first take")
	require.NoError(t, settle(&m, again, noon.Add(time.Hour)))
	require.ErrorIs(t, settle(&m, again, time.Time{}), schedule.ErrStale, "a claim is settled once")
	third := take(t, &m, noon.Add(time.Hour), time.Minute, 1)[0]
	require.Equal(t, 3, third.Attempt)
	require.Equal(t, noon.Add(time.Hour), third.Due)
	replaced := put(t, &m, schedule.Job{Key: "a", Kind: "k", Subject: "thread", Due: noon})
	require.Greater(t, replaced.Version, first.Version)
	require.ErrorIs(t, settle(&m, third, time.Time{}), schedule.ErrStale, "replacing voids")
	last := take(t, &m, noon.Add(time.Hour), time.Minute, 1)[0]
	require.Equal(t, 1, last.Attempt)
	require.NoError(t, settle(&m, last, time.Time{}))
	require.Zero(t, m.Len())
	require.ErrorIs(t, settle(&m, last, time.Time{}), schedule.ErrStale, "done is done")
	update(t, &m, func(tx schedule.Tx) {
		reborn, err := tx.Put(schedule.Job{Key: "a"})
		require.NoError(t, err)
		require.Greater(t, reborn.Version, replaced.Version, "no version is used twice")
	})
}

func TestTransaction(t *testing.T) {
	var m schedule.Memory
	put(t, &m, schedule.Job{Key: "old", Kind: "k", Due: noon, Payload: []byte("x")})
	boom := errors.New("boom")
	var kept schedule.Tx
	work := func(_ context.Context, tx schedule.Tx) error {
		kept = tx
		first, err := tx.Remember("e")
		require.NoError(t, err)
		require.True(t, first)
		first, _ = tx.Remember("e")
		require.False(t, first, "a transaction sees what it remembered")
		_, err = tx.Put(schedule.Job{Key: "new", Kind: "k", Due: noon})
		require.NoError(t, err)
		_, ok, _ := tx.Get("new")
		require.True(t, ok, "and what it put")
		dropped, err := tx.Drop("old", "never")
		require.NoError(t, err)
		require.Equal(t, []string{"old"}, keys(dropped))
		_, ok, _ = tx.Get("old")
		require.False(t, ok, "and what it dropped")
		return boom
	}
	require.ErrorIs(t, m.Update(t.Context(), "s", work), boom)
	require.Panics(t, func() {
		_ = m.Update(t.Context(), "s", func(ctx context.Context, tx schedule.Tx) error {
			_ = work(ctx, tx)
			panic(boom)
		})
	})
	require.Equal(t, []string{"old"}, keys(take(t, &m, noon, 0, 9)), "nothing of a failed transaction stays")
	_, err := kept.Remember("e")
	require.Error(t, err, "a transaction is over with its function")
	_, _, err = kept.Get("old")
	require.Error(t, err)
	_, err = kept.Put(schedule.Job{Key: "late"})
	require.Error(t, err)
	_, err = kept.Drop("old")
	require.Error(t, err)
	require.Error(t, kept.Settle("old", 1, time.Time{}))
	update(t, &m, func(tx schedule.Tx) {
		first, err := tx.Remember("e")
		require.NoError(t, err)
		require.True(t, first, "not even what it remembered")
	})
	update(t, &m, func(tx schedule.Tx) {
		first, _ := tx.Remember("e")
		require.False(t, first)
	})
}

func TestMemoryCopies(t *testing.T) {
	var m schedule.Memory
	payload := []byte("x")
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Due: noon, Payload: payload})
	payload[0] = 'y'
	taken := take(t, &m, noon, 0, 1)[0]
	require.Equal(t, "x", string(taken.Payload))
	taken.Payload[0] = 'z'
	update(t, &m, func(tx schedule.Tx) {
		j, _, _ := tx.Get("a")
		require.Equal(t, "x", string(j.Payload))
	})
}

func TestMemoryContext(t *testing.T) {
	var m schedule.Memory
	ctx, cancel := context.WithCancel(t.Context())
	never := func(context.Context, schedule.Tx) error { t.Error("ran"); return nil }
	err := m.Update(ctx, "s", func(ctx context.Context, _ schedule.Tx) error {
		require.Error(t, m.Update(ctx, "s", never), "an update inside an update is an error and no deadlock")
		_, err := m.Take(ctx, noon, "k", 0, 1)
		require.Error(t, err)
		outer, stop := context.WithTimeout(t.Context(), time.Millisecond)
		defer stop()
		require.ErrorIs(t, m.Update(outer, "s", never), context.DeadlineExceeded, "waiting for a turn ends with ctx")
		return nil
	})
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, m.Update(ctx, "s", never), context.Canceled)
	_, err = m.Take(ctx, noon, "k", 0, 1)
	require.ErrorIs(t, err, context.Canceled)
}

// A clock that goes back never makes a leased row come up before its lease has passed.
func TestClockGoesBack(t *testing.T) {
	var m schedule.Memory
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Due: noon})
	require.Len(t, take(t, &m, noon.Add(time.Hour), time.Minute, 9), 1)
	put(t, &m, schedule.Job{Key: "b", Kind: "k", Due: noon})
	require.Empty(t, take(t, &m, noon.Add(-time.Second), time.Minute, 9))
	require.Equal(t, []string{"b"}, keys(take(t, &m, noon.Add(time.Hour), time.Minute, 1)))
	require.Empty(t, take(t, &m, noon.Add(time.Minute), time.Minute, 9), "both are leased until after one")
}

func TestNext(t *testing.T) {
	var m schedule.Memory
	_, ok := m.Next(noon)
	require.False(t, ok)
	put(t, &m, schedule.Job{Key: "state", Kind: "k"})
	put(t, &m, schedule.Job{Key: "a", Kind: "k", Due: noon})
	put(t, &m, schedule.Job{Key: "b", Kind: "other", Due: noon.Add(time.Hour)})
	at, ok := m.Next(noon.Add(-time.Hour))
	require.True(t, ok)
	require.Equal(t, noon, at)
	at, _ = m.Next(noon)
	require.Equal(t, noon.Add(time.Hour), at, "only what is behind the instant")
	take(t, &m, noon, time.Minute, 1)
	at, _ = m.Next(noon)
	require.Equal(t, noon.Add(time.Minute), at, "the end of a lease counts")
}

// What waits in the queues of rows that were replaced does not pile up.
func TestReplacingDoesNotGrow(t *testing.T) {
	var m schedule.Memory
	for i := range 10_000 {
		put(t, &m, schedule.Job{Key: "a", Kind: "k", Due: noon.Add(time.Duration(i) * time.Second)})
	}
	require.Equal(t, 1, m.Len())
	require.Len(t, take(t, &m, noon.Add(10_000*time.Second), time.Hour, 9), 1)
}

func TestMemoryIsSerial(t *testing.T) {
	var m schedule.Memory
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for range 20 {
				update(t, &m, func(tx schedule.Tx) {
					j, _, _ := tx.Get("n")
					_, _ = tx.Put(schedule.Job{Key: "n", Payload: append(j.Payload, 'x')})
				})
			}
		})
	}
	wg.Wait()
	update(t, &m, func(tx schedule.Tx) {
		j, _, _ := tx.Get("n")
		require.Len(t, j.Payload, 64*20)
	})
}

// Ids are remembered for 30 days, by the instants that are passed to Take, and not for ever.
func TestMemoryForgets(t *testing.T) {
	first := func(m *schedule.Memory, id string) (ok bool) {
		update(t, m, func(tx schedule.Tx) { ok, _ = tx.Remember(id) })
		return ok
	}
	for _, tt := range []struct{ keep, want time.Duration }{{0, 30 * 24 * time.Hour}, {time.Hour, time.Hour}} {
		m := schedule.Memory{Keep: tt.keep}
		take(t, &m, noon.Add(-1000*time.Hour), 0, 1)
		require.True(t, first(&m, "a"))
		take(t, &m, noon, 0, 1) // however long ago the clock was read before: it came up to now
		require.True(t, first(&m, "b"))
		take(t, &m, noon.Add(-time.Hour), 0, 1)
		take(t, &m, noon.Add(tt.want), 0, 1)
		require.False(t, first(&m, "a"))
		require.False(t, first(&m, "b"))
		require.True(t, first(&m, "c"))
		take(t, &m, noon.Add(tt.want+time.Nanosecond), 0, 1)
		require.True(t, first(&m, "a"))
		require.True(t, first(&m, "b"))
		require.False(t, first(&m, "c"))
	}
}

// naive is the store as a list that is searched from end to end.
type naive struct {
	rows []naiveRow
	seen map[string]bool
}

type naiveRow struct {
	key         string
	due, leased time.Time
	token       int // names a claim
}

// Memory behaves as a plain list does, whatever is done to it.
func TestMemoryAgainstAList(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var m schedule.Memory
		model := naive{seen: map[string]bool{}}
		claims := map[int]schedule.Job{} // by token
		tokens, now := 0, noon
		key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
		minutes := rapid.IntRange(-3, 10)
		find := func(k string) int {
			return slices.IndexFunc(model.rows, func(row naiveRow) bool { return row.key == k })
		}
		r.Repeat(map[string]func(*rapid.T){
			"clock": func(r *rapid.T) { now = now.Add(time.Duration(minutes.Draw(r, "minutes")) * time.Minute) },
			"put": func(r *rapid.T) {
				k := key.Draw(r, "key")
				due := now.Add(time.Duration(minutes.Draw(r, "due")) * time.Minute)
				if rapid.IntRange(0, 5).Draw(r, "state") == 0 {
					due = time.Time{}
				}
				j := put(t, &m, schedule.Job{Key: k, Kind: "k", Subject: "thread", Due: due})
				tokens++
				claims[tokens] = j
				if i := find(k); i >= 0 {
					model.rows = slices.Delete(model.rows, i, i+1)
				}
				model.rows = append(model.rows, naiveRow{key: k, due: due, token: tokens})
			},
			"drop": func(r *rapid.T) {
				k := key.Draw(r, "key")
				i := find(k)
				update(t, &m, func(tx schedule.Tx) {
					dropped, err := tx.Drop(k)
					require.NoError(r, err)
					require.Equal(r, i >= 0, len(dropped) == 1)
				})
				if i >= 0 {
					model.rows = slices.Delete(model.rows, i, i+1)
				}
			},
			"take": func(r *rapid.T) {
				most := rapid.IntRange(0, 4).Draw(r, "max")
				lease := time.Duration(rapid.IntRange(0, 4).Draw(r, "lease")) * time.Minute
				var due []int
				for i, row := range model.rows {
					if !row.due.IsZero() && !row.due.After(now) && !row.leased.After(now) {
						due = append(due, i)
					}
				}
				slices.SortFunc(due, func(a, b int) int { return model.rows[a].due.Compare(model.rows[b].due) })
				got := take(t, &m, now, lease, most)
				require.Len(r, got, min(most, len(due)))
				for i, j := range got {
					require.Equal(r, model.rows[due[i]].due, j.Due, "the oldest first")
					at := find(j.Key)
					tokens++
					claims[tokens] = j
					model.rows[at].token, model.rows[at].leased = tokens, time.Time{}
					if lease > 0 {
						model.rows[at].leased = now.Add(lease)
					}
				}
			},
			"settle": func(r *rapid.T) {
				if tokens == 0 {
					return
				}
				token := rapid.IntRange(1, tokens).Draw(r, "claim")
				retry := time.Time{}
				if rapid.Bool().Draw(r, "retry") {
					retry = now.Add(time.Minute)
				}
				i := slices.IndexFunc(model.rows, func(row naiveRow) bool { return row.token == token })
				err := settle(&m, claims[token], retry)
				switch {
				case i < 0:
					require.ErrorIs(r, err, schedule.ErrStale)
				case retry.IsZero():
					require.NoError(r, err)
					model.rows = slices.Delete(model.rows, i, i+1)
				default:
					require.NoError(r, err)
					model.rows[i].due, model.rows[i].leased, model.rows[i].token = retry, time.Time{}, 0
				}
			},
			"remember": func(r *rapid.T) {
				id := key.Draw(r, "id")
				update(t, &m, func(tx schedule.Tx) {
					first, err := tx.Remember(id)
					require.NoError(r, err)
					require.Equal(r, !model.seen[id], first)
				})
				model.seen[id] = true
			},
			"": func(r *rapid.T) {
				require.Equal(r, len(model.rows), m.Len())
				var next []time.Time
				for _, row := range model.rows {
					free := row.due
					if row.leased.After(free) {
						free = row.leased
					}
					if !row.due.IsZero() && free.After(now) {
						next = append(next, free)
					}
				}
				at, ok := m.Next(now)
				require.Equal(r, len(next) > 0, ok)
				if ok {
					require.Equal(r, slices.MinFunc(next, func(a, b time.Time) int { return cmp.Compare(a.UnixNano(), b.UnixNano()) }), at)
				}
			},
		})
	})
}

func ExampleMemory() {
	var store schedule.Memory
	ctx := context.Background()
	noon := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	_ = store.Update(ctx, "case/5", func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: "close/5", Kind: "step", Subject: "case/5", Due: noon})
		return err
	})
	jobs, _ := store.Take(ctx, noon, "step", time.Minute, 10)
	fmt.Println(len(jobs), jobs[0].Key, jobs[0].Attempt)
	err := store.Update(ctx, "case/5", func(_ context.Context, tx schedule.Tx) error {
		return tx.Settle(jobs[0].Key, jobs[0].Fence, time.Time{})
	})
	fmt.Println(err, store.Len())
	// Output:
	// 1 close/5 1
	// <nil> 0
}

func BenchmarkMemoryTake(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var m schedule.Memory
			for i := range n {
				put(b, &m, schedule.Job{Key: fmt.Sprint(i), Kind: "k", Subject: "thread", Due: noon.Add(time.Duration(i) * time.Second)})
			}
			now := noon
			b.ReportAllocs()
			for b.Loop() {
				now = now.Add(time.Second)
				jobs := take(b, &m, now, 0, 1)
				if len(jobs) != 1 || settle(&m, jobs[0], now.Add(time.Duration(n)*time.Second)) != nil {
					b.Fatal("the row is not there")
				}
			}
		})
	}
}
