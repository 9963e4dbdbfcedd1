package recipe

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"slices"
	"weak"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/interned"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// Engines share the parts that their sets have in common, as long as one of them uses it: a rule of the same recipe, under the same
// calendars, filters, words and kinds of action, and the index of the same rules. The handlers may differ: they are looked up
// when an action is carried out.
var (
	rulesInUse   interned.Table[ruleKey, rule]
	layoutsInUse interned.Table[uint64, layout]
)

// ruleKey identifies everything that a compiled recipe depends on.
type ruleKey struct {
	set      [sha256.Size]byte // what it takes from its set and its engine
	document [sha256.Size]byte // it, and the types of its configs
	// handlers are the only ones that may share it, for a config that is not plain.
	handlers weak.Pointer[action.Handlers]
}

// ruleKey returns the key of a recipe; ok is false when engines cannot share the compiled recipe.
func (c *compiler) ruleKey(r *Recipe, document []byte) (key ruleKey, ok bool) {
	if document == nil || !c.shares || r.Trigger.Poll != nil || scheduled(&r.Trigger) || r.proposesIDs() && c.last.rule(r.ID) != nil {
		return ruleKey{}, false
	}
	key.set = c.digest
	hs, h := c.engine.handlers(), sha256.New()
	h.Write(document)
	for i := range r.Actions {
		if !hs.Has(r.Actions[i].Do) {
			return ruleKey{}, false
		}
		t := configTypeOf(hs, r.Actions[i].Do)
		h.Write(binary.BigEndian.AppendUint64(nil, t.number))
		if !t.plain {
			key.handlers = weak.Make(hs)
		}
	}
	h.Sum(key.document[:0])
	return key, true
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
// schedule or has ids of its earlier version belongs to its engine, and one with faults to nobody.
func (c *compiler) sharedRule(p fault.Place, r Recipe) *rule {
	document, _ := json.Marshal(r)
	key, ok := c.ruleKey(&r, document)
	if !ok {
		return c.rule(p, r, document)
	}
	if one := rulesInUse.Get(key); one != nil && c.handled(&r) {
		return one
	}
	faults := c.faults.Len()
	one := c.rule(p, r, document)
	if c.faults.Len() > faults {
		return one
	}
	return rulesInUse.Put(key, one)
}

// handled reports whether the engine's own handlers support the configs of a recipe that is valid with others.
func (c *compiler) handled(r *Recipe) bool {
	hs := c.engine.handlers()
	return !slices.ContainsFunc(r.Actions, func(a action.Action) bool {
		if !hs.Checks(a.Do) {
			return false
		}
		_, err := hs.DecodeTemplate(a.Do, a.With)
		return err != nil
	})
}

// layout is what is derived of a list of rules alone.
type layout struct {
	rules []*rule
	place map[string]int
	index matching.Index[*filter.Program, *filter.View]
}

// layOut completes a set whose rules are compiled: with the index of another engine that has the same rules, or one made of
// that of the last set.
func (c *compiled) layOut(last *compiled, kept []int) {
	key := layoutKey(c.rules)
	one := layoutsInUse.Get(key)
	if one == nil || !slices.Equal(one.rules, c.rules) {
		made := &layout{rules: c.rules, place: c.place, index: last.index.Next(kept, func(i int) matching.Rule[*filter.Program] {
			r := c.rules[i]
			return matching.Rule[*filter.Program]{Trigger: r.trigger, Program: r.program, Disabled: !r.enabled}
		})}
		if one = layoutsInUse.Put(key, made); !slices.Equal(one.rules, c.rules) { // another list with the same key
			one = made
		}
	}
	c.layout, c.rules, c.place, c.index = one, one.rules, one.place, one.index
}

// layoutKey returns a hash of a list of rules.
func layoutKey(rules []*rule) uint64 {
	h := uint64(len(rules))
	for _, r := range rules {
		h = (bits.RotateLeft64(h, 5) ^ r.number) * 0x9E3779B97F4A7C15 // odd: no two numbers give one product
	}
	return h
}
