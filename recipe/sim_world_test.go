package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// simRig is the engines of the workers, one world after the other. An engine keeps nothing from one call to the next
// but the set that it runs, so a worker that starts anew after a crash uses the one that it had: what dies is the
// process, every call that it was in.
type simRig struct {
	world   *simWorld
	engines []*recipe.Engine
	sets    [2]recipe.Set // as it is at first, and edited
	edited  []int         // the workers that have loaded the edited one
}

func simNewRig(t testing.TB) *simRig {
	rig := &simRig{}
	rig.sets = [2]recipe.Set{parse(t, simSet(false)), parse(t, simSet(true))}
	for i := range 3 {
		e := &recipe.Engine{
			Handlers: new(action.Handlers), Store: simStore{}, History: simRecorder{}, Refresh: simRefresh, Workers: 1,
			Now: func() time.Time { return rig.world.clock(i) },
		}
		simHandlers(e.Handlers)
		require.NoError(t, e.Load(rig.sets[0]))
		rig.engines = append(rig.engines, e)
	}
	return rig
}

// simWorld is one run of a plan, on one goroutine.
type simWorld struct {
	rig     *simRig
	plan    simPlan
	engines []*recipe.Engine
	now     time.Time
	back    []time.Duration // how far each worker's clock jumped back
	lives   []*simLife
	next    int            // the next step
	calls   int            // of stores and handlers so far
	named   map[string]int // how many of each name
	wrong   []string       // those that went wrong
	jumped  bool           // a clock jumped back
	depth   int            // how many workers are paused
	calm    bool
	healed  bool // receivers that always fail do so no more
	crashes int
	db      simDB
	taken   []bool // which events the workers accepted
	broken  []string
	tracing bool
	trace   strings.Builder
}

// simLife is one process. When it is dead, nothing that it does has an effect.
type simLife struct{ dead bool }

// simFlight is one call of an engine by a worker; the ctx of the call carries it.
type simFlight struct {
	w       *simWorld
	worker  int
	life    *simLife
	event   string    // the one that it handles
	clock   time.Time // of the worker when it began
	began   int       // when its last transaction began
	begunAt time.Time
	tx      *simTx // the one that it is in
}

type simInFlight struct{}

func simIn(ctx context.Context) *simFlight { return ctx.Value(simInFlight{}).(*simFlight) }

var (
	errSimDead = errors.New("the process is dead")
	errSimDown = errors.New("down")
	errSimLost = errors.New("the answer is lost")
)

// run plays the plan, and then lets healthy workers go on until nothing is left to do.
func (rig *simRig) run(p simPlan, tracing bool) *simWorld {
	w := &simWorld{
		plan: p, engines: rig.engines, now: ten, tracing: tracing, named: map[string]int{},
		back: make([]time.Duration, len(p.skews)), taken: make([]bool, len(p.events)),
	}
	rig.world, w.rig = w, rig
	for _, worker := range rig.edited {
		w.load(worker, 0)
	}
	rig.edited = nil
	w.db.init()
	for range p.skews {
		w.lives = append(w.lives, new(simLife))
	}
	defer func() {
		if p := recover(); p != nil {
			w.breaks("it panics: %v", p)
		}
	}()
	for w.step() {
	}
	w.settle()
	w.judge()
	return w
}

// counts returns the instant that the event counts as of: that of the clock when it says that it is far ahead of it.
func (w *simWorld) counts(ev simEvent) time.Time {
	if clock, ok := w.db.clocks[ev.id]; ok && ev.at.Sub(clock) > 5*time.Minute {
		return clock
	}
	return ev.at
}

// heard returns the instant at which the event is compared with waits: that of the clock when it was applied, if that was
// earlier by more than the clocks of processes differ.
func (w *simWorld) heard(ev simEvent) time.Time {
	if clock, ok := w.db.clocks[ev.id]; ok && ev.at.Sub(clock) > 10*time.Second {
		return clock
	}
	return ev.at
}

// clock is what the worker takes for the time.
func (w *simWorld) clock(worker int) time.Time {
	return w.now.Add(w.plan.skews[worker] - w.back[worker])
}

