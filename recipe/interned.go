package recipe

import (
	"crypto/sha256"
	"encoding/json"
	"hash/maphash"
	"slices"
	"weak"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/interned"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// Engines share what their sets have in common, as long as one of them uses it: a rule of the same recipe, under the same
// handlers, calendars, filters and words, and the index of the same rules.
var (
	rulesInUse   interned.Table[ruleKey, rule]
	layoutsInUse interned.Table[uint64, layout]
)

// ruleKey identifies everything that decides what a recipe becomes.
type ruleKey struct {
	handlers weak.Pointer[action.Handlers]
	set      [sha256.Size]byte // what it takes from its set and its engine
	document [sha256.Size]byte
}

// setDigest returns a digest of what all recipes of a set take from it and from the engine; ok is false when that cannot be
// written.
func (c *compiler) setDigest() (digest [sha256.Size]byte, ok bool) {
	data, err := json.Marshal(struct {
		World          trigger.World
		Table          action.Availability
		NoCases        bool
		MaxComplexity  int
		Hours, Filters json.RawMessage
	}{c.world, c.table, c.engine.NoCases, c.engine.MaxComplexity, c.named.hours, c.named.filters})
	return sha256.Sum256(data), err == nil && c.named.hours != nil && c.named.filters != nil
}

// sharedRule compiles a recipe, or returns the rule of another engine that it became there. A rule that polls, runs on a
// schedule or has an earlier version belongs to its engine, and one with faults to nobody.
func (c *compiler) sharedRule(p fault.Place, r Recipe) *rule {
	document, err := json.Marshal(r)
	if err != nil || !c.shares || r.Trigger.Poll != nil || slices.Contains(r.Trigger.On, trigger.OnSchedule) || c.last.rule(r.ID) != nil {
		return c.rule(p, r, document)
	}
	key := ruleKey{weak.Make(c.engine.handlers()), c.digest, sha256.Sum256(document)}
	if one := rulesInUse.Get(key); one != nil {
		return one
	}
	faults := c.faults.Len()
	one := c.rule(p, r, document)
	if c.faults.Len() > faults {
		return one
	}
	return rulesInUse.Put(key, one)
}

// layout is what is derived of a list of rules alone.
type layout struct {
	rules []*rule
	place map[string]int
	index matching.Index[*filter.Program, *filter.View]
}

var layoutSeed = maphash.MakeSeed()

// layOut completes a set whose rules are compiled: with the index of another engine that has the same rules, if this engine
// has none yet, or one made of that of its last set.
func (c *compiled) layOut(last *compiled, kept []int) {
	next := func(i int) matching.Rule[*filter.Program] {
		r := c.rules[i]
		return matching.Rule[*filter.Program]{Trigger: r.trigger, Program: r.program, Disabled: !r.enabled}
	}
	if len(last.rules) > 0 || len(c.rules) == 0 {
		c.index = last.index.Next(kept, next)
		return
	}
	var h maphash.Hash
	h.SetSeed(layoutSeed)
	for _, r := range c.rules {
		maphash.WriteComparable(&h, r)
	}
	key := h.Sum64()
	if one := layoutsInUse.Get(key); one != nil && slices.Equal(one.rules, c.rules) {
		c.layout = one
	} else {
		c.layout = layoutsInUse.Put(key, &layout{rules: c.rules, place: c.place, index: last.index.Next(kept, next)})
		if !slices.Equal(c.layout.rules, c.rules) { // another list with the same hash
			c.layout = &layout{rules: c.rules, place: c.place, index: last.index.Next(kept, next)}
		}
	}
	c.rules, c.place, c.index = c.layout.rules, c.layout.place, c.layout.index
}
