package recipe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Fault is one thing wrong with a set. Its JSON has the members recipe, path, document, line, column and message.
type Fault struct {
	// Recipe is the ID of the recipe that it is about, or "recipes[3]" when it has none; empty for the set itself.
	Recipe string `json:"recipe,omitzero"`
	// Path is where it is, in the recipe or in the set: "actions[1].with.status", "calendars.office.zone".
	Path string `json:"path,omitzero"`
	// Document is where it is in the whole set: "recipes[3].actions[1].with.status".
	Document string `json:"document,omitzero"`
	// Line and Column are where it is in the text that was decoded, from 1; zero when that is not known. [Engine.Load] and the
	// others find them in the text of a set that [Decode] returned, and that was not changed since.
	Line   int `json:"line,omitzero"`
	Column int `json:"column,omitzero"`
	// Err is the fault without the path.
	Err error `json:"message,omitzero"`
}

// Error returns "recipe close-quiet: actions[1].with.status: ..." or "calendars.office.zone: ...".
func (f *Fault) Error() string {
	text := f.Err.Error()
	if f.Path != "" {
		text = f.Path + ": " + text
	}
	switch {
	case f.Recipe == "":
		return text
	case strings.ContainsFunc(f.Recipe, func(r rune) bool { return !strconv.IsPrint(r) }):
		return fmt.Sprintf("recipe %q: %s", f.Recipe, text)
	}
	return "recipe " + f.Recipe + ": " + text
}

// MarshalJSON writes the fault with the text of Err as its message.
func (f Fault) MarshalJSON() ([]byte, error) {
	type document Fault
	doc := document(f)
	doc.Err = asText(f.Err)
	return marshal(doc)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Fault) UnmarshalJSON(data []byte) error {
	type document Fault
	doc := struct {
		*document
		Err *errorText `json:"message"`
	}{document: (*document)(f)}
	err := json.Unmarshal(data, &doc)
	f.Err = doc.Err.asError()
	return err
}

// Unwrap returns f.Err.
func (f *Fault) Unwrap() error { return f.Err }

// Faults returns every [Fault] in err's tree, in order. One that both [Decode] and [Engine.Check] found is
// returned once.
func Faults(err error) []*Fault {
	var all []*Fault
	seen := make(map[[2]string]bool)
	for f, other := range fault.Walk[*Fault](err) {
		if other != nil {
			continue
		}
		if id := [2]string{f.Document, f.Err.Error()}; !seen[id] {
			seen[id] = true
			all = append(all, f)
		}
	}
	return all
}

// Decode decodes a set from its JSON. It is strict: unknown and repeated members, values of another type, data after the
// document, invalid UTF-8 and deep nesting are faults. The error joins all of them, each as a [*Fault]. With faults, the set
// has the parts that could be decoded: [Engine.Check] returns the faults of Decode and those of these parts together, without
// faults that are only due to a member that could not be decoded. [Engine.Load] refuses such a set.
func Decode(data []byte) (Set, error) {
	set := Set{}
	err := strictjson.Decode(data, &set)
	text := bytes.Clone(data)
	set.text = &text
	var found strictjson.Faults
	if !errors.As(err, &found) {
		return set, err
	}
	var all fault.List
	for _, f := range found {
		one := set.fault(f)
		set.decodeFaults = append(set.decodeFaults, decodeFault{*one, f.Meant})
		all.Append(one)
	}
	return set, all.Err()
}

// fault names the recipe that a fault of the document is about.
func (s Set) fault(f *strictjson.Fault) *Fault {
	out := &Fault{Path: f.Path, Document: f.Path, Line: f.Line, Column: f.Column, Err: errors.New(f.Msg)}
	if f.Path == "" {
		out.Err = f
	}
	var i int
	if _, err := fmt.Sscanf(f.Path, "recipes[%d]", &i); err == nil && i < len(s.Recipes) {
		place := fault.Index("recipes", i)
		out.Recipe = cmp.Or(s.Recipes[i].ID, place)
		out.Path = strings.TrimPrefix(strings.TrimPrefix(f.Path, place), ".")
	}
	return out
}

// faults collects the faults of a set, each as a [*Fault].
type faults struct{ fault.List }

// at returns a recipe, or a part of a set, as a place of faults.
func (fs *faults) at(recipe, document string) fault.Place {
	return fs.At(func(path string, err error) error {
		inner, cause := located(err)
		path = fault.Join(path, inner)
		return &Fault{Recipe: recipe, Path: path, Document: fault.Join(document, path), Err: cause}
	})
}

// located splits an error into its own path and the fault there.
func located(err error) (path string, cause error) {
	switch e := err.(type) {
	case *textError:
		path, cause = located(e.err)
		return fault.Join(e.path, path), cause
	case *filter.Error:
		bare := *e
		bare.Path = ""
		return e.Path, &bare
	case *schedule.CalendarError:
		return e.Path, errors.New(e.Msg)
	}
	var fe *trigger.FieldError
	switch {
	case !errors.As(err, &fe):
		return "", err
	case fe.Err == nil:
		return fe.Path, errors.New(fe.Msg)
	}
	return fe.Path, fe.Err
}

// found returns the faults.
func (fs *faults) found() []*Fault {
	var all []*Fault
	for f := range fault.Walk[*Fault](fs.Err()) {
		all = append(all, f)
	}
	return all
}

// apart returns the words that the host does not have, and whether there are other faults.
func (fs *faults) apart() (words error, others bool) {
	var some fault.List
	for _, err := range fs.All() {
		var word *trigger.WordError
		if errors.As(err, &word) {
			some.Append(err)
		} else {
			others = true
		}
	}
	return some.Err(), others
}
