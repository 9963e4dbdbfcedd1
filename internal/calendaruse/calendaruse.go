// Package calendaruse finds the calendars that the texts of a recipe ask by open("name"). Those that a recipe names in a member
// of its own, such as its hours, are no texts.
package calendaruse

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
)

// InTexts yields the path of each text of the recipe that asks calendars, and the name of each of these: texts of configs, of
// instants and of attributes. A text that does not compile asks none.
func InTexts(c *filter.Compiler, r *recipe.Recipe) iter.Seq2[string, string] {
	return func(yield func(path, calendar string) bool) {
		w := walk{c, yield}
		for i := range r.Actions {
			a, path := &r.Actions[i], fault.Index("actions", i)
			var with any
			_ = json.Unmarshal(a.With, &with) // other texts than JSON hold none
			if !w.value(path+".at", a.At) || !w.value(path+".after", a.After.Text) || !w.value(path+".with", with) {
				return
			}
		}
		if p := r.Trigger.Poll; p != nil {
			if w.attributes("trigger.poll.set", p.Set) && p.Lookup != nil {
				w.attributes("trigger.poll.lookup.set", p.Lookup.Set)
			}
		}
	}
}

// walk goes through values that may hold texts.
type walk struct {
	compiler *filter.Compiler
	yield    func(path, calendar string) bool
}

// value goes through a value of JSON, and reports whether to go on.
func (w walk) value(path string, value any) bool {
	switch v := value.(type) {
	case string:
		return w.text(path, v)
	case []any:
		for i, element := range v {
			if !w.value(fault.Index(path, i), element) {
				return false
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !w.value(fault.Join(path, name), v[name]) {
				return false
			}
		}
	}
	return true
}

func (w walk) attributes(path string, set map[string]string) bool {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !w.text(fault.Join(path, name), set[name]) {
			return false
		}
	}
	return true
}

func (w walk) text(path, text string) bool {
	if !strings.Contains(text, "{{") {
		return true
	}
	t, err := w.compiler.Template(text, filter.Plain)
	if err != nil {
		return true
	}
	for _, name := range t.Calendars() {
		if !w.yield(path, name) {
			return false
		}
	}
	return true
}
