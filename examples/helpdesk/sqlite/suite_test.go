package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/helpdesk/sqlite"
	"github.com/commis-recipes/commis/history/historytest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

// reopening is a store whose file is opened anew.
type reopening struct {
	sqlite.Store
	t    *testing.T
	path string
}

func (r *reopening) Reopen(context.Context) (schedule.Store, error) {
	if err := r.DB.Close(); err != nil {
		return nil, err
	}
	return &reopening{sqlite.Store{DB: open(r.t, r.path)}, r.t, r.path}, nil
}

func open(t *testing.T, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "desk?50%.db") }

// The store keeps every rule of its contract.
func TestStore(t *testing.T) {
	t.Parallel()
	scheduletest.Run(t, func(t *testing.T) schedule.Store {
		path := newPath(t)
		return &reopening{sqlite.Store{DB: open(t, path)}, t, path}
	})
}

// The recorder keeps every rule of its contract.
func TestRecorder(t *testing.T) {
	t.Parallel()
	historytest.Run(t, func(t *testing.T) historytest.Log {
		return &sqlite.Recorder{DB: open(t, newPath(t))}
	})
}
