package recipe

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// The reasons why an action that waited was cancelled, beside the signals of package action.
const (
	Rearmed        = "rearmed"         // a later event put the action off anew
	RecipeRemoved  = "recipe_removed"  // its recipe is not in the set any more
	RecipeDisabled = "recipe_disabled" // its recipe was disabled
	RecipeChanged  = "recipe_changed"  // its recipe was edited
	TriggerEnded   = "trigger_ended"   // the case left the status or lost the tag that the recipe waits for
	NoLongerMatch  = "filtered_out"    // the recipe's filter says no by now
	ItemGone       = "gone"            // the item does not exist any more
	Resolved       = "resolved"        // the polled record is not there any more, or does not match any more
	StoppedBefore  = "stopped"         // an action before it failed, and says that the later ones are skipped
)

// errUnknownEnd is the fault of an irreversible action that was begun and never settled.
var errUnknownEnd = errors.New("the process ended during the action")

// waits is the list of what waits in one thread.
type waits struct {
	thread string
	list   []wait
	dirty  bool
}

// wait is one action that waits.
type wait struct {
	Row    string          `json:"row"`
	Recipe string          `json:"recipe"`
	Root   string          `json:"root"`
	Armed  time.Time       `json:"armed"`
	Unless []action.Signal `json:"unless,omitempty"`
}

func waitsKey(thread string) string { return "waits/" + thread }

func (w *waits) read(tx schedule.Tx, thread string) error {
	w.thread = thread
	row, ok, err := get(tx, waitsKey(thread))
	if err != nil || !ok {
		return err
	}
	var list []wait
	if err := json.Unmarshal(row.Payload, &list); err != nil {
		return err
	}
	w.list = list
	return nil
}

func (w *waits) write(tx schedule.Tx) error {
	if !w.dirty {
		return nil
	}
	if len(w.list) == 0 {
		_, err := tx.Drop(waitsKey(w.thread))
		return err
	}
	return putState(tx, waitsKey(w.thread), w.thread, w.list)
}

// remove takes a row off the list.
func (w *waits) remove(row string) {
	n := len(w.list)
	w.list = slices.DeleteFunc(w.list, func(one wait) bool { return one.Row == row })
	w.dirty = w.dirty || len(w.list) != n
}

// add puts a task on the list.
func (w *waits) add(t *task) {
	row := cmp.Or(t.claim.Key, t.row()) // one that was released has another place
	w.remove(row)
	armed := t.Armed
	if armed.IsZero() {
		armed = t.event.At
	}
	w.list = append(w.list, wait{Row: row, Recipe: t.Recipe.ID, Root: t.event.Root(), Armed: armed, Unless: t.Unless})
	w.dirty = true
}

// cancel drops what waits in the thread for something else to happen than the event.
func (x *transaction) cancel(ev *trigger.Event) error {
	found := signals(*ev)
	for _, w := range slices.Clone(x.waits.list) {
		i := slices.IndexFunc(w.Unless, func(s action.Signal) bool { return slices.Contains(found, s) })
		if i < 0 || !ev.At.After(w.Armed) || causedBy(*ev, w.Recipe, w.Root) {
			continue
		}
		if err := x.drop(w, string(w.Unless[i])); err != nil {
			return err
		}
	}
	return nil
}

// drop cancels what waits.
func (x *transaction) drop(w wait, reason string) error {
	x.waits.remove(w.Row)
	dropped, err := x.tx.Drop(w.Row)
	if err != nil {
		return err
	}
	for _, job := range dropped {
		if err := x.cancelled(job, reason); err != nil {
			return err
		}
	}
	return nil
}

// cancelled reports the task of a row that was dropped or replaced.
func (x *transaction) cancelled(job schedule.Job, reason string) error {
	t, err := readTask(job)
	if err != nil {
		return err
	}
	s := t.step(x.now, Cancelled)
	s.Reason = reason
	x.steps = append(x.steps, s)
	x.entries = append(x.entries, stepEntry(t, s))
	return nil
}

// arm puts a task off until it is due, and moves the one that its row had. What happened in the thread after the
// event, and was heard of before it, cancels the task at once.
func (x *transaction) arm(t *task) (Step, error) {
	reason, err := x.heard(t, nil)
	if err != nil {
		return Step{}, err
	}
	last, err := x.holder(t.row())
	if err != nil {
		return Step{}, err
	}
	if reason == "" && last != nil && last.Armed.After(t.Armed) {
		reason = Rearmed // events out of order: the later one counts
	}
	if err := x.noteArmed(t); err != nil { // also one that is answered or moved already moves those before it
		return Step{}, err
	}
	s := t.step(x.now, Waiting)
	s.Due = t.Due
	if reason != "" {
		s.Outcome, s.Reason, s.Due = Cancelled, reason, time.Time{}
		x.entries = append(x.entries, stepEntry(t, s))
		return s, nil
	}
	if last != nil {
		if err := x.moved(last); err != nil {
			return Step{}, err
		}
	}
	job, err := x.job(t, t.Due)
	if err != nil {
		return Step{}, err
	}
	if _, err := x.tx.Put(job); err != nil {
		return Step{}, err
	}
	x.waits.add(t)
	x.entries = append(x.entries, stepEntry(t, s))
	return s, nil
}

// holder returns the task that a row holds, or nil.
func (x *transaction) holder(row string) (*task, error) {
	job, ok, err := get(x.tx, row)
	if err != nil || !ok {
		return nil, err
	}
	return readTask(job)
}

// moved reports the task of a row that is about to be replaced: it waited, or it was begun and its end may never be
// told. When it is being tried at this moment, whoever does so tells how that ends beside it.
func (x *transaction) moved(t *task) error {
	s := t.step(x.now, Cancelled)
	s.Reason = Rearmed
	if t.Started {
		s.Outcome, s.Reason, s.Err = Ambiguous, "", errUnknownEnd
		if err := x.bury(t); err != nil {
			return err
		}
	}
	x.steps = append(x.steps, s)
	x.entries = append(x.entries, stepEntry(t, s))
	return nil
}
