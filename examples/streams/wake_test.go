package main

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

// Without a sweep the server's own schedule carries a timer out, and not before it is due.
func TestWake(t *testing.T) {
	_, h := start(t, "woken")
	m := message{id: "e1", thread: "t1", last: true}
	ev := m.event(time.Now().UTC())
	require.NoError(t, h.handle(t.Context(), mustJSON(t, ev)))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.consume(ctx, "WAKES", "wakes", h.wake) }()
	var fired time.Time
	each(t, 20*time.Millisecond, func() bool {
		return h.db.QueryRow(t.Context(), `SELECT at FROM ledger WHERE did = 'notify'`).Scan(&fired) == nil
	})
	stop()
	require.NoError(t, <-ended)
	require.False(t, fired.Before(ev.At.Add(2*time.Second)))
	t.Logf("late by %.3f s", fired.Sub(ev.At.Add(2*time.Second)).Seconds())
}

// A wait that moves has one schedule, for its last version, and the server puts a thread into its partition.
func TestSubjects(t *testing.T) {
	_, h := start(t, "subjects")
	for _, id := range []string{"e1", "e2"} {
		ack, err := publish(t.Context(), h.js, message{id: id, thread: "t1"}.event(time.Now().UTC()))
		require.NoError(t, err)
		require.False(t, ack.Duplicate)
		ack, err = publish(t.Context(), h.js, message{id: id, thread: "t1"}.event(time.Now().UTC()))
		require.NoError(t, err)
		require.True(t, ack.Duplicate)
		require.NoError(t, h.handle(t.Context(), mustJSON(t, message{id: id, thread: "t1"}.event(time.Now().UTC()))))
	}
	require.Len(t, subjects(t, h, "EVENTS"), 1, "two events of one thread, in one partition")
	require.Regexp(t, `^event\.\d+\.[\w-]+$`, subjects(t, h, "EVENTS")[0])
	require.Len(t, subjects(t, h, "WAKES"), 1)
	rows, err := h.store.Store.Take(t.Context(), time.Now().Add(2*time.Hour), "work", 0, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	stream, err := h.js.Stream(t.Context(), "WAKES")
	require.NoError(t, err)
	last, err := stream.GetLastMsgForSubject(t.Context(), subjects(t, h, "WAKES")[0])
	require.NoError(t, err)
	require.JSONEq(t, string(mustJSON(t, wake{rows[0].Key, rows[0].Version})), string(last.Data))
	require.Equal(t, "@at "+rows[0].Due.UTC().Format(time.RFC3339Nano), last.Header.Get(jetstream.ScheduleHeader))
}

func subjects(t *testing.T, h *host, name string) (subjects []string) {
	stream, err := h.js.Stream(t.Context(), name)
	require.NoError(t, err)
	info, err := stream.Info(t.Context(), jetstream.WithSubjectFilter(">"))
	require.NoError(t, err)
	for s := range info.State.Subjects {
		subjects = append(subjects, s)
	}
	return subjects
}

func mustJSON(t *testing.T, v any) []byte {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}
