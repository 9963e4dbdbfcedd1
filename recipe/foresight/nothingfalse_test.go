package foresight_test

import (
	"flag"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/foresight"
)

// sets is how many random sets the properties look at; 10,000 is the full count, in as many runs as you like.
var (
	sets      = flag.Int("sets", 8, "random sets")
	firstSeed = flag.Int("sets.first", 0, "the seed of the first random set")
)

// seeds hands out a share of the random sets' seeds.
func seeds(share int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for seed := *firstSeed; seed < *firstSeed+max(1, *sets/share) && yield(seed); seed++ {
		}
	}
}

// counted are the rules that the small world decides by going through all events.
var counted = []foresight.Rule{
	foresight.NeverMatches, foresight.AlwaysMatches, foresight.Duplicate, foresight.Subsumed, foresight.ConflictingWrites, foresight.ShadowedByStop,
}

// The findings of random sets are those of brute force over all events of a small world: none is false, and hardly one is missing.
func TestNothingFalse(t *testing.T) {
	t.Parallel()
	events := smallWorld()
	found, missing := make(map[string]int), 0
	for seed := range seeds(1) {
		set := smallSet(rand.New(rand.NewPCG(uint64(seed), 16)))
		findings, err := smallHost.Lint(set)
		require.NoError(t, err, describe(set))
		var got []string
		for _, f := range findings {
			if slices.Contains(counted, f.Rule) {
				got = append(got, string(f.Rule)+" "+strings.Join(f.Recipes, " "))
			}
		}
		want := newBrute(t, set, events).findings()
		for _, f := range got {
			require.Contains(t, want, f, "seed %d: a false finding in\n%s", seed, describe(set))
			rule, _, _ := strings.Cut(f, " ")
			found[rule]++
		}
		for _, f := range want {
			if !slices.Contains(got, f) {
				missing++
				t.Logf("seed %d: missing %s", seed, f)
			}
		}
	}
	total := 0
	for _, n := range found {
		total += n
	}
	t.Logf("%d sets: found %v, missing %d", *sets, found, missing)
	require.LessOrEqual(t, missing*99, total)
}
