package foresight

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/commis-recipes/commis/action"
)

// meaning returns a text that two actions share when they do the same: all members but the ID, however their config is written.
func meaning(a action.Action) string {
	a.ID = ""
	a.With = canonical(a.With)
	text, err := json.Marshal(a)
	if err != nil {
		return string(a.With)
	}
	return string(text)
}

// canonical returns a JSON document in one form.
func canonical(with json.RawMessage) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(with))
	d.UseNumber()
	var value any
	if len(with) == 0 || d.Decode(&value) != nil {
		return nil
	}
	text, err := json.Marshal(value)
	if err != nil || string(text) == "{}" {
		return nil
	}
	return text
}

// meanings returns those of all actions, sorted: their order makes no difference here.
func meanings(actions []action.Action) []string {
	all := make([]string, len(actions))
	for i, a := range actions {
		all[i] = meaning(a)
	}
	slices.Sort(all)
	return all
}

// within reports whether each of some sorted texts is one of the others.
func within(some, others []string) bool {
	for _, s := range some {
		if _, ok := slices.BinarySearch(others, s); !ok {
			return false
		}
	}
	return true
}
