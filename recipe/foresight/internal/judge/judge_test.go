package judge_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

var rounds = flag.Int("rounds", 200, "random questions about two filters")

// domain is a small world of events that brute force goes through.
func domain() []trigger.Event {
	var all []trigger.Event
	n := 0
	for _, priority := range []string{"", "low", "medium", "high", "odd"} {
		for _, tags := range [][]string{nil, {"a"}, {"b"}, {"a", "b"}, {"c"}} {
			for _, plan := range []any{nil, "pro", "7", 7.0, 8.5, true, []any{"pro", "free"}, []any{"x"}} {
				for _, title := range []string{"", "refund please", "the refund is late", "late", "order 12"} {
					n++
					k := &trigger.Case{ID: "5", Priority: priority, Tags: tags, Title: title}
					if plan != nil {
						k.Fields = map[string]any{"plan": plan}
					}
					all = append(all, trigger.Event{ID: fmt.Sprint(n), Kind: trigger.CaseCreated, At: at, Case: k}.Normal())
				}
			}
		}
	}
	return all
}

// randomTest writes one test of a field of the domain.
func randomTest(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	return pick(
		`case.priority `+pick("==", "!=", "<", "<=", ">", ">=")+` `+pick(`"low"`, `"medium"`, `"high"`),
		`case.priority `+pick("in", "not in")+` [`+pick(`"low"`, `"low", "high"`, `"medium", "odd"`)+`]`,
		`case.priority `+pick("==", "!=")+` nil`,
		pick(`"a"`, `"b"`, `"c"`)+pick(` in `, ` not in `)+`case.tags`,
		`is(case.tags, `+pick(`"a"`, `"a", "b"`, `"c"`)+`)`,
		`case.tags `+pick("==", "!=")+` nil`,
		`case.fields.plan `+pick("==", "!=")+` `+pick(`"pro"`, `7`, `true`, `nil`, `"7"`),
		`is(case.fields.plan, `+pick(`"pro"`, `7`, `"7", true`, `"free"`, `"pro", "free"`)+`)`,
		`case.fields.plan `+pick("<", "<=", ">", ">=")+` `+pick(`7`, `8`),
		pick("word", "words", "contains_text")+`(case.title, `+pick(`"refund"`, `"late"`, `"refund", "late"`)+`)`,
		`case.title `+pick("contains", "startsWith", "endsWith")+` `+pick(`"order"`, `"12"`, `"late"`),
		`case.title `+pick("==", "!=")+` `+pick(`"late"`, `"refund please"`, `nil`),
	)
}

func randomFilter(r *rand.Rand, depth int) string {
	switch n := r.IntN(10); {
	case depth == 0 || n < 3:
		return randomTest(r)
	case n < 6:
		return "(" + randomFilter(r, depth-1) + " and " + randomFilter(r, depth-1) + ")"
	case n < 9:
		return "(" + randomFilter(r, depth-1) + " or " + randomFilter(r, depth-1) + ")"
	}
	return "not (" + randomFilter(r, depth-1) + ")"
}

// What the judge says of two random filters agrees with all events of a small world: an event that it finds is one, where it says
// never there is none, and within the fragment it finds what brute force finds.
func TestAgainstBruteForce(t *testing.T) {
	t.Parallel()
	all := domain()
	var found, never, open int
	for seed := range *rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		a, b := randomFilter(r, 2), randomFilter(r, 2)
		var c filter.Compiler
		pa, err := c.Compile(filter.Filter{Text: a})
		require.NoError(t, err)
		pb, err := c.Compile(filter.Filter{Text: b})
		require.NoError(t, err)
		trig := trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true, By: trigger.Actors()}
		one := &judge.Rule{ID: "a", Trigger: trig, Test: judge.Tests(pa)}
		two := &judge.Rule{ID: "b", Trigger: trig, Test: judge.Tests(pb)}
		for name, ask := range map[string]judge.Ask{
			"a": {Runs: []*judge.Rule{one}}, "a and b": {Runs: []*judge.Rule{one, two}}, "a, not b": {Runs: []*judge.Rule{one}, Not: []*judge.Rule{two}},
		} {
			wanted := func(ev trigger.Event) bool {
				x, errX := pa.Match(filter.NewView(ev))
				y, errY := pb.Match(filter.NewView(ev))
				x, y = x && errX == nil, y && errY == nil
				return x && (name == "a" || y == (name == "a and b"))
			}
			answer := judge.New(trigger.World{}).Find(ask)
			where := fmt.Sprintf("seed %d, %s: a is %s; b is %s", seed, name, a, b)
			switch answer.Verdict {
			case judge.Found:
				found++
				require.NoError(t, answer.Event.Check(), where)
				require.True(t, wanted(answer.Event), where)
			case judge.Never:
				never++
				for _, ev := range all {
					require.False(t, wanted(ev), "%s: runs on %+v", where, ev.Case)
				}
			default:
				open++
				require.True(t, strings.Contains(a+b, "case.title"), "only words that are part of others are beyond: %s", where)
			}
		}
	}
	t.Logf("%d found, %d never, %d not judged", found, never, open)
	require.Greater(t, never, 0)
	require.Less(t, open, (found+never)/3)
}
