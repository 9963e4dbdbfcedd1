package recipe

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Engine decides which recipes an event concerns, carries their actions out and writes the history.
//
// The zero value works; it has no recipes and no handlers. Set the fields before the first call and do not change
// them afterwards. All methods are safe for concurrent use. No goroutine outlives the call that started it. The host calls
// Handle for each event, and Tick regularly (each second is usual) for actions that come due.
type Engine struct {
	// Handlers has the host's handlers. Nil means none.
	Handlers *action.Handlers
	// Store stores waits and other lasting state. Nil means in memory, until the process ends.
	Store schedule.Store
	// History records decisions and actions. Nil discards them.
	History history.Recorder
	// Observer hears of decisions and actions, for traces and metrics. Nil means none, and costs nothing.
	Observer Observer
	// Sources are the sources of recipes that poll.
	Sources Sources
	// ItemSources are the cases and mentions that recipes on a schedule run for.
	ItemSources ItemSources
	// Refresh reads the items of an event again before an action that waited runs, and sets them in the event. It returns
	// [ErrGone] when the item does not exist any more. Nil means that the event is used as it came.
	Refresh func(ctx context.Context, ev *trigger.Event) error
	// Logger gets messages for an operator. Nil discards them.
	Logger *slog.Logger
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
	// Kinds are the host's own kinds of event that recipes may start on. One that is not declared starts nothing: a recipe
	// that names it is a fault of the set.
	Kinds []trigger.OwnKind
	// Statuses are the statuses of the host's cases, in the order of a case's life, each with its class. An event with
	// another status is refused. Nil means unresolved, pending and resolved.
	Statuses []trigger.HostStatus
	// Priorities and Sentiments are the host's, the lowest first. Nil means low, medium, high, critical, and negative,
	// neutral, positive.
	Priorities, Sentiments []string
	// MaxComplexity limits the complexity of each filter of a set, see [filter.Compiler]. Zero means no limit.
	MaxComplexity int
	// Availability says which actions a recipe may have with which trigger; a set may choose another table for itself.
	// Zero means [action.Anywhere].
	Availability action.Availability
	// NoCases says that the host has no cases: recipes and actions that need them are faults of a set.
	NoCases bool
	// Deadline is how long one try of an action may take; its ctx ends then. Zero means 30 seconds.
	// An action whose process died during a try is tried again after a little more than twice as long; one with a local
	// handler sooner, see TakeLease.
	Deadline time.Duration
	// TakeLease is how long a due action that Tick has taken and not begun is left to that call: if its process has died,
	// another call takes it then. Zero means 15 seconds. A short one makes actions with a local handler less late when a
	// process dies, to about one TakeLease for each death. It loses nothing: when two calls have taken an action, one begins
	// it, and the other has read the items in vain.
	TakeLease time.Duration
	// Workers is how many due actions one call of [Engine.Tick] carries out at a time. Zero means 8. One means that they
	// are carried out one after the other, by the goroutine that calls Tick.
	Workers int
	// MaxRuns bounds the runs for one first cause, in all threads. Zero means 1,000. Further ones are [LoopStopped].
	MaxRuns int
	// KeepDeadLetters is how long a dead letter is kept, see [Engine.DeadLetters]. Zero means 90 days.
	KeepDeadLetters time.Duration

	set          atomic.Pointer[compiled]
	memory       schedule.Memory
	views        sync.Pool
	switchOffMu  sync.Mutex
	switchOffs   map[string]switchOff // recipes and actions that Load switched off, not stored yet
	anySwitchOff atomic.Bool
	// checked is when digests were looked at, in nanoseconds; zero means not since the last Load.
	checked atomic.Int64
	// swept is when rows that are over were looked for, in nanoseconds; zero means not since the last Load.
	swept atomic.Int64
}

// Load makes the engine run a set instead of its present one. It is all or nothing: an error joins every fault of the set,
// each as a [*Fault], and the engine keeps its present set. Calls that run meanwhile finish with the set that they began
// with. Recipes that did not change are not compiled again.
//
// A status, a priority or a sentiment that the host does not have is only logged when there is no other fault: a removed
// word must not keep a whole set from starting.
func (e *Engine) Load(set Set) error {
	c, words, err := e.compile(set, nil)
	if err == nil {
		e.swap(c, words)
	}
	return err
}

