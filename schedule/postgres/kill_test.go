package postgres_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// ordeal is a run of workers that are killed all the time.
type ordeal struct {
	seed   uint64
	events int
	kills  int // at least
	flaw   flaw
}

const workers = 4

// run sends all events and kills a worker whenever some more are handled, until every event is handled and enough workers are
// killed. Their clocks differ by up to two seconds. Then it lets workers live whose clocks are ahead of all claims: that
// saves waiting, and is safe, since nothing but patience relies on clocks. It returns when nothing is due any more.
func (o ordeal) run(t *testing.T) *judge {
	url, pool := db.fresh(t)
	_, err := pool.Exec(t.Context(), deskTables)
	require.NoError(t, err)
	sender, err := newDesk(pool, sound, 0)
	require.NoError(t, err)
	p, r := draw(o.seed, o.events), rand.New(rand.NewPCG(o.seed, 2))
	skewed := func() order {
		return order{url, o.flaw, time.Duration(r.IntN(2001)-1000) * time.Millisecond, r.Uint64()}
	}
	crew := newCrew(t)
	for i := range workers {
		crew.replace(i, skewed())
	}
	began := time.Now()
	var killed, sent int
	for {
		left := unhandled(t, pool)
		if sent == len(p) && left == 0 && killed >= o.kills {
			break
		}
		time.Sleep(time.Duration(r.IntN(40)) * time.Millisecond)
		if handled := sent - left; killed*len(p) <= handled*o.kills*11/10 {
			crew.replace(r.IntN(workers), skewed())
			killed++
			crew.check(o.flaw)
		}
		if more := min(600-left, len(p)-sent); more > 0 {
			require.NoError(t, sender.send(t.Context(), sent, p[sent:sent+more]))
			sent += more
		}
	}
	took := time.Since(began)
	for i := range workers {
		crew.replace(i, order{url, o.flaw, 2*deadline + 20*time.Second, r.Uint64()})
	}
	eventually(t, func() bool { return due(t, pool) == 0 }, "rows stay")
	crew.stop()
	crew.check(o.flaw)
	j := new(judge)
	require.NoError(t, j.judge(t.Context(), pool, p))
	t.Logf("host: %s, seed %d: %d events, %d kills in %.1f s (%.0f events/s): %d applied, %d lost, %d applied twice, %d timers left; "+
		"%d redeliveries, %d timers fired and %d cancelled, %d calls with %d keys",
		cmp.Or(o.flaw, "sound"), o.seed, o.events, killed, took.Seconds(), float64(o.events)/took.Seconds(), j.applied, j.lost, j.twice, j.left,
		j.redelivered, j.fired, j.cancelled, j.calls, j.keys)
	return j
}

func unhandled(t *testing.T, pool *pgxpool.Pool) (n int) {
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM desk_events WHERE NOT handled`).Scan(&n))
	return n
}

// due counts what comes due some time.
func due(t *testing.T, pool *pgxpool.Pool) (n int) {
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM commis_jobs WHERE kind = 'work'`).Scan(&n))
	return n
}

// crew is the workers that live.
type crew struct {
	t     *testing.T
	alive [workers]*worker
	said  []string
}

func newCrew(t *testing.T) *crew {
	c := &crew{t: t}
	t.Cleanup(c.stop)
	return c
}

// replace kills a worker, if there is one, and starts another one in its place.
func (c *crew) replace(i int, o order) {
	c.kill(i)
	var err error
	c.alive[i], err = startWorker(o)
	require.NoError(c.t, err)
}

func (c *crew) kill(i int) {
	if c.alive[i] == nil {
		return
	}
	if said := c.alive[i].kill(); said != "" {
		c.said = append(c.said, said)
	}
	c.alive[i] = nil
}

// check wants that nobody had an error: a worker of a sound host that is killed says nothing.
func (c *crew) check(f flaw) {
	if f == sound {
		require.Empty(c.t, c.said)
	}
}

func (c *crew) stop() {
	for i := range c.alive {
		c.kill(i)
	}
}

// Workers die all the time, and nothing is lost, done twice or left.
func TestKill(t *testing.T) {
	j := ordeal{seed: *seed, events: *events, kills: *kills}.run(t)
	require.Empty(t, j.faults[:min(len(j.faults), 20)], fmt.Sprintf("%d faults", len(j.faults)))
}

// A host with a flaw does not get through it.
func TestKillNotices(t *testing.T) {
	for _, tt := range []struct {
		flaw flaw
		want string
	}{
		{forgetful, "is applied 2 times"},
		{torn, "is lost"},
		{elsewhere, "is applied 2 times"},
		{hasty, "is lost"},
	} {
		t.Run(string(tt.flaw), func(t *testing.T) {
			t.Parallel()
			j := ordeal{seed: *seed, events: 400, kills: 40, flaw: tt.flaw}.run(t)
			require.Contains(t, strings.Join(j.faults, "\n"), tt.want)
		})
	}
}
