package recipe_test

import (
	"slices"
	"time"
)

// counts returns the instant that the event counts as of: that of the clock when it says that it is far ahead of it.
func (j *simJudge) counts(ev *simEvent) time.Time {
	if clock, ok := j.w.db.clocks[ev.id]; ok && ev.at.Sub(clock) > 5*time.Minute {
		return clock
	}
	return ev.at
}

// heard returns the instant at which the event is compared with waits: that of the clock when it was applied, if that was
// earlier by more than the clocks of processes differ.
func (j *simJudge) heard(ev *simEvent) time.Time {
	if clock, ok := j.w.db.clocks[ev.id]; ok && ev.at.Sub(clock) > 10*time.Second {
		return clock
	}
	return ev.at
}

// applied returns when the event was committed, or zero.
func (j *simJudge) applied(ev *simEvent) int {
	if all := j.w.db.applied[ev.id]; len(all) > 0 {
		return all[0]
	}
	return 0
}

// others yields the events that were applied up to then, and are in the thread of ev: as it was then, or as it is after its
// conversation became a part of the case, if that was before joined.
func (j *simJudge) others(ev *simEvent, upTo, joined int) func(yield func(o *simEvent) bool) {
	return func(yield func(o *simEvent) bool) {
		for i := range j.w.events {
			o := &j.w.events[i]
			at := j.applied(o)
			if o.id == "" || o.id == ev.id || at == 0 || at > upTo {
				continue
			}
			met := j.w.host.joined > 0 && j.w.host.joined < joined && ev.in.joined().same(o.in)
			if (met || ev.in.same(o.in)) && !yield(o) {
				return
			}
		}
	}
}

// answers reports whether other is one of the signals, and later than ev. What the recipe itself brought about is none. One
// instant is later where a customer answers an agent or a recipe, and was applied later.
func (j *simJudge) answers(other, ev *simEvent, recipe string, signals ...string) bool {
	if other.caused() && other.root == ev.root && slices.Contains(other.via, recipe) {
		return false
	}
	return slices.ContainsFunc(signals, func(s string) bool {
		at, from := j.heard(other), j.heard(ev)
		if !other.is(s) || at.Before(from) {
			return false
		}
		return at.After(from) || s == "customer_reply" && ev.byAgent() && j.applied(other) > j.applied(ev)
	})
}

// answeredBefore reports whether an answer that is later than ev was applied before it, so that ev arms nothing. What recipes
// bring about is not remembered.
func (j *simJudge) answeredBefore(ev *simEvent, recipe string, signals []string) bool {
	for o := range j.others(ev, j.applied(ev), 0) {
		if !o.caused() && j.answers(o, ev, recipe, signals...) {
			return true
		}
	}
	return false
}

// due returns when a wait comes due by what the host knew then.
func (j *simJudge) due(ev *simEvent, a *simAction, seq int) (time.Time, bool) {
	switch from := j.counts(ev); {
	case a.at:
		due := j.w.host.knows(ev.in.caseID, seq).due
		return due.Add(a.after), !due.IsZero()
	case a.in:
		return simAddOpen(from, a.after), true
	default:
		return from.Add(a.after), true
	}
}

// waited: no wait begins early, in another topic, after a reply that was committed, or when a later event has moved it.
func (j *simJudge) waited(ev *simEvent, a *simAction, task simTask) {
	r := simRecipeByID(task.recipe)
	for _, c := range j.calls[task] {
		if c.epoch > 0 {
			continue // somebody wants it to be tried again
		}
		due, ok := j.due(ev, a, c.read)
		switch it := j.w.host.knows(ev.in.caseID, c.read); {
		case c.read == 0:
			j.w.breaks("%v is done, and its item was not read again", task)
		case !ok:
			j.w.breaks("%v is done at %s, and has no instant", task, c.at)
		case c.at.Add(4 * time.Second).Before(due):
			j.w.breaks("%v is done at %s, and due at %s", task, c.at, due)
		case r.topic != "" && r.topic != it.topic:
			j.w.breaks("%v is done in the topic %s", task, it.topic)
		}
		for o := range j.others(ev, c.began, c.read) {
			j.unheard(ev, o, a, task, c)
		}
	}
}

