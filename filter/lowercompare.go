package filter

import (
	"github.com/expr-lang/expr/ast"
)

// equality lowers a == b. Comparing with nil or "" asks whether there is anything.
func (l *lowering) equality(n *ast.BinaryNode) ast.Node {
	a, b := l.expr(n.Left), l.expr(n.Right)
	switch {
	case a.kind == broken || b.kind == broken:
		return &ast.BoolNode{}
	case emptyConstant(b):
		return l.missing(n, a)
	case emptyConstant(a):
		return l.missing(n, b)
	case !l.single(n, a) || !l.single(n, b) || !l.alike(n, a, b, n.Operator):
		return &ast.BoolNode{}
	case plainText(a) && b.constant() && b.kind == aText, plainText(b) && a.constant() && a.kind == aText,
		isTest(a) && isTest(b):
		return placed(n, &ast.BinaryNode{Operator: "==", Left: a.node, Right: b.node})
	}
	return call(n, equal, a.optional(), b.optional())
}

// emptyConstant reports whether the part is nil or "".
func emptyConstant(p part) bool {
	s, ok := p.src.(*ast.StringNode)
	return p.kind == nothing || ok && s.Value == ""
}

// plainText reports whether the part is a field that is surely a string in Go.
func plainText(p part) bool { return p.kind == aText && p.field != nil }

// isTest reports whether the part is true or false and never missing.
func isTest(p part) bool { return p.kind == aTruth && !p.maybe() }

// missing lowers x == nil.
func (l *lowering) missing(n ast.Node, x part) ast.Node {
	switch {
	case x.field != nil && x.field.kind == anItem && len(x.field.goPath) == 1 && x.field.item() != "":
		return not(n, has(x.field.item()))
	case x.field != nil && x.field.kind == anItem && len(x.field.goPath) == 1:
		return &ast.BoolNode{} // an event is always there
	case x.maybe():
		return not(n, has(x.field.item()))
	}
	return call(n, missing, x.node)
}

// single notes a fault when a part is no single value that could be compared.
func (l *lowering) single(n ast.Node, p part) bool {
	switch {
	case p.kind.list():
		l.bad(n, "%s is a list, write … in %s", p.name(), p.name())
	case p.kind == anObject || p.kind == anItem:
		l.bad(n, "%s is an object, compare one of its fields", p.name())
	default:
		return true
	}
	return false
}

// alike notes a fault when two operands of an operator can never be of one kind.
func (l *lowering) alike(n ast.Node, a, b part, op string) bool {
	if a.kind == b.kind || a.kind == unknown || b.kind == unknown || a.kind == nothing || b.kind == nothing {
		return true
	}
	l.bad(n, "%s is %v and %s is %v, %s cannot compare them%s", a.name(), a.kind, b.name(), b.kind, op, kindHint(a, b))
	return false
}

// kindHint tells how to write a constant so that it fits.
func kindHint(a, b part) string {
	if a.constant() {
		a, b = b, a
	}
	s, isText := b.src.(*ast.StringNode)
	switch {
	case !b.constant():
		return ""
	case a.kind == aText && b.kind == aNumber:
		return "; write " + quote(text(b.src))
	case a.kind == aNumber && isText && number(s.Value).kind == aNumber:
		return "; write " + s.Value
	case a.kind == aTime:
		return "; write date(" + text(b.src) + ")"
	case a.kind == aDuration && isText:
		return "; write duration(" + text(b.src) + ")"
	case a.kind == aTruth && isText && truthOf(read(s.Value)).kind == aTruth:
		return "; write " + lowerText(s.Value)
	}
	return ""
}

