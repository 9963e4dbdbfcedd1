package foresight

import (
	"slices"

	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
)

// pairs applies the rules about two recipes.
func (l *linter) pairs() {
	l.acts = make([][]string, len(l.set.Recipes))
	byAction := make(map[string][]int) // the places of the recipes that have it
	for i, r := range l.set.Recipes {
		if !l.live(i) || l.never[i] || l.alone(i) {
			continue
		}
		l.acts[i] = meanings(r.Actions)
		for _, a := range slices.Compact(slices.Clone(l.acts[i])) {
			byAction[a] = append(byAction[a], i)
		}
	}
	for i := range l.set.Recipes {
		if len(l.acts[i]) > 0 {
			l.contained(i, byAction[rarest(l.acts[i], byAction)])
		}
	}
	l.conflictingWrites()
}

// rarest returns the action that the fewest recipes have.
func rarest(acts []string, byAction map[string][]int) string {
	return slices.MinFunc(acts, func(a, b string) int { return len(byAction[a]) - len(byAction[b]) })
}

// contained finds recipes that run wherever the recipe runs, and do all that it does.
func (l *linter) contained(i int, candidates []int) {
	var same, larger []int
	for _, j := range candidates {
		if j == i || !within(l.acts[i], l.acts[j]) || !l.meet(i, j) || !l.implies(i, j) {
			continue
		}
		alike := slices.Equal(l.acts[i], l.acts[j])
		switch elsewhere := l.judge.Find(judge.Ask{Runs: l.rules[j : j+1], Not: l.rules[i : i+1]}).Verdict; {
		case alike && elsewhere == judge.Never:
			if j < i {
				same = append(same, j)
			}
		case !alike || elsewhere == judge.Found:
			larger = append(larger, j)
		}
	}
	l.reportContained(Duplicate, "another recipe runs on the same events and does the same", i, same)
	if !l.set.Recipes[i].Stop {
		l.reportContained(Subsumed, "wherever it runs, another recipe runs too and does all that it does", i, larger)
	}
}

func (l *linter) reportContained(rule Rule, message string, i int, others []int) {
	if len(others) == 0 {
		return
	}
	all := append([]int{i}, others...)
	together := slices.Sorted(slices.Values(all))
	answer := l.judge.Find(judge.Ask{Runs: l.rules[i : i+1], Accept: l.allRun(together...)})
	if answer.Verdict == judge.Found {
		l.add(rule, "", message, all...).witness(answer.Event)
	}
}

// meet reports whether one event may start both recipes, as far as their triggers tell at a glance.
func (l *linter) meet(i, j int) bool {
	if judge.Apart(l.rules[i], l.rules[j]) {
		return false
	}
	a, b := l.rules[i].Trigger, l.rules[j].Trigger
	if !slices.ContainsFunc(a.On, func(on string) bool {
		return slices.ContainsFunc(b.On, func(other string) bool { return judge.Meet(on, other) })
	}) {
		return false
	}
	if a.AllTopics || b.AllTopics || len(a.Topics) == 0 || len(b.Topics) == 0 {
		return true
	}
	return slices.ContainsFunc(a.Topics, func(topic string) bool { return slices.Contains(b.Topics, topic) })
}

// implies reports whether the second recipe certainly runs wherever the first one runs. Events on which the first one runs, and
// some other recipe does not, are kept: they answer most such questions.
func (l *linter) implies(i, j int) bool {
	for k := range l.runs[i] {
		if !l.judge.Runs(l.rules[j], &l.runs[i][k], false) {
			return false
		}
	}
	answer := l.judge.Find(judge.Ask{Runs: l.rules[i : i+1], Not: l.rules[j : j+1]})
	if answer.Verdict == judge.Found && len(l.runs[i]) < mostKept {
		l.runs[i] = append(l.runs[i], answer.Event)
	}
	return answer.Verdict == judge.Never
}

// mostKept is the number of events that are kept for a recipe.
const mostKept = 8
