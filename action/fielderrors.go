package action

import (
	"errors"
	"strings"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// fieldErrors turns the faults of a decode into field errors.
func fieldErrors(err error) error {
	var faults strictjson.Faults
	if !errors.As(err, &faults) {
		return err
	}
	all := make([]error, len(faults))
	for i, f := range faults {
		all[i] = &trigger.FieldError{Path: f.Path, Msg: f.Msg}
	}
	return errors.Join(all...)
}

// beside joins the faults of a document's form with those of its meaning, leaving out those that only follow: about a
// value that could not be decoded, or about a part of it.
func beside(form, meaning error) error {
	if form == nil {
		return meaning
	}
	all := []error{form}
	for _, m := range trigger.FieldErrors(meaning) {
		follows := false
		for _, f := range trigger.FieldErrors(form) {
			follows = follows || within(m.Path, f.Path) || within(f.Path, m.Path)
		}
		if !follows {
			all = append(all, m)
		}
	}
	return errors.Join(all...)
}

// within reports whether a path is the outer one or leads to a part of it.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (outer == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}
