package recipe_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// Parties are the library's words, not the host's: a recipe that names another one would never start, so it is not loaded.
func TestUnknownParty(t *testing.T) {
	k := recipetest.Load(t, set(newItem("old", tagA)))
	unknown := parse(t, set(one("new", `{"on":"case_mention","by":["customer","agnet"],"all_topics":true}`, "", tagA)))
	for _, err := range []error{k.Engine.Load(unknown), k.Engine.Check(unknown)} {
		faults := recipe.Faults(err)
		require.Len(t, faults, 1)
		require.Equal(t, "trigger.by[1]", faults[0].Path)
		require.ErrorContains(t, err, "did you mean agent?")
	}
	require.Equal(t, []string{"old: fired"}, outcomes(k.Send(customer("e", ten)).Decisions), "the set before goes on")
}
