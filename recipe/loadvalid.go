package recipe

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// LoadValid is [Engine.Load] for the recipes of a set that have no fault; the error joins the faults of the others, each as
// a [*Fault]. A recipe with a fault keeps its earlier version, if it was loaded before; if not, it starts nothing, and its
// waits in the store are left alone. A filter or a calendar with a fault is one of each recipe that names it. A fault of the set
// itself, such as an unknown format, loads nothing.
func (e *Engine) LoadValid(set Set) error {
	v := valid{e: e, set: set, whole: set, old: make(map[int]int), withheld: make(map[string]bool)}
	v.set.Filters, v.set.Calendars, v.set.text = maps.Clone(set.Filters), maps.Clone(set.Calendars), nil
	for i := range set.Recipes {
		v.places = append(v.places, i)
	}
	defer func() { set.locate(v.faults) }()
	for {
		c, words, err := e.compile(v.set, v.old)
		if err == nil {
			c.withheld = v.withheld
			e.swap(c, words)
			return v.err()
		}
		if fatal := v.exclude(err); fatal {
			return v.err()
		}
		v.set.decodeFaults = nil // told, and left out
	}
}

// valid is a set from which parts with faults are left out until it has none.
type valid struct {
	e        *Engine
	set      Set
	whole    Set             // without the parts left out
	old      map[int]int     // the recipes that go on as they were, and their places in the set before
	withheld map[string]bool // the recipes that start nothing
	places   []int           // where its recipes are in the whole set
	faults   []*Fault
}

func (v *valid) err() error {
	var all []error
	for _, f := range v.faults {
		all = append(all, f)
	}
	return errors.Join(all...)
}

// exclude removes the parts with faults from the set; fatal says that some faults concern all of it.
func (v *valid) exclude(err error) (fatal bool) {
	bad := make(map[int]bool)
	for _, f := range Faults(err) {
		v.faults = append(v.faults, f)
		var i int
		if _, err := fmt.Sscanf(f.Document, "recipes[%d]", &i); err == nil {
			bad[i] = true
			f.Document = fault.Index("recipes", v.places[i]) + strings.TrimPrefix(f.Document, fault.Index("recipes", i))
		} else if !v.drop(f.Path) {
			fatal = true
		}
	}
	if fatal {
		return true
	}
	var rest []Recipe
	var places []int
	old := make(map[int]int)
	last := v.e.loaded()
	good := make(map[string]bool)
	for i, r := range v.set.Recipes {
		good[r.ID] = good[r.ID] || !bad[i]
	}
	for i, r := range v.set.Recipes {
		place, was := last.place[r.ID]
		switch before, kept := v.old[i]; {
		case kept:
			old[len(rest)] = before
		case bad[i] && was && !good[r.ID]:
			old[len(rest)], good[r.ID] = place, true
		case bad[i]:
			v.withheld[r.ID] = !good[r.ID]
			continue
		}
		rest, places = append(rest, r), append(places, v.places[i])
	}
	v.set.Recipes, v.old, v.places = rest, old, places
	return false
}

// drop takes the filter or the calendar out of the set that a path is in, and reports whether it is in one. Of several, one
// of which has a name that begins like another's path, it is the one with the longest name.
func (v *valid) drop(path string) bool {
	if name, ok := longest(v.whole.Filters, path, "filters"); ok {
		delete(v.set.Filters, name)
		return true
	}
	if name, ok := longest(v.whole.Calendars, path, "calendars"); ok {
		delete(v.set.Calendars, name)
		return true
	}
	return false
}

// longest returns the longest name of those below the place that the path is in.
func longest[V any](all map[string]V, path, place string) (name string, found bool) {
	for n := range all {
		if fault.Within(path, fault.Join(place, n)) && (!found || len(n) > len(name)) {
			name, found = n, true
		}
	}
	return name, found
}
