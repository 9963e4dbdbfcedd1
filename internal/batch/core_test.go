package batch_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// put returns a function that puts a row with the key.
func put(key string) func(ctx context.Context, tx schedule.Tx) error {
	return func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: key})
		return err
	}
}

// hold runs an update of the subject that ends when release is called, and returns when it runs.
func (s *store) hold(t *testing.T, subject string) (release func()) {
	end, over := make(chan struct{}), make(chan error, 1)
	go func() {
		over <- s.Update(context.Background(), schedule.On(subject), func(context.Context, schedule.Tx) error {
			<-end
			return nil
		})
	}()
	synctest.Wait()
	return func() {
		close(end)
		require.NoError(t, <-over)
	}
}

// Updates that wait together share one transaction: one read and one write for all.
func TestGroup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStore(func(c *batch.Core) { c.Groups = 1 })
		release := s.hold(t, "a")
		var all sync.WaitGroup
		var order []string
		for i := range 20 {
			all.Go(func() {
				key := fmt.Sprint("k", i)
				about := schedule.Scope{Subjects: []string{"a"}, Keys: []string{key}, Names: []string{"n"}, IDs: []string{key}}
				require.NoError(t, s.Update(t.Context(), about, func(_ context.Context, tx schedule.Tx) error {
					seen, err1 := tx.List("n", "", "", 100)
					got, err2 := tx.Get(key)
					first, err3 := tx.Remember(key)
					require.Len(t, seen, len(order), "what the others before it wrote")
					require.Empty(t, got)
					require.True(t, first)
					_, err4 := tx.Put(schedule.Job{Key: key, Names: []string{"n"}})
					order = append(order, key)
					return errors.Join(err1, err2, err3, err4)
				}))
			})
			synctest.Wait()
		}
		release()
		all.Wait()
		require.Equal(t, []string{"begin", "commit", "committing", "committed", "begin", "commit", "committing", "committed"}, s.calls)
		require.Len(t, s.rows, 20)
		require.Equal(t, "k0 k1 k2", fmt.Sprint(order[0], " ", order[1], " ", order[2]), "in the order in which they came")
	})
}

// Beside a running group another one begins when as many wait as run: fewer wait for more, or for its end.
func TestFewWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStore(func(c *batch.Core) { c.Groups, c.Patience = 2, -1 })
		var all sync.WaitGroup
		begin := func(n int, subject string, end chan struct{}) {
			for i := range n {
				all.Go(func() {
					require.NoError(t, s.Update(t.Context(), schedule.On(fmt.Sprint(subject, i)), func(context.Context, schedule.Tx) error {
						<-end
						return nil
					}))
				})
			}
			synctest.Wait()
		}
		begun := func() (n int) {
			for _, call := range s.calls {
				if call == "begin" {
					n++
				}
			}
			return n
		}
		first, second := make(chan struct{}), make(chan struct{})
		begin(1, "alone", first)
		require.Equal(t, 1, begun())
		begin(1, "beside", first)
		require.Equal(t, 2, begun(), "one beside one")
		begin(4, "a", second)
		require.Equal(t, 2, begun(), "two run")
		close(first)
		synctest.Wait()
		require.Equal(t, 3, begun(), "all four together")
		begin(3, "b", second)
		require.Equal(t, 3, begun(), "three beside four")
		begin(1, "c", second)
		require.Equal(t, 4, begun(), "four beside four")
		close(second)
		all.Wait()
		require.Equal(t, 4, begun())
	})
}

// A savepoint is set for functions that write by the database's own transaction, and only for these.
func TestSavepoints(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStore(func(c *batch.Core) { c.Groups = 1 })
		release := s.hold(t, "a")
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				err := s.Update(t.Context(), schedule.On("a"), func(ctx context.Context, tx schedule.Tx) error {
					require.NoError(t, put(fmt.Sprint("k", i))(ctx, tx))
					if i >= 3 {
						for range 2 {
							require.NoError(t, batch.Running(ctx).Do(func(batch.Transaction) error { return nil }))
						}
					}
					if i%2 == 1 {
						return errOwn
					}
					return nil
				})
				require.Equal(t, i%2 == 1, errors.Is(err, errOwn))
			})
			synctest.Wait()
		}
		release()
		all.Wait()
		require.Equal(t, []string{"begin", "savepoint", "rollback to savepoint", "savepoint", "savepoint", "rollback to savepoint",
			"commit", "committing", "committed"}, s.calls[4:])
		require.Len(t, s.rows, 3)
	})
}

// A function that takes long holds up those of its group, and no others.
func TestSlowFunction(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStore(func(c *batch.Core) { c.Groups, c.Patience = 1, time.Second })
		release := s.hold(t, "a")
		began := time.Now()
		require.NoError(t, s.Update(t.Context(), schedule.On("b"), put("b")))
		require.Equal(t, 2*time.Second, time.Since(began), "it is looked at each second, and then it had made no progress")
		require.NoError(t, s.Update(t.Context(), schedule.On("b"), put("c")))
		require.Equal(t, 2*time.Second, time.Since(began), "those after it do not wait again")
		release()
		require.NoError(t, s.Update(t.Context(), schedule.On("a"), put("a")))
		require.Equal(t, 2, s.most)
	})
}

