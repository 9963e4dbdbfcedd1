package index

import (
	"cmp"
)

// Kind says how an event fills a column.
type Kind uint8

const (
	// One is exactly one text, empty when the event has none.
	One Kind = iota
	// Number is at most one whole number.
	Number
	// Many is any number of texts.
	Many
	// Text is like Many, but expensive to read: it is read last, and only if rows that depend on it are left.
	Text
)

// Column is one property of events. Equal columns are the same column.
type Column struct {
	Kind Kind
	Use  uint8  // for the caller: how to read the column
	Name string // for the caller too
}

func (c Column) compare(d Column) int {
	return cmp.Or(cmp.Compare(c.Kind, d.Kind), cmp.Compare(c.Use, d.Use), cmp.Compare(c.Name, d.Name))
}

// Test is a question about an event that no column answers. It is asked once per event, and only if a row depends on
// it. Equal tests are the same test.
type Test struct {
	Name, Arg string
}

// Span holds the whole numbers from Low to High, both included.
type Span struct {
	Low, High int64
}
