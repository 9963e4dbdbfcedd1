package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// store makes an empty store.
func store(t testing.TB) *postgres.Store {
	_, pool := db.fresh(t)
	return &postgres.Store{DB: pool}
}

// within runs fn in a transaction of one subject.
func within(t testing.TB, s *postgres.Store, fn func(ctx context.Context, tx schedule.Tx)) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, tx schedule.Tx) error {
		fn(ctx, tx)
		return nil
	}))
}

func put(t testing.TB, s *postgres.Store, j schedule.Job) schedule.Job {
	t.Helper()
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		var err error
		j, err = tx.Put(j)
		require.NoError(t, err)
	})
	return j
}

// get gets a row that must be there.
func get(t testing.TB, tx schedule.Tx, key string) schedule.Job {
	t.Helper()
	got, err := tx.Get(key)
	require.NoError(t, err)
	require.Equal(t, []string{key}, keys(got))
	return got[0]
}

func keys(jobs []schedule.Job) []string {
	all := []string{}
	for _, j := range jobs {
		all = append(all, j.Key)
	}
	return all
}

func take(t testing.TB, s *postgres.Store, now time.Time, lease time.Duration) []string {
	t.Helper()
	jobs, err := s.Take(t.Context(), now, "k", lease, 100)
	require.NoError(t, err)
	return keys(jobs)
}

// Instants are exact, and far away ones are rounded to where nothing is taken too early.
func TestNeverEarly(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ due, kept, before time.Time }{
		"near":   {noon.Add(1), noon.Add(1), noon},
		"far":    {far.Add(1), far.Add(time.Microsecond), far.Add(time.Microsecond - 1)},
		"exact":  {far.Add(time.Microsecond), far.Add(time.Microsecond), far.Add(time.Microsecond - 1)},
		"year 1": {time.Time{}.Add(-1), time.Time{}.Add(time.Microsecond), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := store(t)
			j := put(t, s, schedule.Job{Key: "a", Kind: "k", Due: tt.due})
			require.Equal(t, tt.kept, j.Due, "Put tells what is kept")
			require.Empty(t, take(t, s, tt.before, time.Minute))
			require.Equal(t, []string{"a"}, take(t, s, tt.kept, time.Minute))
			require.Empty(t, take(t, s, tt.before.Add(time.Minute), time.Minute))
			require.Equal(t, []string{"a"}, take(t, s, tt.kept.Add(time.Minute), time.Minute))
			within(t, s, func(_ context.Context, tx schedule.Tx) {
				require.NoError(t, tx.Settle("a", get(t, tx, "a").Fence, tt.due))
				require.Equal(t, tt.kept, get(t, tx, "a").Due)
			})
		})
	}
}

// far is an instant that is kept to the microsecond.
var far = time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)

// The years that events may have fit, and the first instant of all is no state.
func TestInstants(t *testing.T) {
	t.Parallel()
	s := store(t)
	first, last := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	put(t, s, schedule.Job{Key: "first", Kind: "k", Due: first})
	put(t, s, schedule.Job{Key: "year 1", Kind: "k", Due: time.Time{}.Add(1)})
	put(t, s, schedule.Job{Key: "last", Kind: "k", Due: last})
	put(t, s, schedule.Job{Key: "state", Kind: "k"})
	require.Equal(t, []string{"first"}, take(t, s, time.Time{}, 0))
	require.Equal(t, []string{"first", "year 1"}, take(t, s, last.Add(-1), 0))
	jobs, err := s.Take(t.Context(), last, "k", 48*time.Hour, 100)
	require.NoError(t, err)
	require.Len(t, jobs, 3)
	require.Equal(t, first, jobs[0].Due)
	require.Equal(t, time.Time{}.Add(time.Microsecond), jobs[1].Due)
	require.Equal(t, last, jobs[2].Due)
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		require.True(t, get(t, tx, "state").Due.IsZero())
		_, err := tx.Put(schedule.Job{Key: "beyond", Kind: "k", Due: last.AddDate(70_000, 0, 0)})
		require.ErrorContains(t, err, "write one between the years")
	})
}