// A ctx that ends while the call waits ends the call, and not the group.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for name, during := range map[string]time.Duration{"in the queue": 0, "in a group that waits": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStore(func(c *batch.Core) { c.Groups = 1 })
				release := s.hold(t, "a")
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				errs := make(chan error, 3)
				go func() { errs <- s.Update(ctx, schedule.On("a"), put("left")) }()
				synctest.Wait()
				go func() { errs <- s.Update(t.Context(), schedule.On("a"), put("stays")) }()
				synctest.Wait()
				if during > 0 {
					s.pause = during
					go release()
					synctest.Wait()
					time.Sleep(during + during/2) // the holder commits, and the group begins
				}
				cancel()
				require.ErrorIs(t, <-errs, context.Canceled)
				if during == 0 {
					release()
				}
				require.NoError(t, <-errs)
				require.Contains(t, s.rows, "stays")
				require.NotContains(t, s.rows, "left")
			})
		})
	}
}

// The last one that waits for a group ends it.
func TestLastCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, other := newStore(), newStore()
		other.memory = s.memory // as another process
		other.Backend = s.memory
		release := other.hold(t, "a")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, s.Update(ctx, schedule.On("a"), put("k")), context.DeadlineExceeded)
		require.Equal(t, 1, s.open)
		release()
		require.Empty(t, s.rows)
	})
}

// A database that fails at any call fails the call of Update, or the function runs again; nothing stays half done or open.
func TestFailsAtEachCall(t *testing.T) {
	t.Parallel()
	for _, failure := range []error{errBroken, errConflict} {
		for n := 0; ; n++ {
			s := newStore()
			calls := 0
			s.fail = func(call string) error {
				calls++
				if calls-1 != n || call == "committed" && failure == errConflict {
					return nil
				}
				return failure
			}
			err := s.Update(t.Context(), schedule.On("a"), func(ctx context.Context, tx schedule.Tx) error {
				first, err1 := tx.Remember("id")
				_, err2 := tx.Get("old")
				_, err3 := tx.Put(schedule.Job{Key: "new", Names: []string{"n"}})
				err4 := s.Add(ctx, schedule.Job{Key: "added", Names: []string{"n"}})
				listed, err5 := tx.List("n", "", "", 9)
				if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
					return fmt.Errorf("wrapped: %w", err)
				}
				require.True(t, first)
				require.Len(t, listed, 2)
				return batch.Running(ctx).Record(history.Entry{ID: "e"})
			})
			whole := len(s.rows) == 2 && s.ids["id"] && len(s.entries) == 1
			require.True(t, whole || len(s.rows)+len(s.ids)+len(s.entries) == 0, "call %d: all or nothing", n)
			require.Zero(t, s.open)
			switch {
			case n >= len(s.calls):
				require.NoError(t, err)
				require.Greater(t, n, 6)
			case failure == errConflict:
				require.NoError(t, err, "call %d", n)
				require.True(t, whole)
			default:
				require.ErrorIs(t, err, errBroken)
				require.Equal(t, s.calls[n] == "committed", whole, "call %d", n)
			}
			if n >= len(s.calls) {
				break
			}
		}
	}
}

// One that is taken back each time runs ten times; a group runs once together, and then each by itself.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.fail = func(call string) error {
		if call == "committing" {
			return errConflict
		}
		return nil
	}
	runs := 0
	err := s.Update(t.Context(), schedule.On("a"), func(context.Context, schedule.Tx) error { runs++; return nil })
	require.ErrorIs(t, err, errConflict)
	require.Equal(t, 10, runs)
}

// A version is greater than that of the row that it replaces, even if the numbers at hand are not.
func TestVersionsIncrease(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.rows["k"] = stored{Job: schedule.Job{Key: "k", Version: 20, Fence: 20}}
	for _, drop := range []bool{false, true} {
		require.NoError(t, s.Update(t.Context(), schedule.On("a"), func(_ context.Context, tx schedule.Tx) error {
			old, err := tx.Get("k")
			require.NoError(t, err)
			if drop {
				_, err = tx.Drop("k")
				require.NoError(t, err)
			}
			j, err := tx.Put(schedule.Job{Key: "k"})
			require.Greater(t, j.Version, old[0].Version)
			return err
		}))
	}
}

// A call inside a function, a scope without a thread, and texts that the database cannot keep are errors that say so.
func TestErrors(t *testing.T) {
	t.Parallel()
	s := newStore()
	require.ErrorContains(t, s.Update(t.Context(), schedule.Scope{}, nil), "name at least one thread")
	for _, about := range []schedule.Scope{schedule.On("bad"), {Subjects: []string{"a"}, IDs: []string{"bad"}}} {
		require.ErrorContains(t, s.Update(t.Context(), about, nil), "cannot be stored")
	}
	require.NoError(t, s.Update(t.Context(), schedule.On("a"), func(ctx context.Context, tx schedule.Tx) error {
		require.ErrorIs(t, s.Update(ctx, schedule.On("b"), nil), batch.ErrNested)
		for i, err := range []error{
			second(tx.Put(schedule.Job{Key: "bad"})), second(tx.Put(schedule.Job{Key: "k", Names: []string{"bad"}})),
			second(tx.Get("bad")), second(tx.List("bad", "", "", 1)), second(tx.Drop("bad")), second(tx.Remember("bad")),
			tx.Settle("bad", 1, time.Time{}), s.Add(ctx, schedule.Job{Key: "bad"}),
		} {
			require.ErrorContains(t, err, "cannot be stored", "%d", i)
		}
		far := time.Date(70_000, 1, 1, 0, 0, 0, 0, time.UTC)
		require.ErrorContains(t, second(tx.Put(schedule.Job{Key: "k", Due: far})), "write one between the years")
		return nil
	}))
	require.Empty(t, s.rows)
	require.False(t, slices.Contains(s.calls, "read"), "nobody asked the database")
}

func second[T any](_ T, err error) error { return err }
