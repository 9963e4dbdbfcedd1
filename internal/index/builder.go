package index

import (
	"cmp"
	"slices"
)

// Builder collects formulas for a [Segment]. The zero value is empty. A Builder is not safe for concurrent use.
type Builder struct {
	columns  []columnItems
	columnOf map[Column]int
	tests    []Test
	testOf   map[Test]int
	rows     []codedRow
	code     []uint32
}

// columnItems is a column and the items of it that rows mention, each with its number.
type columnItems struct {
	column Column
	names  []string
	itemOf map[string]uint32
}

// codedRow is a row encoded with the builder's numbers of columns, items and tests.
type codedRow struct {
	slot    uint32
	from    uint32 // where its code begins
	mustRun bool
}

// Add adds the rows of a formula for a slot. The caller chooses the slots and adds them in ascending order, each once.
func (b *Builder) Add(slot uint32, rows Rows) {
	for _, r := range rows {
		b.rows = append(b.rows, codedRow{slot: slot, from: uint32(len(b.code)), mustRun: r.mustRun})
		sorted := slices.Clone(r.clauses)
		slices.SortStableFunc(sorted, func(c, d clause) int { return c.column.compare(d.column) })
		for _, c := range sorted {
			b.appendClause(c)
		}
		for _, t := range r.tests {
			kind := testFails
			if t.yes {
				kind = testHolds
			}
			b.code = append(b.code, encodeHead(kind, b.test(t.test)), 0)
		}
	}
}

// appendClause appends the code of a clause.
func (b *Builder) appendClause(c clause) {
	col := b.column(c.column)
	at := len(b.code)
	switch {
	case c.column.Kind == Number:
		kind := isWithin
		if c.absent {
			kind = isAbsent
		}
		b.code = append(b.code, encodeHead(kind, col), 0)
		for _, s := range c.spans {
			b.code = appendInt64(appendInt64(b.code, s.Low), s.High)
		}
	default:
		kind := hasOne
		if c.except {
			kind = hasNone
		}
		b.code = append(b.code, encodeHead(kind, col), 0)
		for _, name := range c.items {
			b.code = append(b.code, b.columns[col].item(name))
		}
	}
	b.code[at+1] = uint32(len(b.code) - at - 2)
}

func (b *Builder) column(c Column) int {
	col, ok := b.columnOf[c]
	if !ok {
		if b.columnOf == nil {
			b.columnOf = map[Column]int{}
		}
		col = len(b.columns)
		b.columnOf[c] = col
		b.columns = append(b.columns, columnItems{column: c, itemOf: map[string]uint32{}})
	}
	return col
}

func (c *columnItems) item(name string) uint32 {
	i, ok := c.itemOf[name]
	if !ok {
		i = uint32(len(c.names))
		c.itemOf[name] = i
		c.names = append(c.names, name)
	}
	return i
}

func (b *Builder) test(t Test) int {
	i, ok := b.testOf[t]
	if !ok {
		if b.testOf == nil {
			b.testOf = map[Test]int{}
		}
		i = len(b.tests)
		b.testOf[t] = i
		b.tests = append(b.tests, t)
	}
	return i
}

// Copy adds the rows of another segment's slot, under a slot that may be different.
func (b *Builder) Copy(slot uint32, s *Segment, from uint32) {
	first, _ := slices.BinarySearch(s.slots, from)
	for r := first; r < len(s.slots) && s.slots[r] == from; r++ {
		b.rows = append(b.rows, codedRow{slot: slot, from: uint32(len(b.code)), mustRun: s.flags[r]&mustRun != 0})
		eachClause(s.row(uint32(r)), func(kind clauseHead, of int, args []uint32) bool {
			at := len(b.code)
			b.code = append(b.code, 0, uint32(len(args)))
			switch kind {
			case testHolds, testFails:
				of = b.test(s.tests[of])
			case isWithin, isAbsent:
				of = b.column(s.columns[of].Column)
				b.code = append(b.code, args...)
			default:
				c := &s.columns[of]
				of = b.column(c.Column)
				for _, item := range args {
					b.code = append(b.code, b.columns[of].item(c.names[item-c.first]))
				}
			}
			b.code[at] = encodeHead(kind, of)
			return true
		})
	}
}

// order returns the builder's columns in the order in which a segment queries them: cheap ones and those that exclude
// most rows first.
func (b *Builder) order() []int {
	narrowed := make([]int, len(b.columns))
	eachClause(b.code, func(kind clauseHead, of int, _ []uint32) bool {
		if kind == hasOne || kind == isWithin {
			narrowed[of]++
		}
		return true
	})
	order := make([]int, len(b.columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(b.columns[i].column.Kind, b.columns[j].column.Kind), cmp.Compare(narrowed[j], narrowed[i]), cmp.Compare(i, j))
	})
	return order
}
