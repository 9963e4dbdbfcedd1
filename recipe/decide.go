package recipe

import (
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// The reasons of loop_stopped and repeated.
const (
	RanBefore = "ran_before" // the recipe ran on the item for this first cause
	TooDeep   = "too_deep"   // the chain of recipes that led to the event is at its longest
	Applied   = "applied"    // the event was applied before
)

// decide says whether the rule fires for the event, and if not, at which gate it ended: enabled, trigger, topic,
// filter, hours, chain. It is a pure function of the rule and the event, which the view shows.
func (r *rule) decide(ev *trigger.Event, v *filter.View) (outcome Outcome, reason string, err error) {
	if outcome, err = r.gate(ev); outcome != "" {
		return outcome, "", err
	}
	return r.judge(ev, v, false)
}

// question returns the rule as one to be asked about the event, unless its gate says what becomes of it.
func (r *rule) question(ev *trigger.Event) question {
	outcome, err := r.gate(ev)
	return question{rule: r, outcome: outcome, err: err}
}

// gate says why the rule's filter is not asked, or "".
func (r *rule) gate(ev *trigger.Event) (outcome Outcome, err error) {
	defer func() {
		if p := recover(); p != nil {
			outcome, err = Error, panicError(p)
		}
	}()
	switch {
	case !r.enabled:
		return Disabled, nil
	case !r.trigger.Fires(*ev):
		return OtherTrigger, nil
	case !r.trigger.InTopic(*ev):
		return OtherTopic, nil
	}
	return "", nil
}

// judge says whether the rule, whose trigger the event is, fires; passed says that the filter is known to match.
func (r *rule) judge(ev *trigger.Event, v *filter.View, passed bool) (outcome Outcome, reason string, err error) {
	defer func() {
		if p := recover(); p != nil {
			outcome, reason, err = Error, "", panicError(p)
		}
	}()
	if !passed {
		switch match, err := r.program.Match(v); {
		case err != nil:
			return Error, "", fmt.Errorf("filter: %w", err)
		case !match:
			return FilteredOut, "", nil
		}
	}
	if r.hours != nil && r.hours.Open(ev.At) == r.outside {
		return OutsideHours, "", nil
	}
	if reason := r.loops(ev); reason != "" {
		return LoopStopped, reason, nil
	}
	return Fired, "", nil
}

// loops says why the event's cause keeps the rule from firing, or "".
func (r *rule) loops(ev *trigger.Event) string {
	for _, f := range ev.Cause.Via {
		if !spoken(ev) && f.Recipe == r.recipe.ID && f.Item == ev.Item() {
			return RanBefore
		}
	}
	if len(ev.Cause.Via) >= trigger.MaxDepth {
		return TooDeep
	}
	return ""
}

// silent reports whether a recipe with the outcome has no place in a report: it merely did not match.
func (o Outcome) silent() bool {
	switch o {
	case Disabled, OtherTrigger, OtherTopic, FilteredOut, OutsideHours:
		return true
	}
	return false
}

// suppose takes an event in as if it came at its instant, or now where that is later.
func (e *Engine) suppose(ev trigger.Event) *arrival {
	now := e.now()
	if ev.At.After(now) {
		now = ev.At
	}
	return arrive(e.world().Normal(ev), now)
}

// Plan tells what [Engine.Handle] would do with the event, and does nothing. A step that would be carried out now is
// [Planned]. Plan does not ask the store: it does not know whether the event was applied before.
func (e *Engine) Plan(ev trigger.Event) []Decision {
	in := e.suppose(ev)
	v := e.view(in.Event)
	defer e.done(v)
	firings := e.match(e.loaded(), in, v, e.now())
	decisions := make([]Decision, len(firings))
	for i := range firings {
		decisions[i] = firings[i].Decision
	}
	return decisions
}

// Explain tells for every recipe of the set what [Engine.Handle] would do with the event, and why (not): for a
// filter that says no, the tests that made it so with the values they saw. Like Plan it does nothing. What becomes of a
// recipe is found as Handle finds it, and costs as much; the tests have a budget of their own beside it, which all share.
func (e *Engine) Explain(ev trigger.Event) []Decision {
	in := e.suppose(ev)
	v := e.view(in.Event)
	defer e.done(v)
	set, now := e.loaded(), e.now()
	asked := make([]question, len(set.rules))
	for i, r := range set.rules {
		if asked[i] = r.question(&in.Event); asked[i].outcome == "" {
			asked[i].outcome = FilteredOut // unless the index knows better
		}
	}
	for _, hit := range e.hits(set, v) {
		if q := &asked[hit.Rule]; q.outcome == FilteredOut {
			q.outcome, q.passed = "", hit.Sure
		}
	}
	decisions := make([]Decision, len(set.rules))
	for i, f := range e.ask(asked, in, v, now) {
		decisions[i] = f.Decision
	}
	e.explain(set, v, decisions)
	return decisions
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

// hits returns the rules that the event may concern. Where the index panics it is every rule: that costs time, and no
// event.
func (e *Engine) hits(set *compiled, v *filter.View) (hits []filter.Hit) {
	defer func() {
		if p := recover(); p != nil {
			e.logger().Error("index panicked", "error", panicError(p), "stack", string(debug.Stack()))
			hits = make([]filter.Hit, len(set.rules))
			for i := range hits {
				hits[i].Rule = i
			}
		}
	}()
	return set.index.Match(v)
}

// passes reports whether the rule's filter matches the event, whatever its trigger says. It asks the index first, though
// that matches all rules: what the index knows for certain need not run, for which it would have to be compiled.
func (e *Engine) passes(set *compiled, r *rule, v *filter.View) (bool, error) {
	known := filter.Hit{Rule: set.place[r.recipe.ID], Sure: true}
	if slices.Contains(e.hits(set, v), known) {
		return true, nil
	}
	return r.program.Match(v)
}

// match returns what the event makes of each rule that it concerns, in the set's order.
func (e *Engine) match(set *compiled, ev *arrival, v *filter.View, now time.Time) []firing {
	hits := e.hits(set, v)
	asked := make([]question, 0, len(hits))
	for _, hit := range hits {
		q := set.rules[hit.Rule].question(&ev.Event)
		if q.passed = hit.Sure; !q.outcome.silent() {
			asked = append(asked, q)
		}
	}
	return slices.DeleteFunc(e.ask(asked, ev, v, now), func(f firing) bool { return f.Outcome.silent() })
}
