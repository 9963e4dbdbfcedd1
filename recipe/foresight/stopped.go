package foresight

import (
	"slices"
	"sort"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// shadowedByStop finds a recipe before which a recipe with stop runs wherever it would run.
func (l *linter) shadowedByStop(i int) {
	if !l.live(i) || l.alone(i) {
		return
	}
	before := l.stopsBefore(i)
	if !l.covered(i, before) {
		return
	}
	before = l.enough(i, before)
	all := append(slices.Clone(before), i)
	answer := l.judge.Find(judge.Ask{Runs: l.rules[i : i+1], Accept: func(ev trigger.Event) bool {
		d := l.explained(ev, all...)
		return d[len(d)-1].Outcome == recipe.Stopped
	}})
	if answer.Verdict == judge.Found {
		l.add(ShadowedByStop, "", "wherever it would run, an earlier recipe with stop runs", append([]int{i}, before...)...).witness(answer.Event)
	}
}

// stopsBefore returns the recipes with stop before the recipe that may run with it; of those that run on the same events the first.
func (l *linter) stopsBefore(i int) []int {
	var before []int
	known := make(map[int]bool) // by condition
	for j := range i {
		if !known[l.condition[j]] && l.set.Recipes[j].Stop && l.live(j) && !l.never[j] && !l.alone(j) && l.meet(i, j) && l.rules[j].Judged() {
			known[l.condition[j]] = true
			before = append(before, j)
		}
	}
	return before
}

// enough returns those of the others that are enough to cover the recipe: each that the ones before it, and those that have to be
// there, do not make superfluous.
func (l *linter) enough(i int, others []int) []int {
	var needed []int
	for {
		n := sort.Search(len(others), func(n int) bool { return l.covered(i, slices.Concat(others[:n], needed)) })
		if n == 0 {
			slices.Reverse(needed)
			return needed
		}
		needed, others = append(needed, others[n-1]), others[:n-1]
	}
}

// covered reports whether one of the others certainly runs wherever the recipe would run. It asks about a few of them, and adds one
// that runs on the event which is the answer, until no event is left, or an event on which none runs.
func (l *linter) covered(i int, others []int) bool {
	runs := func(s *judge.Sample) int {
		return slices.IndexFunc(others, func(j int) bool { return l.judge.RunsOn(l.rules[j], s) })
	}
	for _, s := range l.runs[i] {
		if runs(s) < 0 {
			return false
		}
	}
	ask := judge.Ask{Runs: l.rules[i : i+1]}
	for next := 0; next >= 0 && len(others) > 0; {
		ask.Not = append(ask.Not, l.rules[others[next]])
		answer := l.judge.Find(ask)
		if answer.Verdict != judge.Found {
			return answer.Verdict == judge.Never
		}
		sample := judge.NewSample(answer.Event)
		if next = runs(sample); next < 0 {
			keep(&l.runs[i], sample)
		}
	}
	return false
}
