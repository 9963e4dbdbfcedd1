package foresight_test

import (
	"encoding/json"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// Why a recipe does not run, as JSON.
func TestWhy(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{ID: "e1", Kind: trigger.CaseUpdated, At: noon, Actor: trigger.Agent,
		Changes: map[string]trigger.Change{"case.category": {From: "x"}},
		Case:    &trigger.Case{ID: "5", Priority: "low", Tags: []string{"x"}, Title: "my order"}}
	for _, tt := range []struct{ name, filter, want string }{
		{"one test", `case.priority == "high"`,
			`{"recipe":"a","outcome":"filtered_out","tests":[{"text":"case.priority == \"high\"","saw":{"case.priority":"low"},"holds":false}],
			 "flips":[[{"test":"case.priority == \"high\"","value":"high"}]]}`},
		{"either of two", `case.priority == "high" or "vip" in case.tags`,
			`{"recipe":"a","outcome":"filtered_out","tests":[{"text":"case.priority == \"high\"","saw":{"case.priority":"low"},"holds":false},
			 {"text":"\"vip\" in case.tags","saw":{"case.tags":["x"]},"holds":false}],
			 "flips":[[{"test":"case.priority == \"high\"","value":"high"}],[{"test":"\"vip\" in case.tags","value":["x","vip"]}]]}`},
		{"a negated test", `"x" not in case.tags and case.title != nil`,
			`{"recipe":"a","outcome":"filtered_out","tests":[{"text":"not (\"x\" in case.tags)","saw":{"case.tags":["x"]},"holds":false},
			 {"text":"case.title != nil","saw":{"case.title":"my order"},"holds":true}],
			 "flips":[[{"test":"not (\"x\" in case.tags)","value":null}]]}`},
		{"both tests of one field", `word(case.title, "refund") and word(case.title, "late")`,
			`{"recipe":"a","outcome":"filtered_out","tests":[{"text":"word(case.title, \"refund\")","saw":{"case.title":"my order"},"holds":false},
			 {"text":"word(case.title, \"late\")","saw":{"case.title":"my order"},"holds":false}],
			 "flips":[[{"test":"word(case.title, \"refund\")","value":"my order refund late"},{"test":"word(case.title, \"late\")","value":"my order refund late"}]]}`},
		{"an absent number", `case.fields.n > 3`,
			`{"recipe":"a","outcome":"filtered_out","tests":[{"text":"case.fields.n > 3","saw":{"case.fields.n":null},"holds":false}],
			 "flips":[[{"test":"case.fields.n > 3","value":6}]]}`},
		{"nothing helps", `case.priority == "high" and case.priority == "critical"`,
			`{"recipe":"a","outcome":"filtered_out","tests":[{"text":"case.priority == \"high\"","saw":{"case.priority":"low"},"holds":false},
			 {"text":"case.priority == \"critical\"","saw":{"case.priority":"low"},"holds":false}]}`},
		{"beyond", `case.title matches "a+"`,
			`{"recipe":"a","outcome":"filtered_out","tests":[{"text":"case.title matches \"a+\"","saw":{"case.title":"my order"},"holds":false}],"flips_not_judged":true}`},
		{"it runs", `case.priority == "low"`,
			`{"recipe":"a","outcome":"fired","tests":[{"text":"case.priority == \"low\"","saw":{"case.priority":"low"},"holds":true}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := foresight.Host{}.Open(decode(t, recipes(one("a", onUpdate, where(tt.filter, tagVIP)))))
			require.NoError(t, err)
			all, err := s.Why(ev)
			require.NoError(t, err)
			got, err := json.Marshal(all[0])
			require.NoError(t, err)
			require.JSONEq(t, tt.want, string(got))
		})
	}
}

// A recipe is asked about by its ID, and one of another trigger has no flips.
func TestWhyOfOne(t *testing.T) {
	t.Parallel()
	s, err := foresight.Host{}.Open(decode(t, recipes(one("a", onUpdate, tagVIP), one("b", onNew, where(`case.priority == "x"`, tagVIP)))))
	require.NoError(t, err)
	ev := trigger.Event{ID: "e1", Kind: trigger.CaseAssigned, At: noon, Case: &trigger.Case{ID: "5"}}
	all, err := s.Why(ev, "b")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, recipe.OtherTrigger, all[0].Outcome)
	require.Empty(t, all[0].Flips)
	_, err = s.Why(ev, "c")
	require.ErrorIs(t, err, foresight.ErrNoRecipe)
	_, err = s.Why(trigger.Event{})
	require.ErrorContains(t, err, "id: missing")
}

// The flips are the smallest sets, by brute force over all events of the small world with the same other fields: with their values
// precisely the tests of the set come out otherwise, and the filter holds.
func TestFlipsAreMinimal(t *testing.T) {
	t.Parallel()
	all := smallWorld()
	var events []trigger.Event
	for _, ev := range all {
		if ev.Kind == trigger.CaseUpdated {
			events = append(events, ev)
		}
	}
	sizes := make(map[int]int)
	for seed := range seeds(1) {
		r := rand.New(rand.NewPCG(uint64(seed), 19))
		text := smallFilter(r, 2)
		if r.IntN(2) == 0 {
			text += " and " + smallTest(r)
		}
		c := filter.Compiler{World: &smallHost.World}
		p, err := c.Compile(filter.Filter{Text: text})
		require.NoError(t, err)
		tests := judge.Tell(judge.Tests(p))
		ev := events[r.IntN(len(events))]
		if ok, _ := p.Match(filter.NewView(ev)); ok || len(tests) > 6 {
			continue
		}
		got, judged := judge.New(smallHost.World).Flips(judge.Tests(p), ev)
		require.True(t, judged, text)
		want := smallestFlips(p, tests, ev, events)
		var sets [][]string
		for _, set := range got {
			var names []string
			for _, flip := range set {
				names = append(names, flip.Test)
			}
			sets = append(sets, names)
			sizes[len(names)]++
		}
		require.ElementsMatch(t, want, sets, "seed %d: %s on %+v", seed, text, ev.Case)
	}
	t.Log(sizes)
}

// smallestFlips returns the smallest sets of tests that come out otherwise on an event on which the filter holds.
func smallestFlips(p *filter.Program, tests []judge.Told, ev trigger.Event, events []trigger.Event) [][]string {
	var texts []string
	var leaves []*judge.Test
	seen := make(map[string]bool)
	for _, told := range tests {
		if !seen[told.Text] {
			seen[told.Text] = true
			texts, leaves = append(texts, told.Text), append(leaves, told.Test)
		}
	}
	ask := func(ev trigger.Event) (holds uint) {
		v := filter.NewView(ev)
		for i, leaf := range leaves {
			if ok, err := leaf.Holds(v); ok && err == nil {
				holds |= 1 << i
			}
		}
		return holds
	}
	now := ask(ev)
	smallest, found := len(texts)+1, make(map[uint]bool)
	for _, other := range events {
		if ok, err := p.Match(filter.NewView(other)); !ok || err != nil {
			continue
		}
		set := ask(other) ^ now
		switch n := bits.OnesCount(set); {
		case n < smallest:
			smallest, found = n, map[uint]bool{set: true}
		case n == smallest:
			found[set] = true
		}
	}
	var all [][]string
	for set := range found {
		var names []string
		for i, text := range texts {
			if set&(1<<i) != 0 {
				names = append(names, text)
			}
		}
		all = append(all, names)
	}
	return all
}

func BenchmarkWhy(b *testing.B) {
	s, err := foresight.Host{}.Open(decode(b, recipes(one("a", onUpdate, where(`case.priority in ["high", "critical"] and "vip" in case.tags and case.fields.n > 3`, tagVIP)))))
	require.NoError(b, err)
	ev := trigger.Event{ID: "e1", Kind: trigger.CaseUpdated, At: noon, Changes: map[string]trigger.Change{"case.category": {From: "x"}}, Case: &trigger.Case{ID: "5"}}
	b.ReportAllocs()
	for b.Loop() {
		all, err := s.Why(ev)
		if err != nil || len(all[0].Flips) == 0 {
			b.Fatal(all, err)
		}
	}
}