// Digests rely on it.
func TestDropKeepsOrder(t *testing.T) {
	t.Parallel()
	s := store(t)
	var names []string
	for i := range 200 {
		names = append(names, fmt.Sprint(i*7919%200))
	}
	for _, name := range names {
		put(t, s, schedule.Job{Key: name})
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		dropped, err := tx.Drop(append([]string{"never"}, names...)...)
		require.NoError(t, err)
		require.Equal(t, names, keys(dropped))
	})
}

// The names of rows may be longer than what an index takes, and random.
func TestLongNames(t *testing.T) {
	t.Parallel()
	s := store(t)
	r := rand.New(rand.NewPCG(1, 2))
	long := func() string {
		text := make([]rune, 10_000)
		for i := range text {
			text[i] = rune(0x4e00 + r.IntN(20_000))
		}
		return string(text)
	}
	one, two := long(), long()
	put(t, s, schedule.Job{Key: one, Kind: "k", Subject: long(), Due: noon})
	put(t, s, schedule.Job{Key: two, Kind: "k", Due: noon.Add(1)})
	require.NoError(t, s.Update(t.Context(), schedule.On(long()), func(_ context.Context, tx schedule.Tx) error {
		first, err := tx.Remember(one)
		require.True(t, first)
		return err
	}))
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		again, err := tx.Remember(one)
		require.NoError(t, err)
		other, err := tx.Remember(two)
		require.NoError(t, err)
		require.Equal(t, []bool{false, true}, []bool{again, other})
	})
	require.Equal(t, []string{one, two}, take(t, s, noon.Add(time.Hour), time.Minute))
}

// What cannot be a name is an error, and harms nothing.
func TestBadNames(t *testing.T) {
	t.Parallel()
	s := store(t)
	for _, name := range []string{"a\x00b", "\xff"} {
		err := s.Update(t.Context(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
			_, err := tx.Put(schedule.Job{Key: name})
			return err
		})
		require.ErrorContains(t, err, "write valid UTF-8 without NUL")
		err = s.Update(t.Context(), schedule.On(name), func(context.Context, schedule.Tx) error { return nil })
		require.ErrorContains(t, err, "write valid UTF-8 without NUL")
		require.ErrorContains(t, s.Add(t.Context(), schedule.Job{Key: "k", Names: []string{name}}), "write valid UTF-8 without NUL")
	}
	put(t, s, schedule.Job{Key: "a", Kind: "k", Due: noon})
	require.Equal(t, []string{"a"}, take(t, s, noon, 0))
}

// A call inside a transaction would wait for itself for ever.
func TestNested(t *testing.T) {
	t.Parallel()
	s := store(t)
	within(t, s, func(ctx context.Context, _ schedule.Tx) {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		err := s.Update(ctx, schedule.On("thread"), func(context.Context, schedule.Tx) error { return nil })
		require.ErrorContains(t, err, "inside a transaction")
		_, err = s.Take(ctx, noon, "k", 0, 1)
		require.ErrorContains(t, err, "inside a transaction")
	})
}

// Two transactions that wait for each other are both done in the end: the database undoes one, and it runs again.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	s := store(t)
	put(t, s, schedule.Job{Key: "a"})
	put(t, s, schedule.Job{Key: "b"})
	var both, done sync.WaitGroup
	both.Add(2)
	var mu sync.Mutex
	runs := 0
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		own := &postgres.Store{DB: s.DB} // as of a process of its own: one store might let both share a transaction
		done.Go(func() {
			met := false
			err := own.Update(t.Context(), schedule.On(order[0]), func(_ context.Context, tx schedule.Tx) error {
				mu.Lock()
				runs++
				mu.Unlock()
				for _, key := range order {
					got, err := tx.Get(key)
					if err != nil {
						return fmt.Errorf("wrapped: %w", err)
					}
					if !met { // each has its first row
						met = true
						both.Done()
						both.Wait()
					}
					if _, err := tx.Put(schedule.Job{Key: key, Payload: append(got[0].Payload, 'x')}); err != nil {
						return err
					}
				}
				return nil
			})
			require.NoError(t, err)
		})
	}
	done.Wait()
	require.GreaterOrEqual(t, runs, 3, "one of them ran again")
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		for _, key := range []string{"a", "b"} {
			require.Equal(t, "xx", string(get(t, tx, key).Payload))
		}
	})
}

