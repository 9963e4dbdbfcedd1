package desk

import (
	"cmp"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
)

// schema answers the JSON Schema of a set, in which a recipe names the calendars and the filters of the latest revision.
func (d *Desk) schema(c *call) (any, error) {
	return d.Engine.Schema(with(c.now.set, nil)), nil
}

// help answers the names that filters and texts may use.
func (d *Desk) help(c *call) (any, error) {
	type field struct {
		Name  string   `json:"name"`
		Type  string   `json:"type"`
		Words []string `json:"words"` // of a closed list; nil for others
	}
	type entry struct {
		Name    string `json:"name"`
		Takes   string `json:"takes"`
		Doc     string `json:"doc"`
		Example string `json:"example"`
	}
	entries := func(all []filter.Help) []entry {
		out := make([]entry, len(all))
		for i, h := range all {
			out[i] = entry{h.Name, h.Takes, h.Line, h.Example}
		}
		return out
	}
	var fields []field
	world := d.world()
	for _, f := range filter.Fields() {
		fields = append(fields, field{f.Path, f.Kind, world.Words(f.Path)})
	}
	return struct {
		Fields       []field             `json:"fields"`
		Functions    []entry             `json:"functions"`
		Operators    []entry             `json:"operators"`
		Calendars    []string            `json:"calendars"`
		Filters      []string            `json:"filters"`
		Kinds        []string            `json:"kinds"` // of action
		Availability action.Availability `json:"availability"`
	}{
		fields, entries(filter.Functions()), entries(filter.Operators()), names(c.now.set.Calendars), names(c.now.set.Filters),
		d.Engine.Handlers.Kinds(), cmp.Or(c.now.set.Availability, d.Engine.Availability, action.Anywhere),
	}, nil
}

// names returns the sorted names of a map, never nil.
func names[T any](m map[string]T) []string {
	return append([]string{}, slices.Sorted(maps.Keys(m))...)
}
