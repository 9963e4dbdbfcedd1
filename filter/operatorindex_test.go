package filter_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// askedVocabulary are the operators and functions of whose examples an index asks the program: it narrows down at most.
var askedVocabulary = []string{
	"changed_from", // what a field was no index knows
	"is",           // a field of the host's may hold a number as a text
	"was", "number", "float", "int", "bool", "date", "lower", "upper", "trim", "text", "open", "open_time", "weekday", "today", "min", "max", "len",
	"abs", "round", "floor", "ceil", "any", "all", "none", "one", "count",
}

// exampleEvents are events with and without what the examples of the vocabulary ask for.
func exampleEvents() []trigger.Event {
	full, empty := sample(), bare()
	some := operatorEvent()
	some.Mention.Author.Followers = new(int)
	*some.Mention.Author.Followers = 20_000
	some.Mention.Published, some.Mention.Contact = noon.Add(-time.Minute), trigger.Contact{ID: "7", Email: "ada@example.com"}
	some.Case.Tags, some.Case.Assigned = []string{"vip", "outage"}, trigger.Assigned{Users: []string{"7"}}
	some.Changes = map[string]trigger.Change{"case.priority": {From: "low", To: "high"}, "case.assigned": {From: nil, To: map[string]any{"users": []any{"7"}}}}
	return []trigger.Event{full, empty, some}
}

// An index finds what the program of each operator and each function finds, by their examples, and asks no program but of
// those that are known to need it.
func TestVocabularyIndexed(t *testing.T) {
	t.Parallel()
	office, err := schedule.Calendar{Zone: "UTC", Week: map[string][]string{"monday": {"09:00-17:00"}}}.Compile()
	require.NoError(t, err)
	c := filter.Compiler{Calendars: map[string]filter.Hours{"office": office}}
	asked := map[string]bool{}
	for _, name := range askedVocabulary {
		asked[name] = true
	}
	for _, h := range append(filter.Operators(), filter.Functions()...) {
		if strings.HasPrefix(h.Example, "{{") {
			continue
		}
		f := filter.Filter{Text: h.Example}
		if strings.HasPrefix(h.Example, "{") {
			require.NoError(t, json.Unmarshal([]byte(h.Example), &f))
		}
		p, err := c.Compile(f)
		require.NoError(t, err, h.Name)
		sure := true
		for _, ev := range exampleEvents() {
			rules := []matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{string(ev.Kind), trigger.OnNewItem, trigger.OnCaseMention}, AllTopics: true}, Program: p}}
			v := filter.NewView(ev)
			want, err := p.Match(v)
			found := filter.Internals().NewIndex(rules).Match(v)
			if want {
				require.Len(t, found, 1, "an index does not find %s: see its index in filter/functions.go, or the expression that its operator makes", h.Name)
			}
			for _, hit := range found {
				sure = sure && hit.Sure
				require.False(t, hit.Sure && (!want || err != nil), "an index is sure of %s where its program is not", h.Name)
			}
		}
		require.True(t, sure || asked[h.Name], "of %s an index has to ask the program: make it one that an index knows (index in filter/functions.go), "+
			"or add it to askedVocabulary in filter/operatorindex_test.go", h.Name)
	}
}

// Whatever event a trigger starts on, an index finds the rule, with every member of the trigger.
func TestTriggersIndexed(t *testing.T) {
	t.Parallel()
	every := compile(t, filter.Filter{})
	for _, on := range trigger.Names() {
		spec, _ := trigger.SpecOf(on)
		for _, kind := range spec.Kinds {
			ev := sample()
			ev.Kind, ev.Tag, ev.To, ev.From = kind, "vip", trigger.Pending, trigger.Resolved
			ev.Mention.Topic, ev.Case.Topic, ev.Mention.Type = "support", "support", ""
			ev.Record.Source, ev.Record.Object, ev.About = "reviews", "Case", ""
			if on == trigger.OnSchedule {
				ev.Record, ev.Recipe = nil, "r"
			}
			full := trigger.Trigger{
				On: []string{on}, Tag: []string{"x", "vip"}, Status: []trigger.Status{trigger.Pending}, Source: "reviews", Object: "Case",
				Poll: &trigger.Poll{Source: "reviews"}, Schedule: trigger.Schedule{Each: "open"}, Topics: []string{"support"},
				By: trigger.Actors(),
			}
			for one := range full.Each() {
				require.True(t, one.Matches(ev), "%s is to start %s", kind, on)
				found := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: one, Program: every}}).Match(filter.NewView(ev))
				require.Len(t, found, 1, "an index does not find %s by %s: see wordMembers in filter/triggerformula.go", on, kind)
				other := ev
				other.Kind, other.Recipe = "parcel_lost", ""
				require.Empty(t, filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: one, Program: every}}).Match(filter.NewView(other)), on)
			}
		}
	}
}
