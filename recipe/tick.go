package recipe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// ErrGone is returned by [Engine.Refresh] when an item does not exist any more. What waits for it is cancelled.
var ErrGone = errors.New("the item does not exist any more")

// batch is how many rows are taken at a time.
const batch = 32

// Tick carries out what is due: polls first, then actions that were put off, and those that are to be tried again. A
// slow source holds up what comes behind it, so a host that polls calls Tick from several goroutines. It returns when
// nothing is due any more, or when the store fails. The error is what the store said; the report tells what was done
// all the same. What was not written down comes up again when the claim on its row has passed.
func (e *Engine) Tick(ctx context.Context) (Report, error) {
	report, err := e.polls(ctx)
	if err != nil {
		return report, err
	}
	var errs []error
	for len(errs) == 0 {
		taken := e.now()
		jobs, err := e.take(ctx, stepKind, e.lease(), batch)
		if err != nil {
			return report, err
		}
		if len(jobs) == 0 {
			return report, e.forgetSignals(ctx)
		}
		for _, job := range jobs {
			steps, err := e.resume(ctx, job, taken)
			report.Steps = append(report.Steps, steps...)
			if err != nil {
				errs = append(errs, fmt.Errorf("row %q: %w", job.Key, err))
			}
		}
	}
	return report, errors.Join(errs...)
}

// Fire is [Engine.Tick] for a host whose own queue wakes it: when the row with the key, in the version that the queue
// was given, is live and due, everything that is due is carried out. Otherwise it does nothing: the row was moved,
// cancelled or done, or the queue is early. Key and version are those that the host's store saw in Put.
func (e *Engine) Fire(ctx context.Context, key string, version uint64) error {
	due := false
	err := e.update(ctx, schedule.On(key), func(_ context.Context, tx schedule.Tx) error {
		row, ok, err := get(tx, key)
		due = ok && row.Version == version && !row.Due.IsZero() && !row.Due.After(e.now())
		return err
	})
	if err != nil || !due {
		return err
	}
	_, err = e.Tick(ctx)
	return err
}

// take leases rows, with a panic of the store turned into an error.
func (e *Engine) take(ctx context.Context, kind string, lease time.Duration, max int) (jobs []schedule.Job, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return e.store().Take(ctx, e.now(), kind, lease, max)
}

