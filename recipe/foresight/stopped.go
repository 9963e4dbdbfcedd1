package foresight

import (
	"slices"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// shadowedByStop finds a recipe before which a recipe with stop runs wherever it would run.
func (l *linter) shadowedByStop(i int) {
	if !l.live(i) || l.alone(i) {
		return
	}
	var before []int
	for j := range i {
		if l.live(j) && l.set.Recipes[j].Stop && !l.never[j] && !l.alone(j) && l.meet(i, j) && l.rules[j].Judged() {
			before = append(before, j)
		}
	}
	if len(before) == 0 || !l.covered(i, before) {
		return
	}
	for k := len(before) - 1; k >= 0; k-- { // the others are enough
		if rest := slices.Delete(slices.Clone(before), k, k+1); l.covered(i, rest) {
			before = rest
		}
	}
	all := append(slices.Clone(before), i)
	answer := l.judge.Find(judge.Ask{Runs: l.rules[i : i+1], Accept: func(ev trigger.Event) bool {
		d := l.explained(ev, all...)
		return d[len(d)-1].Outcome == recipe.Stopped
	}})
	if answer.Verdict == judge.Found {
		l.add(ShadowedByStop, "", "wherever it would run, an earlier recipe with stop runs", append([]int{i}, before...)...).witness(answer.Event)
	}
}

// covered reports whether one of the others certainly runs wherever the recipe would run.
func (l *linter) covered(i int, others []int) bool {
	ask := judge.Ask{Runs: l.rules[i : i+1]}
	for _, j := range others {
		ask.Not = append(ask.Not, l.rules[j])
	}
	return len(others) > 0 && l.judge.Find(ask).Verdict == judge.Never
}
