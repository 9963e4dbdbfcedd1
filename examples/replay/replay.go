package main

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// replay plays events to an engine in virtual time. It starts with newReplay and is for one goroutine.
type replay struct {
	engine   *recipe.Engine
	desk     *recipetest.Desk
	archive  archive
	agenda   *agenda
	clock    *clock
	output   output
	summary  summary
	progress *progress
	explain  bool
}

// newReplay returns a replay of these events on an empty desk, in a helpdesk with these words of its own.
func newReplay(events []trigger.Event, w trigger.World) *replay {
	r := &replay{desk: &recipetest.Desk{World: w}, archive: make(archive), agenda: new(agenda), clock: new(clock)}
	if len(events) > 0 { // the day begins with the first event; no recipe has slots from before
		r.clock.reach(events[0].At)
	}
	for _, ev := range events {
		r.desk.Reserve(ev.ID)
	}
	recipetest.SendOut[webhook.Config](r.desk)
	r.engine = &recipe.Engine{
		Handlers: r.desk.Handlers(), Store: r.agenda, Refresh: r.desk.Refresh, Now: r.clock.now, Workers: 1,
		Statuses: w.Statuses, Priorities: w.Priorities, Sentiments: w.Sentiments, Kinds: w.Kinds,
	}
	return r
}

// play handles the events in their order, and what comes due between them at its own instant. Events of an instant,
// also those that follow from others, go before what is due then. After the last event it runs what comes due up to
// until; a zero until runs nothing more. An event that the engine refuses is an error, but does not end the replay;
// output that cannot be written does, and is told by flush.
func (r *replay) play(ctx context.Context, events []trigger.Event, until time.Time) error {
	var errs []error
	if len(events) > 0 { // recipes that poll begin with the first event
		_, err := r.engine.Tick(ctx)
		errs = append(errs, err)
	}
	for _, ev := range events {
		errs = append(errs, r.wake(ctx, func(due time.Time) bool {
			return due.Before(ev.At) || due.Before(r.clock.now())
		}))
		at := r.clock.reach(ev.At)
		r.summary.events++
		r.output.event(ev)
		if ev.Kind == trigger.RecordPolled {
			errs = append(errs, r.archive.keep(ev))
		} else {
			errs = append(errs, r.hand(ctx, r.desk.Receive(ev, at)), r.drain(ctx))
		}
		if r.flush() != nil {
			break
		}
		r.progress.step()
	}
	if !until.IsZero() {
		errs = append(errs, r.wake(ctx, func(due time.Time) bool { return !due.After(until) }))
	}
	r.output.end()
	_ = r.flush() // an error of the output is there to be asked for again
	return errors.Join(errs...)
}

// wake runs what comes due, one instant after the other, as long as it is time for it.
func (r *replay) wake(ctx context.Context, isTime func(due time.Time) bool) error {
	for {
		due, ok := r.agenda.next()
		if !ok || !isTime(due) || r.flush() != nil {
			return nil
		}
		r.clock.reach(due)
		r.agenda.ready = true
		report, err := r.engine.Tick(ctx)
		if r.agenda.ready {
			r.agenda.skip()
		}
		r.print(report.Actions, report.Decisions)
		if err := errors.Join(err, r.drain(ctx)); err != nil {
			return err
		}
	}
}

// drain lets the engine have what followed on the desk, until nothing more follows.
func (r *replay) drain(ctx context.Context) error {
	return r.desk.Pump(func(ev trigger.Event) error {
		r.summary.followed++
		return r.hand(ctx, ev)
	})
}

// hand lets the engine have one event, and prints what it made of it.
func (r *replay) hand(ctx context.Context, ev trigger.Event) error {
	var all []recipe.Decision
	if r.explain {
		all = r.engine.Explain(ev)
	}
	report, err := r.engine.Handle(ctx, ev)
	if err != nil {
		all = nil // it was not applied, so what would follow did not
	}
	if report.Repeated {
		r.summary.repeated++
	}
	r.print(report.Actions, merge(all, report.Decisions))
	return err
}

// print writes and counts what became of actions and of recipes.
func (r *replay) print(actions []recipe.ActionReport, decisions []recipe.Decision) {
	r.output.actions(actions)
	r.summary.add(actions)
	for _, d := range decisions {
		r.output.decision(d)
		r.summary.decision(d)
	}
}

// flush sends what was printed, around the progress bar.
func (r *replay) flush() error {
	if r.output.pending() {
		r.progress.hide()
	}
	return r.output.flush()
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
