package recipe

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// runAll carries out what a firing has to do now, in the order of its actions, and completes its reports.
func (e *Engine) runAll(ctx context.Context, f *firing) error {
	var errs []error
	for queue := f.tasks; len(queue) > 0; queue = queue[1:] {
		t := &queue[0]
		if t.waits() {
			continue
		}
		res, err := e.run(ctx, t, 1)
		if err != nil {
			errs = append(errs, fmt.Errorf("recipe %s: actions[%d]: %w", t.Recipe.ID, t.Action, err))
		}
		for _, s := range res.steps {
			f.Steps[s.Action] = s
		}
		queue = append(queue[:1:1], append(res.next, queue[1:]...)...)
	}
	f.hold()
	f.Outcome, f.Reason, f.Err = summary(f.Steps)
	return errors.Join(errs...)
}

// hold reports the steps that were not begun, since one before them is to be tried again, as waiting for it.
func (f *firing) hold() {
	var due time.Time
	for i := range f.Steps {
		s := &f.Steps[i]
		switch s.Outcome {
		case Waiting:
			due = s.Due
		case Planned:
			s.Outcome, s.Due, s.With = Waiting, due, nil
		}
	}
}

// result is what running a task led to.
type result struct {
	steps []Step // its own, and those of the tasks behind it that were skipped or put off
	next  []task // the tasks behind it that the caller must run now
}

// run tries a task whose row the caller holds, and settles the row. An error means that the store did not keep how
// it ended: the action is tried again, with the same key, when the claim on the row has passed.
func (e *Engine) run(ctx context.Context, t *task, attempt int) (result, error) {
	switch {
	case t.fault != nil:
		return e.settle(ctx, t, attempt, verdict{outcome: Failed, err: t.fault})
	case t.Digest == nil && collects(t.config):
		return e.collect(ctx, t, attempt)
	case e.handlers().Local(t.Do):
		return e.runLocal(ctx, t, attempt)
	}
	return e.settle(ctx, t, attempt, e.verdict(t, attempt, e.call(ctx, t.config, e.input(t, attempt))))
}

func (e *Engine) input(t *task, attempt int) action.Input {
	return action.Input{
		Event: t.event, Recipe: t.Recipe, Run: t.Run, Index: t.Action, Item: t.Item, Key: t.Key,
		Attempt: attempt, Turn: t.Turn, At: e.now(), Digest: t.Digest,
	}
}

