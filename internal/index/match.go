package index

import (
	"math/bits"
	"slices"
)

// Match appends the slots that may match the event, in ascending order, each once. It omits only slots that certainly
// do not match, and marks as sure only those that certainly do.
func (s *Segment) Match(q *Query, src Source, hits []Hit) []Hit {
	if len(s.slots) == 0 {
		return hits
	}
	q.begin(s)
	first := len(hits)
	if list, few := s.narrowByItems(q, src); few {
		for _, r := range list {
			if q.holds(s, src, r, false) {
				hits = s.appendHit(hits, first, r, !q.uncertain)
			}
		}
		return hits
	}
	narrowed := s.narrowByColumns(q, src)
	rows, special, slots := q.rows, s.special, s.slots
	for _, w := range q.liveWords {
		word := rows[w]
		if !narrowed || word&special[w] != 0 {
			hits = s.appendChecked(q, src, hits, first, w, word, narrowed)
			continue
		}
		for ; word != 0; word &= word - 1 {
			hits = append(hits, Hit{Slot: slots[w<<6|uint32(bits.TrailingZeros64(word))], Sure: true})
		}
	}
	return hits
}

// appendChecked appends the rows of a word that hold.
func (s *Segment) appendChecked(q *Query, src Source, hits []Hit, first int, w uint32, word uint64, narrowed bool) []Hit {
	for ; word != 0; word &= word - 1 {
		r := w<<6 | uint32(bits.TrailingZeros64(word))
		switch {
		case narrowed && s.flags[r]&mustCheck == 0:
			hits = s.appendHit(hits, first, r, true)
		case q.holds(s, src, r, narrowed):
			hits = s.appendHit(hits, first, r, !q.uncertain)
		}
	}
	return hits
}

// appendHit appends the slot of a row that holds; known says that this is certain. The rows of one slot are adjacent.
func (s *Segment) appendHit(hits []Hit, first int, r uint32, known bool) []Hit {
	h := Hit{Slot: s.slots[r], Sure: known && s.flags[r]&mustRun == 0}
	if n := len(hits); n > first && hits[n-1].Slot == h.Slot {
		hits[n-1].Sure = hits[n-1].Sure || h.Sure
		return hits
	}
	return append(hits, h)
}

// narrowByItems looks for a column in which every row requires one of some items: only the rows of the event's items
// can hold. It returns the first such rows that are few enough to be checked one by one.
func (s *Segment) narrowByItems(q *Query, src Source) (rows []uint32, few bool) {
	most := len(q.rows) * len(s.columns) / rowPrice
	for col := range s.columns {
		if c := &s.columns[col]; !c.every || c.Kind != One && c.Kind != Many {
			continue
		}
		a := q.column(s, src, col)
		if rows, few = s.rowsOfItems(q, q.found[a.from:a.to], most); few {
			return rows, true
		}
	}
	return nil, false
}

// rowsOfItems returns the rows that require one of the items, unless they are more than most. A row may appear twice in
// succession.
func (s *Segment) rowsOfItems(q *Query, items []uint32, most int) (rows []uint32, few bool) {
	for _, item := range items {
		list := s.plus.list(item)
		if most -= len(list); most < 0 || s.plus.bits(item) != nil {
			return nil, false
		}
	}
	switch len(items) {
	case 0:
		return nil, true
	case 1:
		return s.plus.list(items[0]), true
	}
	q.itemRows = q.itemRows[:0]
	for _, item := range items {
		q.itemRows = append(q.itemRows, s.plus.list(item)...)
	}
	slices.Sort(q.itemRows)
	return q.itemRows, true
}

// The price of checking one row, compared with intersecting one word of a column, and of reading a column of the event.
const (
	rowPrice    = 16
	columnPrice = 24
)

// narrowByColumns computes the rows that hold by all columns, and reports whether it did: it stops when so few are left
// that checking each is cheaper.
func (s *Segment) narrowByColumns(q *Query, src Source) bool {
	q.allRows = true
	for col := range s.columns {
		c := &s.columns[col]
		if c.late {
			continue
		}
		if len(q.sets) == setsAtOnce || c.Kind == Text {
			q.intersect()
			if q.fewLeft(len(s.columns) - col) {
				return false
			}
		}
		s.apply(q, src, col)
	}
	q.intersect()
	return true
}

// fewLeft reports whether so few rows are left that checking each is cheaper than the remaining columns.
func (q *Query) fewLeft(columns int) bool {
	left := columns * (columnPrice + len(q.liveWords)) / rowPrice
	if len(q.liveWords) > left {
		return false
	}
	for _, w := range q.liveWords {
		left -= bits.OnesCount64(q.rows[w])
	}
	return left >= 0
}

// apply intersects the rows with those that hold by one column, or adds that set for the next intersection.
func (s *Segment) apply(q *Query, src Source, col int) {
	a, c := q.column(s, src, col), &s.columns[col]
	items := q.found[a.from:a.to]
	switch {
	case c.Kind <= Number && len(items) == 1 && s.plus.bits(items[0]) != nil:
		q.sets = append(q.sets, s.plus.bits(items[0]))
	case c.base == nil:
		q.intersect()
		s.reject(q, c, items)
	case len(items) == 0:
		q.sets = append(q.sets, c.base)
	default:
		q.sets = append(q.sets, s.compose(q, c, items))
	}
}

// reject drops the rows that do not hold by a column whose items few rows require.
func (s *Segment) reject(q *Query, c *column, items []uint32) {
	for _, item := range items {
		for _, r := range s.plus.list(item) {
			q.marks.set(r)
		}
	}
	for _, r := range c.rejects {
		if !q.marks.has(r) {
			q.rows.clear(r)
		}
	}
	for _, item := range items {
		for _, r := range s.plus.list(item) {
			q.marks.clear(r)
		}
	}
	for _, item := range items {
		if set := s.minus.bits(item); set != nil {
			q.subtract(q.rows, set)
		}
		for _, r := range s.minus.list(item) {
			q.rows.clear(r)
		}
	}
}

// compose returns the set of rows that hold by a column for an event with the items.
func (s *Segment) compose(q *Query, c *column, items []uint32) bitset {
	set := q.scratch(len(c.base))
	copy(set, c.base)
	for _, item := range items {
		if plus := s.plus.bits(item); plus != nil {
			q.union(set, plus)
		}
		for _, r := range s.plus.list(item) {
			set.set(r)
		}
	}
	for _, item := range items {
		if minus := s.minus.bits(item); minus != nil {
			q.subtract(set, minus)
		}
		for _, r := range s.minus.list(item) {
			set.clear(r)
		}
	}
	return set
}
