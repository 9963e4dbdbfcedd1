package foresight_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
)

// Differences of sets, each as "recipe change what, events".
func TestDiff(t *testing.T) {
	t.Parallel()
	office := func(hours string) string {
		return `{"calendars":{"office":{"zone":"UTC","week":{"monday":["` + hours + `"]}}},"recipes":[` +
			one("a", onUpdate, `"hours":{"calendar":"office","when":"during"},`+tagVIP) + `]}`
	}
	low, high := where(`case.priority == "low"`, tagVIP), where(`case.priority in ["low", "high"]`, tagVIP)
	a := func(rest string) string { return recipes(one("a", onUpdate, rest)) }
	topics := func(list string) string {
		return recipes(strings.Replace(one("a", onUpdate, tagVIP), `"all_topics":true`, `"topics":[`+list+`]`, 1))
	}
	off := func(set string) string { return strings.Replace(set, `"enabled":true`, `"enabled":false`, 1) }
	stop := one("s", onUpdate, where(`case.priority == "high"`, `"stop":true,`+note))
	for _, tt := range []struct {
		name, before, after string
		want                []string
	}{
		{"the same", a(low), a(low), nil},
		{"added", recipes(), a(low), []string{"a added, now_runs"}},
		{"removed", a(low), recipes(), []string{"a removed, no_longer_runs"}},
		{"renamed", a(low), recipes(one("b", onUpdate, low)), nil},
		{"wider", a(low), a(high), []string{"a wider filter, now_runs"}},
		{"narrower", a(high), a(low), []string{"a narrower filter, no_longer_runs"}},
		{"both ways", a(low), a(where(`case.priority == "high"`, tagVIP)), []string{"a changed filter, now_runs, no_longer_runs"}},
		{"written otherwise", a(high), a(where(`case.priority == "high" or case.priority == "low"`, tagVIP)), []string{"a equal filter"}},
		{"as a tree", a(high), a(`"filter":{"field":"case.priority","op":"is","values":["low","high"]},` + tagVIP), []string{"a equal filter"}},
		{"more topics", topics(`"x"`), topics(`"x","y"`), []string{"a wider trigger, now_runs"}},
		{"the same topics", topics(`"x","y"`), topics(`"y","x"`), []string{"a equal trigger"}},
		{"another name", a(low), strings.Replace(a(low), `"name":"N"`, `"name":"M"`, 1), []string{"a equal text"}},
		{"other actions", a(low), a(where(`case.priority == "low"`, note)), []string{"a changed actions"}},
		{"other actions and more events", a(low), a(where(`case.priority in ["low", "high"]`, note)), []string{"a changed filter actions, now_runs"}},
		{"another text", a(note), a(`"actions":[{"do":"note","with":{"text":"bye"}}]`), []string{"a changed actions"}},
		{"longer hours", office("09:00-17:00"), office("09:00-18:00"), []string{"a wider hours, now_runs"}},
		{"other hours", office("09:00-17:00"), office("10:00-18:00"), []string{"a changed hours, now_runs, no_longer_runs"}},
		{"disabled", a(low), off(a(low)), []string{"a narrower enabled, no_longer_runs"}},
		{"enabled", off(a(low)), a(low), []string{"a wider enabled, now_runs"}},
		{"in the shadow", a(low), strings.Replace(a(low), `"enabled":true`, `"enabled":true,"shadow":true`, 1), []string{"a narrower shadow, no_longer_runs"}},
		{"stop", a(low), a(`"stop":true,` + low), []string{"a changed stop"}},
		{"passed one with stop", recipes(one("a", onUpdate, tagVIP), stop), recipes(stop, one("a", onUpdate, tagVIP)), []string{"a narrower order, no_longer_runs"}},
		{"passed by one with stop", recipes(stop, one("a", onUpdate, tagVIP)), recipes(one("a", onUpdate, tagVIP), stop), []string{"a wider order, now_runs"}},
		{"passed one that never meets it", recipes(one("a", onNew, tagVIP), stop), recipes(stop, one("a", onNew, tagVIP)), nil},
		{"beyond", a(where(`case.title matches "a"`, tagVIP)), a(where(`case.title matches "b"`, tagVIP)), []string{"a not_judged filter"}},
		{"beyond, the same", a(where(`case.title matches "a"`, tagVIP)), a(`"filter":{"field":"case.title","op":"matches","values":["a"]},` + tagVIP), []string{"a equal filter"}},
		{"beyond, other actions", a(where(`case.title matches "a"`, tagVIP)), a(where(`case.title matches "a"`, note)), []string{"a changed actions"}},
		{"a saved filter", `{"filters":{"f":"case.priority == 'low'"},"recipes":[` + one("a", onUpdate, `"filter":{"saved":"f"},`+tagVIP) + `]}`,
			`{"filters":{"f":"case.priority != nil"},"recipes":[` + one("a", onUpdate, `"filter":{"saved":"f"},`+tagVIP) + `]}`, []string{"a wider filter, now_runs"}},
		{"reordered", recipes(one("a", onUpdate, low), one("b", onNew, tagVIP)), recipes(one("b", onNew, tagVIP), one("a", onUpdate, low)), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			all, err := foresight.Host{}.Diff(decode(t, tt.before), decode(t, tt.after))
			require.NoError(t, err)
			var got []string
			for _, d := range all {
				text := strings.Join(append([]string{d.Recipe, string(d.Change)}, d.What...), " ")
				if d.Witness.NowRuns != nil {
					text += ", now_runs"
				}
				if d.Witness.NoLongerRuns != nil {
					text += ", no_longer_runs"
				}
				got = append(got, text)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

// A set has no difference but equal recipes to itself, also with its recipes in another order, under other IDs, and with its filters
// written as trees where they can be.
func TestDiffOfTheSame(t *testing.T) {
	t.Parallel()
	for seed := range seeds(1) {
		r := rand.New(rand.NewPCG(uint64(seed), 17))
		set := smallSet(r)
		for i := range set.Recipes {
			set.Recipes[i].Stop = false // else the order counts
		}
		other := set
		other.Recipes = slices.Clone(set.Recipes)
		r.Shuffle(len(other.Recipes), func(i, j int) { other.Recipes[i], other.Recipes[j] = other.Recipes[j], other.Recipes[i] })
		for i := range other.Recipes {
			if r.IntN(2) == 0 {
				other.Recipes[i].ID += "-renamed"
			} else if text := other.Recipes[i].Filter.Text; text != "" {
				other.Recipes[i].Filter.Text = "(" + text + ") and true"
			}
		}
		all, err := smallHost.Diff(set, other)
		require.NoError(t, err)
		for _, d := range all {
			require.Equal(t, foresight.Equal, d.Change, "seed %d: %s: %v", seed, d.Recipe, d.What)
		}
	}
}

// What a difference says agrees with all events of a small world.
func TestDiffAgainstBruteForce(t *testing.T) {
	t.Parallel()
	events := smallWorld()
	counts := make(map[foresight.Change]int)
	for seed := range seeds(1) {
		r := rand.New(rand.NewPCG(uint64(seed), 18))
		before := smallSet(r)
		before.Recipes = before.Recipes[:1]
		after := before
		after.Recipes = slices.Clone(before.Recipes)
		text := before.Recipes[0].Filter.Text
		after.Recipes[0].Filter = filter.Filter{Text: []string{smallFilter(r, 2), "(" + smallTest(r) + ") and (" + orTrue(text) + ")",
			"(" + smallTest(r) + ") or (" + orTrue(text) + ")"}[r.IntN(3)]}
		all, err := smallHost.Diff(before, after)
		require.NoError(t, err)
		both := recipe.Set{Recipes: []recipe.Recipe{before.Recipes[0], after.Recipes[0]}}
		both.Recipes[1].ID = "after"
		brute := newBrute(t, both, events)
		want := foresight.Equal
		switch wider, narrower := !brute.implies(1, 0), !brute.implies(0, 1); {
		case wider && narrower:
			want = foresight.Changed
		case wider:
			want = foresight.Wider
		case narrower:
			want = foresight.Narrower
		}
		if len(all) == 0 {
			require.Equal(t, document(before), document(after))
			continue
		}
		counts[all[0].Change]++
		require.Equal(t, want, all[0].Change, "seed %d: %s\n%s", seed, describe(before), describe(after))
	}
	t.Log(counts)
}

func orTrue(text string) string {
	if text == "" {
		return "true"
	}
	return text
}

func document(set recipe.Set) string {
	text, err := json.Marshal(set)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
