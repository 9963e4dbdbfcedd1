package filter

import (
	"slices"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// rule and hit are those of an index of this package's programs.
type (
	rule = matching.Rule[*Program]
	hit  = matching.Hit
)

// ruleIndex is the [matching.Index] of package recipe.
type ruleIndex struct {
	base, recent layer       // recent holds the changes since base was built
	home         []slotLayer // by slot: the segment that contains it
	place        []int       // by slot: the index of the rule; nil when that is the slot
	slots        []uint32
}

// slotLayer names the segment that contains a slot.
type slotLayer uint8

const (
	noLayer slotLayer = iota
	baseLayer
	recentLayer
)

// newIndex returns an index of the rules.
func newIndex(rules []rule) matching.Index[*Program, *View] {
	kept := make([]int, len(rules))
	for i := range kept {
		kept[i] = -1
	}
	var none ruleIndex
	return none.Next(kept, func(i int) rule { return rules[i] })
}

// Next implements [matching.Index].
func (x *ruleIndex) Next(kept []int, each func(int) rule) matching.Index[*Program, *View] {
	n := x.renumbered(kept)
	u := indexUpdate{x: x, kept: kept, rule: each}
	fresh := 0
	for i, slot := range n.slots {
		if kept[i] < 0 || x.home[slot] == recentLayer {
			fresh++
		}
	}
	if fresh > len(kept)/mostRecent+leastRecent || len(n.home) > 2*len(kept) {
		u.rebuild(n)
	} else {
		u.extend(n)
	}
	u.dropNeedless()
	return n
}

// indexRows returns the filter as rows of an index.
func (p *Program) indexRows() index.Rows {
	if p.every {
		return index.Always().Rows()
	}
	if rows := p.rows.Load(); rows != nil {
		return *rows
	}
	var c Compiler
	if tree := c.parse(&faults{}, p.source, maxDepth+8); tree != nil {
		return formulaOf(tree.Node, p.world).Rows()
	}
	return index.Opaque(anywhere()).Rows() // cannot happen: it compiled before
}

// Match implements [matching.Index].
func (x *ruleIndex) Match(v *View) (hits []hit) {
	l := &v.lookup
	l.view, l.found = v, l.found[:0]
	l.patterns, l.matches = allPatterns, 0
	l.forget()
	defer func() {
		if p := recover(); p == errTooMany {
			hits = x.everyRule(l)
		} else if p != nil {
			panic(p)
		}
	}()
	if needsRecord(v.event.Kind) && v.event.Record == nil { // triggers need the record
		return x.everyRule(l)
	}
	base, recent := l.matchLayer(&x.base, 0), l.matchLayer(&x.recent, 1)
	for _, h := range recent {
		n := 0
		for n < len(base) && base[n].Slot < h.Slot {
			n++
		}
		l.found = x.appendKnown(l.found, base[:n], baseLayer)
		l.found = x.appendKnown(l.found, []index.Hit{h}, recentLayer)
		base = base[n:]
	}
	l.found = x.appendKnown(l.found, base, baseLayer)
	if x.place != nil {
		for i := range l.found {
			l.found[i].Rule = x.place[l.found[i].Rule]
		}
		slices.SortFunc(l.found, func(a, b hit) int { return a.Rule - b.Rule })
	}
	return l.found
}

// everyRule returns all rules, none of them sure.
func (x *ruleIndex) everyRule(l *lookup) []hit {
	l.found = l.found[:0]
	for i, slot := range x.slots {
		if x.home[slot] != noLayer {
			l.found = append(l.found, hit{Rule: i})
		}
	}
	return l.found
}

func needsRecord(k trigger.Kind) bool {
	spec, _ := k.Spec()
	return spec.Item == trigger.RecordItem
}

// appendKnown appends the slots found in a layer, without those that another layer contains by now.
func (x *ruleIndex) appendKnown(found []hit, hits []index.Hit, at slotLayer) []hit {
	for _, h := range hits {
		if int(h.Slot) < len(x.home) && x.home[h.Slot] == at {
			found = append(found, hit{Rule: int(h.Slot), Sure: h.Sure})
		}
	}
	return found
}

// matchLayer returns the slots of a layer that may match the event.
func (l *lookup) matchLayer(s *layer, list int) []index.Hit {
	if s.Segment == nil || s.Rows() == 0 {
		return nil
	}
	if l.layer != nil {
		l.query = index.Query{} // the last match panicked
	}
	l.layer = s
	l.hits[list] = s.Match(&l.query, l, l.hits[list][:0])
	l.layer = nil // a pooled view must not keep an index alive
	return l.hits[list]
}
