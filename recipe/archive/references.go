package archive

import (
	"fmt"
	"iter"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/calendaruse"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// calendarsOf yields every place of the recipe that names a calendar of its set: the path, and the name. Empty ones name
// none.
func calendarsOf(r *recipe.Recipe) iter.Seq2[string, *string] {
	return func(yield func(string, *string) bool) {
		if name := &r.Trigger.Calendar; *name != "" && !yield("trigger.calendar", name) {
			return
		}
		if r.Hours != nil && r.Hours.Calendar != "" && !yield("hours.calendar", &r.Hours.Calendar) {
			return
		}
		for i := range r.Actions {
			a := &r.Actions[i]
			if a.In != "" && !yield(fmt.Sprintf("actions[%d].in", i), &a.In) {
				return
			}
			if a.Hours != nil && a.Hours.Calendar != "" && !yield(fmt.Sprintf("actions[%d].hours.calendar", i), &a.Hours.Calendar) {
				return
			}
		}
	}
}

// sourcesOf returns the names of the sources that the recipe polls, and of the one whose items it runs for.
func sourcesOf(r recipe.Recipe) []string {
	p := r.Trigger.Poll
	switch {
	case p == nil && r.Trigger.Schedule.Each != "":
		return []string{r.Trigger.Schedule.Each}
	case p == nil:
		return nil
	case p.Lookup == nil:
		return []string{p.Source}
	}
	return []string{p.Source, p.Lookup.Source}
}

// asking finds the calendars that filters and texts ask by open.
type asking struct{ compiler filter.Compiler }

func newAsking(filters map[string]filter.Filter, calendars map[string]schedule.Calendar) *asking {
	a := &asking{filter.Compiler{Saved: filters, Calendars: make(map[string]filter.Hours, len(calendars))}}
	for name, c := range calendars {
		if hours, err := c.Compile(); err == nil {
			a.compiler.Calendars[name] = hours
		}
	}
	return a
}

// by yields the path of each filter and text of the recipe that asks calendars, and the name of each of these. A filter or
// text that does not compile asks none.
func (a *asking) by(r *recipe.Recipe) iter.Seq2[string, string] {
	return func(yield func(path, calendar string) bool) {
		if p, err := a.compiler.Compile(r.Filter); err == nil {
			for _, name := range p.Calendars() {
				if !yield("filter", name) {
					return
				}
			}
		}
		for path, name := range calendaruse.InTexts(&a.compiler, r) {
			if !yield(path, name) {
				return
			}
		}
	}
}