// unheard: what is begun is not begun after the other event, which was applied before. What recipes bring about is not
// remembered: it ends what waits, and not what was begun and is to be tried again.
func (j *simJudge) unheard(ev, o *simEvent, a *simAction, task simTask, c *simCall) {
	at, armed := j.applied(o), j.applied(ev)
	first, signals := j.calls[task][0], a.unless
	if at < armed || !ev.in.same(o.in) || !j.armsAtOnce(task) || first.attempt > 1 || at > first.began { // it has to be remembered
		signals = j.w.db.sets[o.id].remembers(o, signals)
	}
	if j.answers(o, ev, task.recipe, signals...) && (!j.heard(o).Equal(j.heard(ev)) || at < first.began) {
		j.w.breaks("%v is done after the reply %s", task, o.id)
	}
	moved := simTask{task.recipe, task.action, o.id}
	moves := !a.first && at > armed && ev.in.same(o.in) && j.counts(o).After(j.counts(ev)) && j.arms(moved)
	if moves && j.armsAtOnce(task) && !j.answeredBefore(o, task.recipe, a.unless) {
		j.w.breaks("%v is done after %s moved it", task, o.id)
	}
}

// armsAtOnce reports whether the action is armed with its event, and not when another one is done.
func (j *simJudge) armsAtOnce(task simTask) bool {
	return !slices.ContainsFunc(simRecipeByID(task.recipe).actions[:task.action], func(a simAction) bool { return a.stop })
}

// arms reports whether the event of the task armed it when it was applied.
func (j *simJudge) arms(task simTask) bool {
	at := j.w.db.applied[task.event]
	return j.triggered[simTask{task.recipe, 0, task.event}] > 0 && j.w.db.sets[task.event].off(task) == "" && j.armsAtOnce(task) &&
		!slices.ContainsFunc(j.ends[task], func(e simEntry) bool { return e.seq <= at[0] })
}

// firstCall returns the first call for the task before somebody released it, or nil.
func (j *simJudge) firstCall(task simTask) *simCall {
	if calls := j.calls[task]; len(calls) > 0 && calls[0].epoch == 0 {
		return calls[0]
	}
	return nil
}

// merged: of two that wait in threads that became one, one is done. The wait of the event, whose thread joined the other's,
// is begun neither after the other was nor before it. What ran is known until another one waits in its place.
func (j *simJudge) merged(ev *simEvent, task simTask) {
	c := j.firstCall(task)
	if c == nil || j.w.host.joined == 0 || c.read < j.w.host.joined || !j.armsAtOnce(task) {
		return
	}
	for o := range j.others(ev, c.began, c.read) {
		other := simTask{task.recipe, task.action, o.id}
		d := j.firstCall(other)
		before := d != nil && (d.began < j.applied(ev) || d.clock.Before(j.w.db.clocks[ev.id])) // as far as clocks tell
		if ev.in.same(o.in) || d == nil || before || !j.arms(other) || d.began < c.began && j.replaced(o, task, d.began, c.began) {
			continue
		}
		j.w.breaks("%v and %v are done in one thread", task, other)
	}
}

// replaced reports whether another event of the thread armed the action in between.
func (j *simJudge) replaced(o *simEvent, task simTask, from, to int) bool {
	for x := range j.others(o, to, 0) {
		if j.applied(x) > from && j.triggered[simTask{task.recipe, 0, x.id}] > 0 {
			return true
		}
	}
	return false
}

// afterEnd: nothing is begun after the history said that it is over before it was done. What one worker has done, and was too
// slow to settle, another one may do again.
func (j *simJudge) afterEnd(task simTask) {
	for _, e := range j.ends[task] {
		if e.Outcome != "cancelled" && e.Outcome != "expired" && (e.Outcome != "skipped" || e.Reason == "not_today") {
			continue
		}
		for _, c := range j.calls[task] {
			if c.epoch == 0 && c.began > e.seq {
				j.w.breaks("%v is begun after it was %s %s", task, e.Outcome, e.Reason)
			}
		}
	}
}

// closed: nothing that asks hours is done outside of them.
func (j *simJudge) closed(a *simAction, task simTask) {
	hours := a.hours
	if r := simRecipeByID(task.recipe); hours == "" && r.hours == "during" {
		hours = r.hours
	}
	for _, c := range j.calls[task] {
		if a.hours == "" && !a.waits() && c.attempt == 1 { // asked of the event
			continue
		}
		if !simHeld(hours, c.from, c.to) {
			j.w.breaks("%v is done at %s, %s hours do not hold", task, c.to.Format(time.TimeOnly), hours)
		}
	}
}
