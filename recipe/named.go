package recipe

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/schedule"
)

// named has the compiled calendars and filters that recipes refer to by name.
type named struct {
	programs  map[string]*filter.Program
	calendars map[string]*schedule.Hours
	// filters and hours are both as JSON, to tell whether they are the same in another set; nil when they cannot be
	// written.
	filters, hours []byte
}

// compileNamed compiles the calendars and the filters of a set, or takes those of the last one when they are the same.
func (c *compiler) compileNamed(set Set, last *compiled) {
	c.named.hours, _ = json.Marshal(set.Calendars)
	if sameDocument(c.named.hours, last.named.hours) {
		c.named.calendars = last.named.calendars
	} else {
		c.compileCalendars(set)
	}
	c.filters.Calendars = make(map[string]filter.Hours, len(c.named.calendars))
	for name, hours := range c.named.calendars {
		c.filters.Calendars[name] = hours
	}
	c.named.filters, _ = json.Marshal(set.Filters)
	if sameDocument(c.named.filters, last.named.filters) && sameDocument(c.named.hours, last.named.hours) &&
		c.filters.MaxComplexity == last.maxComplexity && sameWorld(c.world, last.world) {
		c.named.programs = last.named.programs
		return
	}
	plainText{c.faults.at("", "")}.check(reflect.ValueOf(set.Filters), "filters", naming.Check, 0)
	c.named.programs = make(map[string]*filter.Program, len(set.Filters))
	for _, name := range slices.Sorted(maps.Keys(set.Filters)) {
		program, err := c.filters.Compile(set.Filters[name])
		c.named.programs[name] = program
		c.faults.at("", "").In(fault.Join("filters", name)).Add(err)
	}
}

func (c *compiler) compileCalendars(set Set) {
	plainText{c.faults.at("", "")}.check(reflect.ValueOf(set.Calendars), "calendars", naming.Check, 0)
	c.named.calendars = make(map[string]*schedule.Hours, len(set.Calendars))
	for _, name := range slices.Sorted(maps.Keys(set.Calendars)) {
		hours, err := set.Calendars[name].Compile()
		c.named.calendars[name] = hours
		c.faults.at("", "").In(fault.Join("calendars", name)).Add(err)
	}
}

func sameDocument(a, b []byte) bool { return a != nil && bytes.Equal(a, b) }