// What is always undone is told in the end.
func TestAlwaysUndone(t *testing.T) {
	t.Parallel()
	s := store(t)
	runs := 0
	err := s.Update(t.Context(), schedule.On("thread"), func(context.Context, schedule.Tx) error {
		runs++
		return &pgconn.PgError{Code: "40001"}
	})
	require.Error(t, err)
	require.Equal(t, 10, runs)
}

// A row that a transaction read is not taken before its end, so that its claim cannot become void meanwhile.
func TestReadHolds(t *testing.T) {
	t.Parallel()
	s := store(t)
	put(t, s, schedule.Job{Key: "a", Kind: "k", Due: noon})
	put(t, s, schedule.Job{Key: "b", Kind: "k", Due: noon})
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		j := get(t, tx, "a")
		require.Equal(t, []string{"b"}, take(t, s, noon, time.Minute))
		require.NoError(t, tx.Settle("a", j.Fence, time.Time{}))
	})
}

// The end of a transaction may fail, too: its error is told as it is, and nothing stays.
func TestCommitFails(t *testing.T) {
	t.Parallel()
	s := store(t)
	_, err := s.DB.Exec(t.Context(), `CREATE TABLE host (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)`)
	require.NoError(t, err)
	err = s.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: "a", Kind: "k", Due: noon})
		require.NoError(t, err)
		_, err = postgres.Tx(ctx).Exec(ctx, `INSERT INTO host VALUES (1), (1)`)
		return err
	})
	var pg *pgconn.PgError
	require.ErrorAs(t, err, &pg)
	require.Equal(t, "23505", pg.Code)
	require.Empty(t, take(t, s, noon, 0))
}

// A handler that goes on after a statement that failed makes it in a savepoint; without one nothing of it stays.
func TestFailedStatement(t *testing.T) {
	t.Parallel()
	s := store(t)
	_, err := s.DB.Exec(t.Context(), `CREATE TABLE host (n integer PRIMARY KEY); INSERT INTO host VALUES (1)`)
	require.NoError(t, err)
	const clash = `INSERT INTO host VALUES (1)`
	try := func(key string, fail func(ctx context.Context, tx pgx.Tx) error) error {
		return s.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, tx schedule.Tx) error {
			_, err := tx.Put(schedule.Job{Key: key, Kind: "k", Due: noon})
			require.NoError(t, err)
			require.Error(t, fail(ctx, postgres.Tx(ctx)))
			return nil
		})
	}
	require.Error(t, try("bare", func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, clash)
		return err
	}))
	require.NoError(t, try("saved", func(ctx context.Context, tx pgx.Tx) error {
		return pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, clash)
			return err
		})
	}))
	require.Equal(t, []string{"saved"}, take(t, s, noon, 0))
}

// Ids are remembered for 30 days, or as long as a host says.
func TestForget(t *testing.T) {
	t.Parallel()
	s := store(t)
	ages := map[string]string{"new": "0", "29 days": "29 days 23:59", "30 days": "30 days 00:01", "1 hour": "59 minutes", "2 hours": "2 hours"}
	for id, age := range ages {
		require.True(t, remember(t, s, id))
		_, err := s.DB.Exec(t.Context(), `UPDATE commis_inbox SET at = now() - $2::interval WHERE hash = sha256($1)`, []byte(id), age)
		require.NoError(t, err)
	}
	n, err := s.Forget(t.Context(), 0)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	for id := range ages {
		require.Equal(t, id == "30 days", remember(t, s, id), id)
	}
	n, err = s.Forget(t.Context(), time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
	for id := range ages {
		require.Equal(t, id == "29 days" || id == "2 hours", remember(t, s, id), id)
	}
}

func remember(t *testing.T, s *postgres.Store, id string) (first bool) {
	t.Helper()
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		var err error
		first, err = tx.Remember(id)
		require.NoError(t, err)
	})
	return first
}
