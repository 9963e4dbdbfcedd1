package main

import (
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
	var faults []fault
	seen := make(map[string]bool) // the paths that are known to be wrong: what follows from that is not told
	set, err := recipe.Decode(data)
	for _, f := range recipe.Faults(err) {
		faults = append(faults, fault{file, f.Line, f.Document, message(f.Err)})
		seen[f.Document] = true
	}
	if seen[""] {
		return set, faults // not JSON, or no object: there is nothing more to be said
	}
	r.engine.Sources, r.engine.ItemSources = r.archive.sources(set), itemSources(r.desk, set)
	for _, f := range recipe.Faults(r.engine.Check(set)) {
		if !seen[f.Document] {
			faults = append(faults, fault{file, f.Line, f.Document, f.Err.Error()})
		}
	}
	return set, faults
}
