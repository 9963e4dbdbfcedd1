package recipe_test

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// simAction is one action of the simulated recipes: what its promises are, beside the document that asks for it.
type simAction struct {
	do, with string
	after    time.Duration // it waits so long, and no reply of the customer comes
	local    bool          // its handler writes in the store's transaction
	once     bool          // it cannot be undone
	stop     bool          // what stands behind it runs when it is done
	count    int           // it is carried out for so many matches at once; zero is each by itself
	turns    bool          // its choices take turns
}

// simRecipe is a recipe that starts on mentions with its own id among their tags.
type simRecipe struct {
	id      string
	actions []simAction
}

const (
	simTags   = `{"tags":["x"]}`
	simEdit   = `{"property":"category","value":"x"}`
	simReply  = `{"message":"hi","mode":"draft","service":"twitter"}`
	simRemove = `{"how":"hide"}`
)

// simRecipes are the rules of every world. The kinds within one recipe differ, so that the history tells them apart.
var simRecipes = []simRecipe{
	{"chain", []simAction{
		{do: "add_tags", with: simTags, stop: true},
		{do: "edit", with: simEdit, local: true, stop: true},
		{do: "resolve", with: "{}"},
	}},
	{"close", []simAction{{do: "resolve", with: "{}", after: 10 * time.Minute}}},
	{"nudge", []simAction{{do: "reply", with: simReply, after: 5 * time.Minute, local: true}}},
	{"late", []simAction{
		{do: "add_tags", with: simTags, stop: true},
		{do: "resolve", with: "{}"},
		{do: "reply", with: simReply, after: 4 * time.Minute, local: true},
	}},
	{"pick", []simAction{{do: "assign", with: `{"users":["7","8","9"],"pick":"one"}`, turns: true}}},
	{"spam", []simAction{
		{do: "remove", with: simRemove, once: true, stop: true},
		{do: "add_tags", with: simTags},
	}},
	{"purge", []simAction{{do: "remove", with: simRemove, once: true, after: 3 * time.Minute}}},
	{"pair", []simAction{{do: "notify", with: `{"users":["7"],"channel":"push","after_count":2,"at_most_every":"3m"}`, count: 2}}},
	{"three", []simAction{{do: "notify", with: `{"users":["7"],"channel":"push","after_count":3}`, count: 3}}},
}

// simRecipeByID returns the recipe with the id.
func simRecipeByID(id string) simRecipe {
	for _, r := range simRecipes {
		if r.id == id {
			return r
		}
	}
	return simRecipe{}
}

// simActionByID returns the action of the recipe with the id, which is its kind: no recipe has two of one.
func simActionByID(recipe, id string) simAction {
	for _, a := range simRecipeByID(recipe).actions {
		if a.do == id {
			return a
		}
	}
	return simAction{}
}

// simSet writes the recipes as the document that an engine loads. Edited, they have other names, texts and places, and what
// counts from the last event says so.
func simSet(edited bool) string {
	var all []string
	recipes, name := slices.Clone(simRecipes), "%s"
	if edited {
		slices.Reverse(recipes)
		name = "The new %s"
	}
	for _, r := range recipes {
		var actions []string
		for _, a := range r.actions {
			more, with := "", a.with
			if edited {
				with = strings.Replace(with, `"hi"`, `"hello"`, 1)
			}
			if a.after > 0 {
				more += fmt.Sprintf(`,"after":"%s","unless":["customer_reply"]`, a.after)
			}
			if a.after > 0 && edited {
				more += `,"from":"last"`
			}
			if a.stop {
				more += `,"on_error":"stop"`
			}
			actions = append(actions, fmt.Sprintf(`{"do":%q,"with":%s%s}`, a.do, with, more))
		}
		all = append(all, fmt.Sprintf(
			`{"id":%q,"name":%q,"enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"'%s' in mention.tags","actions":[%s]}`,
			r.id, fmt.Sprintf(name, r.id), r.id, strings.Join(actions, ",")))
	}
	return `{"format":1,"recipes":[` + strings.Join(all, ",") + `]}`
}
