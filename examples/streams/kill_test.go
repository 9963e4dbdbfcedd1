package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// workers is how many processes TestKill lets live at a time, mostWorkers how many a crew has at most.
const workers, mostWorkers = 3, 4

// crew is the processes that live. The partitions of the one in a place are handed to the next place when shift changes,
// while the process that had them still lives.
type crew struct {
	t      *testing.T
	size   int
	env    []string
	shift  int
	alive  [mostWorkers]*exec.Cmd
	ready  [mostWorkers]chan struct{} // closed when it works
	said   [mostWorkers]*bytes.Buffer
	killed int
}

func newCrew(t *testing.T, s servers, size int) *crew {
	c := &crew{t: t, size: size, env: append(os.Environ(), "DATABASE_URL="+s.database, "NATS_URL="+s.queue)}
	for i := range size {
		c.start(i)
	}
	t.Cleanup(c.stop)
	return c
}

func (c *crew) stop() {
	for i := range c.size {
		c.kill(i)
	}
}

func (c *crew) start(i int) {
	args := []string{"work"}
	for p := range partitionCount {
		if (p+c.shift)%c.size == i {
			args = append(args, fmt.Sprint(p))
		}
	}
	cmd := exec.Command(program, args...)
	c.said[i] = new(bytes.Buffer)
	cmd.Env, cmd.Stderr = c.env, c.said[i]
	out, err := cmd.StdoutPipe()
	require.NoError(c.t, err)
	require.NoError(c.t, cmd.Start())
	ready := make(chan struct{})
	go func() {
		_, _ = out.Read(make([]byte, 1)) // its first line, or its end
		close(ready)
	}()
	c.alive[i], c.ready[i] = cmd, ready
}

// kill ends a process by SIGKILL. It must not have had an error.
func (c *crew) kill(i int) {
	if c.alive[i] == nil {
		return
	}
	_ = c.alive[i].Process.Kill()
	_ = c.alive[i].Wait()
	c.alive[i] = nil
	if said := c.said[i].String(); said != "" {
		c.t.Errorf("a worker says: %s", said)
	}
}

// replace kills a process and starts another one instead, when all are working.
func (c *crew) replace(i int) {
	for _, ready := range c.ready[:c.size] {
		select {
		case <-ready:
		default:
			return
		}
	}
	c.kill(i)
	c.start(i)
	c.killed++
}

// sender sends the messages, and no more than some hundred before those were applied.
type sender struct {
	t          *testing.T
	h          *host
	plan       []message
	sent       []trigger.Event
	duplicates int
}

const mostUnapplied = 300

// some sends some more messages, each at its own instant, and reports whether all are applied.
func (s *sender) some() bool {
	var applied int
	require.NoError(s.t, s.h.db.QueryRow(s.t.Context(), `SELECT count(*) FROM ledger WHERE did = 'edit'`).Scan(&applied))
	for range min(mostUnapplied-(len(s.sent)-applied), len(s.plan)-len(s.sent)) {
		m := s.plan[len(s.sent)]
		ev := m.event(time.Now().UTC())
		ack, err := publish(s.t.Context(), s.h.js, ev)
		require.NoError(s.t, err)
		require.False(s.t, ack.Duplicate)
		s.sent = append(s.sent, ev)
		for range m.again {
			s.again(ev)
		}
	}
	return applied >= len(s.plan)
}

// again sends an event once more: the stream drops every other one, and passes on those that it takes for new ones.
func (s *sender) again(ev trigger.Event) {
	s.duplicates++
	if s.duplicates%2 == 0 {
		ack, err := publish(s.t.Context(), s.h.js, ev)
		require.NoError(s.t, err)
		require.True(s.t, ack.Duplicate)
		return
	}
	subject, data, err := eventMessage(ev)
	require.NoError(s.t, err)
	_, err = s.h.js.Publish(s.t.Context(), subject, data, jetstream.WithMsgID(ev.ID+" again"))
	require.NoError(s.t, err)
}

// Three processes, one of which is killed every 100 ms, or as soon as all are working where a start takes longer, do what one process does that nobody kills: in each thread the same,
// in the same order, and each timer once, at most two seconds late.
func TestKill(t *testing.T) {
	urls, h := start(t, "killed")
	s := &sender{t: t, h: h, plan: draw(*seed, *events, *threads)}
	c, r := newCrew(t, urls, workers), rand.New(rand.NewPCG(*seed, 2))
	began := time.Now()
	each(t, 100*time.Millisecond, func() bool {
		all := s.some()
		if len(s.sent) > len(s.plan)/2 {
			c.shift = 1
		}
		c.replace(r.IntN(workers))
		return all || t.Failed()
	})
	took := time.Since(began)
	each(t, 100*time.Millisecond, func() bool {
		c.replace(r.IntN(workers))
		var timers int
		require.NoError(t, h.db.QueryRow(t.Context(), `SELECT count(*) FROM ledger WHERE did = 'notify'`).Scan(&timers))
		return timers >= *threads || t.Failed()
	})

	want, got, late := replay(t, s.sent), h.outcome(t, s.sent), h.late(t, s.sent)
	lost, twice := want.compare(got)
	t.Logf("%d events of %d threads, %d sent twice, %d processes killed, %.1f s (%.0f events/s): %d lost, %d twice; "+
		"%d timers, late by %.2f s (median), %.2f s (99 %%), %.2f s (most), %d of them over 2 s",
		len(s.plan), *threads, s.duplicates, c.killed, took.Seconds(), float64(len(s.plan))/took.Seconds(), lost, twice,
		late.n, late.median, late.p99, late.latest, late.over)
	require.Zero(t, lost, "lost")
	require.Zero(t, twice, "twice")
	require.Equal(t, want.done, got.done)
	require.Equal(t, want.told, got.told)
	require.Equal(t, want.waiting, got.waiting)
	require.LessOrEqual(t, late.latest, latest.Seconds(), "seconds that a timer was late")
}
