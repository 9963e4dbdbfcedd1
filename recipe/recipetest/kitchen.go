package recipetest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// Kitchen runs recipes for a test. Every kind of action of the library has a handler that writes down what it is
// asked to do; [Kitchen.Handlers] takes further ones. Make one with [New] or [Load].
//
// Its methods are for the goroutine of the test; the handlers may be called by others.
type Kitchen struct {
	// Engine is the engine that runs the recipes. Its fields may be changed before the first event.
	Engine *recipe.Engine
	// Handlers are the engine's handlers. A test that has a handler of its own registers it before Load.
	Handlers *action.Handlers
	// History is the engine's history.
	History *history.Memory

	t     testing.TB
	store schedule.Memory
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
	Err     error // what the handler was told to answer by Fail
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

// Load returns a kitchen that runs the set, written as JSON. A fault of the set ends the test.
func Load(t testing.TB, set string) *Kitchen {
	t.Helper()
	k := New(t)
	k.Load(set)
	return k
}

// Load makes the kitchen run the set, written as JSON, in the place of the one it had. A fault of the set ends the
// test. A recipe on a schedule has no slot from before the clock's instant: a test of one moves the clock first (Sleep). Kinds without a handler get one that writes down what it is asked to do.
func (k *Kitchen) Load(set string) {
	k.t.Helper()
	action.HandleAll(k.Handlers, k.record)
	if !k.Handlers.Has(webhook.Config{}.Kind()) {
		action.HandleFunc(k.Handlers, func(ctx context.Context, c webhook.Config, in action.Input) error {
			return k.record(ctx, c, in)
		})
	}
	parsed, err := recipe.Decode([]byte(set))
	if err := errors.Join(err, k.Engine.Check(parsed)); err != nil {
		k.t.Fatalf("the set has faults:\n%v", err)
	}
	if err := k.Engine.Load(parsed); err != nil {
		k.t.Fatalf("the set does not load: %v", err)
	}
}

// Send moves the clock to each event's instant, runs what comes due on the way, and handles the event. An event that
// is older than the clock is handled at the clock's instant. It returns the report of the last event. An event that
// cannot be handled ends the test.
func (k *Kitchen) Send(events ...trigger.Event) recipe.Report {
	k.t.Helper()
	var report recipe.Report
	for _, ev := range events {
		k.advance(ev.At, false)
		var err error
		if report, err = k.Engine.Handle(k.t.Context(), ev); err != nil {
			k.t.Fatalf("event %q: %v", ev.ID, err)
		}
	}
	return report
}

// Until moves the clock to the instant, and runs what comes due until then, the instant included. It returns what
// became of it.
func (k *Kitchen) Until(at time.Time) []recipe.Step {
	k.t.Helper()
	return k.advance(at, true)
}

// Wait moves the clock on by d, as Until does.
func (k *Kitchen) Wait(d time.Duration) []recipe.Step {
	k.t.Helper()
	return k.advance(k.now.Add(d), true)
}

// Sleep moves the clock to the instant as if nothing had run until then: what came due meanwhile runs late, at that
// instant. It returns what became of it.
func (k *Kitchen) Sleep(at time.Time) []recipe.Step {
	k.t.Helper()
	k.now = at
	return k.tick()
}

// Now returns the clock's instant. It is the beginning of 1970 before anything moved it.
func (k *Kitchen) Now() time.Time {
	if k.now.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return k.now
}

// advance runs what comes due, each at its own instant. At the same instant events go first.
func (k *Kitchen) advance(to time.Time, inclusive bool) []recipe.Step {
	k.t.Helper()
	var steps []recipe.Step
	if k.now.IsZero() {
		k.now = to
	}
	if inclusive || to.After(k.now) {
		steps = k.tick()
	}
	for {
		at, ok := k.store.Next(k.now)
		if !ok || at.After(to) || !inclusive && !at.Before(to) {
			break
		}
		k.now = at
		steps = append(steps, k.tick()...)
	}
	if to.After(k.now) {
		k.now = to
	}
	return steps
}

func (k *Kitchen) tick() []recipe.Step {
	k.t.Helper()
	report, err := k.Engine.Tick(k.t.Context())
	if err != nil {
		k.t.Fatalf("tick at %s: %v", k.now.Format(time.RFC3339Nano), err)
	}
	return report.Steps
}

// Rows returns how many rows the engine keeps in its store: what waits, and what it has to remember for that.
func (k *Kitchen) Rows() int { return k.store.Len() }

// Fail makes the next calls of a kind's recording handler answer with the errors, one after the other; nil means
// done. They may be made by [action.Retry], [action.Permanent] and [action.Skip].
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

// Done returns the calls so far that did not fail, as texts: `set_status case/5 {"status":"resolved"}`.
func (k *Kitchen) Done() []string {
	var texts []string
	for _, c := range k.Calls() {
		if c.Err == nil {
			texts = append(texts, c.String())
		}
	}
	return texts
}

// record is the handler of every kind.
func (k *Kitchen) record(_ context.Context, c action.Config, in action.Input) error {
	with, err := json.Marshal(c)
	if err != nil {
		return action.Permanent(err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	call := Call{At: in.At, Recipe: in.Recipe.ID, Do: c.Kind(), Item: in.Item, With: with, Key: in.Key, Attempt: in.Attempt}
	if errs := k.fails[c.Kind()]; len(errs) > 0 {
		call.Err, k.fails[c.Kind()] = errs[0], errs[1:]
	}
	k.done = append(k.done, call)
	return call.Err
}