// swap makes the engine run a compiled set.
func (e *Engine) swap(c *compiled, words error) {
	for _, f := range Faults(words) {
		e.logger().Warn("the set has a word that the host does not have", "fault", f.Error())
	}
	e.switchOffMu.Lock()
	defer e.switchOffMu.Unlock()
	if e.switchOffs == nil {
		e.switchOffs = make(map[string]switchOff)
	}
	last := e.loaded()
	c.armsFrom = last.armsFrom
	if reasons := c.switchedOff(last); len(reasons) > 0 {
		now := last.armedAt(e.now())
		for name, reason := range reasons {
			e.switchOffs[name] = switchOff{now, reason}
		}
		c.armsFrom = now.Add(1)
	}
	e.anySwitchOff.Store(len(e.switchOffs) > 0)
	c.polled = last.polled || len(c.polls) > 0
	c.scheduled = last.scheduled || len(c.schedules) > 0
	e.set.Store(c)
	e.checked.Store(0)
	e.swept.Store(0)
}

// Check returns the faults that Load would, and a fault, wrapping a [trigger.WordError], for each word that the host does
// not have. It loads nothing. After a [Decode] with faults it returns those as well, so its error alone tells everything.
func (e *Engine) Check(set Set) error {
	_, words, err := e.compile(set, nil)
	return errors.Join(err, words)
}

// world returns the host's declarations.
func (e *Engine) world() trigger.World {
	return trigger.World{Statuses: e.Statuses, Priorities: e.Priorities, Sentiments: e.Sentiments, Kinds: e.Kinds}
}

// receive checks an event, and completes it from the host's declarations.
func (e *Engine) receive(ev trigger.Event) (trigger.Event, error) {
	w := e.world()
	return w.Normal(ev), w.Check(ev)
}

// decode reads a config whose texts are filled in.
func (e *Engine) decode(kind string, with json.RawMessage) (action.Config, error) {
	config, err := e.handlers().Decode(kind, with)
	if err != nil {
		return config, err
	}
	return config, action.CheckWords(config, e.world())
}

// filters has the functions of package filter for this package alone.
var filters = filter.Internals()

// noSet is the engine's set before the first Load.
var noSet = compiled{index: filters.NewIndex(nil)}

func (e *Engine) loaded() *compiled {
	if c := e.set.Load(); c != nil {
		return c
	}
	return &noSet
}

var noHandlers action.Handlers

func (e *Engine) handlers() *action.Handlers {
	if e.Handlers == nil {
		return &noHandlers
	}
	return e.Handlers
}

func (e *Engine) store() schedule.Store {
	if e.Store == nil {
		return &e.memory
	}
	return e.Store
}

func (e *Engine) now() time.Time {
	if e.Now == nil {
		return time.Now() // default clock
	}
	return e.Now()
}

func (e *Engine) logger() *slog.Logger {
	if e.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return e.Logger
}

func (e *Engine) deadline() time.Duration {
	if e.Deadline <= 0 {
		return 30 * time.Second
	}
	return e.Deadline
}

// lease is how long a claim on an action holds: longer than two tries may take.
func (e *Engine) lease() time.Duration { return 2*e.deadline() + 15*time.Second }

// takeLease is how long an action is left to who took it.
func (e *Engine) takeLease() time.Duration {
	if e.TakeLease <= 0 {
		return 15 * time.Second
	}
	return e.TakeLease
}

// claimFor is how long the claim on an action that came due and begins now holds. One that is carried out in a transaction has
// to get there only; its claim doubles with each try, so that a handler that ends its process does that less and less often.
func (e *Engine) claimFor(t *task) time.Duration {
	if !e.runsInTransaction(t) || t.Digest != nil {
		return e.lease()
	}
	return min(e.lease(), min(e.lease(), e.takeLease())<<min(t.Tries, MaxAttempts))
}

func (e *Engine) workers() int {
	if e.Workers <= 0 {
		return 8
	}
	return e.Workers
}

func (e *Engine) maxRuns() int {
	if e.MaxRuns <= 0 {
		return 1000
	}
	return e.MaxRuns
}

func (e *Engine) keepDeadLetters() time.Duration {
	if e.KeepDeadLetters <= 0 {
		return 90 * 24 * time.Hour
	}
	return e.KeepDeadLetters
}

// view returns a view of the event, to be given back with done. All that it is asked draws on one budget.
func (e *Engine) view(ev trigger.Event) *filter.View {
	v, ok := e.views.Get().(*filter.View)
	if !ok {
		v = filter.NewView(ev)
	} else {
		v.Reset(ev)
	}
	v.Share(1)
	return v
}

func (e *Engine) done(v *filter.View) {
	v.Reset(trigger.Event{}) // keeps nothing of the event
	e.views.Put(v)
}
