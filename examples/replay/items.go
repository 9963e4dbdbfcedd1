package main

import (
	"strings"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// itemSources returns a source for every name of the set: the desk's mentions for one with "mention" in it, else its cases.
// What a host would leave out of a source of its own, such as cases that are resolved, is for the recipe's filter.
func itemSources(d *recipetest.Desk, set recipe.Set) recipe.ItemSources {
	all := make(recipe.ItemSources)
	for _, r := range set.Recipes {
		switch name := r.Trigger.Schedule.Each; {
		case name == "":
		case strings.Contains(strings.ToLower(name), "mention"):
			all[name] = d.EveryMention
		default:
			all[name] = d.EveryCase
		}
	}
	return all
}
