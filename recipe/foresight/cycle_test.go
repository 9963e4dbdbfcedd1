package foresight_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// rings plays an event to a set on a desk, and returns the recipes of each ring that the engine stopped.
func rings(t testing.TB, set recipe.Set, ev trigger.Event) [][]string {
	onDesk := &desk.Desk{World: smallHost.World}
	day := playback.New(onDesk, smallHost.World)
	via := make(map[string][]string)
	day.Followed = func(ev trigger.Event) {
		for _, run := range ev.Cause.Via {
			via[ev.ID] = append(via[ev.ID], run.Recipe)
		}
	}
	var found [][]string
	day.Handled = func(_ recipe.Report, decisions []recipe.Decision) {
		for _, d := range decisions {
			if d.Outcome != recipe.LoopStopped || d.Reason == recipe.TooDeep {
				continue
			}
			if at := slices.Index(via[d.Event], d.Recipe); at >= 0 {
				found = append(found, slices.Compact(slices.Sorted(slices.Values(via[d.Event][at:]))))
			}
		}
	}
	day.Begin(ev.At)
	require.NoError(t, day.Engine.Load(set))
	require.NoError(t, day.Play(context.Background(), []trigger.Event{ev}, ev.At.AddDate(1, 0, 0)))
	return found
}

// ringAlone reports whether the recipes of a ring are one without the others, after the event.
func ringAlone(t testing.TB, set recipe.Set, ring []string, ev trigger.Event) bool {
	alone := set
	alone.Recipes = slices.DeleteFunc(slices.Clone(set.Recipes), func(r recipe.Recipe) bool { return !slices.Contains(ring, r.ID) })
	return slices.ContainsFunc(rings(t, alone, ev), func(other []string) bool { return slices.Equal(other, ring) })
}

// Each cycle that is found is one, for the recipes that it names alone; and each recipe that is in a ring after one of many events
// is in one that is found.
func TestCyclesAgainstBruteForce(t *testing.T) {
	t.Parallel()
	events := smallWorld()
	found, seen, missing, helped := 0, 0, 0, 0
	for seed := range seeds(4) {
		r := rand.New(rand.NewPCG(uint64(seed), 20))
		set := smallSet(r)
		for i := range set.Recipes {
			set.Recipes[i].Stop = false
		}
		findings, err := smallHost.Lint(set)
		require.NoError(t, err)
		inCycle := make(map[string]bool)
		for _, f := range findings {
			if f.Rule != foresight.Cycle {
				continue
			}
			found++
			require.True(t, ringAlone(t, set, f.Recipes, *f.Witness), "seed %d: a false cycle of %v in\n%s", seed, f.Recipes, describe(set))
			for _, id := range f.Recipes {
				inCycle[id] = true
			}
		}
		real := make(map[string]bool)
		for range 40 {
			ev := events[r.IntN(len(events))]
			for _, ring := range rings(t, set, ev) {
				if !ringAlone(t, set, ring, ev) {
					helped++ // it needs what others did in between, once
					continue
				}
				for _, id := range ring {
					real[id] = true
				}
			}
		}
		for id := range real {
			if seen++; !inCycle[id] {
				missing++
				t.Logf("seed %d: %s is in a ring", seed, id)
			}
		}
	}
	t.Logf("%d cycles, %d recipes in rings, %d missing; %d rings that are none without the other recipes", found, seen, missing, helped)
	require.LessOrEqual(t, missing*99, seen)
}

// A ring of more than eight recipes is one finding with all of it, and a long chain that does not close is none.
func TestLongRing(t *testing.T) {
	t.Parallel()
	chain := func(n int, closes bool) recipe.Set {
		var list []string
		for i := range n {
			next := string(rune('a'+(i+1)%26)) + string(rune('a'+(i+1)/26))
			if i == n-1 && closes {
				next = "aa"
			}
			tag := string(rune('a'+i%26)) + string(rune('a'+i/26))
			list = append(list, one("r"+tag, `"on":"case_tag_added","tag":"`+tag+`"`,
				`"actions":[{"do":"remove_tags","with":{"tags":["`+tag+`"]}},{"do":"add_tags","with":{"tags":["`+next+`"]}}]`))
		}
		return decode(t, recipes(list...))
	}
	for _, n := range []int{9, 30, 100} {
		findings, err := foresight.Host{}.Lint(chain(n, true))
		require.NoError(t, err)
		require.Len(t, findings, 1, "of %d", n)
		require.Equal(t, foresight.Cycle, findings[0].Rule)
		require.Len(t, findings[0].Recipes, n)
		none, err := foresight.Host{}.Lint(chain(n, false))
		require.NoError(t, err)
		require.Empty(t, none, "of %d", n)
	}
}
