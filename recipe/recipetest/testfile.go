package recipetest

import (
	"errors"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
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
