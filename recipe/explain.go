package recipe

import (
	"fmt"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// suppose takes an event in as if it came at its instant, or now where that is later.
func (e *Engine) suppose(ev trigger.Event) *incoming {
	now := e.now()
	if ev.At.After(now) {
		now = ev.At
	}
	in := newIncoming(e.world().Normal(ev), now)
	in.supposed = new(task)
	return in
}

// Plan returns the decisions that [Engine.Handle] would make about the event, without effects. An action that would be
// carried out now is [Planned]. Plan does not read the store, so it does not know whether the event was applied before.
func (e *Engine) Plan(ev trigger.Event) []Decision {
	in := e.suppose(ev)
	v := e.view(in.Event)
	defer e.done(v)
	runs := e.match(e.loaded(), in, v, e.now())
	decisions := make([]Decision, len(runs))
	for i := range runs {
		decisions[i] = runs[i].Decision
	}
	return decisions
}

// Explain returns, for every recipe of the set, the decision that [Engine.Handle] would make about the event, and why: for
// a filter that does not match, the failed tests with the values that they saw. Like Plan it has no effects. Decisions are
// made, and cost, as in Handle; the tests have a further budget, which they share.
func (e *Engine) Explain(ev trigger.Event) []Decision {
	in := e.suppose(ev)
	v := e.view(in.Event)
	defer e.done(v)
	set, now := e.loaded(), e.now()
	asked := make([]question, len(set.rules))
	for i, r := range set.rules {
		if asked[i] = (question{rule: r, end: r.gate(&in.Event)}); asked[i].end.outcome == "" {
			asked[i].end.outcome = FilteredOut // unless the index knows better
		}
	}
	for _, hit := range e.hits(set, v) {
		if q := &asked[hit.Rule]; q.end.outcome == FilteredOut {
			q.end.outcome, q.passed = "", hit.Sure
		}
	}
	decisions := make([]Decision, len(set.rules))
	for i, f := range e.ask(asked, in, v, now) {
		decisions[i] = f.Decision
	}
	e.explain(set, v, decisions)
	return decisions
}

// ExplainRecipe is [Engine.Explain] of one recipe alone, by its ID: no other recipe is looked at, so one that would stop it
// does not, and it has all of the event's budget. The error is [ErrNoRecipe] when the set does not have it.
func (e *Engine) ExplainRecipe(id string, ev trigger.Event) (Decision, error) {
	set := e.loaded()
	r := set.rule(id)
	if r == nil {
		return Decision{}, fmt.Errorf("recipe %q: %w", id, ErrNoRecipe)
	}
	in := e.suppose(ev)
	v := e.view(in.Event)
	defer e.done(v)
	f := e.answer(&question{rule: r, end: r.gate(&in.Event)}, in, v, e.now())
	if f.Outcome == FilteredOut {
		v.Share(1)
		f.Tests = r.program.Explain(v)
	}
	return f.Decision, nil
}

// explain adds the tests that failed to the decisions of filters.
func (e *Engine) explain(set *compiled, v *filter.View, decisions []Decision) {
	n := 0
	for i := range decisions {
		if decisions[i].Outcome == FilteredOut {
			n++
		}
	}
	v.Share(n)
	for i := range decisions {
		if decisions[i].Outcome == FilteredOut {
			v.Part()
			decisions[i].Tests = set.rules[i].program.Explain(v)
		}
	}
}
