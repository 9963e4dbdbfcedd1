package recipe

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// ItemSources are the host's cases and mentions that recipes on a schedule run for, by the names that "each" uses.
type ItemSources map[string]ItemSource

// ItemSource hands out cases or mentions: all open cases, or those of the last year. It is called at each slot of a recipe,
// and again, with the cursor of where it got to, after a failure, a crash of the process, and every now and then in a run
// that takes long. The engine deals with each item before it takes the next one, and keeps none of them, so that a million
// are no more than one. Their order must last from call to call, as that of a key does, and an item that comes or goes
// meanwhile must not move the others; one that is handed out twice at a slot starts the recipe once.
//
// An item that the recipe's topics and filter do not let through starts nothing, so a source may hand out more items than
// necessary; [ItemQuery.Topics] lets it avoid the work. An error or a panic ends the call, and the run goes on
// from there later: up to [MaxAttempts] times in about a day. The error is in the history: it must hold no secret.
//
// It must be safe for concurrent use, and end when ctx does. While the recipe's actions run it is not asked for more: it
// should hold no transaction open meanwhile, but read page by page.
type ItemSource func(ctx context.Context, q ItemQuery) iter.Seq2[SourceItem, error]

// ItemQuery is the query of an [ItemSource].
type ItemQuery struct {
	// Recipe is the ID of the recipe.
	Recipe string
	// Slot is the instant for which it runs, which may be some time ago.
	Slot time.Time
	// Topics are the recipe's; nil means all. They must not be changed.
	Topics []string
	// After is the cursor of the last item that was dealt with; empty begins with the first one.
	After string
}

// SourceItem is a case or a mention that an [ItemSource] hands out, or both: a case and its latest message, a mention and
// the case that it belongs to.
type SourceItem struct {
	Mention *trigger.Mention
	Case    *trigger.Case
	// About is which of them it is, [trigger.MentionItem] or [trigger.CaseItem]; empty means the mention, where there is one.
	About string
	// Cursor tells the source where to go on after this item, in at most [MaxCursor] bytes; empty means the item's ID.
	Cursor string
}

// MaxCursor is the length of the longest cursor, in bytes.
const MaxCursor = 4096

// event returns the event that the item is at a slot of the recipe.
func (s SourceItem) event(recipe string, slot time.Time) trigger.Event {
	ev := trigger.Event{
		Kind: trigger.ScheduleFired, At: slot.UTC(), Actor: trigger.System, Recipe: recipe, Mention: s.Mention, Case: s.Case, About: s.About,
	}
	parts := []string{recipe, ev.At.Format(time.RFC3339)}
	if item := ev.Item(); item.Kind != trigger.RecipeItem {
		parts = append(parts, item.Kind, item.ID)
	}
	ev.ID = shortID(key(parts...))
	return ev
}

// itemSource checks that the host has a source of items.
func (c *compiler) itemSource(p fault.Place, name string) {
	if name == "" || c.engine.ItemSources[name] != nil {
		return
	}
	names := slices.Sorted(maps.Keys(c.engine.ItemSources))
	p.Addf("each", "no source of cases or mentions %.80q%s", name, orMeant(name, names))
}

// orMeant suggests a similar name, or lists all names.
func orMeant(name string, names []string) string {
	if meant := strictjson.Suggest(name, names); meant != "" {
		return ", did you mean " + meant + "?"
	}
	if len(names) == 0 {
		return "; none is declared"
	}
	return "; there is " + list(names)
}
