package action

import (
	"errors"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// fieldErrors turns the faults of a decode into field errors.
func fieldErrors(err error) error {
	var faults strictjson.Faults
	if !errors.As(err, &faults) {
		return err
	}
	var all fault.List
	for _, f := range faults {
		all.Append(&trigger.FieldError{Path: f.Path, Msg: f.Msg})
	}
	return all.Err()
}

// beside joins the faults of a document's form with those of its meaning, leaving out those that only follow: about a
// value that could not be decoded, or about a part of it.
func beside(form, meaning error) error {
	if form == nil {
		return meaning
	}
	var all fault.List
	all.Append(form)
	for _, m := range trigger.FieldErrors(meaning) {
		follows := false
		for _, f := range trigger.FieldErrors(form) {
			follows = follows || fault.Within(m.Path, f.Path) || fault.Within(f.Path, m.Path)
		}
		if !follows {
			all.Append(m)
		}
	}
	return all.Err()
}
