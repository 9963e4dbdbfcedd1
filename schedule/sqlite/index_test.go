package sqlite_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

// No call looks at all rows of a table: every statement finds its rows by an index.
func TestIndices(t *testing.T) {
	t.Parallel()
	db, c := openCounting(t, newFile(t))
	s := &sqlite.Store{DB: db}
	for range 2 {
		require.NoError(t, s.Add(t.Context(), job("a"), job("b"), job("c")))
		within(t, s, func(ctx context.Context, tx schedule.Tx) {
			got, err1 := tx.Get("a")
			_, err2 := tx.List("name", "k", "", 9)
			_, err3 := tx.List("name", "k", "b", 9)
			_, err4 := tx.Put(job("new"))
			got[0].Names = []string{"another"}
			_, err5 := tx.Put(got[0])
			_, err6 := tx.Drop("b")
			_, err7 := tx.Remember("id")
			err8 := s.Add(ctx, job("d"))
			_, err9 := tx.Get("d")
			require.NoError(t, errors.Join(err1, err2, err3, err4, err5, err6, err7, err8, err9))
		})
		require.NotEmpty(t, take(t, s, noon, time.Minute))
		require.NoError(t, (&sqlite.Recorder{DB: db}).Record(t.Context(), entry("e")))
		logged(t, s)
	}
	statements, _, _ := c.reset()
	require.Greater(t, len(statements), 15)
	for query := range statements {
		if strings.HasPrefix(query, "PRAGMA") || strings.HasPrefix(query, "SAVEPOINT") || strings.HasPrefix(query, "RELEASE") {
			continue
		}
		rows, err := db.Query("EXPLAIN QUERY PLAN "+query, make([]any, 10)...)
		require.NoError(t, err)
		for rows.Next() {
			var id, parent, unused int
			var detail string
			require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
			require.NotRegexp(t, `SCAN (commis_|j\b|first)`, detail, query)
		}
		require.NoError(t, rows.Close())
	}
}

// BenchmarkTake is a call of Take beside 100,000 rows of a lane that is full.
func BenchmarkTake(b *testing.B) {
	s := newStore(b)
	_, err := s.DB.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		INSERT INTO commis_jobs (key, kind, subject, lane, names, due, version, attempt, fence)
		SELECT 'key' || i, 'k', 'thread', CASE i % 1000 WHEN 0 THEN 'fast' ELSE 'slow' END, '[]', i, i, 0, i FROM n`)
	require.NoError(b, err)
	for b.Loop() {
		jobs, err := s.Take(b.Context(), noon, "k", 0, 32, "slow")
		require.NoError(b, err)
		require.Len(b, jobs, 32)
		require.Equal(b, "key32000", jobs[31].Key)
	}
}
