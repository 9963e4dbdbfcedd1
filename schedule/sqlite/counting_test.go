package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"maps"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	store "github.com/commis-recipes/commis/schedule/sqlite"
)

// counter counts statements and transactions of a database.
type counter struct {
	mu         sync.Mutex
	statements map[string]int // by their text
	reads      int            // transactions that only read
	writes     int            // transactions that lock the database
}

func (c *counter) count(query string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statements[strings.Join(strings.Fields(query), " ")]++
}

// reset returns the counts and begins at zero.
func (c *counter) reset() (statements map[string]int, reads, writes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	statements, reads, writes = c.statements, c.reads, c.writes
	c.statements, c.reads, c.writes = map[string]int{}, 0, 0
	return statements, reads, writes
}

func total(counts map[string]int) (n int) {
	for c := range maps.Values(counts) {
		n += c
	}
	return n
}

// openCounting opens a database with the tables that counts.
func openCounting(t testing.TB, file string) (*sql.DB, *counter) {
	t.Helper()
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: url.Values{
		"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"},
	}.Encode()}
	c := &counter{statements: map[string]int{}}
	db := sql.OpenDB(&connector{dsn.String(), c})
	t.Cleanup(func() { db.Close() })
	require.NoError(t, (&store.Store{DB: db}).Migrate(t.Context()))
	c.reset()
	return db, c
}

type connector struct {
	dsn string
	c   *counter
}

func (o *connector) Driver() driver.Driver { return &sqlite.Driver{} }

func (o *connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := o.Driver().Open(o.dsn)
	if err != nil {
		return nil, err
	}
	return &countingConn{conn.(sqliteConn), o.c}, nil
}

// sqliteConn has the methods of a connection of the driver.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

type countingConn struct {
	sqliteConn
	c *counter
}

func (o *countingConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	o.c.mu.Lock()
	if opts.ReadOnly {
		o.c.reads++
	} else {
		o.c.writes++
	}
	o.c.mu.Unlock()
	return o.sqliteConn.BeginTx(ctx, opts)
}

func (o *countingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := o.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &countingStmt{stmt.(sqliteStmt), o.c, query}, nil
}

func (o *countingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	o.c.count(query)
	return o.sqliteConn.ExecContext(ctx, query, args)
}

func (o *countingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	o.c.count(query)
	return o.sqliteConn.QueryContext(ctx, query, args)
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type countingStmt struct {
	sqliteStmt
	c     *counter
	query string
}

func (s *countingStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.c.count(s.query)
	return s.sqliteStmt.ExecContext(ctx, args)
}

func (s *countingStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.c.count(s.query)
	return s.sqliteStmt.QueryContext(ctx, args)
}
