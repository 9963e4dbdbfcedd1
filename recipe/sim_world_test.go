package recipe_test

import (
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
	t       testing.TB
	world   *simWorld
	engines []*recipe.Engine
	sets    [2]recipe.Set // as it is at first, and with other texts
	days    int           // after which the world begins: an engine that has switched something off arms nothing before that
	later   bool          // one has, in the last world
}

func simNewRig(t testing.TB) *simRig {
	rig := &simRig{t: t, sets: [2]recipe.Set{parse(t, simSet(false)), parse(t, simSet(true))}}
	for i := range 3 {
		rig.engines = append(rig.engines, rig.engine(i))
	}
	return rig
}

// engine makes the engine of a worker.
func (rig *simRig) engine(worker int) *recipe.Engine {
	e := &recipe.Engine{
		Handlers: new(action.Handlers), Store: simStore{}, History: simRecorder{}, Refresh: simRefresh, Workers: 1,
		Now:       func() time.Time { return rig.world.clock(worker) },
		TakeLease: []time.Duration{time.Millisecond, 15 * time.Second, 2 * time.Minute}[worker], // rows are often taken again
	}
	simHandlers(e.Handlers)
	require.NoError(rig.t, e.Load(rig.sets[0]))
	return e
}

// reset gives the workers the set of the beginning. When the world broke, nobody knows what their engines have still to write.
func (rig *simRig) reset(w *simWorld) {
	for i, set := range w.sets {
		switch {
		case len(w.broken) > 0:
			rig.engines[i] = rig.engine(i)
		case set != simEdit{}:
			require.NoError(rig.t, rig.engines[i].Load(rig.sets[0]))
		}
	}
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
	ticks   []simTicked
	healed  bool // receivers that always fail do so no more
	crashes int
	db      simDB
	events  []simEvent // those of the plan, and what recipes have led to
	taken   []bool     // which of them the workers accepted
	host    simHost
	sets    []simEdit   // of the workers
	arms    []time.Time // right after what they have switched off
	loads   []*simLoaded
	broken  []string
	tracing bool
	trace   strings.Builder
}

// simLoaded is a set that a worker has loaded, in place of another one.
type simLoaded struct {
	seq, worker int
	at          time.Time // by the worker's clock
	set, was    simEdit
	kept        int // when the first call after it ended, which has written down what it switches off; zero is not yet
}

// simTicked is a Tick that ended well, and when it began by the worker's clock.
type simTicked struct {
	start, end int
	at         time.Time
}

// run plays the plan, and then lets healthy workers go on until nothing is left to do.
func (rig *simRig) run(p simPlan, tracing bool) *simWorld {
	if rig.later {
		rig.days, rig.later = rig.days+2, false
	}
	w := &simWorld{
		plan: p, engines: rig.engines, now: ten.AddDate(0, 0, rig.days), tracing: tracing, named: map[string]int{},
		back: make([]time.Duration, len(p.skews)), sets: make([]simEdit, len(p.skews)), arms: make([]time.Time, len(p.skews)),
		taken: make([]bool, len(p.events)), host: newSimHost(simAfter(p.due, rig.days)),
	}
	for _, ev := range p.events {
		ev.at, ev.item.due = simAfter(ev.at, rig.days), simAfter(ev.item.due, rig.days)
		w.events = append(w.events, ev)
	}
	rig.world, w.rig = w, rig
	defer rig.reset(w)
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

// armedAt is from when on what the worker arms now counts: after what it has switched off, also when its clock was set back.
func (w *simWorld) armedAt(worker int) time.Time {
	if now := w.clock(worker); now.After(w.arms[worker]) {
		return now
	}
	return w.arms[worker]
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
		w.load(s.worker, s.edit)
	case simJoin:
		w.host.join(w)
	case simBack:
		w.back[s.worker], w.jumped = s.by, true
		w.tell(nil, "the clock of worker %d jumps back by %s", s.worker, s.by)
	}
	return true
}

// load gives a worker a set. Others go on with theirs.
func (w *simWorld) load(worker int, set simEdit) {
	w.tell(nil, "worker %d loads the set: %s", worker, set)
	if err := w.engines[worker].Load(set.set(w.rig.sets, w.plan.recipes)); err != nil {
		w.breaks("the set does not load: %v", err)
	}
	l := &simLoaded{seq: w.db.tickSeq(), worker: worker, at: w.armedAt(worker), set: set, was: w.sets[worker]}
	if w.loads = append(w.loads, l); set.switchesOff(l.was) {
		w.arms[worker], w.rig.later = l.at.Add(1), true
	}
	w.sets[worker] = set
}

func (w *simWorld) pass(by time.Duration) {
	w.now = w.now.Add(by)
	w.tell(nil, "it is %s", w.now.Format("15:04:05"))
}

// send hands an event to a worker. It is sent until a worker that lives accepts it.
func (w *simWorld) send(event, worker int) {
	if w.events[event].id == "" {
		return
	}
	ev := w.host.sends(w, event)
	ctx, f := w.flight(worker)
	f.event = ev.ID
	w.tell(f, "gets %s", ev.ID)
	_, err := w.engines[worker].Handle(ctx, ev)
	if f.life.dead {
		return
	}
	w.tell(f, "has handled %s: %v", ev.ID, err)
	if err == nil {
		w.taken[event] = true
		f.landed()
	}
}

// tick lets a worker do what is due, after it got what recipes have led to; some of that comes later.
func (w *simWorld) tick(worker int) {
	for i := len(w.plan.events); i < len(w.events); i++ {
		if w.host.offered[i]++; !w.taken[i] && (w.calm || (i+w.host.offered[i])%3 > 0) {
			w.send(i, worker)
		}
	}
	ctx, f := w.flight(worker)
	if !w.calm {
		w.tell(f, "ticks")
	}
	at := w.clock(worker)
	_, err := w.engines[worker].Tick(ctx)
	if !f.life.dead && !w.calm {
		w.tell(f, "has ticked: %v", err)
	}
	if !f.life.dead && err == nil {
		f.landed()
		w.ticks = append(w.ticks, simTicked{f.start, w.db.tickSeq(), at})
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
