package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/killtest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// However many rows there are, in a full lane too, no call looks at all of them.
func TestIndices(t *testing.T) {
	t.Parallel()
	url, pool := db.fresh(t)
	s := &postgres.Store{DB: pool}
	const n = 50_000
	_, err := pool.Exec(t.Context(), `
		INSERT INTO commis_jobs (hash, key, kind, subject, lane, names, named, due, payload, version, attempt, fence)
			SELECT sha256(convert_to('job' || i, 'UTF8')), 'job' || i, 'k', 'thread', CASE i % 10 WHEN 0 THEN 'fast' ELSE 'slow' END,
				ARRAY['thread' || i / 5], ARRAY[('x' || left(encode(sha256(convert_to('thread' || i / 5, 'UTF8')), 'hex'), 16))::bit(64)::bigint],
				(extract(epoch FROM now())::bigint + i) * 1000000000, 'x', 1, 0, 1
			FROM generate_series(1, $1::integer) i`, n)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `
		INSERT INTO commis_inbox (hash) SELECT sha256(convert_to('id' || i, 'UTF8')) FROM generate_series(1, $1::integer) i`, n)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `ANALYZE commis_jobs, commis_inbox, commis_history`)
	require.NoError(t, err)
	for i := range 10 { // prepared statements get their last plan at the sixth time
		jobs, err := s.Take(t.Context(), time.Now().AddDate(1, 0, 0), "k", time.Minute, 32, "slow") // all are due
		require.NoError(t, err)
		require.Len(t, jobs, 32)
		require.Equal(t, "fast", jobs[31].Lane)
		within(t, s, func(ctx context.Context, tx schedule.Tx) {
			_, err1 := tx.Remember(fmt.Sprint("id", i))
			_, err2 := tx.Get(jobs[0].Key, jobs[6].Key)
			_, err3 := tx.Put(jobs[1])
			_, err4 := tx.Drop(jobs[2].Key, jobs[3].Key)
			err5 := tx.Settle(jobs[4].Key, jobs[4].Fence, time.Time{})
			err6 := tx.Settle(jobs[5].Key, jobs[5].Fence, time.Now())
			listed, err7 := tx.List(jobs[6].Names[0], "k", "", 100)
			err8 := s.Add(ctx, jobs[0], jobs[2])
			require.NoError(t, errors.Join(err1, err2, err3, err4, err5, err6, err7, err8))
			require.Len(t, listed, 5)
		})
	}
	pool.Close() // its connections write down what they counted
	again := connect(t, url)
	killtest.Eventually(t, func() bool { return others(t, again) == 0 }, "connections stay")
	var scanned, fetched int
	require.NoError(t, again.QueryRow(t.Context(), `SELECT sum(seq_tup_read), sum(idx_tup_fetch) FROM pg_stat_user_tables
		WHERE schemaname = current_schema AND relname IN ('commis_jobs', 'commis_inbox')`).Scan(&scanned, &fetched))
	require.Zero(t, scanned)
	require.Greater(t, fetched, 10*32, "the statistics are there")
	require.Less(t, fetched, 10*32*10)
}
