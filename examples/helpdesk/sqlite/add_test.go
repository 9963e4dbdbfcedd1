package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/commis-recipes/commis/examples/helpdesk/sqlite"
	"github.com/commis-recipes/commis/schedule"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

func job(key string) schedule.Job {
	return schedule.Job{Key: key, Kind: "k", Subject: "thread", Names: []string{"thread"}, Due: noon, Payload: []byte(key)}
}

// take returns the keys of what is due at noon, and holds nothing.
func take(t *testing.T, s *sqlite.Store) []string {
	t.Helper()
	jobs, err := s.Take(t.Context(), noon, "k", 0, 100)
	require.NoError(t, err)
	keys := []string{}
	for _, j := range jobs {
		keys = append(keys, j.Key)
	}
	return keys
}

// What is added in a transaction of the host is there with what the host wrote in it, or not at all.
func TestAddInTheHostsTransaction(t *testing.T) {
	t.Parallel()
	db, err := sqlite.Open(newPath(t), `CREATE TABLE IF NOT EXISTS notes (text TEXT)`)
	require.NoError(t, err)
	defer db.Close()
	s := &sqlite.Store{DB: db}
	undo := errors.New("undo")
	write := func(end error) error {
		return db.Write(t.Context(), func(ctx context.Context) error {
			_, err := db.On(ctx).Exec(ctx, `INSERT INTO notes VALUES ('hello')`)
			return errors.Join(err, s.Add(ctx, job("a")), end)
		})
	}
	notes := func() (n int) {
		require.NoError(t, db.On(t.Context()).Row(t.Context(), `SELECT count(*) FROM notes`, nil, &n))
		return n
	}
	require.ErrorIs(t, write(undo), undo)
	require.Empty(t, take(t, s))
	require.Zero(t, notes())
	require.NoError(t, write(nil))
	require.Equal(t, []string{"a"}, take(t, s))
	require.Equal(t, 1, notes())
}

// A transaction within one is a part of it.
func TestWriteWithin(t *testing.T) {
	t.Parallel()
	db := open(t, newPath(t))
	s := &sqlite.Store{DB: db}
	undo := errors.New("undo")
	require.ErrorIs(t, db.Write(t.Context(), func(ctx context.Context) error {
		require.NoError(t, db.Write(ctx, func(ctx context.Context) error { return s.Add(ctx, job("a")) }))
		require.EqualError(t, s.Update(ctx, schedule.On("thread"), nil), "sqlite: the store was called inside a transaction")
		_, err := s.Take(ctx, noon, "k", 0, 1)
		require.EqualError(t, err, "sqlite: the store was called inside a transaction")
		return undo
	}), undo)
	require.Empty(t, take(t, s))
}

// What was added while a transaction ran is taken over once, also when the process ended before it was forgotten, and
// after a restart.
func TestTakenOverOnce(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := open(t, path)
	s := &sqlite.Store{DB: db}
	require.NoError(t, s.Add(t.Context(), job("a"), job("a"), job("b")))
	require.NoError(t, db.Close())

	s = &sqlite.Store{DB: open(t, path)}
	require.Equal(t, []string{"a", "b"}, take(t, s))
	drop := func(key string) {
		require.NoError(t, s.Update(t.Context(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
			_, err := tx.Drop(key)
			return err
		}))
	}
	drop("a")
	require.NoError(t, s.DB.Close())

	added, err := sql.Open("sqlite", "file:"+url.PathEscape(path+"-added"))
	require.NoError(t, err)
	_, err = added.Exec(`INSERT INTO added (seq, job) VALUES (1, '{"Key":"a","Kind":"k","Due":"2026-01-05T12:00:00Z"}')`)
	require.NoError(t, err, "it is there as if nobody had come to forget it")
	require.NoError(t, added.Close())
	s = &sqlite.Store{DB: open(t, path)}
	require.Equal(t, []string{"b"}, take(t, s), "what is done is not done again")
	require.NoError(t, s.Add(t.Context(), job("c")))
	require.Equal(t, []string{"b", "c"}, take(t, s))
}

// What was remembered long ago is forgotten.
func TestForget(t *testing.T) {
	t.Parallel()
	s := &sqlite.Store{DB: open(t, newPath(t))}
	remember := func() (first bool) {
		require.NoError(t, s.Update(t.Context(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) (err error) {
			first, err = tx.Remember("e1")
			return err
		}))
		return first
	}
	require.True(t, remember())
	require.NoError(t, s.Forget(t.Context(), time.Hour))
	require.False(t, remember())
	require.NoError(t, s.Forget(t.Context(), -time.Hour)) // all that is not from the future
	require.True(t, remember())
}

// Only what comes due some time in the thread is listed.
func TestDue(t *testing.T) {
	t.Parallel()
	s := &sqlite.Store{DB: open(t, newPath(t))}
	work := func(key string, due time.Time, names ...string) schedule.Job {
		return schedule.Job{Key: key, Kind: "work", Subject: "x", Names: names, Due: due}
	}
	require.NoError(t, s.Update(t.Context(), schedule.On("x"), func(ctx context.Context, tx schedule.Tx) error {
		return s.Add(ctx, work("late", noon.Add(1), "case/5", "mail"), work("soon", noon, "case/5"), work("never", time.Time{}, "case/5"),
			work("other", noon, "case/6"), job("no work"))
	}))
	due, err := s.Due(t.Context(), "case/5")
	require.NoError(t, err)
	require.Len(t, due, 2)
	require.Equal(t, "soon", due[0].Key)
	require.Equal(t, "late", due[1].Key)
	require.Equal(t, noon.Add(time.Microsecond), due[1].Due, "never early")
}

// A file that is no database is an error that names it.
func TestOpenFails(t *testing.T) {
	t.Parallel()
	_, err := sqlite.Open(t.TempDir())
	require.ErrorContains(t, err, "unable to open database file")
	_, err = sqlite.Open(newPath(t), `CREATE NONSENSE`)
	require.ErrorContains(t, err, "desk?50%.db: ")
}
