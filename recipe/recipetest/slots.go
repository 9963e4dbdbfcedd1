package recipetest

import (
	"context"
	"iter"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// slots tells of each slot of a schedule for which a recipe ran, and of each item that a source handed out for one, whatever the
// recipe's filter says about it.
func (s *stage) slots(tell func(trigger.Event)) {
	s.day.Engine.Observer = recipe.ObserverFunc(func(_ context.Context, o recipe.Observation) {
		ev := o.Event
		if o.Decision == nil && o.Action == nil && ev.Kind == trigger.ScheduleFired && ev.Mention == nil && ev.Case == nil {
			tell(ev)
		}
	})
	for name, hand := range s.day.Engine.ItemSources {
		s.day.Engine.ItemSources[name] = func(ctx context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
			return func(yield func(recipe.SourceItem, error) bool) {
				for item, err := range hand(ctx, q) {
					if err == nil {
						tell(trigger.Event{
							Kind: trigger.ScheduleFired, At: q.Slot, Actor: trigger.System, Recipe: q.Recipe, Mention: item.Mention, Case: item.Case, About: item.About,
						})
					}
					if !yield(item, err) {
						return
					}
				}
			}
		}
	}
}
