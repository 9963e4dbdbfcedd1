package playback

import (
	"strings"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
)

// itemSources returns a source for every name of the set: the desk's mentions for one with "mention" in it, else its cases.
// A host's own source may leave out some of them, such as resolved cases; here that is for the recipe's filter.
func itemSources(d *desk.Desk, set recipe.Set) recipe.ItemSources {
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
