package desk

import (
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
)

// summary says in a line what a recipe does.
func summary(r *recipe.Recipe) string {
	var b strings.Builder
	b.WriteString("on " + strings.ReplaceAll(strings.Join(r.Trigger.On, " or "), "_", " "))
	if !r.Filter.IsZero() {
		b.WriteString(" if " + r.Filter.String())
	}
	for i, a := range r.Actions {
		sep := ", "
		if i == 0 {
			sep = ": "
		}
		b.WriteString(sep + strings.ReplaceAll(a.Do, "_", " "))
		if !a.After.IsZero() {
			b.WriteString(" after " + a.After.String())
		}
	}
	return b.String()
}

// describe says in plain words what a recipe does.
func (d *Desk) describe(r *recipe.Recipe) string { return summary(r) }

// describeFilter says in plain words when a filter without faults holds.
func (d *Desk) describeFilter(f filter.Filter, _ *snapshot) string { return f.String() }
