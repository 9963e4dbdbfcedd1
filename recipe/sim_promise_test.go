package recipe_test

import (
	"slices"
	"strings"
	"time"
)

// cancelled: a wait ends for a reply that came, or for another event that moved it.
func (j *simJudge) cancelled(ev simEvent, a simAction, task simTask, e simEntry) {
	for _, other := range j.w.plan.events {
		if other.id == "" || other.id == ev.id || a.after == 0 {
			continue
		}
		if sent := j.w.db.sent[other.id]; sent == 0 || sent > e.seq {
			continue
		}
		switch e.Reason {
		case "customer_reply":
			if j.answers(other, ev) {
				return
			}
		case "rearmed":
			if slices.Contains(other.tags, task.recipe) && ev.in.same(other.in) && !j.w.counts(other).Before(j.w.counts(ev)) {
				return
			}
		}
	}
	j.w.breaks("%v is cancelled for no reason: %s", task, e.Reason)
}

// answers reports whether other is a customer's reply that is later than ev. One instant is later where an agent is
// answered, and the reply was applied later.
func (j *simJudge) answers(other, ev simEvent) bool {
	if other.sent || !ev.in.same(other.in) {
		return false
	}
	a := j.w.heard(other)
	applied := j.w.db.applied
	if !a.Equal(j.w.heard(ev)) {
		return a.After(j.w.heard(ev))
	}
	return ev.sent && len(applied[other.id]) > 0 && len(applied[ev.id]) > 0 && applied[other.id][0] > applied[ev.id][0]
}

// answeredBefore reports whether a reply that is later than ev was applied before it, so that ev arms nothing.
func (j *simJudge) answeredBefore(ev simEvent) bool {
	applied := j.w.db.applied
	return slices.ContainsFunc(j.w.plan.events, func(o simEvent) bool {
		return o.id != "" && o.id != ev.id && len(applied[o.id]) > 0 && applied[o.id][0] < applied[ev.id][0] && j.answers(o, ev)
	})
}

// waited: no wait begins early, after a reply that was committed, or when a later event has moved it.
func (j *simJudge) waited(ev simEvent, a simAction, task simTask) {
	for _, c := range j.calls[task] {
		if c.epoch > 0 {
			continue // somebody wants it to be tried again
		}
		if due := j.w.counts(ev).Add(a.after); c.at.Add(4 * time.Second).Before(due) {
			j.w.breaks("%v is done at %s, and due at %s", task, c.at, due)
		}
		for _, other := range j.w.plan.events {
			if other.id == "" || other.id == ev.id || j.w.db.applied[other.id] == nil {
				continue
			}
			at := j.w.db.applied[other.id][0]
			if at > c.began {
				continue
			}
			if j.answers(other, ev) && (!j.w.heard(other).Equal(j.w.heard(ev)) || at < j.calls[task][0].began) {
				j.w.breaks("%v is done after the reply %s", task, other.id)
			}
			moves := slices.Contains(other.tags, task.recipe) && ev.in.same(other.in) && j.w.counts(other).After(j.w.counts(ev))
			if moves && task.action == 0 && !j.answeredBefore(other) && at > j.w.db.applied[ev.id][0] { // behind other actions it is armed later
				j.w.breaks("%v is done after %s moved it", task, other.id)
			}
		}
	}
}

// digested: every match is told under one key, in whole bundles; those that are left are too few.
func (j *simJudge) digested(r simRecipe, n int, a simAction) {
	keyOf, bundles := map[string]string{}, map[string]string{}
	acted := map[string]bool{}
	for _, c := range j.w.db.done {
		if c.task.recipe != r.id || c.task.action != n {
			continue
		}
		told := strings.Join(c.matches, " ")
		if was, ok := bundles[c.key]; ok && was != told {
			j.w.breaks("%s tells %s, and then %s", c.key, was, told)
		}
		bundles[c.key] = told
		acted[c.key] = acted[c.key] || c.effect || c.answer == simSkipped
		if len(c.matches) < a.count {
			j.w.breaks("%s tells of %d matches", c.key, len(c.matches))
		}
		for _, id := range c.matches {
			if was, ok := keyOf[id]; ok && was != c.key {
				j.w.breaks("%s is told under %s and %s", id, was, c.key)
			}
			keyOf[id] = c.key
		}
	}
	for key, ok := range acted {
		if !ok {
			j.w.breaks("%s is never told", key)
		}
	}
	pending := 0
	for _, ev := range j.w.plan.events {
		switch _, told := keyOf[ev.id]; {
		case slices.Contains(ev.tags, r.id) != told && told:
			j.w.breaks("%s is told and did not match %s", ev.id, r.id)
		case slices.Contains(ev.tags, r.id) && !told:
			pending++
		case told && len(j.ends[simTask{r.id, n, ev.id}]) == 0:
			j.w.breaks("%s is told by %s, and the history does not say so", ev.id, r.id)
		}
	}
	if pending >= a.count {
		j.w.breaks("%d matches of %s are never told", pending, r.id)
	}
}
