package recipe_test

import (
	"slices"
)

// holds reports whether the reason for which the history says that the task is over is one in this world.
func (j *simJudge) holds(ev *simEvent, a *simAction, task simTask, e simEntry) bool {
	switch e.Reason {
	case "customer_reply", "agent_reply", "tag_added", "any":
		return slices.Contains(a.unless, e.Reason) && j.someone(ev, e, func(o *simEvent) bool { return j.answers(o, ev, task.recipe, e.Reason) })
	case "rearmed":
		return j.someone(ev, e, func(o *simEvent) bool {
			at, from := j.counts(o), j.counts(ev)
			return a.waits() && j.triggered[simTask{task.recipe, 0, o.id}] > 0 && (a.first && at.Before(from) || !a.first && !at.Before(from))
		})
	case "armed_before":
		return a.first && j.someone(ev, e, func(o *simEvent) bool { return j.keeps(o, ev, a, task, e) })
	case "merged":
		return a.waits() && j.someone(ev, e, func(o *simEvent) bool {
			return !ev.in.same(o.in) && j.triggered[simTask{task.recipe, 0, o.id}] > 0
		})
	case "recipe_disabled", "recipe_removed", "action_removed":
		return j.wasOff(task, e)
	case "other_topic":
		topic := simRecipeByID(task.recipe).topic
		return topic != "" && slices.ContainsFunc(j.w.host.knew(ev.in.joined().caseID, e.seq), func(it simItem) bool { return it.topic != topic })
	case "no_instant":
		return a.at && (ev.in.caseID == "" || slices.ContainsFunc(j.w.host.knew(ev.in.caseID, e.seq), func(it simItem) bool { return it.due.IsZero() }))
	case "limited":
		return a.limit != nil && j.full(ev, a, task, e)
	case "stopped":
		return j.stopped(task)
	case "not_today":
		return j.w.plan.fates != 0 // its receiver says so
	}
	return false
}

// someone reports whether an event in the thread, or in one that became a part of it, was applied before the entry and is
// such a one.
func (j *simJudge) someone(ev *simEvent, e simEntry, is func(o *simEvent) bool) bool {
	for i := range j.w.events {
		o := &j.w.events[i]
		at := j.applied(o)
		if o.id == "" || o.id == ev.id || at == 0 || at > e.seq {
			continue
		}
		met := j.w.host.joined > 0 && j.w.host.joined < e.seq && ev.in.joined().same(o.in.joined())
		if (met || ev.in.same(o.in)) && is(o) {
			return true
		}
	}
	return false
}

// keeps reports whether the other event keeps ev from arming what counts from the first: it waits for that one, or it ran and
// nothing was heard since.
func (j *simJudge) keeps(o, ev *simEvent, a *simAction, task simTask, e simEntry) bool {
	other := simTask{task.recipe, task.action, o.id}
	if j.triggered[simTask{task.recipe, 0, o.id}] == 0 || j.w.db.sets[o.id].off(other) != "" {
		return false
	}
	c := j.firstCall(other)
	for _, end := range j.ends[other] {
		if end.seq >= e.seq || end.Outcome == "waiting" {
			continue
		}
		if end.Outcome == "cancelled" || end.Reason == "armed_before" || end.Reason == "stopped" || len(a.unless) == 0 {
			return false
		}
		return !j.armedAgain(o, a, task.recipe, e.seq)
	}
	if c == nil && j.surelyOff(other, j.applied(ev)) {
		return false
	}
	return !j.counts(o).After(j.counts(ev))
}

// armedAgain reports whether something of its unless was heard since the event made the action run.
func (j *simJudge) armedAgain(o *simEvent, a *simAction, recipe string, before int) bool {
	for s := range j.others(o, before-1, 0) {
		if j.applied(s) > j.applied(o) && j.answers(s, o, recipe, a.unless...) {
			return true
		}
	}
	return false
}

// wasOff reports whether a set was loaded before the entry that switched the action off for that reason: after it was kept, or
// one that was still there then.
func (j *simJudge) wasOff(task simTask, e simEntry) bool {
	for i, l := range j.w.loads {
		if l.seq > e.seq || l.set.off(task) != e.Reason {
			continue
		}
		until := e.seq + 1
		for _, next := range j.w.loads[i+1:] {
			if next.worker == l.worker {
				until = min(until, next.seq)
				break
			}
		}
		if !l.at.Before(j.w.db.since[task.event]) || until > j.w.db.applied[task.event][0] {
			return true
		}
	}
	return false
}

// surelyOff reports whether the action was kept before a set switched it off, and everybody knew at the time.
func (j *simJudge) surelyOff(task simTask, seq int) bool {
	return slices.ContainsFunc(j.w.loads, func(l *simLoaded) bool {
		return l.kept > 0 && l.kept < seq && l.set.off(task) != "" && l.was.off(task) == "" &&
			l.seq > j.w.db.applied[task.event][0] && !l.at.Before(j.w.db.since[task.event])
	})
}

// switchedOff: nothing is begun that was kept before its recipe or action was switched off, also when that is on again. What
// follows in the run of another action that was begun before goes on.
func (j *simJudge) switchedOff(task simTask) {
	for _, c := range j.calls[task] {
		if c.epoch == 0 && j.surelyOff(task, c.began) && (j.armsAtOnce(task) || c.attempt > 1) {
			j.w.breaks("%v is done after it was switched off", task)
		}
	}
}
