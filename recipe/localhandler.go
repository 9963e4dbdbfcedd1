package recipe

import (
	"context"
	"errors"
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// runLocal tries a task inside the transaction that settles it. Unless it is done, its writes are rolled back.
func (e *Engine) runLocal(ctx context.Context, t *task) (result, error) {
	var res result
	var before Report
	err := e.current(ctx, t.names(), &before, func() error {
		about := e.withQuotas(t.scope(), e.followers(t)...)
		if t.roundRobin {
			about.Subjects = append(slices.Clip(about.Subjects), roundRobinKey(t))
		}
		return e.update(ctx, about, func(ctx context.Context, tx schedule.Tx) (err error) {
			res, err = e.localIn(ctx, tx, t)
			return err
		})
	})
	var failed *failedTry
	if errors.As(err, &failed) {
		res, err = e.settle(ctx, t, failed.end)
	} else {
		res, err = e.reportUnsettled(t, res, err)
	}
	before.append(res.report)
	res.report = before
	return res, err
}

// localIn tries a task inside a transaction of its thread.
func (e *Engine) localIn(ctx context.Context, tx schedule.Tx, t *task) (result, error) {
	x := transaction{e: e, tx: tx}
	if err := x.checkClaim(t); errors.Is(err, schedule.ErrStale) {
		return e.leftToOther(t), nil
	} else if err != nil {
		return result{}, err
	}
	var end ending
	var err error
	if t.waits() || t.PutOff { // the thread has the last word: no signal came up to here
		if err := upToDate(tx, t.names()); err != nil {
			return result{}, err
		}
		reason, err := x.signalSince(t)
		if err != nil {
			return result{}, err
		}
		if reason != "" {
			end = cancelledBy(reason)
		}
	}
	if end.outcome == "" {
		if end, err = x.try(ctx, t, nil); err != nil {
			return result{}, err
		}
	}
	x.now = e.now()
	res, err := x.settleTask(t, end)
	if err != nil {
		return result{}, err
	}
	res.report.Actions = x.reports
	return res, x.close(ctx)
}

// mostUnstored is how often a row is taken before its tries are stored as begun: a handler that ends its process must not be
// called for ever.
const mostUnstored = 5

// runsAsItBegins reports whether a task that came due is begun, carried out and settled in one transaction.
func (e *Engine) runsAsItBegins(t *task) bool {
	return e.runsInTransaction(t) && !t.roundRobin && t.Digest == nil && !t.Begun && t.claim.Attempt <= mostUnstored
}

// runDue begins, carries out and settles a task that came due, and then runs those after it.
func (e *Engine) runDue(ctx context.Context, t *task, report *Report) error {
	var ran task
	var end ending
	var res result
	err := e.current(ctx, t.names(), report, func() error {
		return e.untilSettled(ctx, func(ctx context.Context, failed map[string]failedTry) error {
			about := e.withQuotas(t.scope(), append(e.followers(t), t)...)
			return e.update(ctx, about, func(ctx context.Context, tx schedule.Tx) (err error) {
				ran = *t
				x := transaction{e: e, tx: tx, now: e.now()}
				if end, res, err = x.runDue(ctx, &ran, failed); err != nil {
					return err
				}
				res.report.Actions = x.reports
				return x.close(ctx)
			})
		})
	})
	if err != nil {
		return err
	}
	e.logFailure(ctx, &ran, end)
	report.Actions = append(report.Actions, res.all()...)
	return e.finish(ctx, res.next, report)
}

// runDue is one try of it. The ending is the task's own, unless the claim on its row is void.
func (x *transaction) runDue(ctx context.Context, t *task, failed map[string]failedTry) (end ending, res result, err error) {
	if err := x.checkClaim(t); err != nil {
		if errors.Is(err, schedule.ErrStale) {
			return ending{outcome: stale}, result{}, nil
		}
		return ending{}, result{}, err
	}
	begun := *t
	begun.Tries++
	switch reason, err := x.over(&begun); {
	case err != nil:
		return ending{}, result{}, err
	case reason != "":
		end = cancelledBy(reason)
	default:
		if end, err = x.reserve(&begun); err != nil {
			return ending{}, result{}, err
		}
	}
	if end.outcome == "" {
		*t = begun
		if end, err = x.try(ctx, t, failed); err != nil {
			return ending{}, result{}, err
		}
	}
	x.now = x.e.now()
	res, err = x.settleTask(t, end)
	return end, res, err
}

// try calls the local handler of a task inside the transaction, unless it failed in an earlier try of the transaction. An
// ending other than done undoes the transaction, which is run again with that ending.
func (x *transaction) try(ctx context.Context, t *task, failed map[string]failedTry) (ending, error) {
	if f, ok := failed[t.Key]; ok {
		t.Tries, t.output, t.started = f.tries, f.output, f.started
		return f.end, nil
	}
	end := x.e.tried(t, x.e.call(ctx, t, x.tx))
	if end.outcome != Done {
		return ending{}, &failedTry{t.Key, end, t.Tries, t.output, t.started}
	}
	return end, nil
}
