package playback

import (
	"context"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// HandleOthers registers f for each kind of action in the set that has no handler, with any config.
func HandleOthers(hs *action.Handlers, set recipe.Set, f func(context.Context, action.Config, action.Input) error) {
	for _, r := range set.Recipes {
		for _, a := range r.Actions {
			if a.Do != "" && !hs.Has(a.Do) {
				action.HandleOther(hs, a.Do, func(ctx context.Context, c action.Other, in action.Input) error { return f(ctx, c, in) })
			}
		}
	}
}
