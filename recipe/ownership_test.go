package recipe_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"

	"context"
)

// What a report shows is the caller's: writing into it changes no recipe, not even one that is alike.
func TestReportIsTheCallers(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	var tags []string
	fail := true
	action.HandleFunc(k.Handlers, func(_ context.Context, c action.AddTags, in action.Input) error {
		if fail {
			return errors.New("later")
		}
		tags = append(tags, in.Recipe.ID+" "+c.Tags[0])
		return nil
	})
	k.Load(set(newItem("a", tagA), newItem("b", tagA)))
	spoil := func(decisions []recipe.Decision) {
		require.Len(t, decisions, 2)
		for i := range decisions[0].Actions[0].With {
			decisions[0].Actions[0].With[i] = 'x'
		}
	}
	ev := customer("e", ten)
	spoil(k.Engine.Plan(ev))
	spoil(k.Engine.Explain(ev))
	spoil(k.Send(ev).Decisions)
	fail = false
	k.Wait(24 * time.Hour)
	require.ElementsMatch(t, []string{"a a", "b a"}, tags)
}
