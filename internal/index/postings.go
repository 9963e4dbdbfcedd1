package index

import (
	"math"
	"slices"
)

// boundaries returns the numbers at which a span begins, and at which it has ended.
func boundaries(s Span) []int64 {
	var list []int64
	if s.Low > math.MinInt64 {
		list = append(list, s.Low)
	}
	if s.High < math.MaxInt64 {
		list = append(list, s.High+1)
	}
	return list
}

// buildPostings computes, for every column, the rows that hold without any of its items, and the rows that each item
// changes.
func (s *Segment) buildPostings() {
	s.markLate()
	n, items := len(s.slots), len(s.plus.from)-1
	plus, minus := make([]uint32, items), make([]uint32, items)
	rejects := make([][]uint32, len(s.columns))
	s.eachAnswered(func(row uint32, kind clauseHead, of int, args []uint32) {
		switch kind {
		case hasOne, isWithin:
			rejects[of] = append(rejects[of], row)
		}
		switch kind {
		case hasOne:
			count(plus, args)
		case hasNone:
			count(minus, args)
		}
	})
	s.plus, s.minus = newPostings(plus, n), newPostings(minus, n)
	s.buildBase(rejects)
	to, off := postingsWriter{postings: &s.plus}, postingsWriter{postings: &s.minus}
	s.eachAnswered(func(row uint32, kind clauseHead, of int, args []uint32) {
		switch kind {
		case hasOne:
			for _, item := range args {
				to.append(item, row)
			}
		case hasNone:
			for _, item := range args {
				off.append(item, row)
			}
		default:
			s.postNumber(row, &s.columns[of], args)
		}
	})
	for i := range s.columns {
		if s.columns[i].Kind == One {
			s.completeBitsets(&s.columns[i])
		}
	}
}

// lateRatio says when a Text column is read late: when fewer than one row in lateRatio depends on it.
const lateRatio = 8

// markLate marks texts that few rows depend on, and numbers that hardly any do, to be read late: they have no bitsets.
func (s *Segment) markLate() {
	wants := make([]int, len(s.columns))
	eachClause(s.code, func(kind clauseHead, of int, _ []uint32) bool {
		if kind != testHolds && kind != testFails {
			wants[of]++
		}
		return true
	})
	for i := range s.columns {
		c := &s.columns[i]
		c.late = c.Kind == Text && wants[i]*lateRatio < len(s.slots) || c.Kind == Number && wants[i] <= len(s.slots)/denseRatio
	}
}

func count(counts, items []uint32) {
	for _, item := range items {
		counts[item]++
	}
}

// eachAnswered calls f with each clause that a column answers. If a row requires several sets of items in a column that
// may have several items, only the first counts, and the row must be checked.
func (s *Segment) eachAnswered(f func(row uint32, kind clauseHead, of int, args []uint32)) {
	for row := range uint32(len(s.slots)) {
		posted := -1
		for code := s.row(row); len(code) > 0; code = code[2+code[1]:] {
			kind, of := clauseHead(code[0]).decode()
			args := code[2 : 2+code[1]]
			if kind == testHolds || kind == testFails || kind == hasOne && of == posted || s.columns[of].late {
				s.flags[row] |= mustCheck
				continue
			}
			if kind == hasOne {
				posted = of
			}
			if s.columns[of].cutsExactly(args) {
				code[0] |= uint32(columnAnswers)
			} else {
				s.flags[row] |= mustCheck
			}
			f(row, kind, of, args)
		}
	}
}

// cutsExactly reports whether every part of the column's numbers is entirely inside or outside of the spans.
func (c *column) cutsExactly(args []uint32) bool {
	if c.Kind != Number {
		return true
	}
	for _, one := range decodeSpans(args) {
		for _, cut := range boundaries(one) {
			if _, exact := slices.BinarySearch(c.cuts, cut); !exact {
				return false
			}
		}
	}
	return true
}

// buildBase computes the rows that hold for an event without any of a column's items.
func (s *Segment) buildBase(rejects [][]uint32) {
	n := len(s.slots)
	for i := range s.columns {
		c := &s.columns[i]
		c.every = len(rejects[i]) == n
		if len(rejects[i]) <= n/denseRatio {
			c.rejects = slices.Clip(rejects[i])
		} else {
			c.base = newBitset(n)
			c.base.fill(n)
			for _, r := range rejects[i] {
				c.base.clear(r)
			}
		}
		if c.Kind != Number || c.late {
			continue
		}
		if s.plus.set == nil {
			s.plus.set = make([]bitset, len(s.plus.from)-1)
		}
		for part := range len(c.cuts) + 1 {
			set := newBitset(n)
			set.fill(n)
			s.plus.set[c.first+uint32(part)] = set
		}
	}
}

// postNumber removes a row from the parts of a number column that it does not accept.
func (s *Segment) postNumber(row uint32, c *column, args []uint32) {
	list := decodeSpans(args)
	low := int64(math.MinInt64)
	for part := range len(c.cuts) + 1 {
		high := int64(math.MaxInt64)
		if part < len(c.cuts) {
			high = c.cuts[part] - 1
		}
		if !slices.ContainsFunc(list, func(s Span) bool { return s.Low <= high && low <= s.High }) {
			s.plus.set[c.first+uint32(part)].clear(row)
		}
		low = high + 1
	}
}

// completeBitsets turns the bitsets of a column with one item per event into the complete sets of rows.
func (s *Segment) completeBitsets(c *column) {
	for item := c.first; item < c.first+uint32(len(c.names)); item++ {
		plus, minus := s.plus.bits(item), s.minus.bits(item)
		if plus == nil && minus == nil {
			continue
		}
		all := newBitset(len(s.slots))
		if c.base != nil {
			copy(all, c.base)
		} else {
			all.fill(len(s.slots))
			for _, r := range c.rejects {
				all.clear(r)
			}
		}
		for i := range all {
			if plus != nil {
				all[i] |= plus[i]
			}
			if minus != nil {
				all[i] &^= minus[i]
			}
		}
		if plus == nil {
			for _, r := range s.plus.list(item) {
				all.set(r)
			}
		}
		if minus == nil {
			for _, r := range s.minus.list(item) {
				all.clear(r)
			}
		} else {
			s.minus.set[item] = nil
		}
		if s.plus.set == nil {
			s.plus.set = make([]bitset, len(s.plus.from)-1)
		}
		s.plus.set[item] = all
	}
}
