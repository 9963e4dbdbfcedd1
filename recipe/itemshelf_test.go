package recipe_test

import (
	"context"
	"iter"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// shelfOf is a source of these items. It keeps what it was asked for.
type shelfOf struct {
	items   []recipe.SourceItem
	asked   []recipe.ItemQuery
	failsAt int // the place of the item, from 1, before which it fails; zero means never
	err     error
}

func (s *shelfOf) hand(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
	s.asked = append(s.asked, q)
	return func(yield func(recipe.SourceItem, error) bool) {
		after := q.After == ""
		for i, item := range s.items {
			if i+1 == s.failsAt {
				yield(recipe.SourceItem{}, s.err)
				return
			}
			if after && !yield(item, nil) {
				return
			}
			after = after || q.After == cursorOf(item)
		}
	}
}

func cursorOf(item recipe.SourceItem) string {
	switch {
	case item.Cursor != "":
		return item.Cursor
	case item.Mention != nil && item.About != trigger.CaseItem:
		return item.Mention.ID
	case item.Case != nil:
		return item.Case.ID
	}
	return ""
}

func caseItem(id string) recipe.SourceItem {
	return recipe.SourceItem{Case: &trigger.Case{ID: id, Topic: "support"}}
}

func mentionItem(id string) recipe.SourceItem {
	return recipe.SourceItem{Mention: &trigger.Mention{ID: id, Topic: "support"}}
}
