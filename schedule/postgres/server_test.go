package postgres_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/pgserver"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// server is a PostgreSQL of the tests' own.
type server struct{ *pgserver.Server }

func newServer(ctx context.Context) (*server, error) {
	s, err := pgserver.New(ctx)
	return &server{s}, err
}

var schemas atomic.Int64

// empty makes an empty schema and returns its URL.
func (s *server) empty() string {
	name := fmt.Sprintf("test_%d", schemas.Add(1))
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.URL(name))
	if err != nil {
		panic(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
		panic(err)
	}
	return s.URL(name)
}

// fresh makes a schema with the tables of the store, and a pool of connections to it.
func (s *server) fresh(t testing.TB) (url string, pool *pgxpool.Pool) {
	t.Helper()
	url = s.empty()
	pool = connect(t, url)
	require.NoError(t, (&postgres.Store{DB: pool}).Migrate(t.Context()))
	return url, pool
}

// connect makes a pool of connections that is closed when the test is over.
func connect(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}
