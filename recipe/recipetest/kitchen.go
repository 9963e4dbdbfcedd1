package recipetest

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// Kitchen runs recipes for a test. Each kind of package action has a handler that records its calls; [Record] adds one for
// a host's own kind, and [Kitchen.Handlers] accepts others. Make one with [New] or [Load]; [NewWithDesk] and [LoadWithDesk]
// also carry actions out, on a [desk.Desk], so that recipes may follow from each other.
//
// Its methods are for the goroutine of the test; the handlers may be called by others.
type Kitchen struct {
	// Engine is the engine that runs the recipes. Its fields may be changed before the first event.
	Engine *recipe.Engine
	// Handlers are the engine's handlers. A test that has a handler of its own registers it before Load.
	Handlers *action.Handlers
	// History is the engine's history.
	History *history.Memory
	// Desk carries actions out, and its events are handled before the clock moves on. Nil means that actions are only
	// recorded.
	Desk *desk.Desk

	t     testing.TB
	store store
	now   time.Time

	mu    sync.Mutex
	done  []Call
	fails map[string][]error
}

// Call is one call of a handler.
type Call struct {
	At      time.Time
	Recipe  string
	Do      string
	Item    trigger.Ref
	With    json.RawMessage // the config with its texts filled in
	Key     string
	Attempt int
	Err     error // the error set by Fail, or of the desk
}

// String returns the kind, the item and the config: `set_status case/5 {"status":"resolved"}`.
func (c Call) String() string { return c.Do + " " + c.Item.String() + " " + string(c.With) }

// New returns a kitchen without recipes. A test that needs handlers of its own registers them, and then calls Load.
func New(t testing.TB) *Kitchen {
	k := &Kitchen{t: t, Handlers: new(action.Handlers), History: new(history.Memory), fails: make(map[string][]error)}
	k.Engine = &recipe.Engine{
		Handlers: k.Handlers, Store: &k.store, History: k.History, Now: k.Now, Workers: 1,
	}
	return k
}

// NewWithDesk returns a kitchen without recipes that has an empty desk. Kinds of event and other words of the host are
// set in its engine before Load.
func NewWithDesk(t testing.TB) *Kitchen {
	k := New(t)
	k.Desk = new(desk.Desk)
	k.Engine.Refresh = k.Desk.Refresh
	return k
}

// LoadWithDesk is [Load] for a kitchen that has an empty desk.
func LoadWithDesk(t testing.TB, set string, kinds ...func(*Kitchen)) *Kitchen {
	t.Helper()
	k := NewWithDesk(t)
	for _, register := range kinds {
		register(k)
	}
	k.Load(set)
	return k
}

// Load returns a kitchen that runs the set, written as JSON. A fault of the set ends the test. Kinds that package action
// does not have are registered by [Record]: Load(t, set, recipetest.Record[webhook.Config]).
func Load(t testing.TB, set string, kinds ...func(*Kitchen)) *Kitchen {
	t.Helper()
	k := New(t)
	for _, register := range kinds {
		register(k)
	}
	k.Load(set)
	return k
}

// Load makes the kitchen run the set, written as JSON, instead of the one that it had. A fault of the set ends the test. A
// recipe on a schedule has no slot before the clock's instant: move the clock first (Sleep). Kinds without a handler get
// one that records its calls.
func (k *Kitchen) Load(set string) {
	k.t.Helper()
	action.HandleAll(k.Handlers, k.record)
	if k.Desk != nil {
		e := k.Engine
		k.Desk.World = trigger.World{Statuses: e.Statuses, Priorities: e.Priorities, Sentiments: e.Sentiments, Kinds: e.Kinds}
	}
	parsed, err := recipe.Decode([]byte(set))
	if err := errors.Join(err, k.Engine.Check(parsed)); err != nil {
		k.t.Fatalf("the set has faults:\n%v", err)
	}
	if err := k.Engine.Load(parsed); err != nil {
		k.t.Fatalf("the set does not load: %v", err)
	}
}

