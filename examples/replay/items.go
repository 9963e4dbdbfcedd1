package main

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// itemSources returns a source for every name of the set: the desk's mentions for one with "mention" in it, else its cases.
// What a host would leave out of a source of its own, such as cases that are resolved, is for the recipe's filter.
func (d *desk) itemSources(set recipe.Set) recipe.ItemSources {
	all := make(recipe.ItemSources)
	for _, r := range set.Recipes {
		switch name := r.Trigger.Schedule.Each; {
		case name == "":
		case strings.Contains(strings.ToLower(name), "mention"):
			all[name] = d.everyMention
		default:
			all[name] = d.everyCase
		}
	}
	return all
}

// everyMention hands out the desk's mentions, each with its case, by their IDs.
func (d *desk) everyMention(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
	return byID(d.mentions, q.After, func(m *trigger.Mention) recipe.SourceItem {
		return recipe.SourceItem{Mention: m, Case: d.cases[m.CaseID]}
	})
}

// everyCase hands out the desk's cases, each with its latest mention, by their IDs.
func (d *desk) everyCase(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
	return byID(d.cases, q.After, func(k *trigger.Case) recipe.SourceItem {
		item := recipe.SourceItem{Case: k, About: trigger.CaseItem}
		if m := d.mentions[d.latest[k.ID]]; m != nil && m.CaseID == k.ID {
			item.Mention = m
		}
		return item
	})
}

// byID hands out items with a greater ID than after. What actions change meanwhile is seen by those that come later.
func byID[T any](items map[string]*T, after string, hand func(*T) recipe.SourceItem) iter.Seq2[recipe.SourceItem, error] {
	return func(yield func(recipe.SourceItem, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(items)) {
			if id > after && !yield(hand(items[id]), nil) {
				return
			}
		}
	}
}
