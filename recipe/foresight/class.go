package foresight

import (
	"encoding/json"
	"slices"

	"github.com/commis-recipes/commis/recipe"
)

// classes groups recipes that differ in ID, name and owner alone. An answer about one of them is an answer about all of its class,
// so that a set with many copies of a recipe costs as much as one with a few.
type classes struct {
	of      []int   // by recipe: its class; -1 for one that is left out
	members [][]int // by class: its recipes, in the set's order
}

// classify groups the recipes that rules about several recipes look at, the classes in the order of their first recipes. Those
// whose events start no other recipe are left out.
func (l *linter) classify() {
	l.of = make([]int, len(l.set.Recipes))
	known := make(map[string]int)
	for i, r := range l.set.Recipes {
		l.of[i] = -1
		if !l.live(i) || l.never[i] || l.alone(i) {
			continue
		}
		text := r.ID
		r.ID, r.Name, r.Owner = "", "", ""
		r.Actions = slices.Clone(r.Actions)
		for j := range r.Actions {
			r.Actions[j].With = canonical(r.Actions[j].With)
		}
		if document, err := json.Marshal(r); err == nil {
			text = string(document)
		}
		c, ok := known[text]
		if !ok {
			c = len(l.members)
			known[text], l.members = c, append(l.members, nil)
		}
		l.of[i], l.members[c] = c, append(l.members[c], i)
	}
}

// first returns the first recipe of a class.
func (c *classes) first(class int) int { return c.members[class][0] }

// firstOf returns the first recipe of each class among some recipes, in their order, and these classes.
func (c *classes) firstOf(places []int) (firsts, of []int) {
	for _, i := range places {
		if !slices.Contains(of, c.of[i]) {
			firsts, of = append(firsts, i), append(of, c.of[i])
		}
	}
	return firsts, of
}

// mostListed is the highest number of other recipes that are listed for a recipe by one rule.
const mostListed = 10

// listed returns the first recipes of some classes before one place, in the set's order: one more than may be listed, if there are
// so many. The classes are in the order of their first recipes, and no more of them make a difference.
func (c *classes) listed(some []int, before int) []int {
	var all []int
	for _, class := range some[:min(len(some), mostListed+1)] {
		for n, i := range c.members[class] {
			if n > mostListed || i >= before {
				break
			}
			all = append(all, i)
		}
	}
	slices.Sort(all)
	return all[:min(len(all), mostListed+1)]
}

// conditions numbers the recipes by what starts them: two with the same number run on the same events.
func (b *bench) conditions() []int {
	all := make([]int, len(b.set.Recipes))
	known := make(map[string]int)
	for i, r := range b.set.Recipes {
		text := r.ID
		document, err := json.Marshal(recipe.Recipe{Trigger: r.Trigger, Filter: r.Filter, Hours: r.Hours})
		if err == nil && !b.alone(i) {
			text = string(document)
		}
		if _, ok := known[text]; !ok {
			known[text] = len(known)
		}
		all[i] = known[text]
	}
	return all
}
