package recipe

import (
	"context"
	"errors"
	"slices"
	"time"

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
	if err := e.storeSwitchOffs(ctx); err != nil {
		return Report{}, notApplied(ev.ID, err)
	}
	d := e.decide(newIncoming(ev, e.now()))
	report, err := e.apply(ctx, d)
	e.observe(ctx, report)
	return report, err
}

// check returns an event that a host sends completed from the host's declarations, or every fault of it.
func (e *Engine) check(ev trigger.Event) (trigger.Event, error) {
	ev, err := e.receive(ev)
	if ev.Kind == trigger.RecordPolled {
		err = errors.Join(err, trigger.Invalid("kind", "%s events come of polling, and of nothing else", ev.Kind))
	}
	if ev.Kind == trigger.ScheduleFired {
		err = errors.Join(err, trigger.Invalid("kind", "%s events come of the schedules of recipes, and of nothing else", ev.Kind))
	}
	if err != nil {
		return ev, &trigger.RefusedError{ID: ev.ID, Err: err}
	}
	return ev, nil
}

// incoming is an event that came in, and the names of its thread.
type incoming struct {
	trigger.Event
	threads    []string
	comparedAt time.Time     // the instant compared with waits: its own, or the clock's when that was clearly earlier
	ahead      time.Duration // how far its instant was ahead of the clock, when that was too far
	accepted   string        // the row of an event that was accepted
	supposed   *task         // memory for one task of an event whose decisions have no effects; nil for all others
}

// ahead is how far an event's instant may be ahead of the engine's clock.
const ahead = 5 * time.Minute

// skew is how far the clocks of the processes on one store may differ without anything being compared by them.
const skew = 10 * time.Second

// newIncoming returns an event as it counts at an instant: one that says that it happened later counts as of now, but for
// clocks that are a little ahead.
func newIncoming(ev trigger.Event, now time.Time) *incoming {
	in := &incoming{threads: ev.Threads()}
	if d := ev.At.Sub(now); d > ahead {
		in.ahead, ev.At = d, now.UTC()
	}
	in.Event, in.comparedAt = ev, ev.At
	if ev.At.Sub(now) > skew {
		in.comparedAt = now.UTC()
	}
	return in
}

// decided is an event with the decisions about it.
type decided struct {
	ev   *incoming
	set  *compiled
	at   time.Time
	runs []run
	also func(schedule.Tx) error // to be done in the same transaction; may be nil
}

// decide decides about an event.
func (e *Engine) decide(ev *incoming) *decided {
	v := e.view(ev.Event)
	defer e.done(v)
	set, now := e.loaded(), e.now()
	return e.decided(ev, set, now, e.match(set, ev, v, now))
}

// decided returns an event with decisions that were made.
func (e *Engine) decided(ev *incoming, set *compiled, now time.Time, runs []run) *decided {
	for i := range runs {
		runs[i].setSince(set.armedAt(now))
	}
	return &decided{ev: ev, set: set, at: now, runs: runs}
}

// apply applies an event.
func (e *Engine) apply(ctx context.Context, d *decided) (Report, error) {
	var report Report
	ins, err := e.applyAll(ctx, []*decided{d}, &report)
	if err != nil {
		return report, notApplied(d.ev.ID, err)
	}
	return e.complete(ctx, &ins[0], report)
}

// applyAll applies events in one transaction. The report gets what was applied before them. When a local handler fails, a
// single event is applied with that failure, and several are not applied: the error is a [*failedTry].
func (e *Engine) applyAll(ctx context.Context, all []*decided, report *Report) ([]intake, error) {
	var about schedule.Scope
	var threads []string
	for _, d := range all {
		one := e.scope(d)
		about.Subjects, about.Keys = append(about.Subjects, one.Subjects...), append(about.Keys, one.Keys...)
		about.Names, about.IDs = append(about.Names, one.Names...), append(about.IDs, one.IDs...)
		threads = append(threads, d.ev.threads...)
	}
	ins := make([]intake, len(all))
	apply := func(ctx context.Context, failed map[string]failedTry) error {
		return e.update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
			for i, d := range all {
				ins[i] = intake{
					transaction: transaction{e: e, tx: tx, now: d.at, toTick: d.ev.accepted != "", inIntake: true},
					decided:     d, watched: d.set.watchedSignals(&d.ev.Event), runs: slices.Clone(d.runs), failed: failed,
				}
				if err := ins[i].apply(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := e.current(ctx, threads, report, func() error {
		if len(all) > 1 {
			return apply(ctx, nil)
		}
		return e.untilSettled(ctx, apply)
	})
	return ins, err
}

// complete carries out the actions of an event that was applied, as far as they are due and were not carried out with it.
func (e *Engine) complete(ctx context.Context, in *intake, report Report) (Report, error) {
	ev := in.ev
	in.logFailures(ctx)
	e.tellStopped(ctx, ev, in.stopped)
	report.Ahead = schedule.Duration(ev.ahead)
	report.Repeated, report.Actions = in.repeated, append(report.Actions, in.reports...)
	report.Decisions = slices.Grow(report.Decisions, len(in.runs)) // none stays nil
	var errs []error
	for i := range in.runs {
		f := &in.runs[i]
		if f.Run != "" && in.toTick {
			f.leaveToTick()
		} else if f.Run != "" {
			earlier, err := e.runAll(ctx, f)
			report.append(earlier)
			if err != nil {
				errs = append(errs, err)
			}
		}
		e.observeDecision(&f.Decision, &ev.Event)
		report.Decisions = append(report.Decisions, f.Decision)
	}
	if !in.repeated {
		e.observeEvent(&report, &ev.Event, in.at)
	}
	if len(errs) > 0 {
		return report, &EventError{ID: ev.ID, Err: notRecorded(errors.Join(errs...))}
	}
	return report, nil
}

// current runs do, an Update about the thread with the names, when all events of the thread that were accepted are applied.
func (e *Engine) current(ctx context.Context, names []string, report *Report, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, errPending) {
			return err
		}
		r, err := e.catchUp(ctx, names)
		report.append(r)
		if err != nil {
			return err
		}
	}
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
