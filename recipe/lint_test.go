package recipe_test

import (
	"fmt"
	"log"
	"strings"
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

// What loading a set would cancel, and replies that machines start.
func TestLintOfWaits(t *testing.T) {
	const on = `{"on":"case_status_changed","all_topics":true}`
	later := func(id, text string) string {
		return `{"id":"` + id + `","do":"private_reply","with":{"message":"` + text + `"},"after":"1h"}`
	}
	loaded := set(one("r", on, "", later("ask", "a"), later("remind", "b")), one("now", on, "", tagA))
	for _, tt := range []struct {
		name, set string
		want      []string
	}{
		{"the same", loaded, nil},
		{"another text", set(one("r", on, "", later("remind", "c"), later("ask", "a")), one("now", on, "", tagA)), nil},
		{"a recipe removed", set(one("now", on, "", tagA)), []string{"recipe r: it is removed: its waits would be cancelled"}},
		{"one without a memory removed", set(one("r", on, "", later("ask", "a"), later("remind", "b"))), nil},
		{"disabled", strings.Replace(loaded, `"enabled":true`, `"enabled":false`, 1), []string{"recipe r: enabled: it is disabled: its waits"}},
		{"in shadow", strings.Replace(loaded, `"enabled":true`, `"enabled":true,"shadow":true`, 1), []string{"recipe r: shadow: it is in shadow: its waits"}},
		{"an id changed", set(one("r", on, "", later("ask2", "a"), later("remind", "b"))), []string{"recipe r: actions[0].id: it was ask: its waits"}},
		{"an action removed", set(one("r", on, "", later("remind", "b"))), []string{"recipe r: actions: ask is removed: its waits"}},
		{"a reply that recipes start", set(one("r", on, "", later("ask", "a"), later("remind", "b")),
			one("a", `{"on":"new_item","all_topics":true,"by":["customer","recipe"]}`, "", `{"do":"private_reply","with":{"message":"x"}}`)),
			[]string{"recipe a: actions[0].do: messages of recipes or robots may start this reply"}},
		{"a filter that leaves recipes out", set(one("r", on, "", later("ask", "a"), later("remind", "b")),
			one("a", `{"on":"new_item","all_topics":true,"by":["customer","recipe"]}`, `"filter":"event.actor != 'recipe'"`, `{"do":"private_reply","with":{"message":"x"}}`)), nil},
		{"a limit", set(one("r", on, "", later("ask", "a"), later("remind", "b")),
			one("a", `{"on":"new_item","all_topics":true,"by":["customer","recipe"]}`, "", `{"do":"private_reply","with":{"message":"x"},"limit":{"times":1,"every":"24h","per":"contact"}}`)), nil},
		{"a reply to robots", set(one("r", on, "", later("ask", "a"), later("remind", "b")),
			one("a", `{"on":"new_item","all_topics":true}`, "", `{"do":"private_reply","with":{"message":"x"},"to_automatic":true}`)),
			[]string{"recipe a: actions[0].do: messages of recipes or robots may start this reply"}},
		{"split in two", set(one("r", on, "", later("ask", "a"), later("remind", "b")),
			one("close", `{"on":"new_item","all_topics":true}`, `"filter":"mention.type == 'sent'"`, `{"do":"resolve","after":"24h"}`)),
			[]string{"recipe close: trigger.by: messages of recipes do not start this recipe"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, loaded)
			found := k.Engine.Lint(parse(t, tt.set))
			require.Len(t, found, len(tt.want), "%v", found)
			for i, f := range found {
				require.ErrorContains(t, f, tt.want[i])
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
