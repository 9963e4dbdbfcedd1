package recipe_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// A saved filter is left out for its own faults, not for those of one whose name begins like a path in it.
func TestLoadValidNames(t *testing.T) {
	for _, bad := range []string{"vip.gold", "vip[0]"} {
		t.Run(bad, func(t *testing.T) {
			for range 20 { // of a map, which has no order
				k := recipetest.New(t)
				k.Load(set(newItem("old", tagA)))
				s, err := recipe.Decode([]byte(`{"format":1,"filters":{"vip":"mention.content == 'hola'",
					"` + bad + `":{"all":[{"field":"mention.content","op":"is","values":[]},{"field":"mention.content","op":"like","values":["a"]}]}},
					"recipes":[` + one("good", `{"on":"new_item","all_topics":true}`, `"filter":{"saved":"vip"}`, tagA) + `]}`))
				require.NoError(t, err)
				faults := recipe.Faults(k.Engine.LoadValid(s))
				require.Len(t, faults, 2)
				for _, f := range faults {
					require.Contains(t, f.Path, "filters."+bad+".all[")
				}
				require.Equal(t, []string{"good: fired"}, outcomes(k.Send(customer("e", ten)).Decisions))
			}
		})
	}
}
