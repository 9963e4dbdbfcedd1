package killtest

import (
	"cmp"
	"math/rand/v2"
	"testing"
	"time"
)

// workers is how many processes live at a time.
const workers = 4

// Ordeal is a run of workers that are killed all the time.
type Ordeal struct {
	// URL is that of a database that has the tables of Commis, and nothing else. Open opens it.
	URL  string
	Open Open
	// Seed is the seed of all that is drawn.
	Seed uint64
	// Events is how many are sent, Kills how many workers are killed at least.
	Events, Kills int
	Flaw          Flaw
	// Hands is how many events a worker handles at a time; zero means one.
	Hands int
}

// Run sends all events and kills a worker whenever some more are handled, until every event is handled and enough workers
// are killed. Their clocks differ by up to two seconds. Then it lets workers live whose clocks are ahead of all claims: that
// saves waiting, and is safe, since nothing but patience relies on clocks. It returns when nothing is due any more. A
// worker of a sound host that has an error fails the test.
func (o Ordeal) Run(t *testing.T) *Verdict {
	t.Helper()
	ctx := t.Context()
	db := must(o.Open(ctx, o.URL))(t)
	defer db.Close()
	sender := must(NewDesk(db, Sound, 0))(t)
	check(t, sender.Create(ctx))
	p, r, hands := Draw(o.Seed, o.Events), rand.New(rand.NewPCG(o.Seed, 2)), max(o.Hands, 1)
	skewed := func() order {
		return order{o.URL, o.Flaw, time.Duration(r.IntN(2001)-1000) * time.Millisecond, r.Uint64(), hands}
	}
	crew := &crew{t: t, sound: o.Flaw == Sound}
	defer crew.stop()
	for i := range workers {
		crew.replace(i, skewed())
	}
	began := time.Now()
	var killed, sent int
	for {
		left := must(sender.Unhandled(ctx))(t)
		if sent == len(p) && left == 0 && killed >= o.Kills {
			break
		}
		time.Sleep(time.Duration(r.IntN(40)) * time.Millisecond)
		if handled := sent - left; killed*len(p) <= handled*o.Kills*11/10 {
			crew.replace(r.IntN(workers), skewed())
			killed++
			if t.Failed() {
				t.FailNow()
			}
		}
		if more := min(150*hands-left, len(p)-sent); more > 0 {
			check(t, sender.Send(ctx, sent, p[sent:sent+more]))
			sent += more
		}
	}
	took := time.Since(began)
	for i := range workers {
		crew.replace(i, order{o.URL, o.Flaw, 2*Deadline + 20*time.Second, r.Uint64(), hands})
	}
	Eventually(t, func() bool { return must(sender.Due(ctx))(t) == 0 }, "rows stay")
	crew.stop()
	v := Judge(p, must(ReadLedger(ctx, db.SQL))(t))
	t.Logf("host: %s, seed %d: %d events, %d kills in %.1f s (%.0f events/s): %v",
		cmp.Or(o.Flaw, "sound"), o.Seed, o.Events, killed, took.Seconds(), float64(o.Events)/took.Seconds(), v)
	return v
}

// Eventually waits until ok is true; a minute without that fails the test.
func Eventually(t testing.TB, ok func() bool, or string) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal(or)
		}
	}
}

// crew is the workers that live.
type crew struct {
	t     *testing.T
	sound bool
	alive [workers]*worker
}

// replace kills a worker, if there is one, and starts another one instead.
func (c *crew) replace(i int, o order) {
	c.t.Helper()
	c.kill(i)
	c.alive[i] = must(startWorker(o))(c.t)
}

// kill kills a worker. A worker of a sound host says nothing.
func (c *crew) kill(i int) {
	c.t.Helper()
	w := c.alive[i]
	c.alive[i] = nil
	if w == nil {
		return
	}
	if said := w.kill(); said != "" && c.sound {
		c.t.Errorf("a worker says: %s", said)
	}
}

func (c *crew) stop() {
	c.t.Helper()
	for i := range c.alive {
		c.kill(i)
	}
}

// must fails the test that it is given after an error.
func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
