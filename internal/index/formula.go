package index

import (
	"slices"
)

// Formula describes a set of events. It consists of clauses on columns, of tests, and of parts that the index cannot
// evaluate, joined by [And], [Or] and [Not]. Like a filter, it is evaluated from left to right and no further than
// necessary. A formula never changes.
type Formula struct {
	op     op
	a, b   *Formula
	clause clause
	test   Test
	fails  bool // evaluating it may end in an error; for a guard or an opaque part, where b holds
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

// Any requires one of the items in the column, which must not be a Number column. Without items it matches no event.
func Any(c Column, items ...string) *Formula {
	return &Formula{op: aClause, clause: clause{column: c, items: union(items, nil)}}
}

// Within requires a number in the span. An empty span matches no event.
func Within(c Column, s Span) *Formula {
	f := &Formula{op: aClause, clause: clause{column: c}}
	if s.Low <= s.High {
		f.clause.spans = []Span{s}
	}
	return f
}

// Absent requires that the event has no number in the column.
func Absent(c Column) *Formula {
	return &Formula{op: aClause, clause: clause{column: c, absent: true}}
}

// Always matches every event.
func Always() *Formula { return Not(Any(Column{})) }

// Holds requires that the test holds.
func Holds(t Test) *Formula { return &Formula{op: aTest, test: t} }

// Opaque is a part that only the caller can evaluate. Its evaluation may end in an error where odd holds, which must not
// fail itself; nil is nowhere.
func Opaque(odd *Formula) *Formula { return &Formula{op: anOpaque, b: odd, fails: odd != nil} }

// And matches events that both match. b is not evaluated where a is false or fails.
func And(a, b *Formula) *Formula { return &Formula{op: anAnd, a: a, b: b, fails: a.fails || b.fails} }

// Or matches events that one of the two matches. b is not evaluated where a is true or fails.
func Or(a, b *Formula) *Formula { return &Formula{op: anOr, a: a, b: b, fails: a.fails || b.fails} }

// Guarded is f, except that its evaluation fails where odd holds. Neither f nor odd may fail otherwise, and where odd
// holds f must not.
func Guarded(f, odd *Formula) *Formula { return &Formula{op: aGuard, a: f, b: odd, fails: true} }

// Not matches events that f does not match. It fails where f fails.
func Not(f *Formula) *Formula { return &Formula{op: aNot, a: f, fails: f.fails} }

// Rows is a formula in the form stored in a segment: rows of which one must hold. It never changes.
type Rows []row

// Rows returns the formula as rows.
func (f *Formula) Rows() Rows { return f.rows(true) }

// And returns the rows of events that both match. s is not evaluated where r is false; r must not fail.
func (r Rows) And(s Rows) Rows { return both(r, s) }

// Decided reports whether a segment alone can decide which events match.
func (r Rows) Decided() bool {
	return !slices.ContainsFunc(r, func(r row) bool { return r.mustRun })
}
