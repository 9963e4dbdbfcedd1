package index

import (
	"slices"
)

// Formula says which events something wants. It is made of clauses about columns, of tests, and of what the index does
// not understand, joined by [And], [Or] and [Not]. It is evaluated from left to right and no further than needed, as
// filters are. A formula never changes.
type Formula struct {
	op     op
	a, b   *Formula
	clause clause
	test   Test
	fails  bool // evaluating it may end in an error
}

type op uint8

const (
	aClause op = iota
	aTest
	anOpaque
	anAnd
	anOr
	aNot
	aGuard
)

// Any wants an event that has one of the items in the column, which is not of numbers. Without items it wants none.
func Any(c Column, items ...string) *Formula {
	return &Formula{op: aClause, clause: clause{column: c, items: union(items, nil)}}
}

// Within wants an event whose number in the column is in the span. When the span is empty it wants none.
func Within(c Column, s Span) *Formula {
	f := &Formula{op: aClause, clause: clause{column: c}}
	if s.Low <= s.High {
		f.clause.spans = []Span{s}
	}
	return f
}

// Absent wants an event without a number in the column.
func Absent(c Column) *Formula {
	return &Formula{op: aClause, clause: clause{column: c, absent: true}}
}

// Always wants every event.
func Always() *Formula { return Not(Any(Column{})) }

// Holds wants an event for which the test holds.
func Holds(t Test) *Formula { return &Formula{op: aTest, test: t} }

// Opaque is a part that the index does not understand: whether an event is wanted the caller must find out. One that
// fails may be neither true nor false for an event but an error.
func Opaque(fails bool) *Formula { return &Formula{op: anOpaque, fails: fails} }

// And wants what both want. b does not count where a says no or fails.
func And(a, b *Formula) *Formula { return &Formula{op: anAnd, a: a, b: b, fails: a.fails || b.fails} }

// Or wants what one of the two wants. b does not count where a says yes or fails.
func Or(a, b *Formula) *Formula { return &Formula{op: anOr, a: a, b: b, fails: a.fails || b.fails} }

// Guarded is f, but that evaluating it fails where odd holds. Neither f nor odd may fail otherwise.
func Guarded(f, odd *Formula) *Formula { return &Formula{op: aGuard, a: f, b: odd, fails: true} }

// Not wants what f does not want. What fails fails all the same.
func Not(f *Formula) *Formula { return &Formula{op: aNot, a: f, fails: f.fails} }

// Rows is a formula in the form that a segment keeps: rows of which one must hold. It never changes.
type Rows []row

// Rows returns the formula as rows.
func (f *Formula) Rows() Rows { return f.rows(true) }

// And returns the rows of what both want. b does not count where r says no; r must not fail.
func (r Rows) And(s Rows) Rows { return both(r, s, false) }

// Decided reports whether a segment alone finds out which events are wanted.
func (r Rows) Decided() bool {
	return !slices.ContainsFunc(r, func(r row) bool { return r.mustRun })
}
