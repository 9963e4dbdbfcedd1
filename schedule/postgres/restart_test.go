package postgres_test

import (
	"context"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// The database itself dies, and recovers what was committed: nothing is lost, and nothing is done twice.
func TestRestart(t *testing.T) {
	t.Parallel()
	s, err := newServer(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	url, pool := s.fresh(t)
	_, err = pool.Exec(t.Context(), deskTables)
	require.NoError(t, err)
	p := draw(*seed, 600)

	first := workOn(t, url, 0)
	require.NoError(t, first.desk.send(t.Context(), 0, p))
	for _, left := range []int{450, 300, 150} {
		eventually(t, func() bool { return unhandled(t, pool) <= left }, "the events are not handled")
		s.Stop(syscall.SIGQUIT)
		require.NoError(t, s.Start(t.Context()))
		pool.Reset()
	}
	eventually(t, func() bool { return unhandled(t, pool) == 0 }, "the events are not handled")
	first.stop()
	require.NotEmpty(t, first.said, "somebody noticed")
	finish(t, url, pool)

	j := new(judge)
	require.NoError(t, j.judge(t.Context(), pool, p))
	require.Empty(t, j.faults)
	t.Logf("%d events, 3 crashes of the database: %d applied, %d lost, %d applied twice, %d timers left; %d errors, "+
		"%d redeliveries, %d timers fired and %d cancelled, %d calls with %d keys",
		len(p), j.applied, j.lost, j.twice, j.left, len(first.said), j.redelivered, j.fired, j.cancelled, j.calls, j.keys)
}

// shift is a desk at which several work at once, in this process.
type shift struct {
	desk *desk
	stop func() // returns when nobody works any more
	said []error
}

func workOn(t *testing.T, url string, ahead time.Duration) *shift {
	t.Helper()
	d, err := newDesk(connect(t, url), sound, ahead)
	require.NoError(t, err)
	s := &shift{desk: d}
	var mu sync.Mutex
	d.broke = func(err error) {
		mu.Lock()
		defer mu.Unlock()
		s.said = append(s.said, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { d.work(ctx, *seed) })
	s.stop = func() {
		cancel()
		all.Wait()
	}
	t.Cleanup(s.stop)
	return s
}

// finish does all that is due within an hour, where nothing goes wrong any more.
func finish(t *testing.T, url string, pool *pgxpool.Pool) {
	last := workOn(t, url, time.Hour)
	eventually(t, func() bool { return unhandled(t, pool)+due(t, pool) == 0 }, "rows stay")
	last.stop()
	require.Empty(t, last.said)
}

// eventually waits for what takes a while; a minute of it is a hang.
func eventually(t testing.TB, ok func() bool, or string) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(20 * time.Millisecond) {
		require.Less(t, time.Since(began), time.Minute, or)
	}
}