// order lowers a < b and its like, which are false when one of the two is missing.
func (l *lowering) order(n *ast.BinaryNode) ast.Node {
	a, b := l.expr(n.Left), l.expr(n.Right)
	fine := a.kind != broken && b.kind != broken
	for _, p := range []part{a, b} {
		switch p.kind {
		case aNumber, aText, aTime, aDuration, unknown, broken:
		default:
			fine = false
			l.bad(n, "%s is %v, %s compares numbers, texts and times", p.name(), p.kind, n.Operator)
		}
	}
	if !fine || !l.alike(n, a, b, n.Operator) {
		return &ast.BoolNode{}
	}
	fn := map[string]func(a, b any) bool{"<": less, "<=": lessOrEqual, ">": more, ">=": moreOrEqual}[n.Operator]
	return call(n, fn, a.cast(b.kind), b.cast(a.kind))
}

// membership lowers a in b: constants, a list, or the names of an object.
func (l *lowering) membership(n *ast.BinaryNode) ast.Node {
	a := l.expr(n.Left)
	if a.kind != broken && !l.single(n, a) {
		a.kind = broken
	}
	if a.kind == nothing {
		l.bad(n, "nil is in no list")
		a.kind = broken
	}
	if array, ok := n.Right.(*ast.ArrayNode); ok {
		return l.amongWritten(n, a, array)
	}
	b := l.expr(n.Right)
	switch {
	case b.kind == aText:
		l.bad(n, "%s is text, write %s contains %s", b.name(), b.name(), a.name())
	case !b.kind.list() && b.kind != anObject && !b.kind.open():
		l.bad(n, "%s is %v, in looks into a list", b.name(), b.kind)
	case b.kind == aTextList && a.kind != aText && !a.kind.open():
		l.bad(n, "%s is %v, and %s is a list of texts%s", a.name(), a.kind, b.name(), kindHint(part{kind: aText, src: n.Right}, a))
	case l.loop > 0 && !usesElement(n.Right):
		l.bad(n, "a loop within a loop: %s is looked through for every element", b.name())
	case a.kind != broken && b.kind != broken:
		return call(n, hasElement, b.node, a.optional())
	}
	return &ast.BoolNode{}
}

// amongWritten lowers a in [x, y].
func (l *lowering) amongWritten(n *ast.BinaryNode, a part, array *ast.ArrayNode) ast.Node {
	if len(array.Nodes) == 0 {
		l.bad(array, "the list is empty, nothing is in it")
		return &ast.BoolNode{}
	}
	set := &choices{}
	var nodes []ast.Node
	fine, constants := a.kind != broken, true
	for _, e := range array.Nodes {
		p := l.expr(e)
		switch {
		case p.kind == broken:
			fine = false
		case emptyConstant(p):
			l.bad(e, "an empty text is never equal, write %s == nil beside it", a.name())
			fine = false
		case !l.single(e, p) || a.kind != broken && !l.alike(n, a, p, n.Operator):
			fine = false
		}
		nodes = append(nodes, p.optional())
		if c, ok := p.node.(*ast.ConstantNode); ok {
			set.add(read(c.Value))
		} else if p.constant() {
			set.add(read(constantValue(p.node)))
		} else {
			constants = false
		}
	}
	switch {
	case !fine:
		return &ast.BoolNode{}
	case constants:
		return call(n, oneOf, a.optional(), constant(set))
	}
	return call(n, hasElement, placed(array, &ast.ArrayNode{Nodes: nodes}), a.optional())
}

// constantValue is the value of a lowered constant.
func constantValue(n ast.Node) any {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.IntegerNode:
		return n.Value
	case *ast.FloatNode:
		return n.Value
	case *ast.BoolNode:
		return n.Value
	}
	return nil
}

// usesElement reports whether an expression depends on the element of a loop.
func usesElement(n ast.Node) bool {
	f := &elementFinder{}
	ast.Walk(&n, f)
	return f.found
}

type elementFinder struct{ found bool }

// Visit implements ast.Visitor.
func (f *elementFinder) Visit(n *ast.Node) {
	if _, ok := (*n).(*ast.PointerNode); ok {
		f.found = true
	}
}
