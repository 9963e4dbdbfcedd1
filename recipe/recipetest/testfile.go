package recipetest

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// TestFile is a file of tests of recipes, which administrators write as JSON:
//
//	{"tests":[{"name":"a VIP is told",
//	  "events":[{"id":"e1","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5","tags":["vip"]}}],
//	  "expect":[{"recipe":"vip","do":"notify","item":"case/5"}],
//	  "not":[{"recipe":"close"}]}]}
//
// [DecodeTests] decodes one; [Runner] runs it.
type TestFile struct {
	Tests []Test `json:"tests"`
}

// Test is one test: some events, and what is to happen and not to happen after them.
type Test struct {
	// Name names the test; it is required, and appears once in a file.
	Name string `json:"name"`
	// Now is the clock's instant at the beginning; zero means that of the first event.
	Now time.Time `json:"now,omitzero"`
	// Events are handled one after the other, each at its instant.
	Events []trigger.Event `json:"events"`
	// Until is the instant up to which time goes on after the events; zero means that nothing more comes due.
	Until time.Time `json:"until,omitzero"`
	// Expect has to happen, in this order; other things may happen between.
	Expect []Happening `json:"expect,omitempty"`
	// Not must not happen.
	Not []Happening `json:"not,omitempty"`
}

// Happening is a run of a recipe, or with Do an action that was carried out. In [Test.Expect] and [Test.Not] it matches every
// happening with the same members; those that are zero match all values. Without Do, Item, At and With it matches runs alone.
type Happening struct {
	// Recipe is the recipe's ID; it is required.
	Recipe string `json:"recipe"`
	// Do is the kind of the action.
	Do string `json:"do,omitempty"`
	// Item is the item that the action changes: "case/5".
	Item string `json:"item,omitempty"`
	// At is the instant at which it was carried out.
	At time.Time `json:"at,omitzero"`
	// With is the config with its texts filled in. In an expectation other members than these may have any value.
	With map[string]any `json:"with,omitempty"`
}

// DecodeTests decodes a test file. It is strict, as [recipe.Decode] is: the error joins all faults of the text.
func DecodeTests(data []byte) (TestFile, error) {
	var f TestFile
	err := strictjson.Decode(data, &f)
	var found strictjson.Faults
	if !errors.As(err, &found) {
		return f, err
	}
	var all fault.List
	for _, one := range found {
		all.Append(one)
	}
	return f, all.Err()
}

// Check returns the faults of the tests for a set, joined, each a [*trigger.FieldError]: a name that is missing, appears twice
// or has a control character, an end before its beginning, an event that the host refuses or whose kind nobody declared, a
// recipe that the set does not have, and an action that the recipe does not have.
func (f TestFile) Check(set recipe.Set, w trigger.World) error {
	var all fault.List
	kinds := make(map[string][]string) // of the actions of each recipe
	for _, r := range set.Recipes {
		kinds[r.ID] = []string{}
		for _, a := range r.Actions {
			kinds[r.ID] = append(kinds[r.ID], a.Do)
		}
	}
	names := make(map[string]bool)
	for i, t := range f.Tests {
		path := fault.Index("tests", i)
		switch {
		case t.Name == "":
			all.Append(trigger.Invalid(path+".name", "missing"))
		case names[t.Name]:
			all.Append(trigger.Invalid(path+".name", "%q appears twice in the file", t.Name))
		case strings.ContainsFunc(t.Name, unicode.IsControl):
			all.Append(trigger.Invalid(path+".name", "%q has a control character", t.Name))
		}
		if !t.Until.IsZero() && t.Until.Before(t.Now) {
			all.Append(trigger.Invalid(path+".until", "is before now"))
		}
		names[t.Name] = true
		for j, ev := range t.Events {
			at := fault.Index(path+".events", j)
			for _, e := range trigger.FieldErrors(errors.Join(w.Check(ev), CheckKind(ev, w))) {
				all.Append(trigger.Invalid(fault.Join(at, e.Path), "%s", e.Msg))
			}
		}
		all.Append(checkHappenings(path+".expect", t.Expect, kinds), checkHappenings(path+".not", t.Not, kinds))
	}
	return all.Err()
}

func checkHappenings(path string, list []Happening, kinds map[string][]string) error {
	var all fault.List
	for i, h := range list {
		at := fault.Index(path, i)
		of, known := kinds[h.Recipe]
		switch {
		case h.Recipe == "":
			all.Append(trigger.Invalid(at+".recipe", "missing"))
		case !known:
			all.Append(trigger.Invalid(at+".recipe", "%q is not a recipe of the set", h.Recipe))
		case h.Do != "" && !slices.Contains(of, h.Do):
			all.Append(trigger.Invalid(at+".do", "%q is not an action of the recipe; write one of %s", h.Do, strings.Join(of, ", ")))
		}
	}
	return all.Err()
}

// CheckKind returns a [*trigger.FieldError] for an event of a kind that neither the library nor the host has.
func CheckKind(ev trigger.Event, w trigger.World) error {
	_, known := ev.Kind.Spec()
	for _, k := range w.Kinds {
		known = known || k.Name == ev.Kind
	}
	if known || ev.Kind == "" {
		return nil
	}
	return trigger.Invalid("kind", "%q is not a kind of the library; declare the host's own kinds", ev.Kind)
}

// matches reports whether a happening is one that the expectation describes.
func (h Happening) matches(got Happening) bool {
	run := h.Do == "" && h.Item == "" && h.At.IsZero() && len(h.With) == 0
	switch {
	case h.Recipe != got.Recipe, run != (got.Do == ""):
		return false
	case h.Do != "" && h.Do != got.Do, h.Item != "" && h.Item != got.Item, !h.At.IsZero() && !h.At.Equal(got.At):
		return false
	}
	for name, value := range h.With {
		other, ok := got.With[name]
		if !ok || !sameJSON(value, other) {
			return false
		}
	}
	return true
}

// sameJSON reports whether two values are the same in JSON.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
