package recipe

import (
	"errors"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// reschedule works the instant of an action that waits out again, from the items that the event brings: it moves, or is gone.
// A value that is no instant is reported when the action comes due.
func (x *transaction) reschedule(j schedule.Job, ev *incoming) error {
	t, err := decodeTask(j)
	if err != nil {
		return err
	}
	t.claim = j
	r, end := x.e.present(x.e.loaded(), t)
	if end.outcome != "" || !t.updateItems(ev) {
		return nil
	}
	switch end := x.e.recomputeDue(r, t, true); {
	case end.outcome == Waiting && end.reason == Moved:
		job, err := t.job(wakes(t.Due, x.now))
		if err != nil {
			return err
		}
		if _, err := x.tx.Put(job); err != nil {
			return err
		}
		x.reportEarlier(t, end)
	case end.outcome == Cancelled || end.outcome == Skipped:
		if _, err := x.tx.Drop(j.Key); err != nil {
			return err
		}
		return x.releaseAndReport(t, end)
	}
	return nil
}

// updateItems replaces the items of the task's event by the same ones of a later event of the thread, and reports whether there
// were any.
func (t *task) updateItems(ev *incoming) (fresh bool) {
	if k := t.event.Case; k != nil && ev.Case != nil && k.ID == ev.Case.ID {
		t.event.Case, fresh = ev.Case, true
	}
	if m := t.event.Mention; m != nil && ev.Mention != nil && m.ID == ev.Mention.ID {
		t.event.Mention, fresh = ev.Mention, true
	}
	if d := t.event.Record; d != nil && ev.Record != nil && d.Source == ev.Record.Source && d.Object == ev.Record.Object && d.ID == ev.Record.ID {
		t.event.Record, fresh = ev.Record, true
	}
	t.setEvent(t.event)
	return fresh
}

// recomputeDue works the instant of a task out again, and sets it. The ending says that it moved, or why it is missing; the zero
// ending that it is as it was. At an event that is done as the recipe is by now; when the task comes due, only if its items say
// another instant or duration than before: an edit alone moves nothing. A repeat counts from its first time: after
// that nothing moves it, but an instant that is gone ends the rest.
func (e *Engine) recomputeDue(r *rule, t *task, atEvent bool) (end ending) {
	defer end.panics()
	a := &r.actions[t.Action]
	if !a.dueFromItem() {
		return ending{}
	}
	v := e.view(t.event)
	defer e.done(v)
	b, err := a.basis(t.Armed, v)
	var due time.Time
	if err == nil {
		if t.Nth > 1 || !atEvent && b.same(t.Basis) {
			return ending{}
		}
		due, err = a.due(b, e.now())
	}
	reason, skipped := action.SkipReason(err)
	switch {
	case skipped && reason == NoInstant, errors.Is(err, errNeverDue):
		return cancelledBy(NoInstant)
	case due.Equal(t.Due):
		return ending{} // it may be long over by now: hours put the action off
	case err != nil:
		return endingOf(err)
	}
	t.Due, t.Slot, t.Basis = due, due, &b
	return ending{outcome: Waiting, reason: Moved, retry: due}
}
