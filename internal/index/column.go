package index

import (
	"cmp"
)

// Kind is how an event fills a column.
type Kind uint8

const (
	// One is exactly one text, the empty one when the event says nothing.
	One Kind = iota
	// Number is one whole number, or none.
	Number
	// Many is any number of texts.
	Many
	// Text is like Many, but dear to find: it is asked for last, when rows are left that depend on it.
	Text
)

// Column is one property of events. Two columns that are equal are the same one.
type Column struct {
	Kind Kind
	Use  uint8  // for the caller, which knows by it how to read the column
	Name string // for the caller too
}

func (c Column) compare(d Column) int {
	return cmp.Or(cmp.Compare(c.Kind, d.Kind), cmp.Compare(c.Use, d.Use), cmp.Compare(c.Name, d.Name))
}

// Test is a question about an event that no column answers; it is asked once an event, and only when a row depends on
// it. Two tests that are equal are the same one.
type Test struct {
	Name, Arg string
}

// Span is the whole numbers from Low to High, both included.
type Span struct {
	Low, High int64
}
