package recipe

import (
	"runtime/debug"
	"slices"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
)

// match returns the decision about each rule that the event concerns, in the set's order.
func (e *Engine) match(set *compiled, ev *incoming, v *filter.View, now time.Time) []run {
	hits := e.hits(set, v)
	asked := make([]question, 0, len(hits))
	for _, hit := range hits {
		r := set.rules[hit.Rule]
		if end := r.gate(&ev.Event); !end.outcome.silent() {
			asked = append(asked, question{r, hit.Sure, end})
		}
	}
	return slices.DeleteFunc(e.ask(asked, ev, v, now), func(f run) bool { return f.Outcome.silent() })
}

// hits returns the rules that the event may concern. Where the index panics it is every rule: that costs time, and no
// event.
func (e *Engine) hits(set *compiled, v *filter.View) (hits []matching.Hit) {
	defer func() {
		if p := recover(); p != nil {
			e.logger().Error("index panicked", "error", panicError(p), "stack", string(debug.Stack()))
			hits = make([]matching.Hit, len(set.rules))
			for i := range hits {
				hits[i].Rule = i
			}
		}
	}()
	return set.index.Match(v)
}

// passes reports whether the rule's filter matches the event, ignoring its trigger. It asks the index first, although that
// matches all rules: a filter that the index decides need not be compiled and run.
func (e *Engine) passes(set *compiled, r *rule, v *filter.View) (bool, error) {
	known := matching.Hit{Rule: set.place[r.recipe.ID], Sure: true}
	if slices.Contains(e.hits(set, v), known) {
		return true, nil
	}
	return r.program.Match(v)
}

// question is a rule that is asked about an event.
type question struct {
	rule   *rule
	passed bool   // its filter is known to match
	end    ending // the result of its gate; zero leaves it to its filter and its texts
}

// ask returns the decision about each of the rules. Their filters and texts share one budget: each rule is certain of its
// part of it; those that need more get the unused rest, in their order, and are asked again.
func (e *Engine) ask(asked []question, ev *incoming, v *filter.View, now time.Time) []run {
	runs := make([]run, len(asked))
	n := 0
	for i := range asked {
		if asked[i].end.outcome == "" {
			n++
		}
	}
	v.Share(n)
	var more []int
	for i := range asked {
		if asked[i].end.outcome == "" {
			v.Part()
		}
		runs[i] = e.answer(&asked[i], ev, v, now)
		if asked[i].end.outcome == "" && v.Exceeded() {
			more = append(more, i)
		}
		if runs[i].stopsLater() {
			e.stopAfter(i, asked, runs, ev, v, now)
			break
		}
	}
	if n > 1 {
		for _, i := range more {
			v.Rest()
			if runs[i] = e.answer(&asked[i], ev, v, now); runs[i].stopsLater() {
				e.stopAfter(i, asked, runs, ev, v, now)
				break
			}
		}
	}
	return runs
}

// stopAfter answers for the rules after the i-th, which are not asked.
func (e *Engine) stopAfter(i int, asked []question, runs []run, ev *incoming, v *filter.View, now time.Time) {
	for j := i + 1; j < len(asked); j++ {
		end := asked[j].end
		if end.outcome == "" || end.outcome == FilteredOut {
			end = ending{outcome: Stopped}
		}
		runs[j] = e.plan(asked[j].rule, ev, v, now, end)
	}
}

// answer returns the decision about the rule.
func (e *Engine) answer(q *question, ev *incoming, v *filter.View, now time.Time) run {
	end := q.end
	if end.outcome == "" {
		end = q.rule.judge(&ev.Event, v, q.passed)
	}
	return e.plan(q.rule, ev, v, now, end)
}
