package recipe_test

import (
	"slices"
	"time"
)

// counted reports whether two events count as one for the limit.
func (l *simLimit) counted(a, b *simEvent) bool {
	switch {
	case l.per == "recipe":
		return true
	case l.per == "contact" && (a.in.contact != "" || b.in.contact != ""):
		return a.in.contact == b.in.contact
	}
	return a.in.name() == b.in.name()
}

// begun returns from when to when, by the clocks of workers, the action was begun that was done at the call.
func (j *simJudge) begun(ev *simEvent, a *simAction, c *simCall) (from, to time.Time) {
	from = j.w.db.clocks[ev.id]
	if due, ok := j.due(ev, a, c.read); a.waits() && ok && due.After(from) {
		from = due
	}
	return from, c.clock
}

// limits: in no window of time is the action done more often than its limit says.
func (j *simJudge) limits(of simTask, a *simAction) {
	type did struct {
		ev       *simEvent
		from, to time.Time
	}
	var all []did
	for i := range j.w.events {
		ev := &j.w.events[i]
		task := simTask{of.recipe, of.action, ev.id}
		done := slices.ContainsFunc(j.calls[task], func(c *simCall) bool { return c.epoch == 0 && c.answer == simDone })
		bad := slices.ContainsFunc(j.ends[task], func(e simEntry) bool { return e.Outcome != "done" })
		if done && !bad {
			from, to := j.begun(ev, a, j.firstCall(task))
			all = append(all, did{ev, from, to})
		}
	}
	for _, one := range all {
		n := 0
		for _, o := range all {
			if a.limit.counted(one.ev, o.ev) && !o.from.Before(one.from) && o.to.Sub(one.from) < a.limit.every {
				n++
			}
		}
		if n > a.limit.times {
			j.w.breaks("%s %s is done %d times within %s of %s", of.recipe, a.do, n, a.limit.every, one.ev.id)
		}
	}
}

// full reports whether the action may have been begun for others as often as its limit says when the entry says so.
func (j *simJudge) full(ev *simEvent, a *simAction, task simTask, e simEntry) bool {
	n := 0
	for i := range j.w.events {
		o := &j.w.events[i]
		other := simTask{task.recipe, task.action, o.id}
		at := j.applied(o)
		if o.id == ev.id || at == 0 || at > e.seq || !a.limit.counted(ev, o) || j.triggered[simTask{task.recipe, 0, o.id}] == 0 {
			continue
		}
		from, _ := j.begun(o, a, &simCall{read: at})
		given := slices.ContainsFunc(j.ends[other], func(end simEntry) bool { // a cancelled one may have been begun, by one who crashed
			return end.seq < e.seq && end.Outcome != "done" && (end.Outcome != "cancelled" || end.At.Before(from))
		})
		again := slices.ContainsFunc(j.calls[other], func(c *simCall) bool { return c.epoch > 0 && c.seq < e.seq })
		if c := j.firstCall(other); !again && (given || c != nil && c.seq < e.seq && !c.clock.After(e.At.Add(-a.limit.every))) {
			continue
		}
		n++
	}
	return n >= a.limit.times
}
