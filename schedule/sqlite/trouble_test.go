package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

// calls are the calls of a store that write.
var calls = map[string]func(ctx context.Context, s *sqlite.Store) error{
	"Update": func(ctx context.Context, s *sqlite.Store) error {
		return s.Update(ctx, schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
			_, err1 := tx.Put(job("put"))
			_, err2 := tx.Remember("id")
			_, err3 := tx.Drop("a")
			return errors.Join(err1, err2, err3)
		})
	},
	"Add": func(ctx context.Context, s *sqlite.Store) error { return s.Add(ctx, job("added")) },
	"Take": func(ctx context.Context, s *sqlite.Store) error {
		_, err := s.Take(ctx, noon, "k", 1e9, 1)
		return err
	},
	"Record": func(ctx context.Context, s *sqlite.Store) error {
		return (&sqlite.Recorder{DB: s.DB}).Record(ctx, entry("e"))
	},
}

// code returns SQLite's code of an error.
func code(t *testing.T, err error) int {
	t.Helper()
	var e *driver.Error
	require.ErrorAs(t, err, &e)
	return e.Code() & 0xff
}

// unchanged wants the one row that was there, as it was.
func unchanged(t *testing.T, s *sqlite.Store) {
	t.Helper()
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		got, err := tx.Get("a", "put", "added")
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, keys(got))
		require.Zero(t, got[0].Attempt)
		first, err := tx.Remember("id")
		require.NoError(t, err)
		require.True(t, first)
	})
	require.Empty(t, logged(t, s))
}

// Who finds the database locked by somebody else goes on when that one has ended.
func TestLockedForAWhile(t *testing.T) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			mine, other := newPair(t)
			put(t, mine, job("a"))
			tx, err := other.DB.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			done := make(chan error, 1)
			go func() { done <- call(t.Context(), mine) }()
			eventually(t, func() bool {
				return waiting("sqlite.(*backend).locked")+waiting("sql.(*DB).BeginTx") > 0 || len(done) > 0
			})
			require.Empty(t, done)
			require.NoError(t, tx.Rollback())
			require.NoError(t, <-done)
		})
	}
}

// Who finds it locked for longer than busy_timeout, or than its ctx, gets an error, and has done nothing.
func TestLockedForLong(t *testing.T) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			file := newFile(t)
			mine, other := &sqlite.Store{DB: open(t, file, "busy_timeout(20)")}, open(t, file)
			put(t, mine, job("a"))
			tx, err := other.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			require.Equal(t, sqlite3.SQLITE_BUSY, code(t, call(t.Context(), mine)))

			var ms int
			require.NoError(t, mine.DB.QueryRow(`PRAGMA busy_timeout`).Scan(&ms))
			require.Equal(t, 20, ms, "the host's own statements wait as before")
			require.NoError(t, tx.Rollback())
			unchanged(t, mine)
		})
	}
}

// A ctx that ends while somebody else has locked the database ends the call.
func TestLockedUntilCtxEnds(t *testing.T) {
	for name, call := range calls {
		if name == "Record" {
			continue // which waits in SQLite
		}
		t.Run(name, func(t *testing.T) {
			file := newFile(t)
			mine, other := &sqlite.Store{DB: open(t, file, "busy_timeout(100000000)")}, open(t, file)
			put(t, mine, job("a"))
			tx, err := other.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- call(ctx, mine) }()
			eventually(t, func() bool { return waiting("sqlite.(*backend).locked") > 0 })
			cancel()
			require.ErrorIs(t, <-done, context.Canceled)
			require.NoError(t, tx.Rollback())
			unchanged(t, mine)
		})
	}
}

// On a full disk a call is an error and has done nothing; where there is room again, everything goes on.
func TestFull(t *testing.T) {
	t.Parallel()
	file := newFile(t)
	s := &sqlite.Store{DB: open(t, file)}
	put(t, s, job("a"))
	var pages int
	require.NoError(t, s.DB.QueryRow(`PRAGMA page_count`).Scan(&pages))
	full := &sqlite.Store{DB: open(t, file, fmt.Sprintf("max_page_count(%d)", pages+8))}
	large := func(key string) schedule.Job {
		j := job(key)
		j.Payload = make([]byte, 20_000)
		return j
	}
	err := full.Update(t.Context(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
		_, err1 := tx.Put(large("put"))
		_, err2 := tx.Remember("id")
		_, err3 := tx.Put(large("added"))
		return errors.Join(err1, err2, err3)
	})
	require.Equal(t, sqlite3.SQLITE_FULL, code(t, err))
	unchangedBut(t, s, "id")
	err = full.Add(t.Context(), large("put"), large("added"))
	require.Equal(t, sqlite3.SQLITE_FULL, code(t, err))
	err = full.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, tx schedule.Tx) error {
		_, err := sqlite.Tx(ctx).Exec(`INSERT INTO commis_entries (id, at, item_kind, item_id, entry) VALUES ('e', 0, 'case', '5', zeroblob(100000))`)
		require.Equal(t, sqlite3.SQLITE_FULL, code(t, err))
		_, err = tx.Put(job("put"))
		return err // the function hides that its statement failed
	})
	require.Error(t, err)
	require.Equal(t, []string{"a"}, take(t, full, noon, 0))
	put(t, full, job("b"))
	require.ElementsMatch(t, []string{"a", "b"}, take(t, s, noon, 0))
	var ok string
	require.NoError(t, s.DB.QueryRow(`PRAGMA integrity_check`).Scan(&ok))
	require.Equal(t, "ok", ok)
}

// unchangedBut is unchanged, and forgets the id again.
func unchangedBut(t *testing.T, s *sqlite.Store, id string) {
	t.Helper()
	unchanged(t, s)
	_, err := s.DB.Exec(`DELETE FROM commis_inbox WHERE id = ?`, id)
	require.NoError(t, err)
}

// A file that is read-only can be read, and a call that would write is an error.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	file := newFile(t)
	s := &sqlite.Store{DB: open(t, file)}
	put(t, s, job("a"))
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: "mode=ro"}
	db, err := sql.Open("sqlite", dsn.String())
	require.NoError(t, err)
	defer db.Close()
	readonly := &sqlite.Store{DB: db}
	for name, call := range calls {
		require.Equal(t, sqlite3.SQLITE_READONLY, code(t, call(t.Context(), readonly)), name)
	}
	within(t, readonly, func(_ context.Context, tx schedule.Tx) {
		got, err := tx.Get("a")
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, keys(got))
	})
	unchanged(t, s)
}
