package foresight

import (
	"cmp"
	"slices"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// Lint returns likely mistakes in a set, in the set's order, those of one recipe by the names of the rules; those about no recipe
// come last. Rules about one recipe look at disabled ones, too; rules about several only at those that are enabled and not in
// shadow. The set is read as an engine's Load does: the error has its faults, each a [recipe.Fault].
func (h Host) Lint(set recipe.Set) ([]Finding, error) {
	b, err := h.open(set)
	if err != nil {
		return nil, err
	}
	return b.lint(), nil
}

// lint applies all rules.
func (b *bench) lint() []Finding {
	n := len(b.set.Recipes)
	l := &linter{
		bench: b, never: make([]bool, n), dear: make(map[string]bool), runs: make([][]*judge.Sample, n), rests: make([][]*judge.Sample, n),
	}
	for i := range n {
		l.neverMatches(i)
	}
	l.condition = b.conditions()
	for i := range n {
		l.one(i)
		if b.host.Step != nil {
			b.host.Step()
		}
	}
	l.pairs()
	l.rings()
	l.impossibleSaved()
	l.unused()
	return l.sorted()
}

// linter collects findings.
type linter struct {
	*bench
	findings []Finding
	never    []bool // the recipe never matches
	classes
	acts      [][]string              // by class
	condition []int                   // by recipe: those with the same number run on the same events
	runs      [][]*judge.Sample       // by recipe: some events on which it runs
	rests     [][]*judge.Sample       // by recipe: some events on which it does not run
	together  map[string]judge.Answer // by classes: an event on which recipes of each of them run
	dear      map[string]bool         // by the text of a filter: it exceeds the budget of the reference event
	large     *filter.View            // of the reference event
}

// one applies the rules about one recipe.
func (l *linter) one(i int) {
	if !l.never[i] {
		l.alwaysMatches(i)
		l.replyServiceUnsaid(i)
		l.answersRobots(i)
		l.shadowedByStop(i)
	}
	l.neverOpen(i)
	l.waitNeverEnds(i)
	l.impossibleValue(i)
	l.dearFilter(i)
	l.removesEverything(i)
}

// add adds a finding. The first of the places is the recipe to edit; it gives the path, which at continues.
func (l *linter) add(rule Rule, at string, message string, places ...int) *Finding {
	f := Finding{Rule: rule, Severity: rule.Severity(), Path: at, Message: message, Recipes: l.ids(places...)}
	if len(places) > 0 {
		f.Path = fault.Join(fault.Index("recipes", places[0]), at)
	}
	l.findings = append(l.findings, f)
	return &l.findings[len(l.findings)-1]
}

// witness gives the finding an event.
func (f *Finding) witness(ev trigger.Event) { f.Witness = &ev }

func (l *linter) sorted() []Finding {
	order := func(f Finding) int {
		if len(f.Recipes) == 0 {
			return len(l.set.Recipes)
		}
		return l.place[f.Recipes[0]]
	}
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Rule, b.Rule))
	})
	return l.findings
}

// neverMatches finds a filter that holds on no event of the trigger.
func (l *linter) neverMatches(i int) {
	answer := l.judge.Find(judge.Ask{Runs: l.rules[i : i+1], AnyHours: true})
	if answer.Verdict != judge.Never {
		return
	}
	l.never[i] = true
	at, message := "filter", "the filter holds on no event of the recipe's trigger"
	if l.set.Recipes[i].Filter.IsZero() {
		at, message = "trigger", "no event starts the recipe"
	}
	l.add(NeverMatches, at, message, i).Tried = answer.Tried
}

// alwaysMatches finds a filter that holds on every event of the trigger.
func (l *linter) alwaysMatches(i int) {
	if tried, always := l.always(i); always {
		l.add(AlwaysMatches, "filter", "the filter holds on every event of the recipe's trigger; leave it out", i).Tried = tried
	}
}

// always reports whether there is a filter and it holds on every event of the trigger.
func (l *linter) always(i int) (tried int, always bool) {
	if l.set.Recipes[i].Filter.IsZero() {
		return 0, false
	}
	without := *l.rules[i]
	without.Test = nil
	answer := l.judge.Find(judge.Ask{Runs: []*judge.Rule{&without}, Not: l.rules[i : i+1], AnyHours: true})
	return answer.Tried, answer.Verdict == judge.Never
}
