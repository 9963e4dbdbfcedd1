package recipe

import (
	"maps"
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// tracked are the records of one recipe, by their source: those that may have a row of their own.
type tracked map[string][]string

// add adds a record.
func (t tracked) add(r *trigger.Record) {
	if at, ok := slices.BinarySearch(t[r.Source], r.ID); !ok {
		t[r.Source] = slices.Insert(t[r.Source], at, r.ID)
	}
}

// has reports whether the record is one of them.
func (t tracked) has(r *trigger.Record) bool {
	_, ok := slices.BinarySearch(t[r.Source], r.ID)
	return ok
}

// without returns the records that are not among the others, sorted.
func (t tracked) without(others tracked) []*trigger.Record {
	var gone []*trigger.Record
	for _, source := range slices.Sorted(maps.Keys(t)) {
		for _, id := range t[source] {
			if r := (&trigger.Record{Source: source, ID: id}); !others.has(r) {
				gone = append(gone, r)
			}
		}
	}
	return gone
}

func trackedKey(recipe string) string { return key("tracked", recipe) }
