package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Each case that may turn quiet is a row and a schedule; the log says how large they are.
func TestSize(t *testing.T) {
	const waits = 300
	_, h := start(t, "size")
	done := make(chan error)
	for i := range waits {
		go func() {
			done <- h.handle(t.Context(), mustJSON(t, message{id: fmt.Sprint("e", i), thread: fmt.Sprint("t", i)}.event(time.Now().UTC())))
		}()
	}
	for range waits {
		require.NoError(t, <-done)
	}
	require.EqualValues(t, waits, h.number(t, `SELECT count(*) FROM commis_jobs WHERE kind = 'work'`))
	stream, err := h.js.Stream(t.Context(), "WAKES")
	require.NoError(t, err)
	require.EqualValues(t, waits, stream.CachedInfo().State.Msgs)
	t.Logf("a wait: %.0f B of table, %.0f B of its indices, %d B of schedule", h.number(t, `SELECT pg_table_size('commis_jobs')`)/waits,
		h.number(t, `SELECT pg_indexes_size('commis_jobs')`)/waits, stream.CachedInfo().State.Bytes/waits)
}
