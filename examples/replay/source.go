package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// archive is what the systems that recipes poll return by now: a record_polled event tells, in its record's fields. Of
// a source that is looked up, the record's ID says which record the document is about.
type archive map[string]map[string]json.RawMessage

// latest stands for the ID of the event that came last.
const latest = ""

// keep takes in what an event tells.
func (a archive) keep(ev trigger.Event) error {
	document, err := json.Marshal(ev.Record.Fields)
	if err != nil {
		return err
	}
	if a[ev.Record.Source] == nil {
		a[ev.Record.Source] = make(map[string]json.RawMessage)
	}
	a[ev.Record.Source][latest], a[ev.Record.Source][ev.Record.ID] = document, document
	return nil
}

// source returns the source of the name. Before its first document it has nothing new.
func (a archive) source(name string) recipe.Source {
	return func(_ context.Context, f recipe.Fetch) ([]byte, error) {
		id := latest
		if f.Record != nil {
			id = f.Record.ID
		}
		if document, ok := a[name][id]; ok {
			return document, nil
		}
		return nil, recipe.ErrNotModified
	}
}

// sources returns every source that the set names.
func (a archive) sources(set recipe.Set) recipe.Sources {
	names := make(map[string]bool)
	for _, r := range set.Recipes {
		if p := r.Trigger.Poll; p != nil {
			names[p.Source] = true
			if p.Lookup != nil {
				names[p.Lookup.Source] = true
			}
		}
	}
	all := make(recipe.Sources, len(names))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		all[name] = a.source(name)
	}
	return all
}