// forgetSignals drops the instants of signals that no wait can ask for any more.
func (e *Engine) forgetSignals(ctx context.Context) error {
	for {
		jobs, err := e.take(ctx, signalKind, e.lease(), batch)
		if err != nil || len(jobs) == 0 {
			return err
		}
		for _, job := range jobs {
			err := e.update(ctx, schedule.On(job.Subject), func(_ context.Context, tx schedule.Tx) error {
				err := tx.Settle(job.Key, job.Fence, time.Time{})
				if errors.Is(err, schedule.ErrStale) { // heard again meanwhile
					return nil
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
}

// resume goes on with a row that was taken at the instant.
func (e *Engine) resume(ctx context.Context, job schedule.Job, taken time.Time) ([]Step, error) {
	t, err := readTask(job)
	if err != nil {
		return nil, errors.Join(err, e.buryDamaged(ctx, job))
	}
	t.claim, t.until = job, taken.Add(e.lease())
	t.ready(e)
	if t.Send {
		return e.send(ctx, t)
	}
	v := e.wake(ctx, t)
	if err := ctx.Err(); err != nil {
		return nil, err // the caller gave up: nothing was begun
	}
	if v.outcome == "" {
		if v, err = e.begin(ctx, t); err != nil {
			return nil, err
		}
	}
	switch v.outcome {
	case stale:
		return nil, nil
	case "":
		return e.finish(ctx, t)
	}
	res, err := e.settle(ctx, t, v)
	return res.all(), err
}

// finish runs the task, and those behind it.
func (e *Engine) finish(ctx context.Context, t *task) ([]Step, error) {
	var steps []Step
	for queue := []task{*t}; len(queue) > 0; {
		res, err := e.run(ctx, &queue[0])
		steps = append(steps, res.all()...)
		if err != nil {
			return steps, err
		}
		queue = append(res.next, queue[1:]...)
	}
	return steps, nil
}

// wake says why a task that came due is not tried, or completes what it needs for that.
func (e *Engine) wake(ctx context.Context, t *task) (v verdict) {
	defer func() {
		if p := recover(); p != nil {
			v = verdict{outcome: Error, err: panicError(p)}
		}
	}()
	late := e.now().Sub(t.claim.Due)
	switch {
	case t.Started:
		return verdict{outcome: Ambiguous, err: errUnknownEnd}
	case late > tooLate:
		return verdict{outcome: Expired, reason: fmt.Sprintf("%s late", late.Truncate(time.Minute))}
	case t.Tries >= MaxAttempts:
		return verdict{outcome: Failed, err: fmt.Errorf("begun %d times, and its end was never written down", t.Tries)}
	case t.waits():
		return e.wakeWait(ctx, t)
	}
	return verdict{}
}

// wakeWait makes a task that waited one that can be run: its items are read again, and everything that made it wait
// must still hold.
func (e *Engine) wakeWait(ctx context.Context, t *task) verdict {
	set := e.loaded()
	r := set.rule(t.Recipe.ID)
	switch {
	case r == nil:
		return verdict{outcome: Cancelled, reason: RecipeRemoved}
	case !r.enabled:
		return verdict{outcome: Cancelled, reason: RecipeDisabled}
	case r.recipe.Revision != t.Recipe.Revision && !t.follow(r):
		return verdict{outcome: Cancelled, reason: RecipeChanged}
	}
	if v := e.reread(ctx, t); v.outcome != "" {
		return v
	}
	if !r.trigger.StillHolds(t.event) {
		return verdict{outcome: Cancelled, reason: TriggerEnded}
	}
	view := e.view(t.event)
	defer e.done(view)
	switch match, err := e.passes(set, r, view); {
	case err != nil:
		return verdict{outcome: Error, err: fmt.Errorf("filter: %w", err)}
	case !match:
		return verdict{outcome: Cancelled, reason: NoLongerMatch}
	}
	a := &r.actions[t.Action]
	item, err := target(a.config, t.event)
	if err == nil {
		t.Item = item
		t.fault = nil
		err = e.fill(a, t, view)
	}
	if err != nil {
		return e.verdict(t, action.Permanent(err))
	}
	return verdict{}
}

// reread reads the task's items again.
func (e *Engine) reread(ctx context.Context, t *task) verdict {
	read, what := e.Refresh, "refresh"
	if t.polled() {
		read, what = e.latest(t.Recipe.ID), "read the record"
	}
	if read == nil {
		return verdict{}
	}
	ctx, cancel := context.WithTimeout(ctx, e.deadline())
	defer cancel()
	switch err := read(ctx, &t.event); {
	case err == nil:
		return verdict{}
	case errors.Is(err, errResolved):
		return verdict{outcome: Cancelled, reason: Resolved}
	case errors.Is(err, ErrGone):
		return verdict{outcome: Cancelled, reason: ItemGone}
	case t.claim.Attempt >= MaxAttempts:
		return verdict{outcome: Failed, err: fmt.Errorf("%s: %w", what, err)}
	default:
		again := e.now().Add(backoff(t.Key, t.claim.Attempt))
		return verdict{outcome: Waiting, err: fmt.Errorf("%s: %w", what, err), retry: again, asItWas: true}
	}
}

// buryDamaged takes a row that cannot be read out of the way.
func (e *Engine) buryDamaged(ctx context.Context, job schedule.Job) error {
	return e.update(ctx, schedule.On(job.Subject), func(_ context.Context, tx schedule.Tx) error {
		if err := tx.Settle(job.Key, job.Fence, time.Time{}); err != nil {
			return err
		}
		_, err := tx.Put(schedule.Job{
			Key: "dead/" + job.Key, Kind: deadKind, Subject: job.Subject, Due: e.now(), Payload: job.Payload,
		})
		return err
	})
}
