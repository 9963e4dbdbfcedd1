package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/pgserver"
)

var rows = flag.Int("river.rows", 100, "how many waits TestThroughput lets come due")

var database *pgserver.Server

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	var err error
	if database, err = pgserver.New(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer database.Close()
	return m.Run()
}

func Example() {
	if err := run(context.Background(), database.URL("public"), os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// Tag who waits: recipe_triggered fired
	// Tag who waits: add_tags waiting
	// Tag who waits: add_tags done
}

// fresh returns a host in a schema of its own.
func fresh(t *testing.T, schema string) *host {
	t.Helper()
	db, err := pgxpool.New(t.Context(), database.URL(schema))
	require.NoError(t, err)
	t.Cleanup(db.Close)
	_, err = db.Exec(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	h, err := newHost(t.Context(), db)
	require.NoError(t, err)
	return h
}

func (h *host) count(t *testing.T, query string) (n int) {
	t.Helper()
	require.NoError(t, h.db.QueryRow(t.Context(), query).Scan(&n))
	return n
}

// A row and its job are there together or not at all, and a row that is put anew has a job for each version.
func TestInOneTransaction(t *testing.T) {
	h := fresh(t, "together")
	_, err := h.engine.Handle(t.Context(), written("1", time.Now()))
	require.NoError(t, err)
	const jobs = `SELECT count(*) FROM river_job JOIN commis_jobs ON args->>'key' = key AND args->>'version' = version::text`
	require.Equal(t, 1, h.count(t, jobs))
	require.Equal(t, 1, h.count(t, `SELECT count(*) FROM river_job`))

	_, err = h.db.Exec(t.Context(), `ALTER TABLE river_job ADD CONSTRAINT full_ CHECK (false) NOT VALID`)
	require.NoError(t, err)
	_, err = h.engine.Handle(t.Context(), written("2", time.Now()))
	require.ErrorContains(t, err, "full_")
	require.Equal(t, 1, h.count(t, `SELECT count(*) FROM commis_jobs WHERE kind = 'work'`), "no row without a job")

	_, err = h.db.Exec(t.Context(), `ALTER TABLE river_job DROP CONSTRAINT full_`)
	require.NoError(t, err)
	_, err = h.engine.Handle(t.Context(), written("2", time.Now()))
	require.NoError(t, err)
	require.Equal(t, 2, h.count(t, jobs))
}

// Waits that have come due are carried out, each once, by one, two and four workers of River; the log says how fast.
func TestThroughput(t *testing.T) {
	for _, workers := range []int{1, 2, 4} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			h := fresh(t, fmt.Sprint("workers_", workers))
			var wait sync.WaitGroup
			for g := range 8 {
				wait.Go(func() {
					for i := g; i < *rows; i += 8 {
						if _, err := h.engine.Handle(t.Context(), written(fmt.Sprint(i), time.Now())); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wait.Wait()
			client, err := h.worker(workers)
			require.NoError(t, err)
			began := time.Now()
			require.NoError(t, client.Start(t.Context()))
			ticks := time.NewTicker(20 * time.Millisecond)
			defer ticks.Stop()
			for h.count(t, `SELECT count(*) FROM tags`) < *rows && time.Since(began) < time.Minute {
				<-ticks.C
			}
			require.NoError(t, client.Stop(t.Context()))
			require.Equal(t, *rows, h.count(t, `SELECT count(*) FROM tags`))
			require.Equal(t, *rows, h.count(t, `SELECT count(DISTINCT item) FROM tags`), "each once")
			var took float64
			require.NoError(t, h.db.QueryRow(t.Context(),
				`SELECT extract(epoch FROM max(at) - min(at)) FROM tags`).Scan(&took))
			t.Logf("%d workers: %d waits in %.2f s: %.0f/s; %d jobs worked on meanwhile", workers, *rows, took, float64(*rows)/took,
				h.count(t, `SELECT count(*) FROM river_job WHERE state = 'completed' AND kind = 'wake'`))
		})
	}
}
