//go:build !race

package recipe_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

// Explaining one recipe of many costs what it does where there is no other.
func TestExplainRecipeLooksAtNoOther(t *testing.T) {
	allocated := func(n int) float64 {
		e := engine(t)
		require.NoError(t, e.Load(rules(t, n)))
		ev := customer("e", ten)
		return testing.AllocsPerRun(20, func() {
			d, err := e.ExplainRecipe("r0", ev)
			require.NoError(t, err)
			require.NotEqual(t, recipe.Fired, d.Outcome)
			require.NotEmpty(t, d.Tests)
		})
	}
	require.InDelta(t, allocated(2), allocated(400), 20)
}
