package recipe

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/commis-recipes/commis/trigger"
)

// firing is a decision and the tasks that follow from it.
type firing struct {
	Decision
	rule  *rule
	ev    *arrival
	tasks []task         // one for each action that is planned or waiting
	again []task         // those that are repeated, and whose first time failed before it was kept
	later []ActionReport // the next times of these
}

// atOnce returns the tasks that are due now.
func atOnce(firings []firing) (tasks []*task) {
	for i := range firings {
		for j := range firings[i].tasks {
			if t := &firings[i].tasks[j]; !t.waits() && t.with != nil {
				tasks = append(tasks, t)
			}
		}
	}
	return tasks
}

// armedAt sets the instant from which the run's actions count as stored.
func (f *firing) armedAt(since time.Time) {
	for i := range f.tasks {
		f.tasks[i].Since = since
	}
	for i := range f.again {
		f.again[i].Since = since
	}
}

// stop makes the firing one that does nothing.
func (f *firing) stop(o Outcome, reason Reason) {
	f.tasks, f.again, f.Actions, f.Run = nil, nil, nil, ""
	f.end(ending{outcome: o, reason: reason})
}

// stops reports whether the firing keeps later recipes from being asked.
func (f *firing) stops() bool { return f.rule.stop && f.Run != "" }

// end records the ending of the decision.
func (f *firing) end(end ending) { f.Outcome, f.Reason, f.Err = end.outcome, end.reason, end.err }

// leave reports the actions of a run that are due now as left to Tick.
func (f *firing) leave() {
	f.holdBack()
	f.showLater(f.later)
	f.end(summary(f.Actions))
}

// holdBack reports the actions that were not begun, since one before them is to be tried again, as waiting for it.
func (f *firing) holdBack() {
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
func (f *firing) showLater(later []ActionReport) {
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

// runID returns the ID of the recipe's firing for the event. The same firing always has the same one.
func runID(recipe string, ev *trigger.Event) string {
	item := ev.Item()
	return uuid.NewSHA1(namespace, []byte(key(recipe, ev.ID, item.Kind, item.ID))).String()
}
