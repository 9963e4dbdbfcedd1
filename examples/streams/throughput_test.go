package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One, two and four processes apply the events that are in the streams, all of them, each once; the log says how fast, and
// what that costs the database.
func TestThroughput(t *testing.T) {
	for _, size := range []int{1, 2, 4} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			urls, h := start(t, fmt.Sprint("workers_", size))
			for _, m := range draw(*seed, *burst, *burst/10) {
				_, err := publish(t.Context(), h.js, m.event(time.Now().UTC()))
				require.NoError(t, err)
			}
			wal := h.number(t, `SELECT pg_current_wal_insert_lsn() - '0/0'`)
			c := newCrew(t, urls, size)
			each(t, 50*time.Millisecond, func() bool {
				return h.number(t, `SELECT count(*) FROM ledger WHERE did = 'edit'`) >= float64(*burst)
			})
			wal = h.number(t, `SELECT pg_current_wal_insert_lsn() - '0/0'`) - wal
			took := h.number(t, `SELECT extract(epoch FROM max(at) - min(at)) FROM ledger WHERE did = 'edit'`)
			c.stop()
			require.EqualValues(t, *burst, h.number(t, `SELECT count(DISTINCT event) FROM ledger WHERE did = 'edit'`))
			n := float64(*burst)
			t.Logf("%d processes: %.0f events/s; an event: %.0f B of WAL, %.1f rows of history with %.0f B each, %.1f rows that wait with %.0f B each, %.0f B of inbox",
				size, n/took, wal/n,
				h.number(t, `SELECT count(*) FROM commis_history`)/n, h.perRow(t, "commis_history"),
				h.number(t, `SELECT count(*) FROM commis_jobs WHERE kind = 'work'`)/n, h.perRow(t, "commis_jobs"),
				h.number(t, `SELECT pg_total_relation_size('commis_inbox')`)/n)
		})
	}
}

// perRow returns the bytes of a table and its indices for each of its rows.
func (h *host) perRow(t *testing.T, table string) float64 {
	return h.number(t, `SELECT pg_total_relation_size('`+table+`') / greatest(count(*), 1) FROM `+table)
}

func (h *host) number(t *testing.T, query string) (n float64) {
	t.Helper()
	require.NoError(t, h.db.QueryRow(t.Context(), query).Scan(&n))
	return n
}
