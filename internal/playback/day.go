package playback

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// Day plays events to an engine. Make one with [New]. It is for one goroutine.
type Day struct {
	// Engine runs the recipes. Its fields may be changed before [Day.Load].
	Engine *recipe.Engine
	// Explain asks for every recipe about every event, before it is handled.
	Explain bool
	// Came hears of each event from outside before it is handled, as it came, and Followed of each event that follows from others.
	// Met hears of both, as the desk has them. Ended hears of the end of an event from outside, and stops the day by false.
	// Handled hears what became of an event or of what came due: the decisions are those of Explain with those that were carried
	// out instead of planned. Nil means nobody.
	Came     func(ev trigger.Event)
	Met      func(ev trigger.Event)
	Followed func(ev trigger.Event)
	Handled  func(report recipe.Report, decisions []recipe.Decision)
	Ended    func() bool
	// Redeliveries counts the events from outside that the engine dropped; nil counts none.
	Redeliveries *Redeliveries

	desk      *desk.Desk
	documents documents
	agenda    *agenda
	clock     *clock
	begun     bool
	stopped   bool
}

// New returns a day on the desk, in a host's world. It carries out nothing but on the desk.
func New(on *desk.Desk, w trigger.World) *Day {
	d := &Day{desk: on, documents: make(documents), agenda: new(agenda), clock: new(clock)}
	d.Engine = &recipe.Engine{
		Handlers: on.Handlers(), Store: d.agenda, Refresh: on.Refresh, Now: d.clock.now, Workers: 1,
		Statuses: w.Statuses, Priorities: w.Priorities, Sentiments: w.Sentiments, Kinds: w.Kinds,
	}
	return d
}

// Accept registers a handler for each kind of action in the set that has none, a host's own: it takes any config and does
// nothing. It also sets the sources that the set names. It is called before the engine checks or loads the set.
func (d *Day) Accept(set recipe.Set) {
	HandleOthers(d.desk.Handlers(), set, func(context.Context, action.Config, action.Input) error { return nil })
	d.Sources(set)
}

// Sources sets the sources that the set names.
func (d *Day) Sources(set recipe.Set) {
	d.Engine.Sources, d.Engine.ItemSources = d.documents.sources(set), itemSources(d.desk, set)
}

// Now returns the clock's instant.
func (d *Day) Now() time.Time { return d.clock.now() }

// Begin moves the clock to the instant of the beginning: no recipe has slots from before.
func (d *Day) Begin(at time.Time) { d.clock.reach(at) }

// Play handles the events in their order, and due rows between them at their own instants. Events of an instant,
// also those that follow from others, go before rows that are due then. After the last event it runs the rows due up to
// until; a zero until runs nothing more. An event that the engine refuses is an error, but does not end the day.
func (d *Day) Play(ctx context.Context, events []trigger.Event, until time.Time) error {
	for _, ev := range events {
		d.desk.Reserve(ev.ID)
	}
	var errs []error
	for _, ev := range events {
		errs = append(errs, d.Event(ctx, ev))
		if d.stopped {
			break
		}
	}
	if !until.IsZero() {
		errs = append(errs, d.Until(ctx, until))
	}
	return errors.Join(errs...)
}

// Event handles one event, after the rows that come due before it.
func (d *Day) Event(ctx context.Context, ev trigger.Event) error {
	var errs []error
	if !d.begun { // recipes that poll begin with the first event
		d.clock.reach(ev.At)
		errs = append(errs, d.start(ctx))
	}
	errs = append(errs, d.wake(ctx, func(due time.Time) bool { return due.Before(ev.At) || due.Before(d.clock.now()) }))
	at := d.clock.reach(ev.At)
	errs = append(errs, d.agenda.forget(ctx, at))
	if d.Came != nil {
		d.Came(ev)
	}
	if ev.Kind == trigger.RecordPolled {
		errs = append(errs, d.documents.keep(ev))
	} else {
		report, err := d.hand(ctx, d.desk.Receive(ev, at))
		if err == nil && d.Redeliveries != nil {
			d.Redeliveries.note(&ev, report.Repeated)
		}
		errs = append(errs, err, d.drain(ctx))
	}
	d.ended()
	return errors.Join(errs...)
}

// Due runs the rows that come due up to and including the instant, one action after the other, until enough returns true.
func (d *Day) Due(ctx context.Context, at time.Time, enough func() bool) error {
	return d.wake(ctx, func(due time.Time) bool { return !enough() && !due.After(at) })
}

// Until runs the rows that come due up to the instant, and moves the clock there. A day that has begun needs no event for it.
func (d *Day) Until(ctx context.Context, until time.Time) error {
	var err error
	if d.clock.started {
		err = d.start(ctx)
	}
	err = errors.Join(err, d.wake(ctx, func(due time.Time) bool { return !due.After(until) }))
	d.clock.reach(until)
	return err
}

// start lets recipes with polls and slots begin, once, at the clock's instant.
func (d *Day) start(ctx context.Context) error {
	if d.begun {
		return nil
	}
	d.begun = true
	_, err := d.Engine.Tick(ctx)
	return err
}

func (d *Day) ended() {
	if d.Ended != nil && !d.Ended() {
		d.stopped = true
	}
}

// wake runs the rows that come due, one instant after the other, as long as it is time for it.
func (d *Day) wake(ctx context.Context, isTime func(due time.Time) bool) error {
	for !d.stopped {
		due, ok := d.agenda.next()
		if !ok || !isTime(due) {
			return nil
		}
		if err := d.agenda.forget(ctx, d.clock.reach(due)); err != nil {
			return err
		}
		d.agenda.ready = true
		report, err := d.Engine.Tick(ctx)
		if d.agenda.ready {
			d.agenda.skip()
		}
		d.handled(report, report.Decisions)
		if err := errors.Join(err, d.drain(ctx)); err != nil {
			return err
		}
		d.ended()
	}
	return nil
}

// drain lets the engine have what followed on the desk, until nothing more follows.
func (d *Day) drain(ctx context.Context) error {
	return d.desk.Pump(func(ev trigger.Event) error {
		if d.Followed != nil {
			d.Followed(ev)
		}
		_, err := d.hand(ctx, ev)
		return err
	})
}

// hand lets the engine have one event.
func (d *Day) hand(ctx context.Context, ev trigger.Event) (recipe.Report, error) {
	if d.Met != nil {
		d.Met(ev)
	}
	var all []recipe.Decision
	if d.Explain {
		all = d.Engine.Explain(ev)
	}
	report, err := d.Engine.Handle(ctx, ev)
	if err != nil {
		all = nil // it was not applied, so what would follow did not
	}
	d.handled(report, merge(all, report.Decisions))
	return report, err
}

func (d *Day) handled(report recipe.Report, decisions []recipe.Decision) {
	if d.Handled != nil {
		d.Handled(report, decisions)
	}
}

// merge returns one decision for each recipe: the one that was carried out, else the one that was explained. Both
// lists are in the order of the set.
func merge(explained, carriedOut []recipe.Decision) []recipe.Decision {
	if len(explained) == 0 {
		return carriedOut
	}
	for i, d := range explained {
		if len(carriedOut) > 0 && carriedOut[0].Recipe == d.Recipe {
			explained[i], carriedOut = carriedOut[0], carriedOut[1:]
		}
	}
	return explained
}
