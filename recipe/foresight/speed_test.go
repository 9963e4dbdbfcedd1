//go:build !race

package foresight_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
)

// denseSet has recipes that all start on the same events, do the same and have filters of their own.
func denseSet(tb testing.TB, n int) recipe.Set {
	var list []string
	for i := range n {
		list = append(list, one(fmt.Sprintf("r%d", i), onMention,
			where(fmt.Sprintf(`mention.topic == "t%d" and case.priority in ["high", "p%d"]`, i%20, i), tagVIP)))
	}
	return decode(tb, recipes(list...))
}

// Lint of 1,000 recipes is meant to take five seconds; its time is bounded far above that, since other programs run, too.
func TestLintIsFast(t *testing.T) {
	for name, set := range map[string]recipe.Set{"different": manyRecipes(t, 1000), "alike": denseSet(t, 500)} {
		began := time.Now()
		_, err := foresight.Host{}.Lint(set)
		require.NoError(t, err)
		took := time.Since(began)
		t.Logf("%s: %s", name, took)
		require.Less(t, took, 50*time.Second, name)
	}
}
