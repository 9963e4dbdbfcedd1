package recipe_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

// The limit of complexity is the engine's, for filters of recipes and saved ones, and holds for recipes that were loaded without
// one.
func TestMaxComplexity(t *testing.T) {
	const six = `mention.type in ['a', 'b', 'c'] and mention.service in ['d', 'e']`
	for _, tt := range []struct{ name, text, want string }{
		{"a recipe's", set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":`+toJSON(t, six), tagA)),
			"recipe r: filter: the complexity is 6, more than 5; use fewer alternatives"},
		{"a saved one", `{"filters":{"six":` + toJSON(t, six) + `},"recipes":[` + newItem("r", tagA) + `]}`,
			"filters.six: the complexity is 6, more than 5; use fewer alternatives"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for limit, want := range map[int]string{0: "", 6: "", 5: tt.want} {
				e := recipe.Engine{Handlers: handlers()}
				require.NoError(t, e.Load(parse(t, tt.text)), "without a limit")
				e.MaxComplexity = limit
				err := e.Load(parse(t, tt.text))
				if want == "" {
					require.NoError(t, err, "%d", limit)
					continue
				}
				require.EqualError(t, err, want)
			}
		})
	}
}
