package recipe_test

import (
	"slices"
	"time"
)

// inTime: where nothing goes wrong, a wait is begun by the first Tick at which it is due and its hours hold.
func (j *simJudge) inTime(ev *simEvent, a *simAction, task simTask) {
	c := j.firstCall(task)
	edited := slices.ContainsFunc(j.w.loads, func(l *simLoaded) bool { return l.set.recipe == task.recipe })
	if c == nil || j.w.plan.rate > 0 || edited || !j.armsAtOnce(task) {
		return
	}
	due, from, ok := j.dueSince(ev, a)
	if !ok {
		return
	}
	hours := a.hours
	if r := simRecipeByID(task.recipe); hours == "" && r.hours == "during" {
		hours = r.hours
	}
	for _, t := range j.w.ticks {
		switch {
		case t.start < from || t.end > c.began || t.at.Before(due):
		case simHolds(hours, t.at):
			j.w.breaks("%v is not done by the tick at %s, and due at %s", task, t.at.Format(time.TimeOnly), due.Format(time.TimeOnly))
			return
		default: // it is put off
			for due = t.at.Truncate(time.Second); !simHolds(hours, due); {
				due = due.Add(time.Second)
			}
		}
	}
}

// dueSince returns when the wait is due by what its thread has told, and since when that is known. It is not where a change was
// told out of order.
func (j *simJudge) dueSince(ev *simEvent, a *simAction) (due time.Time, from int, ok bool) {
	if from = j.applied(ev); !a.at {
		due, ok = j.due(ev, a, 0)
		return due, from, ok
	}
	due = ev.item.due
	var told []*simEvent
	for o := range j.others(ev, j.w.db.seq, 0) {
		if o.in.caseID == ev.in.caseID && j.applied(o) > from {
			told = append(told, o)
		}
	}
	slices.SortFunc(told, func(x, y *simEvent) int { return j.applied(x) - j.applied(y) })
	at := j.counts(ev)
	for _, o := range told {
		switch {
		case o.item.due.Equal(due):
		case j.counts(o).Before(at):
			return due, 0, false
		default:
			due, from = o.item.due, j.applied(o)
		}
		if j.counts(o).After(at) {
			at = j.counts(o)
		}
	}
	now := j.w.host.knows(ev.in.caseID, j.w.db.seq).due
	return due.Add(a.after), from, due.Equal(now) && !due.IsZero()
}
