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

// Tick carries out what is due: actions that were put off, and those that are to be tried again. It returns when
// nothing is due any more, or when the store fails. The error is what the store said; the report tells what was done
// all the same. What was not written down comes up again when the claim on its row has passed.
func (e *Engine) Tick(ctx context.Context) (Report, error) {
	var report Report
	var errs []error
	for len(errs) == 0 {
		jobs, err := e.take(ctx, stepKind, e.lease(), batch)
		if err != nil {
			return report, err
		}
		if len(jobs) == 0 {
			return report, e.forget(ctx)
		}
		for _, job := range jobs {
			steps, err := e.resume(ctx, job)
			report.Steps = append(report.Steps, steps...)
			if err != nil {
				errs = append(errs, fmt.Errorf("row %q: %w", job.Key, err))
			}
		}
	}
	return report, errors.Join(errs...)
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

// forget drops the instants of signals that no wait can ask for any more.
func (e *Engine) forget(ctx context.Context) error {
	for {
		jobs, err := e.take(ctx, signalKind, e.lease(), batch)
		if err != nil || len(jobs) == 0 {
			return err
		}
		for _, job := range jobs {
			err := e.update(ctx, job.Subject, func(_ context.Context, tx schedule.Tx) error {
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

// resume goes on with a row that came due.
func (e *Engine) resume(ctx context.Context, job schedule.Job) ([]Step, error) {
	t, err := readTask(job)
	if err != nil {
		return nil, err
	}
	t.claim = job
	if t.Send {
		t.ready(e)
		return e.send(ctx, t)
	}
	attempt := t.Tries + job.Attempt
	var v verdict
	switch late := e.now().Sub(job.Due); {
	case late > tooLate:
		v = verdict{outcome: Expired, reason: fmt.Sprintf("%s late", late.Truncate(time.Minute))}
	case t.Started:
		v = verdict{outcome: Ambiguous, err: errors.New("the process ended during the action")}
	case t.waits():
		v = e.wake(ctx, t)
	default:
		t.ready(e)
	}
	if v.outcome == "" {
		if v, err = e.begin(ctx, t, attempt); err != nil {
			return nil, err
		}
	}
	switch v.outcome {
	case stale:
		return nil, nil
	case "":
		return e.finish(ctx, t, attempt)
	}
	res, err := e.settle(ctx, t, attempt, v)
	return res.steps, err
}

// finish runs the task, and those behind it.
func (e *Engine) finish(ctx context.Context, t *task, attempt int) ([]Step, error) {
	res, err := e.run(ctx, t, attempt)
	steps := res.steps
	for len(res.next) > 0 && err == nil {
		n := res.next[0]
		rest := res.next[1:]
		res, err = e.run(ctx, &n, 1)
		steps = append(steps, res.steps...)
		res.next = append(rest, res.next...)
	}
	return steps, err
}

// wake makes a task that waited one that can be run, or says why it is not run: its items are read again, and
// everything that made it wait must still hold.
func (e *Engine) wake(ctx context.Context, t *task) (v verdict) {
	defer func() {
		if p := recover(); p != nil {
			v = verdict{outcome: Error, err: panicError(p)}
		}
	}()
	if e.Refresh != nil {
		ctx, cancel := context.WithTimeout(ctx, e.deadline())
		defer cancel()
		switch err := e.Refresh(ctx, &t.event); {
		case errors.Is(err, ErrGone):
			return verdict{outcome: Cancelled, reason: ItemGone}
		case err != nil:
			return e.verdict(t, t.Tries+t.claim.Attempt, action.Retry(0, fmt.Errorf("refresh: %w", err)))
		}
	}
	r := e.loaded().byID[t.Recipe.ID]
	switch {
	case r == nil:
		return verdict{outcome: Cancelled, reason: RecipeRemoved}
	case !r.enabled:
		return verdict{outcome: Cancelled, reason: RecipeDisabled}
	case r.recipe.Revision != t.Recipe.Revision:
		return verdict{outcome: Cancelled, reason: RecipeChanged}
	case !r.trigger.StillHolds(t.event):
		return verdict{outcome: Cancelled, reason: TriggerEnded}
	}
	view, done := e.view(t.event)
	defer done()
	switch match, err := r.program.Match(view); {
	case err != nil:
		return verdict{outcome: Error, err: fmt.Errorf("filter: %w", err)}
	case !match:
		return verdict{outcome: Cancelled, reason: NoLongerMatch}
	}
	a := &r.actions[t.Action]
	item, err := target(a.config, t.event)
	if err == nil {
		t.Item = item
		err = e.fill(a, t, view)
	}
	if err != nil {
		return e.verdict(t, 0, action.Permanent(err))
	}
	return verdict{}
}

// Fire is [Engine.Tick] for a host whose own queue wakes it: when the row with the key, in the version that the queue
// was given, is live and due, everything that is due is carried out. Otherwise it does nothing: the row was moved,
// cancelled or done, or the queue is early. Key and version are those that the host's store saw in Put.
func (e *Engine) Fire(ctx context.Context, key string, version uint64) error {
	due := false
	err := e.update(ctx, key, func(_ context.Context, tx schedule.Tx) error {
		row, ok, err := tx.Get(key)
		due = ok && row.Version == version && !row.Due.IsZero() && !row.Due.After(e.now())
		return err
	})
	if err != nil || !due {
		return err
	}
	_, err = e.Tick(ctx)
	return err
}

// stale is the outcome of a claim that is void: somebody else answers for the row.
const stale Outcome = "stale"

// begin makes sure, in the thread's own turn, that the claim still holds and that nothing was heard that cancels the
// task, and marks an irreversible action as begun.
func (e *Engine) begin(ctx context.Context, t *task, attempt int) (v verdict, err error) {
	err = e.update(ctx, t.Thread, func(_ context.Context, tx schedule.Tx) error {
		v = verdict{}
		row, ok, err := tx.Get(t.claim.Key)
		if err != nil {
			return err
		}
		if !ok || row.Fence != t.claim.Fence {
			v.outcome = stale
			return nil
		}
		if t.waits() {
			x := transaction{e: e, tx: tx}
			reason, err := x.heard(t, &t.event)
			if err != nil {
				return err
			}
			if reason != "" {
				v = verdict{outcome: Cancelled, reason: reason}
				return nil
			}
		}
		if t.config == nil || !e.once(t.config) {
			return nil
		}
		begun := *t
		begun.Started, begun.Tries = true, attempt
		job, err := begun.job(e.now().Add(e.lease()))
		if err != nil {
			return err
		}
		t.claim, err = tx.Put(job)
		return err
	})
	return v, err
}
