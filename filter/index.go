package filter

import (
	"slices"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// Rule is what an [Index] looks for: events that the trigger fires on, in one of its topics, and that pass the filter.
type Rule struct {
	Trigger  trigger.Trigger
	Program  *Program
	Disabled bool // the rule is for no event
}

// Hit is a rule that an event may concern.
type Hit struct {
	Rule int  // its place in the list that the index was made of
	Sure bool // its filter matches, for certain; otherwise its program must tell
}

// Index finds the rules that an event concerns without looking at each. Package recipe keeps one; a host needs none. It
// never changes and is safe for concurrent use, each goroutine with a [View] of its own.
//
// What the index alone decides it decides as the program would, but without spending of its budget. Patterns that cost
// much on an event it leaves to the programs, also when many of them together do; when texts hold more than it can count,
// it leaves all rules to theirs. Programs that an index makes needless are not kept when they run all the same, but
// compiled each time.
type Index struct {
	base, recent layer       // recent is what changed since base was made
	home         []slotLayer // by slot: the segment that knows it
	place        []int       // by slot: the place of the rule; nil when it is the slot
	slots        []uint32
}

// slotLayer is which segment knows a slot.
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

// Next returns the index of another list of rules. kept tells for each of them at which place of x the same rule is, or
// -1; then rule returns it. What is kept costs next to nothing. x stays as it is.
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

// indexRows returns what an index makes of the filter.
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
	return index.Opaque(true).Rows() // cannot be: it compiled
}

// Match returns the rules that the event may concern, in ascending order, each once. A rule that is left out is one
// that the event does not concern: its trigger does not fire, it has other topics, or its filter does not match and
// does not fail. The result is the view's own: it is good until the next Match with the view.
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
	if needsRecord(v.event.Kind) && v.event.Record == nil { // then triggers fail
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

// everyRule returns all rules, none of them for certain.
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

// appendKnown adds the slots of a layer without those that are known elsewhere by now.
func (x *Index) appendKnown(found []Hit, hits []index.Hit, at slotLayer) []Hit {
	for _, h := range hits {
		if int(h.Slot) < len(x.home) && x.home[h.Slot] == at {
			found = append(found, Hit{Rule: int(h.Slot), Sure: h.Sure})
		}
	}
	return found
}

// matchLayer returns the slots of a layer that may want the event.
func (l *lookup) matchLayer(s *layer, list int) []index.Hit {
	if s.Segment == nil || s.Rows() == 0 {
		return nil
	}
	if l.layer != nil {
		l.query, l.reader = index.Query{}, nil // the last match panicked
	}
	l.layer = s
	l.hits[list] = s.Match(&l.query, l, l.hits[list][:0])
	l.layer, l.reader = nil, nil // a view in a pool must not keep an index that nobody uses any more
	return l.hits[list]
}
