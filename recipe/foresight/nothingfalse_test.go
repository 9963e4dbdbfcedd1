package foresight_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/foresight"
)

// sets is how many random sets the properties look at; 10,000 is the full count.
var sets = flag.Int("sets", 25, "random sets")

// counted are the rules that the small world decides by going through all events.
var counted = []foresight.Rule{
	foresight.NeverMatches, foresight.AlwaysMatches, foresight.Duplicate, foresight.Subsumed, foresight.ConflictingWrites, foresight.ShadowedByStop,
}

// The findings of random sets are those of brute force over all events of a small world: none is false, and hardly one is missing.
func TestNothingFalse(t *testing.T) {
	t.Parallel()
	events := smallWorld()
	found, missing := make(map[string]int), 0
	for seed := range *sets {
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
