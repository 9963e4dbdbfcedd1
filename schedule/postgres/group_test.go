package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// An update that announces what it reads takes five statements in two round trips, whatever it writes.
func TestStatements(t *testing.T) {
	t.Parallel()
	url, _ := db.fresh(t)
	pool, count := counted(t, url)
	s, r := &postgres.Store{DB: pool}, &postgres.Recorder{DB: pool}
	put(t, s, schedule.Job{Key: "old", Kind: "k", Names: []string{"n"}})
	about := schedule.Scope{Subjects: []string{"b", "a"}, Keys: []string{"old", "new"}, Names: []string{"n", "m"}, IDs: []string{"id"}}
	statements, trips := count.statements.Load(), count.trips.Load()
	require.NoError(t, s.Update(t.Context(), about, func(ctx context.Context, tx schedule.Tx) error {
		first, err1 := tx.Remember("id")
		got, err2 := tx.Get("new", "old")
		listed, err3 := tx.List("n", "k", "", 10)
		none, err4 := tx.List("m", "k", "", 10)
		require.True(t, first)
		require.Equal(t, [][]string{{"old"}, {"old"}, {}}, [][]string{keys(got), keys(listed), keys(none)})
		err5 := tx.Settle("old", got[0].Fence, time.Time{})
		err6 := s.Add(ctx, schedule.Job{Key: "added", Kind: "k", Due: noon})
		for i := range 10 {
			_, err := tx.Put(schedule.Job{Key: fmt.Sprint("k", i), Kind: "k", Names: []string{"n"}})
			require.NoError(t, err)
		}
		return errors.Join(err1, err2, err3, err4, err5, err6, r.Record(ctx, entry("e1"), entry("e2")))
	}))
	require.EqualValues(t, 5, count.statements.Load()-statements, "BEGIN, locks, reads, writes, COMMIT")
	require.EqualValues(t, 2, count.trips.Load()-trips)
	require.Equal(t, []string{"added"}, take(t, s, noon, 0))
	require.Equal(t, []string{"e1", "e2"}, ids(t, r))
}

// What a function writes by the transaction shares its fate, though other functions share the transaction.
func TestGroupWithHostStatements(t *testing.T) {
	t.Parallel()
	url, pool := db.fresh(t)
	s := &postgres.Store{DB: pool, Groups: 1}
	_, err := pool.Exec(t.Context(), `CREATE TABLE host (n integer PRIMARY KEY); INSERT INTO host VALUES (-1)`)
	require.NoError(t, err)
	const n = 60
	ends := []struct {
		name string
		fn   func(ctx context.Context, tx pgx.Tx) error
		err  bool
	}{
		{"succeeds", func(context.Context, pgx.Tx) error { return nil }, false},
		{"fails", func(context.Context, pgx.Tx) error { return errUndo }, true},
		{"panics", func(context.Context, pgx.Tx) error { panic(errUndo) }, true},
		{"goes on after a statement that failed", func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO host VALUES (-1)`)
			require.Error(t, err)
			return nil
		}, true},
		{"goes on after a savepoint that failed", func(ctx context.Context, tx pgx.Tx) error {
			require.Error(t, pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO host VALUES (-1)`)
				return err
			}))
			return nil
		}, false},
		{"leaves rows open", func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Query(ctx, `SELECT generate_series(1, 100000)`)
			return err
		}, true},
	}
	late := make([]pgx.Tx, n)
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					errs[i] = errUndo
				}
			}()
			errs[i] = s.Update(t.Context(), schedule.On(fmt.Sprint(i%7)), func(ctx context.Context, tx schedule.Tx) error {
				late[i] = postgres.Tx(ctx)
				_, err1 := tx.Put(schedule.Job{Key: fmt.Sprint(i), Kind: "k", Due: noon})
				_, err2 := late[i].Exec(ctx, `INSERT INTO host VALUES ($1)`, i)
				return errors.Join(err1, err2, ends[i%len(ends)].fn(ctx, late[i]))
			})
		})
	}
	all.Wait()
	var want []int
	var wantKeys []string
	for i := range n {
		require.Equal(t, ends[i%len(ends)].err, errs[i] != nil, "%s: %v", ends[i%len(ends)].name, errs[i])
		if errs[i] == nil {
			want, wantKeys = append(want, i), append(wantKeys, fmt.Sprint(i))
		}
		_, err := late[i].Exec(t.Context(), `INSERT INTO host VALUES (1000)`)
		require.ErrorContains(t, err, "has ended")
		require.ErrorContains(t, late[i].Commit(t.Context()), "ends with the function")
	}
	rows, _ := connect(t, url).Query(t.Context(), `SELECT n FROM host WHERE n >= 0 ORDER BY n`)
	got, err := pgx.CollectRows(rows, pgx.RowTo[int])
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.ElementsMatch(t, wantKeys, take(t, s, noon, 0))
}

// Two stores, as two processes have, whose groups are in each other's way go on one by one.
func TestGroupsInTheWay(t *testing.T) {
	t.Parallel()
	_, pool := db.fresh(t)
	stores := []*postgres.Store{{DB: pool, Groups: 1}, {DB: pool, Groups: 1}}
	put(t, stores[0], schedule.Job{Key: "a"})
	put(t, stores[0], schedule.Job{Key: "b"})
	var all sync.WaitGroup
	const n = 40
	for i := range n {
		all.Go(func() {
			order := []string{"a", "b"}
			if i%2 == 1 {
				order = []string{"b", "a"}
			}
			err := stores[i%2].Update(t.Context(), schedule.On(fmt.Sprint("own", i)), func(_ context.Context, tx schedule.Tx) error {
				for _, key := range order { // which were not announced
					got, err := tx.Get(key)
					if err != nil {
						return err
					}
					got[0].Payload = append(got[0].Payload, 'x')
					if _, err := tx.Put(got[0]); err != nil {
						return err
					}
				}
				return nil
			})
			require.NoError(t, err)
		})
	}
	all.Wait()
	within(t, stores[0], func(_ context.Context, tx schedule.Tx) {
		require.Len(t, get(t, tx, "a").Payload, n)
		require.Len(t, get(t, tx, "b").Payload, n)
	})
}
