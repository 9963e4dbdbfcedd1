package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

var (
	errNoDatabase = errors.New("postgres: DB and SQL are nil: set one of them")
	errDriver     = errors.New(`postgres: SQL has another driver than pgx's: open it by sql.Open("pgx", ...)`)
)

// source is where connections come from: the one of the two that is not nil.
type source struct {
	pool *pgxpool.Pool
	db   *sql.DB
}

// connection is a connection of the host, for the time until it is released.
type connection struct {
	*pgx.Conn
	release func()
	std     *stdlib.Conn // nil for one of a pgx pool
}

// acquire waits for a connection.
func (s source) acquire(ctx context.Context) (*connection, error) {
	switch {
	case s.pool != nil:
		c, err := s.pool.Acquire(ctx)
		if err != nil {
			return nil, err
		}
		return &connection{Conn: c.Conn(), release: c.Release}, nil
	case s.db != nil:
		return acquireSQL(ctx, s.db)
	}
	return nil, errNoDatabase
}

func acquireSQL(ctx context.Context, db *sql.DB) (*connection, error) {
	held, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	c := &connection{}
	c.release = func() {
		if c.Conn != nil && c.PgConn().TxStatus() != 'I' { // which is 0 once it is closed
			_ = held.Raw(func(any) error { return driver.ErrBadConn })
		}
		_ = held.Close()
	}
	err = held.Raw(func(dc any) error {
		std, ok := dc.(*stdlib.Conn)
		if !ok {
			return errDriver
		}
		c.std, c.Conn = std, std.Conn() // it is ours until held is closed
		return nil
	})
	if err != nil {
		c.release()
		return nil, err
	}
	return c, nil
}

// with calls fn with a connection.
func (s source) with(ctx context.Context, fn func(conn *pgx.Conn) error) error {
	c, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.release()
	return fn(c.Conn)
}
