package recipe_test

import (
	"context"
	"errors"
	"time"
)

// simLife is one process. When it is dead, nothing that it does has an effect.
type simLife struct{ dead bool }

// simFlight is one call of an engine by a worker; the ctx of the call carries it.
type simFlight struct {
	w       *simWorld
	worker  int
	life    *simLife
	event   string // the one that it handles
	start   int    // when it began
	began   int    // when its last transaction began
	begunAt time.Time
	entered time.Time // by the worker's clock: when it last called Update
	since   time.Time // and from when on what it armed then counts
	claimed time.Time // and when it last took rows, or began
	set     simEdit   // that it had when it last called Update
	about   string    // what it last called Update for
	reads   map[string]simRead
	tx      *simTx // the one that it is in
}

// simRead is when an event's item was read again, also by the worker's clock.
type simRead struct {
	seq int
	at  time.Time
}

type simInFlight struct{}

func simIn(ctx context.Context) *simFlight { return ctx.Value(simInFlight{}).(*simFlight) }

var (
	errSimDead = errors.New("the process is dead")
	errSimDown = errors.New("down")
	errSimLost = errors.New("the answer is lost")
)

// flight begins a call by a worker.
func (w *simWorld) flight(worker int) (context.Context, *simFlight) {
	f := &simFlight{w: w, worker: worker, life: w.lives[worker], start: w.db.tickSeq(), claimed: w.clock(worker)}
	return context.WithValue(context.Background(), simInFlight{}, f), f
}

// landed notes that a call ended well.
func (f *simFlight) landed() {
	for _, l := range f.w.loads {
		if l.worker == f.worker && l.kept == 0 && l.seq < f.start {
			l.kept = f.w.db.tickSeq()
		}
	}
}

// crash ends the worker's process. It starts anew.
func (f *simFlight) crash() error {
	if !f.life.dead {
		f.life.dead = true
		f.w.crashes++
		f.w.lives[f.worker] = new(simLife)
		f.w.tell(f, "CRASHES")
	}
	return errSimDead
}

// pause makes the worker stop for a while in which the others go on. In a transaction only time passes, and while it
// writes down what was switched off, for which it lets nobody else into its engine.
func (f *simFlight) pause(roll uint32) {
	w := f.w
	by := []time.Duration{0, time.Second, 80 * time.Second, 4 * time.Minute, 20 * time.Minute}[roll%5]
	w.tell(f, "pauses for %s", by)
	w.pass(by)
	if w.depth < 3 && f.tx == nil && f.about != "off" {
		w.depth++
		for range 1 + roll/5%6 {
			w.step()
		}
		w.depth--
	}
	w.tell(f, "goes on")
}
