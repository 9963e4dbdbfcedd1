package recipe

import "github.com/commis-recipes/commis/filter"

// FilterCompiler returns a compiler of filters with what those of a set may name: its saved filters, its calendars, and the words
// of the host. It is for editors, see [filter.Compiler.Complete]; calendars with faults are left out. It is for one goroutine.
func (e *Engine) FilterCompiler(set Set) *filter.Compiler {
	world := e.world()
	c := &filter.Compiler{Saved: set.Filters, World: &world, MaxComplexity: e.MaxComplexity, Calendars: make(map[string]filter.Hours, len(set.Calendars))}
	for name, calendar := range set.Calendars {
		if hours, err := calendar.Compile(); err == nil {
			c.Calendars[name] = hours
		}
	}
	return c
}
