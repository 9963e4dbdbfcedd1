package recipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// Whose messages of a type are, without a named actor: those of customers' types are the customer's, the others an agent's or,
// with a cause, a recipe's. A case that is created is the system's or a recipe's. A bot is always named.
func TestLintTypesBesideBy(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Kinds = []trigger.OwnKind{{Name: "call", About: trigger.MentionItem, Message: true}, {Name: "viewed", About: trigger.MentionItem}}
	k.Load(set(newItem("other", tagA)))
	mine := map[string][]string{
		"inbox": {"customer"}, "assigned": {"customer"}, "review": {"customer"},
		"sent": {"agent", "recipe"}, "draft": {"agent", "recipe"}, "awaiting_approval": {"agent", "recipe"}, "scheduled": {"agent", "recipe"}, "note": {"agent", "recipe"},
	}
	for on, others := range map[string][]string{"case_mention": nil, "call": nil, "new_item": {"recipe"}} {
		for typ, by := range mine {
			for _, who := range []string{"customer", "agent", "recipe", "bot", "system"} {
				starts := who == "bot" || who == "system" || slices.Contains(by, who) || slices.Contains(others, who)
				found := k.Engine.Lint(parse(t, set(one("r", fmt.Sprintf(`{"on":%q,"types":[%q],"by":%q,"all_topics":true}`, on, typ, who), "", tagA))))
				if starts {
					require.Empty(t, found, "%s of type %s by %s", on, typ, who)
					continue
				}
				require.Len(t, found, 1, "%s of type %s by %s", on, typ, who)
				require.ErrorIs(t, found[0], recipe.ErrNobodyStarts)
				require.True(t, strings.HasPrefix(found[0].Error(), "recipe r: trigger.types: nothing starts this"), found[0].Error())
			}
		}
	}
	for _, tt := range []struct {
		name, on string
		found    int
	}{
		{"one of several types", `"on":"case_mention","types":["note","inbox"],"by":"customer"`, 0},
		{"one of several parties", `"on":"case_mention","types":["note"],"by":["customer","agent"]`, 0},
		{"several of each that never meet", `"on":"case_mention","types":["inbox","review"],"by":["agent","recipe"]`, 1},
		{"no types", `"on":"case_mention","by":"customer"`, 0},
		{"no by", `"on":"case_mention","types":"note"`, 0},
		{"another kind starts it, this one does not", `"on":["case_mention","case_updated"],"types":"note","by":"customer"`, 1},
		{"a kind without a message beside it", `"on":["viewed","case_mention"],"types":"inbox","by":"customer"`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := set(one("r", `{`+tt.on+`,"all_topics":true}`, "", tagA))
			require.Len(t, k.Engine.Lint(parse(t, text)), tt.found)
			require.NoError(t, k.Engine.Check(parse(t, text)), "a host may name the actor")
		})
	}
}

// What lint finds still starts where the host names the actor.
func TestNamedActorOfAnotherType(t *testing.T) {
	k := recipetest.New(t)
	k.Load(set(one("r", `{"on":"case_mention","types":"note","by":"customer","all_topics":true}`, "", tagA)))
	note := customer("e", ten)
	note.Mention.Type = "note"
	require.Empty(t, k.Send(note).Decisions)
	note.ID, note.Actor = "e2", trigger.Customer
	require.Equal(t, []string{"r: fired"}, outcomes(k.Send(note).Decisions))
}
