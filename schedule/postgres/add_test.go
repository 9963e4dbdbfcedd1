package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/killtest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// What the host did, and what there is to do for it, are there together or not at all.
func TestAddInTheHostsTransaction(t *testing.T) {
	t.Parallel()
	s := store(t)
	_, err := s.DB.Exec(t.Context(), `CREATE TABLE host (n integer)`)
	require.NoError(t, err)
	add := func(end error) error {
		return pgx.BeginFunc(t.Context(), s.DB, func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO host VALUES (1)`)
			require.NoError(t, err)
			ctx := postgres.With(t.Context(), tx)
			require.NoError(t, s.Add(ctx, schedule.Job{Key: "b", Kind: "k", Due: noon}, schedule.Job{Key: "a", Kind: "k", Due: noon.Add(-1)}))
			require.Empty(t, take(t, s, noon, 0), "nobody sees it before")
			require.ErrorContains(t, s.Update(ctx, schedule.On("thread"), nil), "inside a transaction")
			return end
		})
	}
	require.ErrorIs(t, add(context.Canceled), context.Canceled)
	require.Empty(t, take(t, s, noon, 0))
	require.NoError(t, add(nil))
	require.Equal(t, []string{"a", "b"}, take(t, s, noon, 0))
	var n int
	require.NoError(t, s.DB.QueryRow(t.Context(), `SELECT count(*) FROM host`).Scan(&n))
	require.Equal(t, 1, n)
}

// Rows of several transactions that have the same keys are added once, in whatever order they are given.
func TestAddAtOnce(t *testing.T) {
	t.Parallel()
	s := store(t)
	rows := []schedule.Job{{Key: "a", Kind: "k", Due: noon}, {Key: "b", Kind: "k", Due: noon}, {Key: "c", Kind: "k", Due: noon}}
	errs := make(chan error)
	for i := range 8 {
		mine := append(append([]schedule.Job{}, rows[i%3:]...), rows[:i%3]...)
		go func() { errs <- s.Add(t.Context(), mine...) }()
	}
	for range 8 {
		require.NoError(t, <-errs)
	}
	require.ElementsMatch(t, []string{"a", "b", "c"}, take(t, s, noon, time.Minute))
}

// A name whose hash another name has, too, is told from it.
func TestNamesWithOneHash(t *testing.T) {
	t.Parallel()
	s := store(t)
	put(t, s, schedule.Job{Key: "a", Kind: "k", Names: []string{"n"}})
	put(t, s, schedule.Job{Key: "b", Kind: "k", Names: []string{"m"}})
	_, err := s.DB.Exec(t.Context(), `UPDATE commis_jobs SET named = (SELECT array_agg(n) FROM (SELECT unnest(named) AS n FROM commis_jobs) AS every)`)
	require.NoError(t, err)
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		listed, err := tx.List("n", "k", "", 9)
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, keys(listed))
	})
}

// Who waits for a row that is dropped and put again finds the new one: the database alone would find none.
func TestPutAnew(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(tx schedule.Tx) ([]schedule.Job, error){
		"Get":  func(tx schedule.Tx) ([]schedule.Job, error) { return tx.Get("a", "b") },
		"List": func(tx schedule.Tx) ([]schedule.Job, error) { return tx.List("n", "k", "", 9) },
		"Drop": func(tx schedule.Tx) ([]schedule.Job, error) { return tx.Drop("a", "b") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := store(t)
			put(t, s, schedule.Job{Key: "a", Kind: "k", Names: []string{"n"}})
			found := make(chan []string)
			within(t, s, func(_ context.Context, tx schedule.Tx) {
				_, err := tx.Drop("a")
				require.NoError(t, err)
				go func() {
					var got []schedule.Job
					_ = s.Update(context.Background(), schedule.On("other"), func(_ context.Context, tx schedule.Tx) (err error) {
						got, err = call(tx)
						return err
					})
					found <- keys(got)
				}()
				killtest.Eventually(t, func() bool { return waiting(t, s) == 1 }, "it does not wait")
				for _, key := range []string{"a", "b"} {
					_, err := tx.Put(schedule.Job{Key: key, Kind: "k", Names: []string{"n"}})
					require.NoError(t, err)
				}
			})
			require.Equal(t, []string{"a", "b"}, <-found)
		})
	}
}

// waiting counts the connections to the store's schema that wait for a lock.
func waiting(t testing.TB, s *postgres.Store) (n int) {
	require.NoError(t, s.DB.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
		WHERE application_name = current_schema AND wait_event_type = 'Lock'`).Scan(&n))
	return n
}
