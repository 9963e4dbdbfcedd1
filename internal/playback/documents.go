package playback

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// documents are the answers of the systems that recipes poll: the record's fields of the last record_polled event. Of a source
// that is looked up, the record's ID says which record the document is about.
type documents map[string]map[string]json.RawMessage

// latest replaces the ID of the last event.
const latest = ""

// keep takes in the document of an event.
func (a documents) keep(ev trigger.Event) error {
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

// source returns the source of the name. Before its first document every list in it is empty.
func (a documents) source(name string, set recipe.Set) recipe.Source {
	empty := make(map[string]json.RawMessage)
	for _, r := range set.Recipes {
		if r.Trigger.Poll != nil {
			empty[r.ID] = emptyList(r.Trigger.Poll.Each)
		}
	}
	return func(_ context.Context, f recipe.Fetch) ([]byte, error) {
		id, none := latest, empty[f.Recipe]
		if f.Record != nil {
			id, none = f.Record.ID, json.RawMessage("{}")
		}
		if document, ok := a[name][id]; ok {
			return document, nil
		}
		return none, nil
	}
}

// emptyList returns a document in which the path leads to an empty list.
func emptyList(each string) json.RawMessage {
	document := "[]"
	if each == "" {
		return json.RawMessage(document)
	}
	for _, name := range slices.Backward(strings.Split(each, ".")) {
		document = "{" + strconv.Quote(name) + ":" + document + "}"
	}
	return json.RawMessage(document)
}

// sources returns every source that the set names.
func (a documents) sources(set recipe.Set) recipe.Sources {
	all := make(recipe.Sources)
	for _, r := range set.Recipes {
		p := r.Trigger.Poll
		if p == nil {
			continue
		}
		all[p.Source] = a.source(p.Source, set)
		if p.Lookup != nil {
			all[p.Lookup.Source] = a.source(p.Lookup.Source, set)
		}
	}
	return all
}
