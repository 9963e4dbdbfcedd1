package recipe

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// runAll carries out the actions of a run that are due now, in their order, and completes its reports. It returns
// the reports of earlier events that were applied, or whose actions ended, on the way.
func (e *Engine) runAll(ctx context.Context, f *run) (Report, error) {
	var errs []error
	var earlier Report
	later := f.nextTimes
	for queue := f.tasks; len(queue) > 0; {
		t := &queue[0]
		queue = queue[1:]
		if !t.stored() { // it waits, or was skipped
			continue
		}
		res, err := e.run(ctx, t)
		if err != nil {
			errs = append(errs, fmt.Errorf("recipe %s: actions[%d]: %w", t.Recipe.ID, t.Action, err))
		}
		for _, s := range res.reports {
			f.Actions[s.Place-1] = s
		}
		earlier.append(res.report)
		later = append(later, res.nextTimes...)
		queue = append(res.next, queue...)
	}
	f.showBlocked()
	f.showLater(later)
	f.end(summary(f.Actions))
	return earlier, errors.Join(errs...)
}

// result is the result of running a task.
type result struct {
	reports   []ActionReport // its own, and those of the tasks after it that were skipped or put off
	report    Report         // the reports of earlier events
	nextTimes []ActionReport // the next time of one that is repeated
	next      []task         // the tasks after it that the caller must run now
}

// all returns every report, those of earlier events first.
func (r result) all() []ActionReport { return slices.Concat(r.report.Actions, r.reports, r.nextTimes) }

// run tries a task that was begun, and settles its row. An error means that the store does not have its ending: the
// action is tried again, with the same key, when the claim on the row has passed.
func (e *Engine) run(ctx context.Context, t *task) (result, error) {
	if err := ctx.Err(); err != nil { // the caller gave up: it was not begun after all, and comes due at once
		t.Tries--
		return e.settle(ctx, t, ending{outcome: Waiting, err: err, retry: e.now()})
	}
	if e.runsInTransaction(t) {
		return e.runLocal(ctx, t) // which checks all that renew does
	}
	switch end, err := e.renew(ctx, t); {
	case err != nil:
		return e.reportUnsettled(t, result{}, err)
	case end.outcome == stale:
		return e.leftToOther(t), nil
	case end.outcome != "":
		return e.settle(ctx, t, end)
	}
	if t.collects() {
		return e.collect(ctx, t)
	}
	return e.settle(ctx, t, e.tried(t, e.call(ctx, t, nil)))
}

// leftToOther reports a task that somebody else has begun, who reports how it ends.
func (e *Engine) leftToOther(t *task) result {
	return result{reports: []ActionReport{e.report(t, e.now(), ending{outcome: Waiting})}}
}

// runsInTransaction reports whether the task is carried out in a transaction that settles it: when its process ends meanwhile,
// nothing of it has happened.
func (e *Engine) runsInTransaction(t *task) bool { return e.handlers().Local(t.Do) && !t.collects() }

// renew makes the claim last for as long as a try may take, when too little of it is left: the tasks before this one
// took long. Signals that came meanwhile cancel the task after all.
func (e *Engine) renew(ctx context.Context, t *task) (ending, error) {
	if !e.now().Add(e.deadline()).After(t.until) {
		return ending{}, nil
	}
	end, _, err := e.whileClaimed(ctx, t, func(x *transaction, begun *task) (ending, error) {
		if !begun.waits() && !begun.PutOff {
			return ending{}, nil
		}
		reason, err := x.signalSince(begun)
		if reason == "" {
			return ending{}, err
		}
		return cancelledBy(reason), err
	})
	return end, err
}

// call calls the handler with its deadline, inside a transaction or, when tx is nil, outside of any. A panic is an error.
func (e *Engine) call(ctx context.Context, t *task, tx schedule.Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			e.logger().ErrorContext(ctx, "handler panicked", "recipe", t.Recipe.ID, "action", t.Action, "kind", t.Do,
				"stack", string(debug.Stack()))
			err = &handlerPanic{panicError(p)}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, e.deadline())
	defer cancel()
	t.output, t.started = new(action.Output), e.now()
	in := action.Input{
		Event: t.event, Recipe: t.Recipe, Run: t.Run, Index: t.Action, Item: t.Item, Key: t.Key,
		Attempt: t.Tries, At: t.started, Output: t.output, Digest: t.Digest,
	}
	if t.roundRobin {
		in.Chooser = chooser{e, t, tx}
	}
	err = e.handlers().Run(ctx, t.config, in)
	if err != nil {
		_ = err.Error() // one whose text panics is the handler's panic, not that of whoever prints it
	}
	return err
}

type handlerPanic struct{ error }

