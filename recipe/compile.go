package recipe

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// compiler turns a set into a compiled one, or into its faults.
type compiler struct {
	engine  *Engine
	last    *compiled
	faults  faults
	filters filter.Compiler
	named   named
	table   action.Availability
	world   trigger.World
	copies  copies
	// calendars are those of the set, as written.
	calendars map[string]schedule.Calendar
	asks      bool              // a text of the recipe that is compiled asks a calendar
	digest    [sha256.Size]byte // see setDigest
	shares    bool              // whether it has one
}

// compile returns the set as it runs, and the words in it that the host does not have; or all faults, joined, when it has
// others. Those of goOn are not looked at: they go on as they are in the set before, at that place.
func (e *Engine) compile(set Set, goOn map[int]int) (out *compiled, words, err error) {
	world := e.world() // apart: programs keep it
	c := compiler{engine: e, world: world, filters: filter.Compiler{Saved: set.Filters, World: &world, MaxComplexity: e.MaxComplexity}, calendars: set.Calendars}
	c.faults.at("", "").In("engine").Add(c.world.Validate())
	if set.Format != 0 && set.Format != Format {
		c.faults.at("", "").Addf("format", "%d is not %d, the only version there is", set.Format, Format)
	}
	last := e.loaded()
	c.last = last
	c.chooseTable(set)
	c.compileNamed(set, last)
	c.savedWords(set)
	c.digest, c.shares = c.setDigest()
	old := newReuse(last, &c)
	out = &compiled{rules: make([]*rule, len(set.Recipes)), named: c.named, table: c.table, world: c.world, maxComplexity: e.MaxComplexity}
	kept := make([]int, len(set.Recipes))
	for i := range set.Recipes {
		r := &set.Recipes[i]
		if place, ok := goOn[i]; ok {
			kept[i], out.rules[i] = place, last.rules[place]
		} else if kept[i] = old.find(r); kept[i] >= 0 {
			out.rules[i] = last.rules[kept[i]]
		} else {
			document := fault.Index("recipes", i)
			out.rules[i] = c.sharedRule(c.faults.at(cmp.Or(r.ID, document), document), *r)
		}
		out.register(out.rules[i])
	}
	c.places(out, last)
	out.rememberRemoved(last)
	slices.Sort(out.unless)
	c.faults = set.withDecodeFaults(c.faults)
	set.locate(c.faults.found())
	words, others := c.faults.apart()
	if others {
		return nil, nil, c.faults.Err()
	}
	out.layOut(last, kept)
	return out, words, nil
}

// chooseTable takes the table of availability that the set names, else that of the engine.
func (c *compiler) chooseTable(set Set) {
	c.faults.at("", "").In("availability").Add(set.Availability.Validate())
	c.faults.at("", "").In("engine.availability").Add(c.engine.Availability.Validate())
	c.table = cmp.Or(set.Availability, c.engine.Availability, action.Anywhere)
}

// places notes where each rule is. A repeated ID is a fault.
func (c *compiler) places(out, last *compiled) {
	if slices.EqualFunc(out.rules, last.rules, func(a, b *rule) bool { return a == b || a.recipe.ID == b.recipe.ID }) {
		out.place = last.place
		return
	}
	out.place = make(map[string]int, len(out.rules))
	for i, r := range out.rules {
		id := r.recipe.ID
		if _, dup := out.place[id]; dup && id != "" {
			document := fault.Index("recipes", i)
			c.faults.at(id, document).Addf("id", "%q appears twice in the set", id)
		}
		out.place[id] = i
	}
}
