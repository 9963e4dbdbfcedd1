package filter

import (
	"github.com/expr-lang/expr/ast"
)

// equality lowers a == b. Comparing with nil or "" asks whether the other operand is missing.
func (l *lowering) equality(n *ast.BinaryNode) ast.Node {
	a, b := l.expr(n.Left), l.expr(n.Right)
	switch {
	case a.kind == broken || b.kind == broken:
		return &ast.BoolNode{}
	case emptyConstant(b):
		return l.missingTest(n, a)
	case emptyConstant(a):
		return l.missingTest(n, b)
	case !l.checkSingleValue(n, a) || !l.checkSingleValue(n, b) || !l.checkComparable(n, a, b, n.Operator):
		return &ast.BoolNode{}
	}
	l.checkWord(a, b)
	l.checkWord(b, a)
	switch {
	case plainText(a) && b.constant() && b.kind == aText, plainText(b) && a.constant() && a.kind == aText,
		isTest(a) && isTest(b):
		return placed(n, &ast.BinaryNode{Operator: "==", Left: a.node, Right: b.node})
	}
	return call(n, equal, comparedOperand(n, a, b), b.nilWhenMissing())
}

// comparedOperand returns the node of the first of two compared operands. Comparing two texts of the event is priced,
// because both may be long.
func comparedOperand(n ast.Node, a, b part) ast.Node {
	if a.constant() || b.constant() {
		return a.nilWhenMissing()
	}
	return priced(n, a.nilWhenMissing(), price{byte: 1})
}

// plainText reports whether the part is a field that is always a Go string.
func plainText(p part) bool { return p.kind == aText && p.field != nil }

// isTest reports whether the part is true or false and never missing.
func isTest(p part) bool { return p.kind == aTruth && !p.mayBeMissing() }

// missingTest lowers x == nil.
func (l *lowering) missingTest(n ast.Node, x part) ast.Node {
	switch {
	case x.field != nil && x.field.kind == anItem && len(x.field.goPath) == 1 && x.field.itemRoot() != "":
		return not(n, hasItem(x.field.itemRoot()))
	case x.field != nil && x.field.kind == anItem && len(x.field.goPath) == 1:
		return &ast.BoolNode{} // an event is always present
	case x.mayBeMissing():
		return not(n, hasItem(x.field.itemRoot()))
	}
	return call(n, isMissing, x.node)
}

// isMissing implements x == nil.
func isMissing(x any) bool { return valueOf(x).isEmpty() }

func equal(a, b any) bool { return valueOf(a).equals(valueOf(b)) }

// checkSingleValue notes a fault when the part is not a single comparable value.
func (l *lowering) checkSingleValue(n ast.Node, p part) bool {
	switch {
	case p.kind.list():
		l.faultAt(n, "%s is a list, write … in %s", p.name(), p.name())
	case p.kind == anObject || p.kind == anItem:
		l.faultAt(n, "%s is an object, compare one of its fields", p.name())
	default:
		return true
	}
	return false
}

// checkComparable notes a fault when two operands can never be of one kind.
func (l *lowering) checkComparable(n ast.Node, a, b part, op string) bool {
	if a.kind == b.kind || a.kind == unknown || b.kind == unknown || a.kind == nothing || b.kind == nothing {
		return true
	}
	l.faultAt(n, "%s is %v and %s is %v, %s cannot compare them%s", a.name(), a.kind, b.name(), b.kind, op, kindHint(a, b))
	return false
}

// kindHint suggests how to write a constant so that its kind fits.
func kindHint(a, b part) string {
	if a.constant() {
		a, b = b, a
	}
	s, isText := b.src.(*ast.StringNode)
	switch {
	case !b.constant():
		return ""
	case a.kind == aText && b.kind == aNumber:
		return "; write " + quote(sourceText(b.src))
	case a.kind == aNumber && isText && parseNumber(s.Value).kind == aNumber:
		return "; write " + s.Value
	case a.kind == aTime:
		return "; write date(" + sourceText(b.src) + ")"
	case a.kind == aDuration && isText:
		return "; write duration(" + sourceText(b.src) + ")"
	case a.kind == aTruth && isText && parseTruth(valueOf(s.Value)).kind == aTruth:
		return "; write " + lowerText(s.Value)
	}
	return ""
}
