package foresight

import (
	"maps"
	"slices"

	"github.com/commis-recipes/commis/internal/calendaruse"
	"github.com/commis-recipes/commis/internal/fault"
)

// unused finds saved filters and calendars that nothing uses. Disabled recipes count as users.
func (l *linter) unused() {
	filters, calendars := l.used()
	for _, name := range slices.Sorted(maps.Keys(l.set.Filters)) {
		if !filters[name] {
			l.add(UnusedFilter, fault.Join("filters", name), "no recipe uses the saved filter")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.set.Calendars)) {
		if !calendars[name] {
			l.add(UnusedCalendar, fault.Join("calendars", name), "no recipe uses the calendar")
		}
	}
}

// used returns the names of the saved filters and the calendars that recipes use.
func (l *linter) used() (filters, calendars map[string]bool) {
	filters, calendars = make(map[string]bool), make(map[string]bool)
	for i, r := range l.set.Recipes {
		for name := r.Filter.Saved; name != "" && !filters[name]; name = l.set.Filters[name].Saved {
			filters[name] = true
		}
		for _, name := range l.programs[i].Calendars() {
			calendars[name] = true
		}
		if r.Hours != nil {
			calendars[r.Hours.Calendar] = true
		}
		calendars[r.Trigger.Schedule.Calendar] = true
		for _, a := range r.Actions {
			calendars[a.In] = true
			if a.Hours != nil {
				calendars[a.Hours.Calendar] = true
			}
		}
		for _, name := range calendaruse.InTexts(&l.compiler, &r) {
			calendars[name] = true
		}
	}
	return filters, calendars
}
