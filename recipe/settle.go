package recipe

import (
	"context"
	"errors"

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

// retry makes the row come due again. It is not begun any more; one that waited waits again.
func (x *transaction) retry(t *task, end ending) error {
	row, ok, err := get(x.tx, t.claim.Key)
	switch {
	case err != nil:
		return err
	case !ok || row.Fence != t.claim.Fence:
		return schedule.ErrStale
	case end.asItWas:
		return x.putOff(row, t, end)
	}
	job, err := t.retried().job(end.retry)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}

// putOff makes a row that was not begun come due again as it was, but for when, and how often its items could not be read.
func (x *transaction) putOff(row schedule.Job, t *task, end ending) error {
	was, err := readTask(row)
	if err != nil {
		return err
	}
	was.claim = row
	switch {
	case end.err != nil:
		was.Unread++
	case end.reason == HoursClosed:
		was.Slot, was.PutOff = end.retry, !was.waits() // the next time counts from there
	default:
		was.Due, was.Slot, was.Basis = t.Due, t.Slot, t.Basis
	}
	job, err := was.job(wakes(end.retry, x.now))
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}
