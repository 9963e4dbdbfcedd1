package recipe

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// attribute is one that a poll gives a value.
type attribute struct {
	scope, name string
	text        *filter.Template
}

// attributes compiles the texts of attributes, in the order of their names.
func (c *compiler) attributes(p fault.Place, set map[string]string) []attribute {
	var all []attribute
	for _, full := range slices.Sorted(maps.Keys(set)) {
		text, err := c.filters.Template(set[full], filter.Plain)
		p.In(full).Add(err)
		if text != nil {
			c.wordFaults(p.In(full), text.Words())
		}
		c.asks = c.asks || text != nil && len(text.Calendars()) > 0
		scope, name, _ := strings.Cut(full, ".")
		all = append(all, attribute{scope, name, text})
	}
	return all
}

// setAttributes sets the attributes that belong to the record or its user; those that are global go to globals.
func setAttributes(p *trigger.Polled, set []attribute, v *filter.View, globals map[string]any) error {
	values := make([]string, len(set))
	for i, a := range set {
		var err error
		if values[i], err = a.text.Render(v); err != nil {
			return fmt.Errorf("%s.%s: %w", a.scope, a.name, err)
		}
	}
	for i, a := range set {
		switch a.scope {
		case "local":
			p.Local = with(p.Local, a.name, values[i])
		case "user":
			p.User = with(p.User, a.name, values[i])
		case "global":
			globals[a.name] = values[i]
		}
	}
	return nil
}

// with returns the map with one more member.
func with(m map[string]any, name string, v any) map[string]any {
	if m == nil {
		m = make(map[string]any)
	}
	m[name] = v
	return m
}

// globalsKey names the row of the global attributes.
const globalsKey = "attributes/global"

// globals returns the global attributes, nil when no recipe sets any.
func (e *Engine) globals(ctx context.Context, set *compiled) (all map[string]any, err error) {
	if !set.globals {
		return nil, nil
	}
	err = e.update(ctx, schedule.On(globalsKey), func(_ context.Context, tx schedule.Tx) error {
		all, err = loadGlobals(tx)
		return err
	})
	return all, err
}

func loadGlobals(tx schedule.Tx) (all map[string]any, err error) {
	_, err = loadState(tx, globalsKey, &all)
	return all, err
}

// setGlobals sets global attributes, and returns all of them; before are the earlier ones.
func (e *Engine) setGlobals(ctx context.Context, before, given map[string]any) (all map[string]any, err error) {
	if len(given) == 0 {
		return before, nil
	}
	err = e.update(ctx, schedule.On(globalsKey), func(_ context.Context, tx schedule.Tx) error {
		if all, err = loadGlobals(tx); err != nil {
			return err
		}
		changed := false
		for name, v := range given {
			if all[name] != v {
				all, changed = with(all, name, v), true
			}
		}
		if !changed {
			return nil
		}
		return storeState(tx, globalsKey, globalsKey, all)
	})
	return all, err
}
