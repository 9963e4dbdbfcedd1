package recipe

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Handle applies an event: it decides which recipes the event concerns, stores their actions and the event's ID in one
// transaction, and then carries out the actions that are due now.
//
// An event with a fault, or with values that JSON cannot hold when an action needs to keep them, is refused for good: the
// error is [trigger.ErrRefused] and holds a [*trigger.RefusedError] with every fault. Other errors are [EventError]s with the
// error of the store or the history. [ErrNotApplied] asks to send the event again: a repeated event does nothing and is
// reported as [Repeated]. [ErrNotRecorded] says that it was applied, as the report tells, and that actions whose outcome could
// not be stored come up in Tick. A failed action is in the report, and is no error of Handle.
func (e *Engine) Handle(ctx context.Context, ev trigger.Event) (Report, error) {
	ev, err := e.check(ev)
	if err != nil {
		return Report{}, err
	}
	if err := e.writeOff(ctx); err != nil {
		return Report{}, notApplied(ev.ID, err)
	}
	in := arrive(ev, e.now())
	v := e.view(in.Event)
	defer e.done(v)
	set, now := e.loaded(), e.now()
	report, err := e.apply(ctx, set, in, e.match(set, in, v, now), now, nil)
	e.observe(ctx, report)
	return report, err
}

// apply applies an event from which the firings follow; also, unless it is nil, is done in the same transaction.
func (e *Engine) apply(
	ctx context.Context, set *compiled, ev *arrival, planned []firing, now time.Time, also func(schedule.Tx) error,
) (Report, error) {
	for i := range planned {
		planned[i].armedAt(set.armedAt(now))
	}
	notable := set.notable(&ev.Event)
	var in intake
	var report Report
	err := e.current(ctx, ev.threads, &report, func() error {
		return e.update(ctx, e.counting(ev.scope(), atOnce(planned)...), func(ctx context.Context, tx schedule.Tx) error {
			in = intake{
				transaction: transaction{e: e, tx: tx, now: now, later: ev.accepted != ""},
				ev:          ev, notable: notable, firings: slices.Clone(planned), also: also,
			}
			return in.apply(ctx)
		})
	})
	if err != nil {
		return report, notApplied(ev.ID, err)
	}
	e.tellStopped(ctx, ev, in.stopped)
	report.Ahead = schedule.Duration(ev.ahead)
	report.Repeated, report.Actions = in.repeated, append(report.Actions, in.reports...)
	report.Decisions = slices.Grow(report.Decisions, len(in.firings)) // none stays nil
	var errs []error
	for i := range in.firings {
		f := &in.firings[i]
		if f.Run != "" && in.later {
			f.leave()
		} else if f.Run != "" {
			earlier, err := e.runAll(ctx, f)
			report.add(earlier)
			if err != nil {
				errs = append(errs, err)
			}
		}
		e.observeDecision(&f.Decision, &ev.Event)
		report.Decisions = append(report.Decisions, f.Decision)
	}
	if !in.repeated {
		e.observeEvent(&report, &ev.Event, now)
	}
	if len(errs) > 0 {
		return report, &EventError{ID: ev.ID, Err: notRecorded(errors.Join(errs...))}
	}
	return report, nil
}

// atOnce returns the tasks that are due now.
func atOnce(firings []firing) (tasks []*task) {
	for i := range firings {
		for j := range firings[i].tasks {
			if t := &firings[i].tasks[j]; !t.waits() && t.with != nil {
				tasks = append(tasks, t)
			}
		}
	}
	return tasks
}

// intake applies one event to the store. It may be applied again from the start.
type intake struct {
	transaction
	ev       *arrival
	notable  []action.Signal
	firings  []firing
	repeated bool
	stopped  []any // the recipes of a loop that was stopped, each with the reason, to be told
	also     func(schedule.Tx) error
}

func (in *intake) apply(ctx context.Context) error {
	if err := in.arrive(); err != nil {
		return err
	}
	first, err := in.tx.Remember("event/" + in.ev.ID)
	if err != nil {
		return err
	}
	if !first {
		in.repeat()
		return nil
	}
	if err := in.cancel(in.ev); err != nil {
		return err
	}
	if err := note(in.tx, in.ev.threads, in.notable, in.ev.heard, in.now); err != nil {
		return err
	}
	if in.also != nil {
		if err := in.also(in.tx); err != nil {
			return err
		}
	}
	if err := in.count(); err != nil {
		return err
	}
	for i := range in.firings {
		if err := in.fire(&in.firings[i]); err != nil {
			return err
		}
	}
	return in.close(ctx)
}

// arrive makes sure that the events of the thread that were accepted before are applied, or drops the row of this one.
func (in *intake) arrive() error {
	if in.ev.accepted == "" {
		return upToDate(in.tx, in.ev.threads)
	}
	_, err := in.tx.Drop(in.ev.accepted)
	return err
}

// repeat turns every firing into a report that the event was applied before.
func (in *intake) repeat() {
	in.repeated = true
	for i := range in.firings {
		in.firings[i].stop(Repeated, Applied)
	}
}

// fire stores the actions of a run.
func (in *intake) fire(f *firing) error {
	if in.e.History != nil {
		in.entries = append(in.entries, decisionEntry(f))
	}
	if f.Run == "" {
		return nil
	}
	f.Actions = slices.Clone(f.Actions)
	for _, s := range f.Actions {
		if s.Outcome != Planned && s.Outcome != Waiting {
			in.entries = append(in.entries, actionEntry(&task{origin: origin{Recipe: f.rule.recipe}, event: in.ev.Event}, s))
		}
	}
	f.tasks = chain(f.tasks)
	if err := in.lookAhead(f.tasks, false); err != nil {
		return err
	}
	in.passed = result{}
	if err := in.put(f.tasks, f.Actions); err != nil {
		return err
	}
	for _, s := range in.passed.reports {
		f.Actions[s.Place-1] = s
	}
	f.tasks = append(slices.Clip(f.tasks), in.passed.next...)
	res := result{later: in.passed.later}
	for i := range f.again {
		if err := in.again(&f.again[i], &res); err != nil {
			return err
		}
	}
	f.later = res.later
	return nil
}

// lookAhead looks at the thread for the tasks that are put off only when others have ended.
func (in *intake) lookAhead(tasks []task, next bool) error {
	for i := range tasks {
		t := &tasks[i]
		if next && (t.cancellable() || t.repeats()) {
			if _, err := in.heard(t); err != nil {
				return err
			}
		}
		if err := in.lookAhead(t.Next, true); err != nil {
			return err
		}
	}
	return nil
}

// end records the ending of the decision.
func (f *firing) end(end ending) { f.Outcome, f.Reason, f.Err = end.outcome, end.reason, end.err }

// armedAt sets the instant from which the run's actions count as stored.
func (f *firing) armedAt(since time.Time) {
	for i := range f.tasks {
		f.tasks[i].Since = since
	}
	for i := range f.again {
		f.again[i].Since = since
	}
}

// stop makes the firing one that does nothing.
func (f *firing) stop(o Outcome, reason Reason) {
	f.tasks, f.again, f.Actions, f.Run = nil, nil, nil, ""
	f.end(ending{outcome: o, reason: reason})
}

// update is the store's Update, with a panic of the store or the history turned into an error.
func (e *Engine) update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return e.store().Update(ctx, about, fn)
}
