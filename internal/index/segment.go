package index

import (
	"slices"
)

// Segment finds the slots that match an event. It never changes and is safe for concurrent use, each goroutine with a
// [Query] of its own.
type Segment struct {
	columns []column
	tests   []Test
	slots   []uint32 // of each row, ascending
	flags   []flags
	special bitset   // rows with flags, and every further row of a slot
	from    []uint32 // where the code of each row begins
	code    []uint32
	plus    postings // rows that an item adds; a bitset of a One or a Number column is the complete set
	minus   postings // rows that an item excludes in any case
}

type flags uint8

const (
	mustRun   flags = 1 << iota // the caller must evaluate the formula
	mustCheck                   // the columns do not answer all clauses of the row
)

// column holds the rows' conditions on one column.
type column struct {
	Column
	names   []string // the names of its items
	first   uint32   // the number of its first item
	cuts    []int64  // for numbers: where one item ends and the next begins
	base    bitset   // the rows that hold for an event without any of the items; nil when rejects is used
	rejects []uint32 // the rows that do not
	every   bool     // rejects would be all rows
	late    bool     // so few rows depend on it that it is read only when one of them is left, which is then checked
}

// maxCuts is the maximum number of cuts of a number column; beyond it rows are checked one by one.
const maxCuts = 64

// Columns returns the columns that rows depend on. [Source] numbers them by their index here.
func (s *Segment) Columns() []Column {
	list := make([]Column, len(s.columns))
	for i := range s.columns {
		list[i] = s.columns[i].Column
	}
	return list
}

// Items returns the items of a column that rows mention, and the number of the first; the others follow.
func (s *Segment) Items(column int) (names []string, first uint32) {
	return s.columns[column].names, s.columns[column].first
}

// Tests returns the tests that rows depend on. [Source] numbers them by their index here.
func (s *Segment) Tests() []Test { return s.tests }

// Rows returns the number of rows.
func (s *Segment) Rows() int { return len(s.slots) }

func (s *Segment) row(r uint32) []uint32 { return s.code[s.from[r]:s.from[r+1]] }

// Segment returns a segment of the added rows. The builder must not be used afterwards.
func (b *Builder) Segment() *Segment {
	n := len(b.rows)
	s := &Segment{
		tests: b.tests, code: b.code,
		slots: make([]uint32, n), flags: make([]flags, n), from: make([]uint32, n+1),
	}
	for i, r := range b.rows {
		s.slots[i], s.from[i] = r.slot, r.from
		if r.mustRun {
			s.flags[i] = mustRun
		}
	}
	s.from[n] = uint32(len(s.code))
	s.numberItems(b)
	s.buildPostings()
	s.special = newBitset(n)
	for i := range s.slots {
		if s.flags[i] != 0 || i > 0 && s.slots[i-1] == s.slots[i] {
			s.special.set(uint32(i))
		}
	}
	return s
}

// numberItems orders the columns and numbers their items consecutively.
func (s *Segment) numberItems(b *Builder) {
	place := make([]int, len(b.columns))
	items := 0
	for i, old := range b.order() {
		place[old] = i
		c := column{Column: b.columns[old].column, names: slices.Clip(b.columns[old].names), first: uint32(items)}
		if c.Kind == Number {
			c.cuts = cuts(s.code, old)
			items += len(c.cuts) + 1
		}
		items += len(c.names)
		s.columns = append(s.columns, c)
	}
	eachClause(s.code, func(kind clauseHead, of int, args []uint32) bool {
		if kind == hasOne || kind == hasNone {
			for i := range args {
				args[i] += s.columns[place[of]].first
			}
		}
		return true
	})
	for at := 0; at < len(s.code); at += 2 + int(s.code[at+1]) {
		if kind, of := clauseHead(s.code[at]).decode(); kind != testHolds && kind != testFails {
			s.code[at] = encodeHead(kind, place[of])
		}
	}
	s.plus.from = make([]uint32, items+1)
}

// cuts returns the limits of the rows' spans, or some of them if there are too many.
func cuts(code []uint32, column int) []int64 {
	var list []int64
	eachClause(code, func(kind clauseHead, of int, args []uint32) bool {
		if of == column && (kind == isWithin || kind == isAbsent) {
			for _, s := range decodeSpans(args) {
				list = append(list, boundaries(s)...)
			}
		}
		return true
	})
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) <= maxCuts {
		return slices.Clip(list)
	}
	some := make([]int64, maxCuts)
	for i := range some {
		some[i] = list[i*len(list)/maxCuts]
	}
	return some
}

// part returns the item of a number.
func (c *column) part(v int64) uint32 {
	i, exact := slices.BinarySearch(c.cuts, v)
	if exact {
		i++
	}
	return c.first + uint32(i)
}
