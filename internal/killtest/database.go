package killtest

import (
	"context"
	"database/sql"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// Database is an open database under test. Statements have placeholders such as $1, in the order of their first use.
type Database struct {
	// SQL is the host's own access to it.
	SQL *sql.DB
	// Store and History use the tables of Commis in it.
	Store   schedule.Store
	History history.Recorder
	// Exec runs a statement in the transaction that ctx carries, as a local handler does.
	Exec func(ctx context.Context, query string, args ...any) error
	// Close releases its connections.
	Close func() error
}

// Open opens the database of a URL, which has the tables of Commis.
type Open func(ctx context.Context, url string) (*Database, error)