// tried returns how a try ended whose handler returned the error.
func (e *Engine) tried(t *task, err error) ending {
	if err == nil {
		return ending{outcome: Done}
	}
	var panicked *handlerPanic
	again, asked := action.RetryAfter(err)
	switch reason, skipped := action.SkipReason(err); {
	case errors.Is(err, errLaterVersion): // whose turn it is, a later version of the engine knows: this is no try
		t.Tries--
		return ending{outcome: Waiting, err: err, retry: e.now().Add(e.lease())}
	case errors.Is(err, action.ErrUnchanged):
		return ending{outcome: Done, unchanged: true}
	case skipped:
		return ending{outcome: Skipped, reason: reason}
	case errors.As(err, &panicked) && e.onlyOnce(t):
		return ending{outcome: Ambiguous, reason: Panicked, err: err}
	case errors.As(err, &panicked):
		return ending{outcome: Failed, reason: Panicked, err: err}
	case action.IsPermanent(err):
		return ending{outcome: Failed, err: err}
	case e.onlyOnce(t) && !asked:
		return ending{outcome: Ambiguous, err: err}
	case t.Nth > 0: // it counts as one of its times
		return ending{outcome: Failed, err: err}
	case t.Tries >= MaxAttempts:
		return ending{outcome: Failed, err: err}
	}
	if again == 0 {
		again = backoff(t.Key, t.Tries)
	}
	return ending{outcome: Waiting, err: err, retry: e.now().Add(again)}
}

// onlyOnce reports whether the action is tried once, unless a try is known to have had no effect: it cannot be undone, and is
// not rolled back with a transaction.
func (e *Engine) onlyOnce(t *task) bool { return t.Irreversible && !e.handlers().Local(t.Do) }

// runsInIntake reports whether the task, when it is due now, is carried out in the transaction of its event: its handler
// writes in that transaction, and nothing but the thread is needed for it.
func (e *Engine) runsInIntake(t *task) bool {
	return e.runsInTransaction(t) && !t.roundRobin && len(t.Next) == 0 && t.Digest == nil
}

// collects reports whether the task is to be added to a digest instead of being carried out.
func (t *task) collects() bool { return t.Digest == nil && (t.Count > 1 || t.Every > 0) }

// failedTry is a try in an intake that did not end well. The intake is rolled back, with everything that local handlers
// wrote, and applied again with this ending of the task.
type failedTry struct {
	task    string // its key
	end     ending
	tries   int
	output  *action.Output
	started time.Time
}

func (*failedTry) Error() string { return "a local handler failed: the event is applied again" }

// untilSettled calls apply until no local handler fails that has not failed before: apply gets the tries that failed. When
// ctx has ended by then, what has happened is stored all the same.
func (e *Engine) untilSettled(ctx context.Context, apply func(ctx context.Context, failed map[string]failedTry) error) error {
	var failed map[string]failedTry
	for {
		err := apply(ctx, failed)
		var one *failedTry
		if !errors.As(err, &one) {
			return err
		}
		failed = maps.Clone(failed)
		if failed == nil {
			failed = make(map[string]failedTry)
			detached, cancel := e.detached(ctx)
			defer cancel()
			ctx = detached
		}
		failed[one.task] = *one
	}
}

// logFailures logs the actions that failed in the intake.
func (in *intake) logFailures(ctx context.Context) {
	for i := range in.runs {
		for j := range in.runs[i].tasks {
			t := &in.runs[i].tasks[j]
			if f, ok := in.failed[t.Key]; ok {
				in.e.logFailure(ctx, t, f.end)
			}
		}
	}
}

// runFirst carries out the actions that are due now, in their order, up to the first one that needs more than this
// transaction; the rows of that and the later ones are stored, and they are run after the commit.
func (in *intake) runFirst(ctx context.Context) error {
	here := true
	for i := range in.runs {
		f := &in.runs[i]
		for j := range f.tasks {
			t := &f.tasks[j]
			if !t.stored() {
				continue
			}
			here = here && t.unwritten
			switch {
			case here:
				if err := in.runInIntake(ctx, f, t); err != nil {
					return err
				}
			case t.unwritten:
				if err := in.putClaim(t); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// runInIntake carries out and settles one action.
func (in *intake) runInIntake(ctx context.Context, f *run, t *task) error {
	end, err := in.try(ctx, t, in.failed)
	if err != nil {
		return err
	}
	in.now = in.e.now()
	res, err := in.settleTask(t, end)
	if err != nil {
		return err
	}
	for _, s := range res.reports {
		f.Actions[s.Place-1] = s
	}
	f.nextTimes = append(f.nextTimes, res.nextTimes...)
	t.claim = schedule.Job{} // it has ended
	return nil
}
