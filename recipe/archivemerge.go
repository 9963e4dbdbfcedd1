package recipe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// merge returns what a set becomes by what was imported.
func (in *archiveContent) merge(into Set) (Set, ImportReport) {
	set := archiveClone(into)
	set.Format = cmp.Or(set.Format, Format)
	var report ImportReport

	filters := archiveNaming[filter.Filter]{have: set.Filters, in: in.filters, names: map[string]string{}}
	for _, name := range archiveSorted(in.filters) {
		in.mergeFilter(&filters, name)
	}
	set.Filters, report.Filters = filters.have, filters.renamed()

	calendars := archiveNaming[schedule.Calendar]{have: set.Calendars, in: in.calendars, names: map[string]string{}}
	for _, name := range archiveSorted(in.calendars) {
		calendars.add(name, in.calendars[name])
	}
	set.Calendars, report.Calendars = calendars.have, calendars.renamed()

	taken := make(map[string]bool, len(set.Recipes)+len(in.recipes))
	for _, r := range set.Recipes {
		taken[r.ID] = true
	}
	ids := archiveIDs(in.recipes, taken)
	for _, r := range in.recipes {
		report.Recipes = append(report.Recipes, Renaming{Old: r.ID, New: ids[r.ID]})
		r.ID, r.Enabled = ids[r.ID], false
		r.Filter.Saved = filters.names[r.Filter.Saved]
		for _, name := range r.calendars() {
			*name = calendars.names[*name]
		}
		set.Recipes = append(set.Recipes, r)
	}
	report.Sources = in.sources
	for _, l := range in.leftOut {
		report.LeftOut = append(report.LeftOut, LeftOut{Recipe: ids[l.Recipe], Path: l.Path})
	}
	return set, report
}

// mergeFilter adds a filter behind the one that it names.
func (in *archiveContent) mergeFilter(names *archiveNaming[filter.Filter], name string) string {
	if done, ok := names.names[name]; ok || name == "" {
		return done
	}
	f := in.filters[name]
	f.Saved = in.mergeFilter(names, f.Saved)
	return names.add(name, f)
}

// archiveIDs finds the IDs of recipes among those that are taken.
func archiveIDs(recipes []Recipe, taken map[string]bool) map[string]string {
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
			if id := archiveNumbered(r.ID, n); !taken[id] {
				ids[r.ID], taken[id] = id, true
			}
		}
	}
	return ids
}

// archiveNaming adds documents to those that a set has.
type archiveNaming[T any] struct {
	have, in map[string]T
	names    map[string]string // old to new
}

// add returns the name under which the set has the document now: its own, or that of an equal one, or a new one.
func (m *archiveNaming[T]) add(name string, doc T) string {
	as := name
	for n := 2; ; n++ {
		if old, ok := m.have[as]; ok && archiveSame(old, doc) {
			break
		} else if _, reserved := m.in[as]; !ok && (as == name || !reserved) {
			if m.have == nil {
				m.have = make(map[string]T)
			}
			m.have[as] = doc
			break
		}
		as = archiveNumbered(name, n)
	}
	m.names[name] = as
	return as
}

func (m *archiveNaming[T]) renamed() []Renaming {
	var all []Renaming
	for _, name := range archiveSorted(m.names) {
		if m.names[name] != name {
			all = append(all, Renaming{Old: name, New: m.names[name]})
		}
	}
	return all
}

func archiveSame(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// archiveNumbered puts a number behind a name, which it cuts when that becomes too long.
func archiveNumbered(name string, n int) string {
	suffix := "-" + strconv.Itoa(n)
	for len(name)+len(suffix) > trigger.MaxID {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name + suffix
}

func archiveSorted[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
