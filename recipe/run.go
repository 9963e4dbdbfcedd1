package recipe

import (
	"cmp"
	"crypto/sha1"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/commis-recipes/commis/trigger"
)

// run is a decision about one recipe for an event, and the tasks that follow from it.
type run struct {
	Decision
	rule          *rule
	ev            *incoming
	tasks         []task         // one for each action that is planned or waiting
	failedRepeats []task         // those that are repeated, and whose first time failed before it was stored
	nextTimes     []ActionReport // the next times of these
}

// atOnce returns the tasks that are due now.
func atOnce(runs []run) (tasks []*task) {
	for i := range runs {
		for j := range runs[i].tasks {
			if t := &runs[i].tasks[j]; !t.waits() && t.with != nil {
				tasks = append(tasks, t)
			}
		}
	}
	return tasks
}

// setSince sets the instant from which the run's actions count as stored.
func (f *run) setSince(since time.Time) {
	for i := range f.tasks {
		f.tasks[i].Since = since
	}
	for i := range f.failedRepeats {
		f.failedRepeats[i].Since = since
	}
}

// suppress makes the run a decision that does nothing.
func (f *run) suppress(o Outcome, reason Reason) {
	f.tasks, f.failedRepeats, f.Actions, f.Run = nil, nil, nil, ""
	f.end(ending{outcome: o, reason: reason})
}

// stopsLater reports whether later recipes are not asked because of the run.
func (f *run) stopsLater() bool { return f.rule.stop && f.Run != "" }

// end records the ending of the decision.
func (f *run) end(end ending) { f.Outcome, f.Reason, f.Err = end.outcome, end.reason, end.err }

// leaveToTick reports the actions of a run that are due now as left to Tick.
func (f *run) leaveToTick() {
	f.showBlocked()
	f.showLater(f.nextTimes)
	f.end(summary(f.Actions))
}

// showBlocked reports the actions that were not begun, since one before them is to be tried again, as waiting for it.
func (f *run) showBlocked() {
	var due time.Time
	for i := range f.Actions {
		s := &f.Actions[i]
		switch {
		case s.Outcome == Waiting && !f.rule.actions[i].waits():
			due = s.Due
		case s.Outcome == Planned:
			s.Outcome, s.Due, s.With = Waiting, due, nil
		}
	}
}

// showLater puts the reports of next times after the report of the same action.
func (f *run) showLater(later []ActionReport) {
	for _, s := range later {
		i := slices.IndexFunc(f.Actions, func(one ActionReport) bool { return one.Place == s.Place })
		f.Actions = slices.Insert(f.Actions, i+1, s)
	}
}

// summary tells how a recipe ended from how its actions did.
func summary(reports []ActionReport) ending {
	var good, waiting, bad int
	var errs []error
	var skipped, failed Reason // the first of each
	for _, s := range reports {
		switch {
		case s.Outcome == Done, s.Outcome == Planned:
			good++
		case s.Outcome == Waiting:
			waiting++
		case s.Outcome.Failure():
			bad++
			failed = cmp.Or(failed, s.Reason)
			errs = append(errs, fmt.Errorf("actions[%d]: %w", s.Place-1, s.Err))
		default:
			skipped = cmp.Or(skipped, s.Reason)
		}
	}
	switch {
	case bad > 0 && good+waiting > 0:
		return ending{outcome: Partial, reason: failed, err: errors.Join(errs...)}
	case bad == 1 && len(reports) == 1:
		return ending{outcome: reports[0].Outcome, reason: failed, err: errors.Join(errs...)}
	case bad > 0:
		return ending{outcome: Failed, reason: failed, err: errors.Join(errs...)}
	case good > 0:
		return ending{outcome: Fired}
	case waiting > 0:
		return ending{outcome: Waiting}
	}
	return ending{outcome: Skipped, reason: skipped}
}

// namespace makes the IDs of runs.
var namespace = uuid.MustParse("6ba7b811-9dad-11d1-80b4-00c04fd430c8")

// runID returns the ID of the recipe's run for the event. The same run always has the same one.
func runID(recipe string, ev *trigger.Event) string {
	item := ev.Item()
	sum := sha1.Sum(append(namespace[:], key(recipe, ev.ID, item.Kind, item.ID)...)) // of RFC 9562, as uuid.NewSHA1 does it
	id := uuid.UUID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return id.String()
}
