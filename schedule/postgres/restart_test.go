package postgres_test

import (
	"context"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/killtest"
)

// The database itself dies, and recovers what was committed: nothing is lost, and nothing is done twice.
func TestRestart(t *testing.T) {
	t.Parallel()
	s, err := newServer(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	url, _ := s.fresh(t)
	p := killtest.Draw(*seed, 600)

	first := newShift(t, url, 0)
	require.NoError(t, first.desk.Create(t.Context()))
	first.start(t)
	require.NoError(t, first.desk.Send(t.Context(), 0, p))
	for _, left := range []int{450, 300, 150} {
		killtest.Eventually(t, func() bool { return first.unhandled(t) <= left }, "the events are not handled")
		s.Stop(syscall.SIGQUIT)
		require.NoError(t, s.Start(t.Context()))
	}
	killtest.Eventually(t, func() bool { return first.unhandled(t) == 0 }, "the events are not handled")
	first.stop()
	require.NotEmpty(t, first.said, "somebody noticed")

	last := newShift(t, url, time.Hour) // does all that is due within an hour, where nothing goes wrong any more
	last.start(t)
	killtest.Eventually(t, func() bool { return last.unhandled(t)+last.due(t) == 0 }, "rows stay")
	last.stop()
	require.Empty(t, last.said)

	l, err := killtest.ReadLedger(t.Context(), last.db.SQL)
	require.NoError(t, err)
	v := killtest.Judge(p, l)
	require.Empty(t, v.Faults)
	t.Logf("%d events, 3 crashes of the database, %d errors: %v", len(p), len(first.said), v)
}

// shift is a desk at which several work at once, in this process.
type shift struct {
	db   *killtest.Database
	desk *killtest.Desk
	stop func() // returns when nobody works any more
	said []error
}

func newShift(t *testing.T, url string, ahead time.Duration) *shift {
	t.Helper()
	db, err := openDesk(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	s := &shift{db: db}
	s.desk, err = killtest.NewDesk(db, killtest.Sound, ahead)
	require.NoError(t, err)
	var mu sync.Mutex
	s.desk.Failed = func(err error) {
		mu.Lock()
		defer mu.Unlock()
		s.said = append(s.said, err)
	}
	return s
}

func (s *shift) start(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { s.desk.Work(ctx, *seed, hands) })
	s.stop = func() {
		cancel()
		all.Wait()
	}
	t.Cleanup(s.stop)
}

// unhandled counts the events that nobody has marked as handled.
func (s *shift) unhandled(t *testing.T) int { return answer(t, s.desk.Unhandled) }

// due counts what comes due some time.
func (s *shift) due(t *testing.T) int { return answer(t, s.desk.Due) }

// answer asks until the database answers: its connections may be those of before it died.
func answer(t *testing.T, ask func(context.Context) (int, error)) (n int) {
	t.Helper()
	killtest.Eventually(t, func() (ok bool) {
		var err error
		n, err = ask(t.Context())
		return err == nil
	}, "the database does not answer")
	return n
}
