package recipe

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// settle stores the ending of a try: its row, the history, and the actions after it.
func (e *Engine) settle(ctx context.Context, t *task, end ending) (result, error) {
	ctx, cancel := e.detached(ctx)
	defer cancel()
	var res result
	err := e.update(ctx, e.withQuotas(t.scope(), e.followers(t)...), func(ctx context.Context, tx schedule.Tx) (err error) {
		x := transaction{e: e, tx: tx, now: e.now()}
		if res, err = x.settleTask(t, end); err != nil {
			return err
		}
		res.report.Actions = x.reports
		return x.close(ctx)
	})
	e.logFailure(ctx, t, end)
	return e.reportUnsettled(t, res, err)
}

// detached returns a ctx for storing what has happened, even when the caller's ctx has ended.
func (e *Engine) detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), e.deadline())
}

func (e *Engine) logFailure(ctx context.Context, t *task, end ending) {
	if end.outcome == Failed || end.outcome == Ambiguous {
		e.logger().WarnContext(ctx, "action failed", "recipe", t.Recipe.ID, "action", t.Action, "kind", t.Do,
			"item", t.Item.String(), "outcome", string(end.outcome), "reason", string(end.reason), "attempt", t.Tries, "error", end.err)
	}
}

// reportUnsettled reports a task as waiting for its claim to pass when the store does not have the ending of its try.
func (e *Engine) reportUnsettled(t *task, res result, err error) (result, error) {
	if err == nil {
		return res, nil
	}
	return result{reports: []ActionReport{e.report(t, e.now(), ending{outcome: Waiting, err: err, retry: t.until})}}, notRecorded(err)
}

// settleTask settles a task inside a transaction of its thread, and reports it.
func (x *transaction) settleTask(t *task, end ending) (result, error) {
	s := x.e.report(t, x.now, end)
	if end.outcome != Waiting {
		s.Output = t.output.Shown()
	}
	if end.outcome == collected {
		s.Outcome, s.With = Waiting, nil
	}
	entries := len(x.entries)
	x.noteMatches(t, s)
	res := result{reports: []ActionReport{s}}
	switch err := x.settle(t, end, &res); {
	case errors.Is(err, schedule.ErrStale) && t.output == nil: // it was not tried, and whoever has the claim now reports its ending
		x.entries = x.entries[:entries]
		return result{}, nil
	case err != nil && !errors.Is(err, schedule.ErrStale):
		return result{}, err
	}
	return res, nil
}

// settle ends the claim on the task's row; the first report of res is the task's own. A claim that has expired, ErrStale,
// changes nothing in the report of an action that was done.
func (x *transaction) settle(t *task, end ending, res *result) error {
	if end.outcome == Waiting {
		return x.putRetry(t, end)
	}
	own := *t // the transaction may run again from the start
	t = &own
	if err := x.settleRow(t, end); err != nil {
		return err
	}
	if err := x.release(t, end); err != nil {
		return err
	}
	switch {
	case end.outcome == Skipped && end.reason == action.Limited: // the times of a repeat count as one
	case end.outcome == Skipped && end.reason == TooLate && t.DueFromItem && t.Nth < 2: // so are they all
	case end.outcome != Cancelled:
		if err := x.armNext(t, res); err != nil {
			return err
		}
	case t.polled() && forgets(end.reason):
		if _, err := x.tx.Drop(trackKey(t.Recipe.ID, t.event.Record)); err != nil {
			return err
		}
	}
	switch end.outcome {
	case Done, Skipped, collected:
		return x.storeFollowers(t, res)
	case Failed, Ambiguous:
		if t.repeats() {
			break // the next time tries again
		}
		dead, err := x.putDeadTask(t)
		if err != nil {
			return err
		}
		res.reports[0].DeadLetter = dead
	}
	if !t.Stop {
		return x.storeFollowers(t, res)
	}
	for _, n := range t.Next {
		n.setEvent(t.event)
		s := x.e.report(&n, x.now, ending{outcome: Skipped, reason: StoppedBefore})
		res.reports = append(res.reports, s)
		x.note(&n, s)
	}
	return nil
}

// settleRow ends the claim on the task's row, which becomes that of an action that ran, if it is to leave one.
func (x *transaction) settleRow(t *task, end ending) error {
	first := t.FromFirst && len(t.Unless) > 0
	if first {
		reason, err := x.signalSince(t)
		if err != nil {
			return err
		}
		first = reason == ""
	}
	if end.outcome == Cancelled || t.repeats() || t.Digest != nil || t.polled() || !first && !t.waits() {
		return x.settleClaim(t)
	}
	if err := x.checkClaim(t); err != nil {
		return err
	}
	due := x.now.Add(keepRan)
	if first {
		due = x.now.Add(MaxAfter.Std())
	}
	payload, err := encodeState(&ranRow{waitHead{Recipe: t.Recipe, wait: t.wait}, x.now})
	if err != nil {
		return err
	}
	place := waitsOf(t) + key(t.thread())
	if t.claim.Key != place {
		if err := x.settleClaim(t); err != nil {
			return err
		}
	}
	_, err = x.tx.Put(schedule.Job{Key: place, Kind: signalKind, Subject: t.thread(), Names: t.Names, Due: due, Payload: payload})
	return err
}

// settleClaim removes the row of the claim.
func (x *transaction) settleClaim(t *task) error {
	if t.unwritten {
		return nil
	}
	if err := x.checkClaim(t); err != nil {
		return err
	}
	return x.tx.Settle(t.claim.Key, x.valid.Fence, time.Time{})
}
