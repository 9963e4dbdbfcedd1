package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule/sqlite"
)

// Processes that start at once make the tables once, and one that starts later changes nothing. A new file for each round:
// only its first connections can be in each other's way.
func TestMigrate(t *testing.T) {
	t.Parallel()
	for range 20 {
		migrateAtOnce(t, newFile(t))
	}
}

func migrateAtOnce(t *testing.T, file string) {
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		db, err := sqlite.Open(file)
		require.NoError(t, err)
		defer db.Close()
		all.Go(func() { errs[i] = (&sqlite.Store{DB: db}).Migrate(t.Context()) })
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
	s := &sqlite.Store{DB: open(t, file)}
	put(t, s, job("a"))
	require.NoError(t, s.Migrate(t.Context()))
	require.Equal(t, []string{"a"}, take(t, s, noon, 0))
	var versions int
	require.NoError(t, s.DB.QueryRow(`SELECT count(*) FROM commis_migrations`).Scan(&versions))
	require.Equal(t, 1, versions)
}

// Tables of a later version stay as they are.
func TestLaterVersion(t *testing.T) {
	t.Parallel()
	db := open(t, newFile(t))
	_, err := db.Exec(`INSERT INTO commis_migrations VALUES (99, 0)`)
	require.NoError(t, err)
	require.ErrorContains(t, (&sqlite.Store{DB: db}).Migrate(t.Context()), "the tables have version 99, and this program knows 1: update the program")
}

// A database that could not keep the promises is an error that says what to do.
func TestMigrateRefuses(t *testing.T) {
	t.Parallel()
	memory, err := sql.Open("sqlite", ":memory:")
	require.NoError(t, err)
	defer memory.Close()
	require.ErrorContains(t, (&sqlite.Store{DB: memory}).Migrate(t.Context()), "use a database in a file")
	memory.SetMaxOpenConns(1)
	require.ErrorContains(t, (&sqlite.Store{DB: memory}).Migrate(t.Context()), "allow at least 2 connections")

	file := newFile(t)
	require.NoError(t, os.WriteFile(file, []byte("This is a text and no database at all, nor was it ever one."), 0o600))
	db, err := sqlite.Open(file)
	require.NoError(t, err)
	defer db.Close()
	require.ErrorContains(t, (&sqlite.Store{DB: db}).Migrate(t.Context()), "file is not a database")
}

// A store without its tables says who makes them.
func TestWithoutTables(t *testing.T) {
	t.Parallel()
	db, err := sqlite.Open(newFile(t))
	require.NoError(t, err)
	defer db.Close()
	require.ErrorContains(t, (&sqlite.Store{DB: db}).Add(t.Context(), job("a")), "call Store.Migrate")
}

// A commit survives a loss of power, unless a host wants that otherwise.
func TestOpen(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pragmas                               []string
		journal                               string
		synchronous, busyTimeout, foreignKeys int
	}{
		{nil, "wal", 2, 10_000, 0},
		{[]string{"synchronous(NORMAL)"}, "wal", 1, 10_000, 0},
		{[]string{"Synchronous = EXTRA", "busy_timeout(5)", "foreign_keys(ON)"}, "wal", 3, 5, 1},
	} {
		db, err := sqlite.Open(newFile(t), tt.pragmas...)
		require.NoError(t, err)
		defer db.Close()
		for pragma, want := range map[string]any{
			"journal_mode": tt.journal, "synchronous": int64(tt.synchronous), "busy_timeout": int64(tt.busyTimeout), "foreign_keys": int64(tt.foreignKeys),
		} {
			var got any
			require.NoError(t, db.QueryRow("PRAGMA "+pragma).Scan(&got))
			require.Equal(t, want, got, pragma)
		}
	}
}
