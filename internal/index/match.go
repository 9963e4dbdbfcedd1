package index

import (
	"math/bits"
)

// Match appends the slots that the event may concern, in ascending order, each once. It leaves out only those that the
// event surely does not concern, and calls sure only those that it surely does.
func (s *Segment) Match(q *Query, src Source, hits []Hit) []Hit {
	if len(s.slots) == 0 {
		return hits
	}
	q.begin(s)
	q.rows = sized(q.rows, (len(s.slots)+63)/64)
	first := len(hits)
	list, few := s.drive(q, src)
	if few {
		for _, r := range list {
			if q.holds(s, src, r, false) {
				hits = s.hit(hits, first, r)
			}
		}
		return hits
	}
	narrowed := s.narrow(q, src)
	if q.whole {
		for w, word := range q.rows {
			if word != 0 {
				hits = s.emit(q, src, hits, first, uint32(w), word, narrowed)
			}
		}
		return hits
	}
	for _, w := range q.live {
		hits = s.emit(q, src, hits, first, w, q.rows[w], narrowed)
	}
	return hits
}

// emit adds the rows of a word that hold.
func (s *Segment) emit(q *Query, src Source, hits []Hit, first int, w uint32, word uint64, narrowed bool) []Hit {
	for ; word != 0; word &= word - 1 {
		r := w<<6 | uint32(bits.TrailingZeros64(word))
		if narrowed && s.flags[r]&mustCheck == 0 || q.holds(s, src, r, narrowed) {
			hits = s.hit(hits, first, r)
		}
	}
	return hits
}

// hit adds the slot of a row that holds. The rows of one slot stand together.
func (s *Segment) hit(hits []Hit, first int, r uint32) []Hit {
	h := Hit{Slot: s.slots[r], Sure: s.flags[r]&mustRun == 0}
	if n := len(hits); n > first && hits[n-1].Slot == h.Slot {
		hits[n-1].Sure = hits[n-1].Sure || h.Sure
		return hits
	}
	return append(hits, h)
}

// drive looks for a column of which every row wants one of few items: the rows of the one that the event has are all
// that can hold. It returns the first such list that is short enough to be looked at row by row.
func (s *Segment) drive(q *Query, src Source) (rows []uint32, few bool) {
	for col := range s.columns {
		c := &s.columns[col]
		if c.Kind != One || !c.every {
			continue
		}
		a := q.column(s, src, col)
		if a.from == a.to {
			return nil, true
		}
		if item := q.found[a.from]; s.plus.bits(item) == nil {
			if list := s.plus.list(item); len(list)*rowPrice <= len(q.rows)*len(s.columns) {
				return list, true
			}
		}
	}
	return nil, false
}

// What looking at one row costs, compared with one word of a column, and with asking the event for a column.
const (
	rowPrice    = 16
	columnPrice = 24
)

// narrow keeps the rows that hold by all columns, and reports whether it did: not when so few are left that each is
// better looked at.
func (s *Segment) narrow(q *Query, src Source) bool {
	q.rows.fill(len(s.slots))
	q.whole, q.words = true, len(q.rows)
	for col := range s.columns {
		if s.columns[col].late {
			continue
		}
		if s.fewLeft(q, len(s.columns)-col) {
			return false
		}
		s.apply(q, src, col)
		if q.whole && 8*q.words < len(q.rows) {
			q.list()
		}
	}
	return true
}

// fewLeft reports whether so few rows are left that looking at each costs less than the other columns do.
func (s *Segment) fewLeft(q *Query, columns int) bool {
	left := columns * (columnPrice + q.words) / rowPrice
	if q.words > left {
		return false
	}
	if q.whole {
		q.list()
	}
	for _, w := range q.live {
		left -= bits.OnesCount64(q.rows[w])
	}
	return left >= 0
}

// apply keeps the rows that hold by one column.
func (s *Segment) apply(q *Query, src Source, col int) {
	a, c := q.column(s, src, col), &s.columns[col]
	items := q.found[a.from:a.to]
	if c.Kind <= Number && len(items) == 1 {
		if set := s.plus.bits(items[0]); set != nil {
			q.and(set)
			return
		}
	}
	q.plus = sized(q.plus, len(q.rows))
	plus := q.plus
	whole := false // a bitset went into plus
	for _, item := range items {
		if set := s.plus.bits(item); set != nil {
			whole = true
			q.or(plus, set)
			continue
		}
		for _, r := range s.plus.list(item) {
			plus.set(r)
		}
	}
	if c.base != nil {
		q.andEither(c.base, plus)
	} else {
		for _, r := range c.rejects {
			if !plus.has(r) {
				q.rows.clear(r)
			}
		}
	}
	for _, item := range items {
		if set := s.minus.bits(item); set != nil {
			q.andNot(set)
		}
		for _, r := range s.minus.list(item) {
			q.rows.clear(r)
		}
	}
	if whole {
		clear(plus)
		return
	}
	for _, item := range items {
		for _, r := range s.plus.list(item) {
			plus[r>>6] = 0
		}
	}
}

// list notes which words of rows are not empty.
func (q *Query) list() {
	q.live = q.live[:0]
	for i, word := range q.rows {
		if word != 0 {
			q.live = append(q.live, uint32(i))
		}
	}
	q.whole, q.words = false, len(q.live)
}

// and keeps the rows of a set.
func (q *Query) and(set bitset) {
	n := 0
	if q.whole {
		rows := q.rows[:len(set)]
		for i, word := range set {
			rows[i] &= word
			if rows[i] != 0 {
				n++
			}
		}
		q.words = n
		return
	}
	for _, w := range q.live {
		word := q.rows[w] & set[w]
		q.rows[w] = word
		q.live[n] = w
		if word != 0 {
			n++
		}
	}
	q.live, q.words = q.live[:n], n
}

// andEither keeps the rows of one of two sets.
func (q *Query) andEither(a, b bitset) {
	n := 0
	if q.whole {
		rows, b := q.rows[:len(a)], b[:len(a)]
		for i, word := range a {
			rows[i] &= word | b[i]
			if rows[i] != 0 {
				n++
			}
		}
		q.words = n
		return
	}
	for _, w := range q.live {
		word := q.rows[w] & (a[w] | b[w])
		q.rows[w] = word
		q.live[n] = w
		if word != 0 {
			n++
		}
	}
	q.live, q.words = q.live[:n], n
}

// andNot keeps the rows that are not in a set.
func (q *Query) andNot(set bitset) {
	if q.whole {
		for i, word := range set {
			q.rows[i] &^= word
		}
		return
	}
	for _, w := range q.live {
		q.rows[w] &^= set[w]
	}
}

// or adds the rows of a set that may still hold to another one.
func (q *Query) or(to, set bitset) {
	if q.whole {
		for i, word := range set {
			to[i] |= word
		}
		return
	}
	for _, w := range q.live {
		to[w] |= set[w]
	}
}
