package recipe_test

import (
	"slices"
	"strings"
)

// digested: every match is told under one key, in whole bundles; those that are left are too few, or were dropped when the
// recipe was switched off.
func (j *simJudge) digested(r simRecipe, n int, a *simAction) {
	keyOf, bundles := map[string]string{}, map[string]string{}
	acted := map[string]bool{}
	off := slices.ContainsFunc(j.w.loads, func(l *simLoaded) bool { return l.set.off(simTask{recipe: r.id, action: n}) != "" })
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
			if c.epoch == 0 && c.attempt == 1 && j.surelyOff(simTask{r.id, n, id}, c.began) {
				j.w.breaks("%s tells of %s, which was dropped when %s was switched off", c.key, id, r.id)
			}
		}
	}
	for key, ok := range acted {
		if !ok && !off {
			j.w.breaks("%s is never told", key)
		}
	}
	pending := 0
	for i := range j.w.events {
		id := j.w.events[i].id
		fired := j.triggered[simTask{r.id, 0, id}] > 0
		switch _, told := keyOf[id]; {
		case !fired && told:
			j.w.breaks("%s is told and did not match %s", id, r.id)
		case fired && !told:
			pending++
		case told && len(j.ends[simTask{r.id, n, id}]) == 0:
			j.w.breaks("%s is told by %s, and the history does not say so", id, r.id)
		}
	}
	if pending >= a.count && !off {
		j.w.breaks("%d matches of %s are never told", pending, r.id)
	}
}
