package recipe_test

import (
	"fmt"
	"log"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

func TestLint(t *testing.T) {
	const (
		reply  = `{"do":"reply","with":{"message":"x","mode":"draft","service":"facebook"}}`
		remove = `{"do":"remove","with":{"how":"hide"}}`
		on     = `{"on":"new_item","all_topics":true}`
	)
	k := recipetest.Load(t, set(newItem("x", tagA)))
	for _, tt := range []struct {
		name, set string
		want      []error
	}{
		{"a reply whose service the filter names", set(one("r", on, `"filter":"mention.service == 'facebook'"`, reply)), nil},
		{"a reply of which the filter says nothing", set(one("r", on, `"filter":"mention.private"`, tagA, reply)), []error{recipe.ErrReplyServiceUnsaid}},
		{"a removal with a filter", set(one("r", on, `"filter":"word(mention.content, 'spam')"`, remove)), nil},
		{"a removal of everything", set(newItem("r", remove)), []error{recipe.ErrRemovesEverything}},
		{"both, in recipes of one set", set(newItem("a", reply), newItem("b", remove)), []error{recipe.ErrReplyServiceUnsaid, recipe.ErrRemovesEverything}},
		{"a set with faults", set(newItem("r", remove, `{"do":"dance"}`)), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := k.Engine.Lint(parse(t, tt.set))
			require.Len(t, found, len(tt.want))
			for i, f := range found {
				require.ErrorIs(t, f, tt.want[i])
			}
		})
	}
}

func ExampleEngine_Lint() {
	set, err := recipe.Decode([]byte(`{"format": 1, "recipes": [{"id": "tidy", "name": "Tidy up", "enabled": true,
		"trigger": {"on": "new_item", "topics": ["page"]}, "actions": [{"do": "remove", "with": {"how": "delete"}}]}]}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, warning := range host().Lint(set) {
		fmt.Println(warning)
	}
	// Output:
	// recipe tidy: actions[0].do: removes every item of the recipe's topics, for good: the recipe has no filter
}
