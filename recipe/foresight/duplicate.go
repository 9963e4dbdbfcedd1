package foresight

import (
	"fmt"
	"slices"

	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
)

// pairs applies the rules about two recipes.
func (l *linter) pairs() {
	l.classify()
	l.acts = make([][]string, len(l.members))
	byAction := make(map[string][]int) // the classes that have it
	for c := range l.members {
		l.acts[c] = meanings(l.set.Recipes[l.first(c)].Actions)
		for _, a := range slices.Compact(slices.Clone(l.acts[c])) {
			byAction[a] = append(byAction[a], c)
		}
	}
	l.together = make(map[string]judge.Answer)
	for c := range l.members {
		if len(l.acts[c]) > 0 {
			l.contained(c, byAction[rarest(l.acts[c], byAction)])
		}
	}
	l.conflictingWrites()
}

// rarest returns the action that the fewest classes have.
func rarest(acts []string, byAction map[string][]int) string {
	return slices.MinFunc(acts, func(a, b string) int { return len(byAction[a]) - len(byAction[b]) })
}

// contained finds recipes that run wherever those of a class run, and do all that these do.
func (l *linter) contained(c int, candidates []int) {
	var same, larger []int // classes
	stop := l.set.Recipes[l.first(c)].Stop
	for _, d := range candidates {
		if d == c && len(l.members[c]) == 1 || !within(l.acts[c], l.acts[d]) {
			continue
		}
		alike := slices.Equal(l.acts[c], l.acts[d])
		mayBeSame, mayBeLarger := alike && len(same) <= mostListed, d != c && !stop && len(larger) <= mostListed
		switch l.compare(l.first(c), l.first(d), alike, mayBeSame, mayBeLarger) {
		case Duplicate:
			same = append(same, d)
		case Subsumed:
			larger = append(larger, d)
		}
	}
	for _, i := range l.members[c] {
		l.reportContained(Duplicate, "another recipe runs on the same events and does the same", i, l.listed(same, i))
		l.reportContained(Subsumed, "wherever it runs, another recipe runs too and does all that it does", i, l.listed(larger, len(l.set.Recipes)))
	}
}

// compare returns Duplicate when two recipes with the same actions certainly run on the same events; Subsumed when the second one
// certainly runs wherever the first one does, and elsewhere or with more actions; and nothing for others. Only what may be is
// looked for.
func (l *linter) compare(i, j int, alike, mayBeSame, mayBeLarger bool) Rule {
	switch {
	case !mayBeSame && !mayBeLarger, !mayBeLarger && l.knownElsewhere(j, i), l.knownElsewhere(i, j):
		return "" // most pairs end here
	case !l.meet(i, j), l.elsewhere(i, j) != judge.Never:
		return ""
	case !alike:
		return Subsumed
	}
	switch verdict := l.elsewhere(j, i); {
	case verdict == judge.Never && mayBeSame:
		return Duplicate
	case verdict == judge.Found && mayBeLarger:
		return Subsumed
	}
	return ""
}

// reportContained adds a finding about a recipe and others, if a fresh engine runs all of them for one event.
func (l *linter) reportContained(rule Rule, message string, i int, others []int) {
	if len(others) == 0 {
		return
	}
	if len(others) > mostListed {
		others = others[:mostListed]
		message = fmt.Sprintf("%s; only %d such recipes are listed", message, mostListed)
	}
	all := append([]int{i}, others...)
	together := slices.Sorted(slices.Values(all))
	if slices.ContainsFunc(together[:len(together)-1], func(one int) bool { return l.set.Recipes[one].Stop }) {
		return // those after it do not run
	}
	firsts, of := l.firstOf(together)
	key := fmt.Sprint(l.of[i], of)
	answer, known := l.together[key]
	if !known {
		answer = l.judge.Find(judge.Ask{Runs: l.rules[i : i+1], Accept: l.allRun(firsts...)})
		l.together[key] = answer
	}
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

// elsewhere returns whether the first recipe runs on an event on which the second one does not. Such events are kept: they answer
// most such questions about either recipe and a third.
func (l *linter) elsewhere(i, j int) judge.Verdict {
	if l.knownElsewhere(i, j) {
		return judge.Found
	}
	answer := l.judge.Find(judge.Ask{Runs: l.rules[i : i+1], Not: l.rules[j : j+1]})
	if answer.Verdict == judge.Found {
		sample := judge.NewSample(answer.Event)
		keep(&l.runs[i], sample)
		keep(&l.rests[j], sample)
	}
	return answer.Verdict
}

// knownElsewhere reports whether a kept event tells that the first recipe runs where the second one does not.
func (l *linter) knownElsewhere(i, j int) bool {
	for _, s := range l.runs[i] {
		if !l.judge.RunsOn(l.rules[j], s) {
			return true
		}
	}
	for _, s := range l.rests[j] {
		if l.judge.RunsOn(l.rules[i], s) {
			return true
		}
	}
	return false
}

// mostKept is the number of events that are kept for a recipe.
const mostKept = 8

// keep keeps an event, unless there are enough.
func keep(kept *[]*judge.Sample, s *judge.Sample) {
	if len(*kept) < mostKept {
		*kept = append(*kept, s)
	}
}
