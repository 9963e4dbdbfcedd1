package sqlite

import (
	"context"
	"database/sql"
)

// Conn runs statements, in a transaction or each by itself. It caches prepared statements, so a query must be a constant
// and its values arguments.
type Conn struct {
	db *DB
	tx *sql.Tx // nil outside of a transaction
}

// Exec runs a statement, and returns how many rows it changed.
func (c Conn) Exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	s, err := c.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	done, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// Query returns the rows of a query.
func (c Conn) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// Row reads the one row of a query into dest. Without one it is [sql.ErrNoRows].
func (c Conn) Row(ctx context.Context, query string, args []any, dest ...any) error {
	s, err := c.prepare(ctx, query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(dest...)
}

// prepare returns a statement that was prepared before, if it was.
func (c Conn) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	s, ok := c.db.prepared.Load(query)
	if !ok {
		fresh, err := c.db.main.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		if s, ok = c.db.prepared.LoadOrStore(query, fresh); ok {
			fresh.Close() // another goroutine was first
		}
	}
	if c.tx != nil {
		return c.tx.StmtContext(ctx, s.(*sql.Stmt)), nil
	}
	return s.(*sql.Stmt), nil
}