// call runs the handler under its deadline. A panic is an error.
func (e *Engine) call(ctx context.Context, c action.Config, in action.Input) (err error) {
	if ctx.Err() != nil { // not begun
		return action.Retry(0, ctx.Err())
	}
	defer func() {
		if p := recover(); p != nil {
			e.logger().ErrorContext(ctx, "handler panicked", "recipe", in.Recipe.ID, "action", in.Index,
				"kind", c.Kind(), "stack", string(debug.Stack()))
			err = &handlerPanic{panicError(p)}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, e.deadline())
	defer cancel()
	return e.handlers().Run(ctx, c, in)
}

type handlerPanic struct{ error }

// verdict is how a try ended.
type verdict struct {
	outcome   Outcome
	reason    string
	err       error
	unchanged bool
	retry     time.Time // when it is tried again, on Waiting
}

func (e *Engine) verdict(t *task, attempt int, err error) verdict {
	var panicked *handlerPanic
	again, asked := action.RetryAfter(err)
	switch reason, skipped := action.SkipReason(err); {
	case err == nil:
		return verdict{outcome: Done}
	case errors.Is(err, action.ErrUnchanged):
		return verdict{outcome: Done, unchanged: true}
	case skipped:
		return verdict{outcome: Skipped, reason: reason}
	case errors.As(err, &panicked) && e.once(t.config):
		return verdict{outcome: Ambiguous, err: err}
	case errors.As(err, &panicked):
		return verdict{outcome: Error, err: err}
	case action.IsPermanent(err):
		return verdict{outcome: Failed, err: err}
	case e.once(t.config) && !asked:
		return verdict{outcome: Ambiguous, err: err}
	case attempt >= MaxAttempts:
		return verdict{outcome: Failed, err: err}
	}
	if again == 0 {
		again = backoff(t.Key, attempt)
	}
	return verdict{outcome: Waiting, err: err, retry: e.now().Add(again)}
}

// settle writes down how a try ended: its row, the history, and what follows from it.
func (e *Engine) settle(ctx context.Context, t *task, attempt int, v verdict) (result, error) {
	// The try is over: it is written down even when the caller has given up meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.deadline())
	defer cancel()
	var res result
	err := e.update(ctx, t.Thread, func(ctx context.Context, tx schedule.Tx) (err error) {
		res, err = e.settleIn(ctx, tx, t, attempt, v)
		return err
	})
	if v.outcome == Failed || v.outcome == Error || v.outcome == Ambiguous {
		e.logger().WarnContext(ctx, "action failed", "recipe", t.Recipe.ID, "action", t.Action, "kind", t.Do,
			"item", t.Item.String(), "outcome", string(v.outcome), "attempt", attempt, "error", v.err)
	}
	return e.unsettled(t, attempt, res, err)
}

// unsettled reports a task as waiting for its claim to pass when the store did not keep how its try ended.
func (e *Engine) unsettled(t *task, attempt int, res result, err error) (result, error) {
	if err == nil {
		return res, nil
	}
	s := t.step(e.now(), Waiting)
	s.Due, s.Err, s.Attempt = e.now().Add(e.lease()), err, attempt
	return result{steps: []Step{s}}, err
}

// settleIn settles a task inside a transaction of its thread.
func (e *Engine) settleIn(ctx context.Context, tx schedule.Tx, t *task, attempt int, v verdict) (result, error) {
	now := e.now()
	s := t.step(now, v.outcome)
	s.Reason, s.Err, s.Unchanged, s.Due, s.Attempt = v.reason, v.err, v.unchanged, v.retry, attempt
	if v.outcome == collected {
		s.Outcome, s.With = Waiting, nil
	}
	res := result{steps: []Step{s}}
	x := transaction{e: e, tx: tx, now: now}
	if err := x.open(t.Thread); err != nil {
		return result{}, err
	}
	x.entries = append(x.entries, matchEntries(t, s)...)
	if err := x.settle(t, attempt, v, &res); err != nil {
		return result{}, err
	}
	return res, x.close(ctx)
}

// settle ends the claim on the task's row. A claim that is void by now changes nothing: what was done was done.
func (x *transaction) settle(t *task, attempt int, v verdict, res *result) error {
	if v.outcome == Waiting {
		return x.retry(t, attempt, v)
	}
	if err := x.tx.Settle(t.claim.Key, t.claim.Fence, time.Time{}); errors.Is(err, schedule.ErrStale) {
		return nil
	} else if err != nil {
		return err
	}
	x.waits.remove(t.claim.Key)
	switch v.outcome {
	case Done, Skipped, collected:
		return x.goOn(t, res)
	case Failed, Error, Ambiguous:
		if err := x.bury(t); err != nil {
			return err
		}
	}
	for _, n := range t.Next {
		n.event = t.event
		s := n.step(x.now, Skipped)
		s.Reason = StoppedBefore
		res.steps = append(res.steps, s)
		x.entries = append(x.entries, stepEntry(n.Recipe, s, nil))
	}
	return nil
}

// retry makes the row come due again. It is not begun any more.
func (x *transaction) retry(t *task, attempt int, v verdict) error {
	row, ok, err := x.tx.Get(t.claim.Key)
	if err != nil || !ok || row.Fence != t.claim.Fence {
		return err
	}
	if !t.Started {
		return x.tx.Settle(row.Key, row.Fence, v.retry)
	}
	again := *t
	again.Started, again.Tries = false, attempt
	job, err := again.job(v.retry)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}

// goOn keeps the tasks behind one that is done.
func (x *transaction) goOn(t *task, res *result) error {
	if len(t.Next) == 0 {
		return nil
	}
	next := chain(t.Next)
	for i := range next {
		next[i].event = t.event
		next[i].ready(x.e)
	}
	steps := make([]Step, next[len(next)-1].Action+1)
	if err := x.put(next, steps); err != nil {
		return err
	}
	for _, n := range next {
		if n.waits() {
			res.steps = append(res.steps, steps[n.Action])
		} else {
			res.next = append(res.next, n)
		}
	}
	return nil
}