// step does the next step of the plan. It reports whether there was one.
func (w *simWorld) step() bool {
	if w.next == len(w.plan.steps) {
		return false
	}
	s := w.plan.steps[w.next]
	w.next++
	switch s.do {
	case simSend:
		w.send(s.event, s.worker)
	case simTick:
		w.tick(s.worker)
	case simPass:
		w.pass(s.by)
	case simLoad:
		w.load(s.worker, int(s.by))
	case simBack:
		w.back[s.worker], w.jumped = s.by, true
		w.tell(nil, "the clock of worker %d jumps back by %s", s.worker, s.by)
	}
	return true
}

// load gives a worker the set as it was edited, or as it was at first. Others go on with theirs.
func (w *simWorld) load(worker, edited int) {
	w.tell(nil, "worker %d loads set %d", worker, edited)
	if err := w.engines[worker].Load(w.rig.sets[edited]); err != nil {
		w.breaks("the set does not load: %v", err)
	}
	w.rig.edited = append(w.rig.edited, worker)
}

func (w *simWorld) pass(by time.Duration) {
	w.now = w.now.Add(by)
	w.tell(nil, "it is %s", w.now.Format("15:04:05"))
}

// flight begins a call by a worker.
func (w *simWorld) flight(worker int) (context.Context, *simFlight) {
	f := &simFlight{w: w, worker: worker, life: w.lives[worker]}
	return context.WithValue(context.Background(), simInFlight{}, f), f
}

// send hands an event to a worker. It is sent until a worker that lives accepts it.
func (w *simWorld) send(event, worker int) {
	ev := w.plan.events[event]
	if ev.id == "" {
		return
	}
	ctx, f := w.flight(worker)
	f.event, f.clock = ev.id, w.clock(worker)
	w.tell(f, "gets %s", ev.id)
	if w.db.sent[ev.id] == 0 {
		w.db.sent[ev.id] = w.db.tickSeq()
	}
	_, err := w.engines[worker].Handle(ctx, ev.event())
	if f.life.dead {
		return
	}
	w.tell(f, "has handled %s: %v", ev.id, err)
	if err == nil {
		w.taken[event] = true
	}
}

func (w *simWorld) tick(worker int) {
	ctx, f := w.flight(worker)
	if !w.calm {
		w.tell(f, "ticks")
	}
	_, err := w.engines[worker].Tick(ctx)
	if !f.life.dead && !w.calm {
		w.tell(f, "has ticked: %v", err)
	}
	if w.calm && err != nil {
		w.breaks("a tick fails in a healthy world: %v", err)
	}
}

// fault returns what goes wrong at this call.
func (w *simWorld) fault(what, of string) (roll uint32, ok bool) {
	w.calls++
	if w.calm || w.plan.rate == 0 {
		return 0, false
	}
	name := what + " " + of
	w.named[name]++
	name += " " + strconv.Itoa(w.named[name])
	if roll, ok = w.plan.fault(name); ok {
		w.wrong = append(w.wrong, name)
	}
	return roll, ok
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

// pause makes the worker stand still while the others go on. In a transaction only time passes.
func (f *simFlight) pause(roll uint32) {
	w := f.w
	by := []time.Duration{0, time.Second, 80 * time.Second, 4 * time.Minute, 20 * time.Minute}[roll%5]
	w.tell(f, "pauses for %s", by)
	w.pass(by)
	if w.depth < 3 && f.tx == nil {
		w.depth++
		for range 1 + roll/5%6 {
			w.step()
		}
		w.depth--
	}
	w.tell(f, "goes on")
}

// fate says what the receiver of the key always answers: "fails", "skips" or "".
func (w *simWorld) fate(key string) string {
	if w.plan.fates == 0 {
		return ""
	}
	h := fnv.New64a()
	fmt.Fprint(h, w.plan.fates, key)
	switch h.Sum64() % 24 {
	case 0:
		return "fails"
	case 1:
		return "skips"
	}
	return ""
}

func (w *simWorld) breaks(format string, args ...any) {
	w.broken = append(w.broken, fmt.Sprintf(format, args...))
	w.tell(nil, "BROKEN: %s", w.broken[len(w.broken)-1])
}

// tell writes a line of the trace, by a worker or by nobody.
func (w *simWorld) tell(f *simFlight, format string, args ...any) {
	if !w.tracing {
		return
	}
	if f != nil {
		fmt.Fprintf(&w.trace, "%*sworker %d ", 2*w.depth, "", f.worker)
	}
	fmt.Fprintf(&w.trace, format+"\n", args...)
}
