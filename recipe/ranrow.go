package recipe

import (
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// An action that waited leaves a row in its place when it ran. Where the first event counts, a later one does not arm it
// before a signal of its unless; without unless the next event does. And of two that wait in threads that are
// merged meanwhile, the second finds that the first ran.

// keepRan is how long the row is stored when it is only for threads that may be merged.
const keepRan = 72 * time.Hour

// ranRow is the row of an action that ran.
type ranRow struct {
	waitHead
	Ran time.Time `json:"ran"`
}

// ranBefore says why an event does not arm the task: it ran for an earlier one, and no signal of its unless came since.
func (x *transaction) ranBefore(t *task) (reason Reason, err error) {
	if len(t.Unless) == 0 {
		return "", nil
	}
	err = x.eachRan(t.Names, waitsOf(t), func(j schedule.Job, r *ranRow) error {
		was := task{origin: origin{Names: j.Names}, wait: r.wait, event: t.event}
		was.Unless = t.Unless
		if heard, err := x.signalSince(&was); err != nil {
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
func (x *transaction) forgetRan(ev *incoming, found []action.Signal) error {
	return x.eachRan(ev.threads, waitPrefix, func(j schedule.Job, r *ranRow) error {
		if r.signalOf(ev, found) == "" {
			return nil
		}
		_, err := x.tx.Drop(j.Key)
		return err
	})
}

// eachRan calls f with the rows of the actions that ran in the thread.
func (x *transaction) eachRan(names []string, prefix string, f func(j schedule.Job, r *ranRow) error) error {
	return inThread(x.tx, signalKind, names, prefix, func(j schedule.Job) error {
		r := new(ranRow)
		if err := decodeState(j.Payload, r); err != nil {
			return err
		}
		return f(j, r)
	})
}

// merged reports whether another one of the task's action goes before it in the thread that its item belongs to by now; those
// that come after it are cancelled. One that is being tried goes before it.
func (x *transaction) merged(t *task) (first bool, err error) {
	names := t.eventNames()
	if names[0] == t.thread() || t.event.Kind == trigger.RecordPolled {
		return false, nil
	}
	var later []schedule.Job
	err = inThread(x.tx, workKind, names, waitsOf(t), func(j schedule.Job) error {
		if sameThread(j.Names, t.Names) {
			return nil // its own, or one that it was armed beside
		}
		one, err := decodeTask(j)
		switch {
		case err != nil:
			return err
		case one.Begun || j.Due.Before(t.Due):
			first = true
		default:
			later = append(later, j)
		}
		return nil
	})
	if err != nil || first {
		return first, err
	}
	err = x.eachRan(names, waitsOf(t), func(j schedule.Job, r *ranRow) error {
		first = first || !sameThread(j.Names, t.Names) && !r.Ran.Before(t.Since)
		return nil
	})
	if err != nil || first {
		return first, err
	}
	for _, j := range later {
		if err := x.cancelRow(j, Merged); err != nil {
			return false, err
		}
	}
	return false, nil
}
