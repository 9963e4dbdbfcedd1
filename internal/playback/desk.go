package playback

import (
	"context"
	"iter"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Desk is the helpdesk of a [Day]: recipetest.Desk.
type Desk interface {
	// Reserve, Receive, Pump, Handlers and Refresh are those of recipetest.Desk.
	Reserve(ids ...string)
	Receive(ev trigger.Event, now time.Time) trigger.Event
	Pump(handle func(trigger.Event) error) error
	Handlers() *action.Handlers
	Refresh(ctx context.Context, ev *trigger.Event) error
	EveryMention(ctx context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error]
	EveryCase(ctx context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error]
}
