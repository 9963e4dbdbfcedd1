package desk

import (
	"maps"
	"slices"
	"sort"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
)

// mayEdit reports whether a user may edit a recipe of an owner.
func mayEdit(u User, owner string) bool { return u.Edit && (owner == "" || owner == u.ID) }

// permitted returns an error when the user edits or removes a recipe of somebody else, or changes its folders or the filters and
// calendars that it uses, and when a recipe gets another owner: it acts with its owner's permissions.
func (d *Desk) permitted(u User, now, next *snapshot) error {
	for i, r := range next.set.Recipes {
		at, known := now.place[r.ID]
		switch {
		case known && now.lines[at].revision == next.lines[i].revision:
		case known && !mayEdit(u, now.set.Recipes[at].Owner):
			return forbidden("recipe %q: %v", r.ID, recipe.ErrNotOwner)
		case known && r.Owner != now.set.Recipes[at].Owner:
			return otherOwner(r.ID)
		case r.Owner != "" && r.Owner != u.ID:
			return forbidden("recipe %q: owner: write your own ID %q, or leave it out: a recipe acts with the owner's permissions", r.ID, u.ID)
		}
		if known && !mayEdit(u, r.Owner) && !slices.Equal(now.Tags[r.ID], next.Tags[r.ID]) {
			return forbidden("recipe %q: its folders are changed by its owner alone; leave them as they are", r.ID)
		}
	}
	for _, r := range now.set.Recipes {
		if _, kept := next.place[r.ID]; !kept && !mayEdit(u, r.Owner) {
			return forbidden("recipe %q: %v", r.ID, recipe.ErrNotOwner)
		}
	}
	return d.leavesOthers(u, now, next)
}

func otherOwner(id string) error {
	return forbidden("recipe %q: the owner cannot be changed; copy it", id)
}

// leavesOthers returns an error when a filter or a calendar was changed that a recipe of somebody else uses. Such a recipe has a fault
// in the set without the filter or the calendar, so that each way to name one counts, also through other filters.
func (d *Desk) leavesOthers(u User, now, next *snapshot) error {
	changed := named{differing(now.set.Filters, next.set.Filters), differing(now.set.Calendars, next.set.Calendars)}
	others := slices.ContainsFunc(next.set.Recipes, func(r recipe.Recipe) bool { return !mayEdit(u, r.Owner) })
	if !others || changed.len() == 0 {
		return nil
	}
	user := func(n int) string { // of the first n names; empty when only the user's recipes use them
		for _, f := range recipe.Faults(d.Engine.Check(d.without(next.set, changed.first(n)))) {
			if at, ok := next.place[f.Recipe]; ok && !mayEdit(u, next.set.Recipes[at].Owner) {
				return f.Recipe
			}
		}
		return ""
	}
	if user(changed.len()) == "" {
		return nil
	}
	n := 1 + sort.Search(changed.len()-1, func(i int) bool { return user(i+1) != "" })
	return forbidden("recipe %q is edited by its owner alone, and it uses %s: leave that as it is, and write another one for other recipes",
		user(n), changed.at(n-1))
}

// named are names of filters, and of calendars.
type named struct{ filters, calendars []string }

func (n named) len() int { return len(n.filters) + len(n.calendars) }

// first returns the first names, filters before calendars.
func (n named) first(count int) named {
	filters := min(count, len(n.filters))
	return named{n.filters[:filters], n.calendars[:count-filters]}
}

// at says which one a name is.
func (n named) at(i int) string {
	if i < len(n.filters) {
		return "the filter " + quoted(n.filters[i])
	}
	return "the calendar " + quoted(n.calendars[i-len(n.filters)])
}

// without returns the set without some filters and calendars, and without the filters that use these.
func (d *Desk) without(set recipe.Set, some named) recipe.Set {
	set = with(set, set.Recipes)
	set.Filters, set.Calendars = maps.Clone(set.Filters), maps.Clone(set.Calendars)
	for _, name := range some.filters {
		delete(set.Filters, name)
	}
	for _, name := range some.calendars {
		delete(set.Calendars, name)
	}
	compiler := d.compiler(set)
	for _, name := range names(set.Filters) {
		if _, err := compiler.Compile(filter.Filter{Saved: name}); err != nil {
			delete(set.Filters, name)
		}
	}
	return set
}

// differing returns the sorted names of those that are new, or not as they were. One that was removed is used by nobody: the set
// would have a fault.
func differing[T any](before, after map[string]T) []string {
	return slices.DeleteFunc(names(after), func(name string) bool {
		was, ok := before[name]
		return ok && sameJSON(was, after[name])
	})
}