// Send moves the clock to each event's instant, runs the actions that come due on the way, and handles the event. An event
// older than the clock is handled at the clock's instant. A desk completes the event, and the desk's new events are handled
// at once. Send returns the report of the last event; [Kitchen.Done] and the history have the others' results. An event that
// cannot be handled ends the test.
func (k *Kitchen) Send(events ...trigger.Event) recipe.Report {
	k.t.Helper()
	var report recipe.Report
	for _, ev := range events {
		k.advance(ev.At, false)
		if k.Desk != nil {
			ev = k.Desk.Receive(ev, k.now)
		}
		report = k.handle(ev)
		k.pump()
	}
	return report
}

func (k *Kitchen) handle(ev trigger.Event) recipe.Report {
	k.t.Helper()
	report, err := k.Engine.Handle(k.t.Context(), ev)
	if err != nil {
		k.t.Fatalf("event %q: %v", ev.ID, err)
	}
	return report
}

// pump handles the desk's new events until there are no more.
func (k *Kitchen) pump() {
	k.t.Helper()
	if k.Desk == nil {
		return
	}
	err := k.Desk.Pump(func(ev trigger.Event) error {
		k.handle(ev)
		return nil
	})
	if err != nil {
		k.t.Fatalf("%v", err)
	}
}

// Until moves the clock to the instant, runs the actions that come due up to and including it, and returns their reports.
func (k *Kitchen) Until(at time.Time) []recipe.ActionReport {
	k.t.Helper()
	return k.advance(at, true)
}

// Wait moves the clock on by d, as Until does.
func (k *Kitchen) Wait(d time.Duration) []recipe.ActionReport {
	k.t.Helper()
	return k.advance(k.now.Add(d), true)
}

// Sleep moves the clock to the instant as if no process had run until then: actions that came due meanwhile run late, at
// that instant. It returns their reports.
func (k *Kitchen) Sleep(at time.Time) []recipe.ActionReport {
	k.t.Helper()
	k.now = at
	return k.tick()
}

// Now returns the clock's instant, initially the beginning of 1970.
func (k *Kitchen) Now() time.Time {
	if k.now.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return k.now
}

// advance runs the actions that come due, each at its own instant, after the events of that instant.
func (k *Kitchen) advance(to time.Time, inclusive bool) []recipe.ActionReport {
	k.t.Helper()
	var reports []recipe.ActionReport
	if k.now.IsZero() {
		k.now = to
	}
	if inclusive || to.After(k.now) {
		reports = k.tick()
	}
	for {
		at, ok := k.store.Next(k.now)
		if !ok || at.After(to) || !inclusive && !at.Before(to) {
			break
		}
		k.now = at
		reports = append(reports, k.tick()...)
	}
	if to.After(k.now) {
		k.now = to
	}
	return reports
}

// tick runs due actions. With a desk, the events of one action are handled before the next action of that instant.
func (k *Kitchen) tick() []recipe.ActionReport {
	k.t.Helper()
	defer k.store.meter(false)
	var reports []recipe.ActionReport
	for {
		k.store.meter(k.Desk != nil)
		report, err := k.Engine.Tick(k.t.Context())
		if err != nil {
			k.t.Fatalf("tick at %s: %v", k.now.Format(time.RFC3339Nano), err)
		}
		reports = append(reports, report.Actions...)
		k.pump()
		if !k.store.more() {
			return reports
		}
	}
}

// Rows returns the number of rows in the engine's store: waits and other lasting state.
func (k *Kitchen) Rows() int { return k.store.Len() }

// Fail makes the next calls of a kind's recording handler return the errors, one after the other; nil means done. They may
// be made by [action.Retry], [action.Permanent] and [action.Skip].
func (k *Kitchen) Fail(kind string, errs ...error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fails[kind] = append(k.fails[kind], errs...)
}

// Calls returns every call of a recording handler so far, in order.
func (k *Kitchen) Calls() []Call {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]Call(nil), k.done...)
}

// Done returns the calls so far that neither failed nor were skipped, as texts:
// `set_status case/5 {"status":"resolved"}`.
func (k *Kitchen) Done() []string {
	var texts []string
	for _, c := range k.Calls() {
		if c.Err == nil || errors.Is(c.Err, action.ErrUnchanged) {
			texts = append(texts, c.String())
		}
	}
	return texts
}
