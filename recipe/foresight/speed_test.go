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

// Lint of many recipes ends within ten times the time that it is meant to take.
func TestLintIsFast(t *testing.T) {
	for name, set := range map[string]recipe.Set{"different": manyRecipes(t, 300), "alike": denseSet(t, 300)} {
		began := time.Now()
		_, err := foresight.Host{}.Lint(set)
		require.NoError(t, err)
		took := time.Since(began)
		t.Logf("%s: %s", name, took)
		require.Less(t, took, 15*time.Second, name)
	}
}
