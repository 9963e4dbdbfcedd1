package sample

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	memory "github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Helpdesk is a helpdesk on which recipes run. Its methods are safe for concurrent use.
type Helpdesk struct {
	Engine *recipe.Engine
	// Journal has every event.
	Journal *Journal

	mu    sync.Mutex // the desk is for one goroutine
	desk  memory.Desk
	clock clock
	later []trigger.Event // they come when the clock reaches their instants
}

// Parts are the parts of a helpdesk.
type Parts struct {
	Store   schedule.Store   // nil means in memory
	History history.Recorder // nil records nothing
	// Webhooks registers a handler of webhooks that calls receive. Nil means that the helpdesk has none.
	Webhooks func(hs *action.Handlers, receive func(action.Input) error)
}

// New returns an empty helpdesk.
func New(p Parts) *Helpdesk {
	h := &Helpdesk{Journal: new(Journal)}
	hs := h.desk.Handlers()
	if p.Webhooks != nil {
		p.Webhooks(hs, h.receiver)
	}
	h.Engine = &recipe.Engine{
		Handlers: hs, Store: p.Store, History: p.History, Refresh: h.desk.Refresh, Now: h.clock.now, Workers: 1,
	}
	return h
}

// Accept lets the engine have the sources that a set names: cases and mentions of the desk, and polls without any document. It is
// called before the set is loaded.
func (h *Helpdesk) Accept(set recipe.Set) {
	h.Engine.Sources, h.Engine.ItemSources = recipe.Sources{}, recipe.ItemSources{"cases": h.desk.EveryCase, "mentions": h.desk.EveryMention}
	for _, r := range set.Recipes {
		if poll := r.Trigger.Poll; poll != nil {
			h.Engine.Sources[poll.Source] = func(context.Context, recipe.Fetch) ([]byte, error) { return []byte("[]"), nil }
		}
	}
}

// Begin moves the clock to the instant at which everything begins.
func (h *Helpdesk) Begin(at time.Time) { h.clock.at = at }

// Receive handles an event, and those that follow from it.
func (h *Helpdesk) Receive(ctx context.Context, ev trigger.Event) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.receive(ctx, ev)
}

func (h *Helpdesk) receive(ctx context.Context, ev trigger.Event) error {
	ev.At = ev.At.UTC()
	ev = h.desk.Receive(ev, h.clock.now())
	return errors.Join(h.handle(ctx, ev), h.desk.Pump(func(ev trigger.Event) error { return h.handle(ctx, ev) }))
}

// handle gives one event to the engine, and to the journal.
func (h *Helpdesk) handle(ctx context.Context, ev trigger.Event) error {
	if err := h.Journal.Add(ctx, ev); err != nil {
		return err
	}
	_, err := h.Engine.Handle(ctx, ev)
	return err
}

// Tick handles the events whose instants have come, and carries out due actions.
func (h *Helpdesk) Tick(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.later) > 0 && !h.later[0].At.After(h.clock.now()) {
		if err := h.receive(ctx, h.later[0]); err != nil {
			return err
		}
		h.later = h.later[1:]
	}
	return h.tick(ctx)
}

func (h *Helpdesk) tick(ctx context.Context) error {
	_, err := h.Engine.Tick(ctx)
	return errors.Join(err, h.desk.Pump(func(ev trigger.Event) error { return h.handle(ctx, ev) }))
}

// Play plays the events up to an instant in virtual time, minute by minute, and the actions that come due up to then. Later ones come when the
// clock reaches them: see [Helpdesk.Tick].
func (h *Helpdesk) Play(ctx context.Context, events []trigger.Event, until time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var errs []error
	for _, ev := range h.expect(events, until) {
		errs = append(errs, h.until(ctx, ev.At), h.receive(ctx, ev))
	}
	return errors.Join(append(errs, h.until(ctx, until))...)
}

// expect notes the events after an instant, and returns the others.
func (h *Helpdesk) expect(events []trigger.Event, until time.Time) (now []trigger.Event) {
	for _, ev := range events {
		h.desk.Reserve(ev.ID)
		if ev.At.After(until) {
			h.later = append(h.later, ev)
		} else {
			now = append(now, ev)
		}
	}
	return now
}

// until moves the clock to the instant, and carries out due actions.
func (h *Helpdesk) until(ctx context.Context, to time.Time) error {
	if h.clock.at.IsZero() {
		h.clock.at = to
	}
	var errs []error
	for at := h.clock.at.Truncate(time.Minute).Add(time.Minute); at.Before(to); at = at.Add(time.Minute) {
		h.clock.at = at
		errs = append(errs, h.tick(ctx))
	}
	if to.After(h.clock.at) {
		h.clock.at = to
	}
	return errors.Join(errs...)
}

// Remember puts stored events onto the desk and into the journal, without handling them again. Of the sample's events it expects
// those that are not stored and come after an instant.
func (h *Helpdesk) Remember(stored, events []trigger.Event, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	known := make(map[string]bool, len(stored))
	for _, ev := range stored {
		h.desk.Reserve(ev.ID)
		h.desk.Receive(ev, ev.At)
		h.Journal.remember(ev)
		known[ev.ID] = true
	}
	h.expect(slices.DeleteFunc(events, func(ev trigger.Event) bool { return known[ev.ID] }), until)
}

// Go lets the clock go on from an instant at the pace of a clock: it was the instant when that clock showed began.
func (h *Helpdesk) Go(from, began time.Time, now func() time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock.at, h.clock.began, h.clock.running = from, began, now
}

var _ desk.Events = (*Journal)(nil)
