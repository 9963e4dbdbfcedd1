package schedule_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// update runs fn in a transaction of one thread.
func update(t testing.TB, m *schedule.Memory, fn func(tx schedule.Tx)) {
	t.Helper()
	err := m.Update(context.Background(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
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
	return m.Update(context.Background(), schedule.On(j.Subject), func(_ context.Context, tx schedule.Tx) error {
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
	require.Equal(t, []string{"1", "3", "2", "0"}, keys(take(t, &m, noon.Add(2*time.Hour), time.Hour, 9)), "and due again after their leases")
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
		there, _ := tx.Get("new")
		require.Len(t, there, 1, "and what it put")
		dropped, err := tx.Drop("old", "never")
		require.NoError(t, err)
		require.Equal(t, []string{"old"}, keys(dropped))
		there, _ = tx.Get("old")
		require.Empty(t, there, "and what it dropped")
		return boom
	}
	require.ErrorIs(t, m.Update(t.Context(), schedule.On("s"), work), boom)
	require.Panics(t, func() {
		_ = m.Update(t.Context(), schedule.On("s"), func(ctx context.Context, tx schedule.Tx) error {
			_ = work(ctx, tx)
			panic(boom)
		})
	})
	require.Equal(t, []string{"old"}, keys(take(t, &m, noon, 0, 9)), "nothing of a failed transaction stays")
	_, err := kept.Remember("e")
	require.Error(t, err, "a transaction is over with its function")
	_, err = kept.Get("old")
	require.Error(t, err)
	_, err = kept.List("n", "k", "", 1)
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
		got, _ := tx.Get("a")
		require.Equal(t, "x", string(got[0].Payload))
	})
}

func TestMemoryContext(t *testing.T) {
	var m schedule.Memory
	ctx, cancel := context.WithCancel(t.Context())
	never := func(context.Context, schedule.Tx) error { t.Error("ran"); return nil }
	err := m.Update(ctx, schedule.On("s"), func(ctx context.Context, _ schedule.Tx) error {
		require.Error(t, m.Update(ctx, schedule.On("s"), never), "an update inside an update is an error and no deadlock")
		_, err := m.Take(ctx, noon, "k", 0, 1)
		require.Error(t, err)
		outer, stop := context.WithTimeout(t.Context(), time.Millisecond)
		defer stop()
		require.ErrorIs(t, m.Update(outer, schedule.On("s"), never), context.DeadlineExceeded, "waiting for a turn ends with ctx")
		return nil
	})
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, m.Update(ctx, schedule.On("s"), never), context.Canceled)
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
	require.Equal(t, noon.Add(time.Hour), at, "only what is after the instant")
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
					var text []byte
					if got, _ := tx.Get("n"); len(got) > 0 {
						text = got[0].Payload
					}
					_, _ = tx.Put(schedule.Job{Key: "n", Payload: append(text, 'x')})
				})
			}
		})
	}
	wg.Wait()
	update(t, &m, func(tx schedule.Tx) {
		got, _ := tx.Get("n")
		require.Len(t, got[0].Payload, 64*20)
	})
}

func ExampleMemory() {
	var store schedule.Memory
	ctx := context.Background()
	noon := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	_ = store.Update(ctx, schedule.On("case/5"), func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: "close/5", Kind: "step", Subject: "case/5", Due: noon})
		return err
	})
	jobs, _ := store.Take(ctx, noon, "step", time.Minute, 10)
	fmt.Println(len(jobs), jobs[0].Key, jobs[0].Attempt)
	err := store.Update(ctx, schedule.On("case/5"), func(_ context.Context, tx schedule.Tx) error {
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
