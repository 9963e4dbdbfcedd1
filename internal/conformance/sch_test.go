package conformance_test

import (
	"context"
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// onTime is a trigger at half past ten; more are further members.
func onTime(more ...string) string {
	return `{"on":"schedule","times":["10:30"],"zone":"UTC"` + strings.Join(append([]string{""}, more...), ",") + `}`
}

// timed returns a kitchen whose clock is at ten, and which has these cases.
func timed(t *testing.T, cases []trigger.Case, recipes ...string) *recipetest.Kitchen {
	t.Helper()
	k := recipetest.New(t)
	k.Sleep(at("10:00"))
	k.Engine.ItemSources = recipe.ItemSources{"cases": func(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
		return func(yield func(recipe.SourceItem, error) bool) {
			for i := range cases {
				if cases[i].ID > q.After && !yield(recipe.SourceItem{Case: &cases[i]}, nil) {
					return
				}
			}
		}
	}}
	k.Load(set(recipes...))
	return k
}

func scheduleRows() []row {
	slack := do("slack", `{"channel":"#a","text":"Good morning"}`)
	return []row{
		{"SCH-01", "A recipe runs at times of day, on days of the week, in a time zone.", func(t *testing.T) {
			k := timed(t, nil, rule("r", onTime(), slack), rule("never", onTime(`"days":["sunday"]`), slack))
			k.Until(at("10:29"))
			require.Empty(t, k.Done())
			k.Until(at("11:00"))
			require.Equal(t, []string{`slack recipe/r {"channel":"#a","text":"Good morning"}`}, k.Done())
		}},
		{"SCH-02", "It runs for each case of a source in its topics that its filter lets through.", func(t *testing.T) {
			sales := with(matter("6"), func(c *trigger.Case) { c.Topic = "sales" })
			vip := with(matter("7"), func(c *trigger.Case) { c.Tags = []string{"vip"} })
			k := timed(t, []trigger.Case{matter("5"), sales, vip}, rule("r", onTime(`"each":"cases"`, `"topics":["support"]`), tag("a")),
				rule("v", onTime(`"each":"cases"`, `"topics":["support"]`), tag("b"), `"filter":"'vip' in case.tags"`))
			k.Until(at("11:00"))
			require.Equal(t, []string{`add_tags case/5 {"tags":["a"]}`, `add_tags case/7 {"tags":["a"]}`, `add_tags case/7 {"tags":["b"]}`}, k.Done())
		}},
		{"SCH-03", "Without a source an action that needs an item is a fault.", func(t *testing.T) {
			require.Empty(t, faults(t, rule("r", onTime(), slack)))
			require.Equal(t, []string{"actions[0].do"}, faults(t, rule("r", onTime(), tag("a"))))
		}},
		{"SCH-04", "Of the times that were missed the last one runs, late by less than 72 hours.", func(t *testing.T) {
			k := timed(t, nil, rule("r", onTime(), slack))
			k.Until(at("10:00"))
			k.Sleep(at("10:00").AddDate(0, 0, 3))
			require.Len(t, k.Done(), 1)
			k = timed(t, nil, rule("r", onTime(`"days":["monday"]`), slack))
			k.Until(at("10:00"))
			k.Sleep(at("10:30").AddDate(0, 0, 3))
			require.Empty(t, k.Done())
		}},
	}
}
