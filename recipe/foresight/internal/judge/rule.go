package judge

import (
	"slices"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Test is a test of a filter, or several joined.
type Test = matching.Test[*filter.View]

// Tests returns the tests of a filter; nil for one that matches every event.
func Tests(p *filter.Program) *Test { return internals.Tests(p) }

var internals = filter.Internals()

// Rule is the part of a recipe that decides whether it runs.
type Rule struct {
	// ID is the recipe's ID, for the slots of a schedule.
	ID      string
	Trigger trigger.Trigger
	// Test are the tests of its filter; nil matches every event.
	Test *Test
	// Hours are its hours; nil means at any time. Outside says that it runs outside of them.
	Hours   *Hours
	Outside bool
	// Slots are the instants of a trigger on a schedule; nil for others.
	Slots *schedule.Slots

	judged bool
	asked  bool
	needs  []need
	needed bool
}

// takes reports whether trigger, topics and hours let the rule run on the event.
func (r *Rule) takes(ev *trigger.Event, anyHours bool) bool {
	if !r.Trigger.Matches(*ev) || !r.Trigger.InTopic(*ev) || ev.Kind == trigger.ScheduleFired && ev.Recipe != r.ID {
		return false
	}
	return anyHours || r.Hours == nil || r.Hours.Open(ev.At) != r.Outside
}

// Judged reports whether the filter is within the fragment: and, or, not of tests of one field with constants. These are ==, !=,
// in, not in, is, <, <=, >, >=, == nil and the field itself on single values, also on the members of a host's object by
// constant names; membership in lists of texts; and word, words, contains_text, contains, startsWith, endsWith on a text.
func (r *Rule) Judged() bool {
	if !r.asked {
		r.judged, r.asked = judged(r.Test), true
	}
	return r.judged
}

func judged(t *Test) bool {
	switch {
	case t == nil:
		return true
	case t.Join == matching.Leaf:
		return judgedLeaf(t)
	}
	return !slices.ContainsFunc(t.Parts, func(part *Test) bool { return !judged(part) })
}

// polled are the roots of fields that only a poll fills.
var polled = []string{"local", "global", "user", "lookup", "task"}

func judgedLeaf(t *Test) bool {
	switch {
	case t.Compare == matching.Beyond:
		return false
	case slices.Contains(polled, t.Path), t.Path == "event.about", t.Path == "event.recipe":
		return false
	case t.Path == "event.tag" && !slices.Contains([]matching.Comparison{matching.Equal, matching.Is, matching.Missing}, t.Compare):
		return false
	case t.Kind != matching.HostField || t.Compare == matching.Constant:
		return true
	}
	return !slices.ContainsFunc(t.Values, func(v any) bool { _, isTime := v.(time.Time); return isTime })
}

// walk calls visit for each single test, in order.
func walk(t *Test, visit func(*Test)) {
	if t == nil {
		return
	}
	if t.Join == matching.Leaf {
		visit(t)
	}
	for _, part := range t.Parts {
		walk(part, visit)
	}
}

// Leaves returns the single tests of a filter, in order.
func Leaves(t *Test) []*Test {
	var all []*Test
	walk(t, func(leaf *Test) { all = append(all, leaf) })
	return all
}
