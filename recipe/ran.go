package recipe

import (
	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// An action for which the first event counts leaves a row when it ran: a later event does not arm it before something of its
// unless was heard. Without unless it leaves none, and the next event arms it.

func ranKey(t *task) string { return "ran/" + key(t.Recipe.ID, t.ID) + "/" }

// noteRan keeps that the task ran, unless something of its unless was heard meanwhile.
func (x *transaction) noteRan(t *task) error {
	if !t.FromFirst || len(t.Unless) == 0 || t.repeats() || t.Digest != nil {
		return nil
	}
	if reason, err := x.heard(t); err != nil || reason != "" {
		return err
	}
	payload, err := writeState(waiting{Recipe: t.Recipe, wait: t.wait})
	if err != nil {
		return err
	}
	_, err = x.tx.Put(schedule.Job{
		Key: ranKey(t) + key(t.thread()), Kind: signalKind, Subject: t.thread(), Names: t.Names,
		Due: x.now.Add(MaxAfter.Std()), Payload: payload,
	})
	return err
}

// ranBefore says why an event does not arm the task: it ran for an earlier one, and nothing of its unless was heard since.
func (x *transaction) ranBefore(t *task) (reason string, err error) {
	if len(t.Unless) == 0 {
		return "", nil
	}
	err = inThread(x.tx, signalKind, t.Names, ranKey(t), func(j schedule.Job) error {
		var w waiting
		if err := readState(j.Payload, &w); err != nil {
			return err
		}
		was := task{origin: origin{Names: j.Names}, wait: w.wait, event: t.event}
		was.Unless = t.Unless
		if heard, err := x.heard(&was); err != nil {
			return err
		} else if heard == "" {
			reason = ArmedBefore
			return nil
		}
		_, err := x.tx.Drop(j.Key)
		return err
	})
	return reason, err
}

// forgetRan drops the rows of actions that ran and that the event, which they wait for, lets be armed again.
func (x *transaction) forgetRan(ev *arrival, found []action.Signal) error {
	return inThread(x.tx, signalKind, ev.threads, "ran/", func(j schedule.Job) error {
		var w waiting
		if err := readState(j.Payload, &w); err != nil {
			return err
		}
		if w.heard(ev, found) == "" {
			return nil
		}
		_, err := x.tx.Drop(j.Key)
		return err
	})
}
