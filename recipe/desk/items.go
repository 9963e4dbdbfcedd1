package desk

import (
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// EveryMention hands out the desk's mentions, each with its case, by their IDs. It is a [recipe.ItemSource].
func (d *Desk) EveryMention(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
	return byID(d.mentions, q.After, func(m *trigger.Mention) recipe.SourceItem {
		return recipe.SourceItem{Mention: m, Case: d.cases[m.CaseID]}
	})
}

// EveryCase hands out the desk's cases, each with its latest mention, by their IDs. It is a [recipe.ItemSource].
func (d *Desk) EveryCase(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
	return byID(d.cases, q.After, func(k *trigger.Case) recipe.SourceItem {
		item := recipe.SourceItem{Case: k, About: trigger.CaseItem}
		if m := d.mentions[d.latest[k.ID]]; m != nil && m.CaseID == k.ID {
			item.Mention = m
		}
		return item
	})
}

// byID hands out items with a greater ID than after. Items that come later have the changes of actions meanwhile.
func byID[T any](items map[string]*T, after string, hand func(*T) recipe.SourceItem) iter.Seq2[recipe.SourceItem, error] {
	return func(yield func(recipe.SourceItem, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(items)) {
			if id > after && !yield(hand(items[id]), nil) {
				return
			}
		}
	}
}
