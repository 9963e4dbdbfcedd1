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
// filter, hours, chain. It is a pure function of the rule and the event, which the view shows; passed says that the filter
// is known to match.
func (r *rule) decide(ev *trigger.Event, v *filter.View, passed bool) (outcome Outcome, reason string, err error) {
	defer func() {
		if p := recover(); p != nil {
			outcome, reason, err = Error, "", panicError(p)
		}
	}()
	switch {
	case !r.enabled:
		return Disabled, "", nil
	case !r.trigger.Fires(*ev):
		return OtherTrigger, "", nil
	case !r.trigger.InTopic(*ev):
		return OtherTopic, "", nil
	}
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
		if f.Recipe == r.recipe.ID && f.Item == ev.Item() {
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

// Plan tells what [Engine.Handle] would do with the event, and does nothing. A step that would be carried out now is
// [Planned]. Plan does not ask the store: it does not know whether the event was applied before.
func (e *Engine) Plan(ev trigger.Event) []Decision {
	in := arrive(e.world().Normal(ev))
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
// filter that says no, the tests that made it so with the values they saw. Like Plan it does nothing.
func (e *Engine) Explain(ev trigger.Event) []Decision {
	in := arrive(e.world().Normal(ev))
	v := e.view(in.Event)
	defer e.done(v)
	set, now := e.loaded(), e.now()
	decisions := make([]Decision, len(set.rules))
	for i, r := range set.rules {
		outcome, reason, err := r.decide(&in.Event, v, false)
		f := e.plan(r, in, v, now, outcome, reason, err)
		if outcome == FilteredOut {
			f.Tests = r.program.Explain(v)
		}
		decisions[i] = f.Decision
	}
	return decisions
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
	var firings []firing
	for _, hit := range e.hits(set, v) {
		r := set.rules[hit.Rule]
		if outcome, reason, err := r.decide(&ev.Event, v, hit.Sure); !outcome.silent() {
			firings = append(firings, e.plan(r, ev, v, now, outcome, reason, err))
		}
	}
	return firings
}
