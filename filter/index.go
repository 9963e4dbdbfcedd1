package filter

import (
	"slices"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// Rule is one entry of an [Index]: the events that its trigger matches, in one of its topics, and that pass its filter.
type Rule struct {
	Trigger  trigger.Trigger
	Program  *Program
	Disabled bool // the rule matches no event
}

// Hit is a rule that may match an event.
type Hit struct {
	Rule int  // index in the list that the index was made of
	Sure bool // the filter matches for certain; otherwise run its program
}

// Index finds the rules that match an event without looking at each one. Package recipe keeps one; a host does not need
// one. An Index never changes and is safe for concurrent use, each goroutine with a [View] of its own.
//
// What the index decides alone it decides as the program would, without spending any of the budget. It leaves patterns
// that are expensive on an event to the programs, also when many of them together are; when the texts of an event
// contain more terms than it can count, it leaves all rules to their programs. A program that the index makes redundant
// is not kept: it is compiled again each time it runs.
type Index struct {
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

// NewIndex returns an index of the rules.
func NewIndex(rules []Rule) *Index {
	kept := make([]int, len(rules))
	for i := range kept {
		kept[i] = -1
	}
	var none Index
	return none.Next(kept, func(i int) Rule { return rules[i] })
}

// Next returns the index of another list of rules. For each of them kept holds the index of the same rule in x, or -1;
// then rule returns it. Kept rules cost next to nothing. x does not change.
func (x *Index) Next(kept []int, rule func(int) Rule) *Index {
	n := x.renumbered(kept)
	u := indexUpdate{x: x, kept: kept, rule: rule}
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
	return index.Opaque(true).Rows() // cannot happen: it compiled before
}

// Match returns the rules that may match the event, in ascending order, each once. A rule that is left out does not
// match: its trigger does not match, the event is in none of its topics, or its filter neither matches nor fails. The
// result belongs to the view: it is valid until the next Match with it.
func (x *Index) Match(v *View) (hits []Hit) {
	l := &v.lookup
	l.view, l.found = v, l.found[:0]
	l.patterns, l.matches = allPatterns, 0
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
		slices.SortFunc(l.found, func(a, b Hit) int { return a.Rule - b.Rule })
	}
	return l.found
}

// everyRule returns all rules, none of them sure.
func (x *Index) everyRule(l *lookup) []Hit {
	l.found = l.found[:0]
	for i, slot := range x.slots {
		if x.home[slot] != noLayer {
			l.found = append(l.found, Hit{Rule: i})
		}
	}
	return l.found
}

func needsRecord(k trigger.Kind) bool {
	spec, _ := k.Spec()
	return spec.Item == trigger.RecordItem
}

// appendKnown appends the slots found in a layer, without those that another layer contains by now.
func (x *Index) appendKnown(found []Hit, hits []index.Hit, at slotLayer) []Hit {
	for _, h := range hits {
		if int(h.Slot) < len(x.home) && x.home[h.Slot] == at {
			found = append(found, Hit{Rule: int(h.Slot), Sure: h.Sure})
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
		l.query, l.reader = index.Query{}, nil // the last match panicked
	}
	l.layer = s
	l.hits[list] = s.Match(&l.query, l, l.hits[list][:0])
	l.layer, l.reader = nil, nil // a pooled view must not keep an index alive
	return l.hits[list]
}
