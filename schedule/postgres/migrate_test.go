package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// Processes that start at once make the tables once, and one that starts later changes nothing.
func TestMigrate(t *testing.T) {
	t.Parallel()
	url := db.empty()
	pool := connect(t, url)
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() { errs[i] = (&postgres.Store{DB: connect(t, url)}).Migrate(t.Context()) })
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
	s := &postgres.Store{DB: pool}
	put(t, s, schedule.Job{Key: "a", Kind: "k", Due: noon})
	require.NoError(t, s.Migrate(t.Context()))
	require.Equal(t, []string{"a"}, take(t, s, noon, 0))
	var versions int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM commis_migrations`).Scan(&versions))
	require.Equal(t, 1, versions)
}

// A program does not write to the tables of a later one.
func TestMigrateLaterVersion(t *testing.T) {
	t.Parallel()
	s := store(t)
	_, err := s.DB.Exec(t.Context(), `INSERT INTO commis_migrations (version) VALUES (7)`)
	require.NoError(t, err)
	require.ErrorContains(t, s.Migrate(t.Context()), "version 7, and this program knows versions up to 1")
}

// Tables that are there without a version, or half of them, are an error, and nothing is half done.
func TestMigrateOtherTables(t *testing.T) {
	t.Parallel()
	pool := connect(t, db.empty())
	_, err := pool.Exec(t.Context(), `CREATE TABLE commis_history (id text)`)
	require.NoError(t, err)
	s := &postgres.Store{DB: pool}
	require.ErrorContains(t, s.Migrate(t.Context()), `0001_tables.sql: ERROR: relation "commis_history" already exists`)
	_, err = pool.Exec(t.Context(), `DROP TABLE commis_history`)
	require.NoError(t, err)
	require.NoError(t, s.Migrate(t.Context()))
}
