package recipe_test

import "slices"

// firsts: what counts from the first event is not done for two of one thread, unless something of its unless was heard in
// between, or, where it has none, the second one came after it was done.
func (j *simJudge) firsts(of simTask, a *simAction) {
	for i := range j.w.events {
		ev := &j.w.events[i]
		task := simTask{of.recipe, of.action, ev.id}
		c := j.firstCall(task)
		if c == nil || slices.ContainsFunc(j.ends[task], func(e simEntry) bool { return e.Outcome == "cancelled" }) {
			continue
		}
		for o := range j.others(ev, len(j.w.db.done)+j.w.db.seq, 0) {
			other := simTask{of.recipe, of.action, o.id}
			d := j.firstCall(other)
			switch {
			case d == nil || d.began <= c.began:
			case len(a.unless) == 0 && (j.applied(o) > c.began || !j.armsAtOnce(other)):
			case len(a.unless) > 0 && j.armedAgain(ev, a, of.recipe, d.began):
			default:
				j.w.breaks("%v is done for the first event, and then %v", task, other)
			}
		}
	}
}
