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
	// The try is over: its ending is stored even when the caller's ctx has ended.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.deadline())
	defer cancel()
	var res result
	err := e.update(ctx, e.counting(t.scope(), e.after(t)...), func(ctx context.Context, tx schedule.Tx) (err error) {
		res, err = e.settleIn(ctx, tx, t, end)
		return err
	})
	if end.outcome == Failed || end.outcome == Ambiguous {
		e.logger().WarnContext(ctx, "action failed", "recipe", t.Recipe.ID, "action", t.Action, "kind", t.Do,
			"item", t.Item.String(), "outcome", string(end.outcome), "reason", string(end.reason), "attempt", t.Tries, "error", end.err)
	}
	return e.unsettled(t, res, err)
}

// unsettled reports a task as waiting for its claim to pass when the store did not keep how its try ended.
func (e *Engine) unsettled(t *task, res result, err error) (result, error) {
	if err == nil {
		return res, nil
	}
	return result{reports: []ActionReport{e.report(t, e.now(), ending{outcome: Waiting, err: err, retry: t.until})}}, notRecorded(err)
}

// settleIn settles a task inside a transaction of its thread.
func (e *Engine) settleIn(ctx context.Context, tx schedule.Tx, t *task, end ending) (result, error) {
	x := transaction{e: e, tx: tx, now: e.now()}
	s := x.e.report(t, x.now, end)
	if end.outcome != Waiting {
		s.Output = t.output.Shown()
	}
	if end.outcome == collected {
		s.Outcome, s.With = Waiting, nil
	}
	if x.e.History != nil {
		x.entries = append(x.entries, matchEntries(t, s)...)
	}
	res := result{reports: []ActionReport{s}}
	switch err := x.settle(t, end, &res); {
	case errors.Is(err, schedule.ErrStale) && t.output == nil: // it was not tried, and whoever holds it now says what became of it
		return result{}, nil
	case err != nil && !errors.Is(err, schedule.ErrStale):
		return result{}, err
	}
	res.report.Actions = x.reports
	return res, x.close(ctx)
}

// settle ends the claim on the task's row; the first report of res is the task's own. A claim that has expired, ErrStale,
// changes nothing in the report of an action that was done.
func (x *transaction) settle(t *task, end ending, res *result) error {
	if end.outcome == Waiting {
		return x.retry(t, end)
	}
	own := *t // the transaction may run again from the start
	t = &own
	if err := x.settleRan(t, end); err != nil {
		return err
	}
	if err := x.giveBack(t, end); err != nil {
		return err
	}
	switch {
	case end.outcome == Skipped && end.reason == action.Limited: // the times of a repeat count as one
	case end.outcome == Skipped && end.reason == TooLate && t.Worked && t.Nth < 2: // so are they all
	case end.outcome != Cancelled:
		if err := x.again(t, res); err != nil {
			return err
		}
	case t.polled() && forgets(end.reason):
		if _, err := x.tx.Drop(trackKey(t.Recipe.ID, t.event.Record)); err != nil {
			return err
		}
	}
	switch end.outcome {
	case Done, Skipped, collected:
		return x.goOn(t, res)
	case Failed, Ambiguous:
		if t.repeats() {
			break // the next time tries again
		}
		dead, err := x.bury(t)
		if err != nil {
			return err
		}
		res.reports[0].DeadLetter = dead
	}
	if !t.Stop {
		return x.goOn(t, res)
	}
	for _, n := range t.Next {
		n.event = t.event
		s := x.e.report(&n, x.now, ending{outcome: Skipped, reason: StoppedBefore})
		res.reports = append(res.reports, s)
		x.entries = append(x.entries, actionEntry(&n, s))
	}
	return nil
}

// settleRan ends the claim on the task's row, which becomes that of an action that ran, if it is to leave one.
func (x *transaction) settleRan(t *task, end ending) error {
	first := t.FromFirst && len(t.Unless) > 0
	if first {
		reason, err := x.heard(t)
		if err != nil {
			return err
		}
		first = reason == ""
	}
	if end.outcome == Cancelled || t.repeats() || t.Digest != nil || t.polled() || !first && !t.waits() {
		return x.tx.Settle(t.claim.Key, t.claim.Fence, time.Time{})
	}
	row, ok, err := get(x.tx, t.claim.Key)
	switch {
	case err != nil:
		return err
	case !ok || row.Fence != t.claim.Fence:
		return schedule.ErrStale
	}
	due := x.now.Add(keepRan)
	if first {
		due = x.now.Add(MaxAfter.Std())
	}
	payload, err := writeState(ran{waiting{Recipe: t.Recipe, wait: t.wait}, x.now})
	if err != nil {
		return err
	}
	place := waitsOf(t) + key(t.thread())
	if t.claim.Key != place {
		if err := x.tx.Settle(t.claim.Key, t.claim.Fence, time.Time{}); err != nil {
			return err
		}
	}
	_, err = x.tx.Put(schedule.Job{Key: place, Kind: signalKind, Subject: t.thread(), Names: t.Names, Due: due, Payload: payload})
	return err
}
