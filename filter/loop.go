package filter

import (
	"github.com/expr-lang/expr/ast"
)

// loopOver lowers any(list, test) and similar functions.
func (l *lowering) loopOver(c funcCall) part {
	list := l.expr(c.args[0])
	fine := list.kind != broken
	if fine && !list.kind.list() && list.kind != unknown {
		l.faultAt(c.args[0], "%s is %v, %s needs a list", list.name(), list.kind, c.name)
		fine = false
	}
	if l.loop {
		l.faultAt(c.src, "a loop within a loop is not available")
		return failedPart(c.src)
	}
	test, ok := c.args[1].(*ast.PredicateNode)
	if !ok {
		l.faultAt(c.src, "%s needs a test with #", c.name)
		return failedPart(c.src)
	}
	l.loop, l.element = true, unknown
	if list.kind == aTextList {
		l.element = aText
	}
	body := l.truth(test.Node)
	l.loop = false
	if !fine {
		return failedPart(c.src)
	}
	return part{node: loopNode(c, list, placed(test, &ast.PredicateNode{Node: body})), kind: loopKind(c.name), src: c.src}
}

func loopKind(name string) kind {
	if name == "count" {
		return aNumber
	}
	return aTruth
}

// loopNode returns the loop. all is false on a missing list, like every test of a missing value.
func loopNode(c funcCall, list part, test ast.Node) ast.Node {
	over := func() ast.Node {
		if list.kind == unknown {
			return call(firstNode(list.src), asList, list.node, list.nameNode())
		}
		return list.node
	}
	cost := price{element: 16 + 8*countNodes(test)}
	loop := placed(c.src, &ast.BuiltinNode{Name: c.name, Arguments: []ast.Node{priced(c.src, over(), cost), test}})
	if c.name == "all" {
		return both(c.src, not(c.src, call(c.src, isMissing, over())), loop)
	}
	return loop
}

// pointer lowers #, the element of a loop.
func (l *lowering) pointer(n *ast.PointerNode) part {
	if n.Name != "" {
		l.faultAt(n, "#%s is not available, # is the element", n.Name)
		return failedPart(n)
	}
	return part{node: placed(n, &ast.PointerNode{}), kind: l.element, src: n}
}

// checkNotRepeated notes a fault when a loop reads the same text again for every element, which takes as long as a loop
// within a loop.
func (l *lowering) checkNotRepeated(n ast.Node, a part) bool {
	if !l.loop || usesElement(a.src) || a.constant() {
		return true
	}
	l.faultAt(n, "a loop within a loop: %s is read again for every element; test # or move it out", a.name())
	return false
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
