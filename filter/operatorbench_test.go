package filter_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// operatorSets are filters by operator, each of which wants another value.
var operatorSets = []struct {
	name string
	cond func(i int) filter.Cond
}{
	{"starts_with", func(i int) filter.Cond {
		return test("mention.title", "starts_with", fmt.Sprintf("re: order %d ", i), "fw: order ")
	}},
	{"ends_with", func(i int) filter.Cond { return test("mention.title", "ends_with", fmt.Sprintf("no. %d", i)) }},
	{"is_text", func(i int) filter.Cond { return test("mention.category", "is_text", fmt.Sprintf("Category  %d", i)) }},
	{"is_text of tags", func(i int) filter.Cond { return test("mention.tags", "is_text", fmt.Sprintf("TAG %d", i)) }},
	{"contains_text", func(i int) filter.Cond { return test("mention.content", "contains_text", fmt.Sprintf("order  %d!", i)) }},
	{"changed", func(i int) filter.Cond {
		return test([]string{"mention.category", "mention.tags", "case.priority", "case.status"}[i%4], "changed")
	}},
	{"changed_to", func(i int) filter.Cond {
		return test("mention.category", "changed_to", fmt.Sprintf("category %d", i))
	}},
	{"changed_from", func(i int) filter.Cond {
		return test("case.priority", "changed_from", fmt.Sprintf("priority %d", i))
	}},
	{"older_than", func(i int) filter.Cond { return test("case.opened", "older_than", fmt.Sprintf("%dm", 1+i)) }},
	{"newer_than of a field", func(i int) filter.Cond { return test("case.fields.due", "newer_than", fmt.Sprintf("%dm", 1+i)) }},
	{"ordered words", func(i int) filter.Cond {
		return test([]string{"case.priority", "mention.sentiment", "case.status"}[i%3], []string{"gte", "lt", "gt", "lte"}[i/3%4],
			[][]any{{"low", "medium", "high", "critical"}, {"negative", "neutral", "positive"}, {"unresolved", "pending", "resolved"}}[i%3][i/12%3])
	}},
	{"is both ways", func(i int) filter.Cond { return test("case.fields.ticket", "is", fmt.Sprint(i)) }},
}

func operatorRules(tb testing.TB, n int, cond func(i int) filter.Cond) []matching.Rule[*filter.Program] {
	var c filter.Compiler
	var rules []matching.Rule[*filter.Program]
	for i := range n {
		p, err := c.Compile(tree(cond(i)))
		require.NoError(tb, err)
		rules = append(rules, matching.Rule[*filter.Program]{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p})
	}
	return rules
}

func operatorEvent() trigger.Event {
	return trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: noon,
		Mention: &trigger.Mention{ID: "m", Title: "Re: order 77 is lost, no. 1234", Category: "category 42", Sentiment: "neutral", Tags: []string{"tag 7", "tag 9"}, Content: complaint().Mention.Content + " Order 5!"},
		Case:    &trigger.Case{ID: "c", Priority: "high", Status: trigger.Pending, Opened: noon.Add(-30 * time.Hour), Fields: map[string]any{"due": "2026-01-03T12:00:00.000+0000", "ticket": 4711}},
		Changes: map[string]trigger.Change{"mention.category": {From: "category 1", To: "category 42"}},
	}
}

// match asks an index, and the programs that it is not sure of. It returns how many match and how many were asked.
func matchIndexed(x matching.Index[*filter.Program, *filter.View], rules []matching.Rule[*filter.Program], v *filter.View) (found, asked int) {
	for _, h := range x.Match(v) {
		ok := h.Sure
		if !h.Sure {
			asked++
			ok, _ = rules[h.Rule].Program.Match(v)
		}
		if ok {
			found++
		}
	}
	return found, asked
}

func matchAll(rules []matching.Rule[*filter.Program], v *filter.View) (found int) {
	for _, r := range rules {
		if ok, _ := r.Program.Match(v); ok {
			found++
		}
	}
	return found
}

// Of the operators that an index reads it asks no program, and finds what a loop over all finds.
func TestOperatorsIndexed(t *testing.T) {
	t.Parallel()
	for _, set := range append(operatorSets, mixedSet()) {
		t.Run(set.name, func(t *testing.T) {
			rules := operatorRules(t, 300, set.cond)
			v := filter.NewView(operatorEvent())
			want := matchAll(rules, v)
			found, asked := matchIndexed(filter.Internals().NewIndex(rules), rules, v)
			require.Equal(t, want, found)
			if set.name == "changed_from" || set.name == "mixed" { // what a field was no index knows
				return
			}
			require.Zero(t, asked)
		})
	}
}

type operatorSet = struct {
	name string
	cond func(i int) filter.Cond
}

// mixedSet is two conditions of any two operators.
func mixedSet() operatorSet {
	return operatorSet{"mixed", func(i int) filter.Cond {
		n := len(operatorSets)
		return filter.Cond{All: []filter.Cond{operatorSets[i%n].cond(i), operatorSets[(i/n)%n].cond(i / 3)}}
	}}
}

// BenchmarkOperators is 10,000 filters with one operator each: a loop over their programs, and an index.
func BenchmarkOperators(b *testing.B) {
	for _, set := range append(operatorSets, mixedSet()) {
		rules, alone := operatorRules(b, 10_000, set.cond), operatorRules(b, 10_000, set.cond)
		for i := range alone { // compiled for good: no index knows them
			_, _ = alone[i].Program.Match(filter.NewView(operatorEvent()))
		}
		x, v := filter.Internals().NewIndex(rules), filter.NewView(trigger.Event{})
		ev := operatorEvent()
		want := 0
		b.Run(set.name+"/loop", func(b *testing.B) {
			for b.Loop() {
				v.Reset(ev)
				want = matchAll(alone, v)
			}
		})
		b.Run(set.name+"/index", func(b *testing.B) {
			b.ReportAllocs()
			found, asked := 0, 0
			for b.Loop() {
				v.Reset(ev)
				found, asked = matchIndexed(x, rules, v)
			}
			require.Equal(b, want, found)
			b.ReportMetric(float64(found), "found")
			b.ReportMetric(float64(asked), "asked")
		})
	}
}
