package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/rowjson"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// errUnknownEnd is the fault of an irreversible action that was begun and never settled.
var errUnknownEnd = errors.New("the process ended during the action")

// waitHead has the fields of a wait's row that are checked before it is decoded as a whole.
type waitHead struct {
	version
	Recipe action.Recipe `json:"recipe"`
	wait
	Begun bool `json:"begun"`
	Nth   int  `json:"nth,omitempty"`
}

// decode decodes a payload's head.
func (w *waitHead) decode(payload []byte) error {
	line, _, _ := bytes.Cut(payload, []byte("\n"))
	var t task
	if p := rowjson.NewParser(line); taskTable.Parse(p, &t) && p.AtEnd() {
		*w = waitHead{version: t.version, Recipe: t.Recipe, wait: t.wait, Begun: t.Begun, Nth: t.Nth}
		return nil
	}
	return json.NewDecoder(bytes.NewReader(line)).Decode(w)
}

// cancelWaits drops the waits of the thread that the event's signals cancel.
func (x *transaction) cancelWaits(ev *incoming) error {
	found := signals(ev.Event)
	err := inThread(x.tx, workKind, ev.threads, "", func(j schedule.Job) error {
		var w waitHead
		switch err := w.decode(j.Payload); {
		case w.V > rowVersion:
			return nil // the signal is stored for processes that know the recipe
		case err != nil:
			return err
		}
		if w.Begun && (!w.Due.IsZero() || w.Nth == 0) {
			return nil // it waits no more
		}
		if s := w.signalOf(ev, found); s != "" {
			return x.cancelRow(j, Reason(s))
		}
		if w.DueFromItem {
			return x.reschedule(j, ev)
		}
		return nil
	})
	if err != nil || !x.e.loaded().firsts {
		return err
	}
	return x.forgetRan(ev, found)
}

// signalOf returns the signal of the event that is in the action's unless, or "".
func (w *waitHead) signalOf(ev *incoming, found []action.Signal) action.Signal {
	for _, s := range w.Unless {
		if slices.Contains(found, s) && w.isBefore(ev, s) && !causedBy(ev.Event, w.Recipe.ID, w.Root) {
			return s
		}
	}
	return ""
}

// isBefore reports whether the signal of the event, which is applied now, is later than the event that armed the wait. One
// instant counts as later for a customer's reply to an agent or a recipe, which was there to be answered.
func (w *wait) isBefore(ev *incoming, s action.Signal) bool {
	if ev.comparedAt.Equal(w.comparedAt()) {
		return w.mayBeAnswer(s)
	}
	return ev.comparedAt.After(w.comparedAt())
}

// mayBeAnswer reports whether the signal may be an answer of the very instant.
func (w *wait) mayBeAnswer(s action.Signal) bool {
	return s == action.CustomerReply && (w.By == trigger.Agent || w.By == trigger.Recipe)
}

// cancelRow cancels a wait.
func (x *transaction) cancelRow(j schedule.Job, reason Reason) error {
	if _, err := x.tx.Drop(j.Key); err != nil {
		return err
	}
	return x.reportCancelled(j, reason)
}

// reportCancelled reports the task of a row that was dropped or replaced.
func (x *transaction) reportCancelled(job schedule.Job, reason Reason) error {
	t, err := decodeTask(job)
	if err != nil {
		return err
	}
	return x.releaseAndReport(t, cancelledBy(reason))
}

// releaseAndReport reports the ending of a task whose row is dropped. Its part of its limit is released if no try had
// an effect or is going on.
func (x *transaction) releaseAndReport(t *task, end ending) error {
	x.reportEarlier(t, end)
	if t.Begun {
		return nil
	}
	return x.release(t, end)
}

// reportEarlier reports how a task of an earlier event ended.
func (x *transaction) reportEarlier(t *task, end ending) {
	s := x.e.report(t, x.now, end)
	x.reports = append(x.reports, s)
	x.note(t, s)
}

// arm puts a task off until it is due, and moves those of its action that wait in the thread. Signals of the thread after
// the event that were applied before it cancel the task at once.
func (x *transaction) arm(t *task) (ActionReport, error) { return x.armAs(t, waitingUntil(t.Due)) }

// armAs is arm for a task that waits for a reason.
func (x *transaction) armAs(t *task, waits ending) (ActionReport, error) {
	reason, err := x.signalSince(t)
	if err != nil {
		return ActionReport{}, err
	}
	last, kept, err := x.waitsBefore(t)
	switch {
	case err != nil:
		return ActionReport{}, err
	case reason == "" && kept != "":
		return x.reportOwn(t, ending{outcome: Skipped, reason: kept}), nil
	case reason == "" && slices.ContainsFunc(last, func(one *task) bool { return one.Armed.After(t.Armed) && !t.FromFirst }):
		reason = Rearmed // events out of order: the later one counts
	}
	if reason != "" {
		return x.reportOwn(t, cancelledBy(reason)), nil
	}
	for _, one := range last {
		if err := x.superseded(one, Rearmed); err != nil {
			return ActionReport{}, err
		}
		t.inheritRest(one)
	}
	job, err := x.job(t, wakes(t.Due, x.now))
	if err != nil {
		return ActionReport{}, err
	}
	if _, err := x.tx.Put(job); err != nil {
		return ActionReport{}, err
	}
	return x.reportOwn(t, waits), nil
}

// waitsBefore returns the rows of the task's action that wait in its thread. Where the first event counts, the reason says
// why another one does not arm it: it waits since an earlier one, or ran for one and no signal of its unless came since.
func (x *transaction) waitsBefore(t *task) (last []*task, reason Reason, err error) {
	err = inThread(x.tx, workKind, t.Names, waitsOf(t), func(j schedule.Job) error {
		one, err := decodeTask(j)
		if err != nil {
			return err
		}
		one.claim = j
		switch over, err := x.switchedOff(one); {
		case err != nil:
			return err
		case over != "":
			return x.superseded(one, over)
		}
		last = append(last, one)
		if t.FromFirst && t.Nth < 2 && (one.Nth > 1 || !one.Armed.After(t.Armed)) {
			reason = ArmedBefore
		}
		return nil
	})
	if err == nil && reason == "" && t.FromFirst && t.Nth < 2 {
		reason, err = x.ranBefore(t)
	}
	return last, reason, err
}

// switchedOff returns the reason with which a wait was cancelled for good, when its recipe or action was switched off since:
// it does not keep a later event from arming the action.
func (x *transaction) switchedOff(t *task) (reason Reason, err error) {
	all, err := loadSwitchOffs(x.tx, t)
	return all.since(t.Since), err
}

// superseded drops the row of a task in favour of a later one: it waited, or it was begun and its end may never be told. When
// it is being tried at this moment, whoever does so tells how that ends beside it.
func (x *transaction) superseded(t *task, reason Reason) error {
	if _, err := x.tx.Drop(t.claim.Key); err != nil {
		return err
	}
	if !t.Started {
		return x.releaseAndReport(t, cancelledBy(reason))
	}
	dead, err := x.putDeadTask(t)
	if err != nil {
		return err
	}
	x.reportEarlier(t, ending{outcome: Ambiguous, err: errUnknownEnd})
	x.reports[len(x.reports)-1].DeadLetter = dead
	return nil
}
