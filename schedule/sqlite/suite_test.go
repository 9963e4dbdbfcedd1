package sqlite_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history/historytest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/scheduletest"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

// newFile returns the path of a file that is not there yet. Its name has what matters in a URL.
func newFile(t testing.TB) string { return filepath.Join(t.TempDir(), "desk?50%.db") }

// open opens a database with the tables, and closes it when the test is over.
func open(t testing.TB, file string, pragmas ...string) *sql.DB {
	t.Helper()
	db, err := sqlite.Open(file, pragmas...)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	require.NoError(t, (&sqlite.Store{DB: db}).Migrate(t.Context()))
	return db
}

func newStore(t testing.TB) *sqlite.Store {
	t.Helper()
	return &sqlite.Store{DB: open(t, newFile(t))}
}

// reopening is a store whose file is opened anew.
type reopening struct {
	*sqlite.Store
	t    *testing.T
	file string
}

func (r *reopening) Reopen(context.Context) (schedule.Store, error) {
	if err := r.DB.Close(); err != nil {
		return nil, err
	}
	return &reopening{&sqlite.Store{DB: open(r.t, r.file)}, r.t, r.file}, nil
}

// The store keeps every rule of its contract.
func TestStore(t *testing.T) {
	t.Parallel()
	scheduletest.Run(t, func(t *testing.T) schedule.Store {
		file := newFile(t)
		return &reopening{&sqlite.Store{DB: open(t, file)}, t, file}
	})
}

// The recorder keeps every rule of its contract.
func TestRecorder(t *testing.T) {
	t.Parallel()
	historytest.Run(t, func(t *testing.T) historytest.Log {
		return &sqlite.Recorder{DB: open(t, newFile(t))}
	})
}
