package archive

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/clone"
	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// merge returns the set with the imported content.
func (in *content) merge(into recipe.Set) (recipe.Set, Report, error) {
	set := clone.Of(into)
	set.Format = cmp.Or(set.Format, recipe.Format)
	var report Report

	filters := namer[filter.Filter]{have: set.Filters, in: in.filters, names: map[string]string{}}
	for _, name := range sortedKeys(in.filters) {
		in.mergeFilter(&filters, name)
	}
	set.Filters, report.Filters = filters.have, filters.renamed()

	calendars := namer[schedule.Calendar]{have: set.Calendars, in: in.calendars, names: map[string]string{}}
	for _, name := range sortedKeys(in.calendars) {
		calendars.add(name, in.calendars[name])
	}
	set.Calendars, report.Calendars = calendars.have, calendars.renamed()
	if err := in.checkAsked(calendars.names); err != nil {
		return into, Report{}, err
	}

	taken := make(map[string]bool, len(set.Recipes)+len(in.recipes))
	for _, r := range set.Recipes {
		taken[r.ID] = true
	}
	ids := newIDs(in.recipes, taken)
	for _, r := range in.recipes {
		report.Recipes = append(report.Recipes, Renaming{Old: r.ID, New: ids[r.ID]})
		r.ID, r.Enabled = ids[r.ID], false
		r.Filter.Saved = filters.names[r.Filter.Saved]
		for _, name := range calendarsOf(&r) {
			*name = calendars.names[*name]
		}
		set.Recipes = append(set.Recipes, r)
	}
	report.Sources = in.sources
	for _, l := range in.missing {
		report.MissingSecrets = append(report.MissingSecrets, MissingSecret{Recipe: ids[l.Recipe], Path: l.Path})
	}
	return set, report, nil
}

// checkAsked returns an error for each calendar that is to have another name, although a filter or a text asks it by its own:
// that would then ask the calendar of this name that the set has.
func (in *content) checkAsked(names map[string]string) error {
	var faults faultList
	asking := newAsking(in.filters, in.calendars)
	for i := range in.recipes {
		r := &in.recipes[i]
		for path, name := range asking.by(r) {
			if names[name] != name {
				faults.addf(pathOf(recipesFolder, r.ID), path,
					"open(%.80q) asks a calendar of the archive, and the set has another one of this name: rename one of them", name)
			}
		}
	}
	return faults.Err()
}

// mergeFilter adds a filter after the one that it names.
func (in *content) mergeFilter(names *namer[filter.Filter], name string) string {
	if done, ok := names.names[name]; ok || name == "" {
		return done
	}
	f := in.filters[name]
	f.Saved = in.mergeFilter(names, f.Saved)
	return names.add(name, f)
}

// newIDs finds the IDs of recipes among those that are taken.
func newIDs(recipes []recipe.Recipe, taken map[string]bool) map[string]string {
	ids := make(map[string]string, len(recipes))
	for _, r := range recipes {
		if !taken[r.ID] {
			ids[r.ID] = r.ID
		}
	}
	for id := range ids {
		taken[id] = true
	}
	for _, r := range recipes {
		for n := 2; ids[r.ID] == ""; n++ {
			if id := naming.Numbered(r.ID, n, trigger.MaxID); !taken[id] {
				ids[r.ID], taken[id] = id, true
			}
		}
	}
	return ids
}

// namer adds documents to those that a set has.
type namer[T any] struct {
	have, in map[string]T
	names    map[string]string // old to new
}

// add returns the name under which the set has the document now: its own, or that of an equal one, or a new one.
func (m *namer[T]) add(name string, doc T) string {
	as := name
	for n := 2; ; n++ {
		if old, ok := m.have[as]; ok && same(old, doc) {
			break
		} else if _, reserved := m.in[as]; !ok && (as == name || !reserved) {
			if m.have == nil {
				m.have = make(map[string]T)
			}
			m.have[as] = doc
			break
		}
		as = naming.Numbered(name, n, trigger.MaxID)
	}
	m.names[name] = as
	return as
}

func (m *namer[T]) renamed() []Renaming {
	var all []Renaming
	for _, name := range sortedKeys(m.names) {
		if m.names[name] != name {
			all = append(all, Renaming{Old: name, New: m.names[name]})
		}
	}
	return all
}

func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
