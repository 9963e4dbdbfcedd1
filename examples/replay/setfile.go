package main

import (
	"errors"
	"os"

	"github.com/commis-recipes/commis/recipe"
)

// readSet reads the set of recipes and returns everything that is wrong with it: what the text says, and what the
// engine says.
func (o options) readSet(r *replay) (recipe.Set, []fault) {
	file, data := "sample/set.json", sampleSet
	if o.set != "" {
		var err error
		file = o.set
		if data, err = os.ReadFile(file); err != nil {
			return recipe.Set{}, []fault{unreadable(file, err)}
		}
	}
	set, err := recipe.Decode(data)
	r.Sources(set)
	var faults []fault
	for _, f := range recipe.Faults(errors.Join(err, r.Engine.Check(set))) {
		faults = append(faults, fault{file, f.Line, f.Document, message(f.Err)})
	}
	return set, faults
}
