package recipe_test

import (
	"cmp"
	"slices"
)

// decisions: an event is applied once, and every recipe that it concerns decides once, as the page says.
func (j *simJudge) decisions() {
	var order []*simEvent
	for i := range j.w.events {
		ev := &j.w.events[i]
		if ev.id == "" {
			continue
		}
		if n := len(j.w.db.applied[ev.id]); n != 1 {
			j.w.breaks("%s is applied %d times", ev.id, n)
		}
		order = append(order, ev)
	}
	slices.SortFunc(order, func(a, b *simEvent) int { return cmp.Compare(j.applied(a), j.applied(b)) })
	runs := map[[2]string]int{}
	for _, ev := range order {
		want := j.decide(ev, runs)
		for _, r := range simRecipes {
			of := simTask{r.id, 0, ev.id}
			got := j.decided[of]
			for range j.triggered[of] {
				got = append(got, "fired")
			}
			if expected, ok := want[r.id]; ok != (len(got) == 1) || len(got) > 1 || ok && got[0] != expected {
				j.w.breaks("%s decides %q about %s, and should decide %q", r.id, got, ev.id, expected)
			}
		}
	}
}

// decide returns what each recipe decides that has something to decide. Runs counts those of each recipe for each first
// cause, all of whose events are in one thread.
func (j *simJudge) decide(ev *simEvent, runs map[[2]string]int) map[string]string {
	set, all := j.w.db.sets[ev.id], map[string]string{}
	stopped := false
	for _, r := range set.order() {
		key := [2]string{ev.root, r.id}
		switch {
		case stopped, !set.runs(r.id), !ev.starts(r), !simHolds(r.hours, j.counts(ev)): // of which the history tells nothing
			continue
		case slices.Contains(ev.via, r.id):
			all[r.id] = "loop_stopped ran_before"
			continue
		case runs[key] == 3:
			all[r.id] = "loop_stopped too_often"
		default:
			runs[key]++
			all[r.id] = "fired"
		}
		stopped = r.stop
	}
	return all
}
