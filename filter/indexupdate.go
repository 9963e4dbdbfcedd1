package filter

import (
	"github.com/commis-recipes/commis/internal/index"
)

// indexUpdate builds an index from another one.
type indexUpdate struct {
	x    *ruleIndex
	kept []int
	rule func(int) rule
	made []*Program // the programs of new rules
}

// Changes stay in a layer of their own until they exceed one rule in mostRecent, plus leastRecent.
const (
	mostRecent  = 32
	leastRecent = 256
)

// rebuild builds the index in one layer.
func (u *indexUpdate) rebuild(n *ruleIndex) {
	old := n.slots
	n.slots, n.home, n.place = make([]uint32, len(old)), make([]slotLayer, len(old)), nil
	var b index.Builder
	for i := range n.slots {
		n.slots[i] = uint32(i)
		if u.addRule(&b, uint32(i), i) {
			n.home[i] = baseLayer
		}
	}
	n.base = newLayer(&b)
}

// extend keeps the base layer and puts everything else into the recent one.
func (u *indexUpdate) extend(n *ruleIndex) {
	rule := make([]int32, len(n.home))
	for i, slot := range n.slots {
		rule[slot] = int32(i) + 1
	}
	var b index.Builder
	for slot, i := range rule {
		switch i := int(i) - 1; {
		case i < 0:
		case u.kept[i] >= 0 && u.x.home[slot] == baseLayer:
			n.home[slot] = baseLayer
		case u.addRule(&b, uint32(slot), i):
			n.home[slot] = recentLayer
		}
	}
	n.base, n.recent = u.x.base, newLayer(&b)
}

// addRule adds a rule to a layer, copied from its old layer or from its filter. It reports whether the rule can match
// any event.
func (u *indexUpdate) addRule(b *index.Builder, slot uint32, i int) bool {
	if old := u.kept[i]; old >= 0 {
		from := u.x.slots[old]
		switch u.x.home[from] {
		case noLayer:
			return false
		case baseLayer:
			b.Copy(slot, u.x.base.Segment, from)
		case recentLayer:
			b.Copy(slot, u.x.recent.Segment, from)
		}
		return true
	}
	r := u.rule(i)
	if r.Trigger.Poll != nil { // polling runs the program anyway
		b.Add(slot, triggerFormula(r.Trigger).Rows().And(index.Opaque(anywhere()).Rows()))
		return !r.Disabled
	}
	u.made = append(u.made, r.Program)
	if r.Disabled {
		return false
	}
	b.Add(slot, triggerFormula(r.Trigger).Rows().And(r.Program.indexRows()))
	return true
}

// dropNeedless drops the programs that the index makes redundant.
func (u *indexUpdate) dropNeedless() {
	for _, p := range u.made {
		if rows := p.rows.Swap(nil); rows != nil && rows.Decided() {
			p.indexed.Store(true)
			p.run.Store(nil)
		}
	}
}

// renumbered gives every rule a slot: its old one, or its index, or any free slot.
func (x *ruleIndex) renumbered(kept []int) *ruleIndex {
	n := &ruleIndex{slots: make([]uint32, len(kept))}
	taken := make([]bool, max(len(kept), len(x.home)))
	for i, old := range kept {
		if old >= 0 {
			n.slots[i] = x.slots[old]
			taken[n.slots[i]] = true
		}
	}
	var others []int
	for i, old := range kept {
		switch {
		case old >= 0:
		case taken[i]:
			others = append(others, i)
		default:
			n.slots[i] = uint32(i)
			taken[i] = true
		}
	}
	free := 0
	for _, i := range others {
		for free < len(taken) && taken[free] {
			free++
		}
		if free == len(taken) {
			taken = append(taken, false)
		}
		n.slots[i] = uint32(free)
		taken[free] = true
	}
	n.home = make([]slotLayer, len(taken))
	n.fillPlaces()
	return n
}

// fillPlaces sets place when slots and indexes differ.
func (x *ruleIndex) fillPlaces() {
	for i, slot := range x.slots {
		if int(slot) == i {
			continue
		}
		x.place = make([]int, len(x.home))
		for i, slot := range x.slots {
			x.place[slot] = i
		}
		return
	}
}
