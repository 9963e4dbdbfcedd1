package filter

import (
	"math"
	"time"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// momentFormula returns the formula of a comparison of a time in a host's object with a constant, date(record.a) <
// date("2026-01-01"), or nil for any other expression. The comparison fails on values that are not times.
func momentFormula(n ast.Node, op string, c typedValue) *index.Formula {
	f, ok := dateField(n)
	if !ok || c.kind != aTime {
		return nil
	}
	return f.timeFormula(momentUse, op, c)
}

// ageFormula returns the formula of a comparison of how long before the event a time is, event.at - case.opened >=
// duration("2d"), or case.opened - event.at, or nil for any other expression.
func ageFormula(n ast.Node, op string, c typedValue) *index.Formula {
	d, ok := n.(*ast.BinaryNode)
	if !ok || d.Operator != "-" || c.kind != aDuration {
		return nil
	}
	if isEventAt(d.Left) {
		return ageWithin(d.Right, op, c.int)
	}
	if !isEventAt(d.Right) || -math.MaxInt64 >= c.int || c.int == math.MaxInt64 {
		return nil
	}
	return ageWithin(d.Left, mirrored(op), -c.int)
}

// agesFormula returns the formula of a comparison of two times of which one is the event's, case.opened < event.at -
// duration("2d"), or nil for any other expression.
func agesFormula(n *ast.BinaryNode) *index.Formula {
	a, plus := withoutDuration(n.Left)
	b, minus := withoutDuration(n.Right)
	op := n.Operator
	if isEventAt(b) {
		a, plus, b, minus, op = b, minus, a, plus, mirrored(op)
	}
	// At + plus op t + minus: the age is at - t.
	if !isEventAt(a) || plus != 0 && minus != 0 || plus == math.MinInt64 || minus == math.MinInt64 {
		return nil
	}
	least := int64(minus) - int64(plus)
	if least == math.MaxInt64 || least == -math.MaxInt64 {
		return nil // all longer ages count as this one
	}
	return ageWithin(b, op, least)
}

// withoutDuration splits a time plus or minus a constant duration.
func withoutDuration(n ast.Node) (at ast.Node, plus time.Duration) {
	b, ok := n.(*ast.BinaryNode)
	if !ok || b.Operator != "+" && b.Operator != "-" {
		return n, 0
	}
	c, ok := constantOf(b.Right)
	switch {
	case ok && c.kind == aDuration && b.Operator == "+":
		return b.Left, time.Duration(c.int)
	case ok && c.kind == aDuration && c.int != math.MinInt64:
		return b.Left, -time.Duration(c.int)
	}
	if c, ok = constantOf(b.Left); ok && c.kind == aDuration && b.Operator == "+" {
		return b.Right, time.Duration(c.int)
	}
	return n, 0
}

// isEventAt reports whether an expression is the instant of the event.
func isEventAt(n ast.Node) bool {
	f := columnFieldOf(n)
	return f.use == timeUse && f.path == "event.at"
}

// ageWithin compares the age of a time, in nanoseconds; nil when the index cannot express that.
func ageWithin(n ast.Node, op string, age int64) *index.Formula {
	if f, ok := dateField(n); ok {
		return f.timeFormula(fieldAgeUse, op, typedInt(age))
	}
	f := columnFieldOf(n)
	s, ok := spanOf(op, typedInt(age))
	if f.use != timeUse || !ok {
		return nil
	}
	f.use = ageUse
	return index.Within(f.column(), s)
}

// dateField returns the field in date(x), for a field of a host's object.
func dateField(n ast.Node) (columnField, bool) {
	name, args := callOf(n)
	if name != "date" || len(args) != 1 {
		return columnField{}, false
	}
	f := columnFieldOf(args[0])
	return f, f.use == objectUse
}

// timeFormula compares a number derived from a time in a host's object.
func (f columnField) timeFormula(use columnUse, op string, c typedValue) *index.Formula {
	s, ok := spanOf(op, c)
	if !ok {
		return nil
	}
	return f.unless(noTime, index.Within(f.memberColumn(use), s))
}

// age returns how long before the event t is. Durations end at 292 years. A program that adds one to a time may get
// another answer where the sum is the zero time, which is missing, or overflows: there the index gives up.
func (l *lookup) age(t time.Time, there bool) (int64, bool) {
	at := l.view.event.At
	if !there || at.IsZero() {
		return 0, false
	}
	if isFarAway(at) || isFarAway(t) {
		panic(errTooMany)
	}
	return int64(at.Sub(t)), true
}

// isFarAway reports whether a time is so near to the zero time, or to the first or last of all, that a duration reaches it.
func isFarAway(t time.Time) bool {
	const longest = 300 * 366 * 24 * 3600 // seconds
	since := t.Unix() - time.Time{}.Unix()
	return -longest < since && since < longest || t.Unix() < -1<<60 || t.Unix() > 1<<60
}
