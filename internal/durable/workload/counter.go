package workload

import (
	"context"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Counter counts the statements of a pool, those of batches one by one.
type Counter struct{ Statements atomic.Int64 }

// Connect connects to a database with a counter, with a connection for each of 32 events in flight and more.
func Connect(ctx context.Context, url string) (*pgxpool.Pool, *Counter, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, nil, err
	}
	c := new(Counter)
	config.ConnConfig.Tracer, config.MaxConns = c, 40
	pool, err := pgxpool.NewWithConfig(ctx, config)
	return pool, c, err
}

// TraceQueryStart implements [pgx.QueryTracer].
func (c *Counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.Statements.Add(1)
	return ctx
}

// TraceQueryEnd implements [pgx.QueryTracer].
func (*Counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements [pgx.BatchTracer].
func (*Counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery implements [pgx.BatchTracer].
func (c *Counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {
	c.Statements.Add(1)
}

// TraceBatchEnd implements [pgx.BatchTracer].
func (*Counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
