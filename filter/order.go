package filter

import (
	"slices"

	"github.com/expr-lang/expr/ast"
)

// order lowers a < b and similar comparisons, which are false when an operand is missing.
func (l *lowering) order(n *ast.BinaryNode) ast.Node {
	a, b := l.expr(n.Left), l.expr(n.Right)
	fine := a.kind != broken && b.kind != broken
	for _, p := range []part{a, b} {
		switch p.kind {
		case aNumber, aText, aTime, aDuration, unknown, broken:
		default:
			fine = false
			l.faultAt(n, "%s is %v, %s compares numbers, texts and times", p.name(), p.kind, n.Operator)
		}
	}
	if !fine || !l.checkComparable(n, a, b, n.Operator) {
		return &ast.BoolNode{}
	}
	if list, ok := l.commonOrder(n, a, b); list != nil {
		return l.ranked(n, a, b, list)
	} else if !ok {
		return &ast.BoolNode{}
	}
	fn := map[string]func(a, b any) bool{"<": less, "<=": lessOrEqual, ">": more, ">=": moreOrEqual}[n.Operator]
	first := a
	first.node = comparedOperand(n, a, b)
	return call(n, fn, first.cast(b.kind), b.cast(a.kind))
}

// commonOrder returns the list whose order compares two words; nil when neither operand has a list. Words of two
// different lists are a fault.
func (l *lowering) commonOrder(n *ast.BinaryNode, a, b part) (list []string, ok bool) {
	x, y := l.closedList(a), l.closedList(b)
	if x != nil && y != nil && !slices.Equal(x, y) {
		l.faultAt(n, "%s and %s are words of different lists, %s cannot compare them", a.name(), b.name(), n.Operator)
		return nil, false
	}
	l.checkWord(a, b)
	l.checkWord(b, a)
	if x == nil {
		x = y
	}
	return x, true
}

func less(a, b any) bool        { return compare(a, b, func(c int) bool { return c < 0 }) }
func lessOrEqual(a, b any) bool { return compare(a, b, func(c int) bool { return c <= 0 }) }
func more(a, b any) bool        { return compare(a, b, func(c int) bool { return c > 0 }) }
func moreOrEqual(a, b any) bool { return compare(a, b, func(c int) bool { return c >= 0 }) }

// compare is false when an operand is missing.
func compare(a, b any, want func(int) bool) bool {
	_, _, c, ok := ordered(a, b)
	return ok && want(c)
}

// ordered returns the operands and their order, as [cmp.Compare] does; ok is false when one of them is missing.
func ordered(a, b any) (x, y typedValue, c int, ok bool) {
	x, y = valueOf(a), valueOf(b)
	if x.kind == nothing || y.kind == nothing {
		return x, y, 0, false
	}
	if c, ok = x.compare(y); !ok {
		stop("%v and %v cannot be compared", x, y)
	}
	return x, y, c, true
}
