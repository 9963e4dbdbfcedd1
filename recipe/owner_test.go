package recipe_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

func TestOwner(t *testing.T) {
	s := parse(t, set(newItem("a", tagA), newItem("b", tagB)))
	s.Recipes[0].Owner = "ada"
	before := toJSON(t, s)

	mine := s.Recipes[0]
	mine.Name, mine.Owner = "Changed", ""
	edited, err := s.Edit("ada", mine)
	require.NoError(t, err)
	require.Equal(t, []string{"Changed", "ada"}, []string{edited.Recipes[0].Name, edited.Recipes[0].Owner})
	_, err = s.Edit("bob", mine)
	require.ErrorIs(t, err, recipe.ErrNotOwner)
	require.EqualError(t, err, `recipe "a": only the recipe's owner may edit it; others may copy it`)

	everybodys := s.Recipes[1]
	everybodys.Name = "Changed"
	edited, err = s.Edit("bob", everybodys)
	require.NoError(t, err)
	require.Equal(t, []string{"Changed", ""}, []string{edited.Recipes[1].Name, edited.Recipes[1].Owner})
	everybodys.Owner = "bob"
	edited, err = s.Edit("bob", everybodys)
	require.NoError(t, err)
	require.Equal(t, "bob", edited.Recipes[1].Owner)
	_, err = s.Edit("ada", everybodys)
	require.ErrorIs(t, err, recipe.ErrNotOwner, "nobody makes a recipe somebody else's")

	_, err = s.Edit("ada", recipe.Recipe{ID: "c"})
	require.ErrorIs(t, err, recipe.ErrNoRecipe)
	require.Equal(t, before, toJSON(t, s))
}

func TestCopy(t *testing.T) {
	s := parse(t, set(newItem("a", tagA), newItem("a-2", tagB)))
	s.Recipes[0].Owner = "ada"
	before := toJSON(t, s)
	more, c, err := s.Copy("bob", "a")
	require.NoError(t, err)
	require.Equal(t, []any{"a-3", "bob", false}, []any{c.ID, c.Owner, c.Enabled})
	require.Len(t, more.Recipes, 3)
	require.Equal(t, toJSON(t, c), toJSON(t, more.Recipes[2]))
	c.Actions[0].Do = "resolve"
	more.Recipes[2].Trigger.AllTopics = false
	require.Equal(t, before, toJSON(t, s), "the set shares nothing with its copy")
	require.Equal(t, "add_tags", more.Recipes[2].Actions[0].Do)
	c.Name = "Mine"
	_, err = more.Edit("bob", c)
	require.NoError(t, err)
	_, _, err = s.Copy("bob", "c")
	require.ErrorIs(t, err, recipe.ErrNoRecipe)
}
