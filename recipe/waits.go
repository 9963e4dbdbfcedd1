package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// errUnknownEnd is the fault of an irreversible action that was begun and never settled.
var errUnknownEnd = errors.New("the process ended during the action")

// waiting has the fields of a wait's row that are checked before it is decoded as a whole.
type waiting struct {
	version
	Recipe action.Recipe `json:"recipe"`
	wait
	Begun bool `json:"begun"`
	Nth   int  `json:"nth,omitempty"`
}

// cancel drops the waits of the thread that the event's signals cancel.
func (x *transaction) cancel(ev *arrival) error {
	found := signals(ev.Event)
	err := inThread(x.tx, workKind, ev.threads, "", func(j schedule.Job) error {
		var w waiting
		switch err := json.NewDecoder(bytes.NewReader(j.Payload)).Decode(&w); {
		case w.V > rowVersion:
			return nil // the signal is stored for processes that know the recipe
		case err != nil:
			return err
		}
		if w.Begun && (!w.Due.IsZero() || w.Nth == 0) {
			return nil // it waits no more
		}
		if s := w.heard(ev, found); s != "" {
			return x.drop(j, Reason(s))
		}
		if w.Worked {
			return x.rework(j, ev)
		}
		return nil
	})
	if err != nil || !x.e.loaded().firsts {
		return err
	}
	return x.forgetRan(ev, found)
}

// heard returns the signal of the event that is in the action's unless, or "".
func (w *waiting) heard(ev *arrival, found []action.Signal) action.Signal {
	for _, s := range w.Unless {
		if slices.Contains(found, s) && w.before(ev, s) && !causedBy(ev.Event, w.Recipe.ID, w.Root) {
			return s
		}
	}
	return ""
}

// before reports whether the signal of the event, which is applied now, is later than the event that armed the wait. One
// instant counts as later for a customer's reply to an agent or a recipe, which was there to be answered.
func (w *wait) before(ev *arrival, s action.Signal) bool {
	if ev.heard.Equal(w.since()) {
		return w.answered(s)
	}
	return ev.heard.After(w.since())
}

// answered reports whether the signal may be an answer of the very instant.
func (w *wait) answered(s action.Signal) bool {
	return s == action.CustomerReply && (w.By == trigger.Agent || w.By == trigger.Recipe)
}

// drop cancels a wait.
func (x *transaction) drop(j schedule.Job, reason Reason) error {
	if _, err := x.tx.Drop(j.Key); err != nil {
		return err
	}
	return x.cancelled(j, reason)
}

// cancelled reports the task of a row that was dropped or replaced.
func (x *transaction) cancelled(job schedule.Job, reason Reason) error {
	t, err := readTask(job)
	if err != nil {
		return err
	}
	return x.ended(t, cancelledBy(reason))
}

// ended reports the ending of a task whose row is dropped. Its part of its limit is given back if no try had an effect or is
// going on.
func (x *transaction) ended(t *task, end ending) error {
	x.end(t, end)
	if t.Begun {
		return nil
	}
	return x.giveBack(t, end)
}

// end reports how a task of an earlier event ended.
func (x *transaction) end(t *task, end ending) {
	s := x.e.report(t, x.now, end)
	x.reports = append(x.reports, s)
	x.entries = append(x.entries, actionEntry(t, s))
}

// arm puts a task off until it is due, and moves those of its action that wait in the thread. Signals of the thread after
// the event that were heard before it cancel the task at once.
func (x *transaction) arm(t *task) (ActionReport, error) { return x.armed(t, waitingUntil(t.Due)) }

// armed is arm for a task that waits for a reason.
func (x *transaction) armed(t *task, waits ending) (ActionReport, error) {
	reason, err := x.heard(t)
	if err != nil {
		return ActionReport{}, err
	}
	last, kept, err := x.waitsBefore(t)
	switch {
	case err != nil:
		return ActionReport{}, err
	case reason == "" && kept != "":
		return x.tell(t, ending{outcome: Skipped, reason: kept}), nil
	case reason == "" && slices.ContainsFunc(last, func(one *task) bool { return one.Armed.After(t.Armed) && !t.FromFirst }):
		reason = Rearmed // events out of order: the later one counts
	}
	if reason != "" {
		return x.tell(t, cancelledBy(reason)), nil
	}
	for _, one := range last {
		if err := x.superseded(one, Rearmed); err != nil {
			return ActionReport{}, err
		}
		t.inherit(one)
	}
	job, err := x.job(t, wakes(t.Due, x.now))
	if err != nil {
		return ActionReport{}, err
	}
	if _, err := x.tx.Put(job); err != nil {
		return ActionReport{}, err
	}
	return x.tell(t, waits), nil
}

// waitsBefore returns the rows of the task's action that wait in its thread. Where the first event counts, the reason says
// why another one does not arm it: it waits since an earlier one, or ran for one and nothing of its unless was heard since.
func (x *transaction) waitsBefore(t *task) (last []*task, reason Reason, err error) {
	err = inThread(x.tx, workKind, t.Names, waitsOf(t), func(j schedule.Job) error {
		one, err := readTask(j)
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
	all, err := readOffs(x.tx, t)
	return all.since(t.Since), err
}

// superseded drops the row of a task in favour of a later one: it waited, or it was begun and its end may never be told. When
// it is being tried at this moment, whoever does so tells how that ends beside it.
func (x *transaction) superseded(t *task, reason Reason) error {
	if _, err := x.tx.Drop(t.claim.Key); err != nil {
		return err
	}
	if !t.Started {
		return x.ended(t, cancelledBy(reason))
	}
	dead, err := x.bury(t)
	if err != nil {
		return err
	}
	x.end(t, ending{outcome: Ambiguous, err: errUnknownEnd})
	x.reports[len(x.reports)-1].DeadLetter = dead
	return nil
}
