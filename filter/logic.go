package filter

import (
	"github.com/expr-lang/expr/ast"
)

// truth lowers an expression that must be true or false.
func (l *lowering) truth(n ast.Node) ast.Node {
	p := l.expr(n)
	switch p.kind {
	case aTruth:
		return p.node
	case unknown:
		return call(firstNode(n), asTruth, p.node, p.nameNode())
	case broken:
	case nothing:
		l.faultAt(n, "nil is not a test")
	default:
		l.faultAt(n, "%s is %v, not a test that is true or false%s", p.name(), p.kind, p.testHint())
	}
	return &ast.BoolNode{}
}

// testHint suggests how to make a test of a field.
func (p part) testHint() string {
	switch {
	case p.path == "":
		return ""
	case p.kind == aText:
		return "; write " + p.path + ` == "…" or ` + p.path + " != nil"
	case p.kind.list():
		return `; write "…" in ` + p.path + " or " + p.path + " != nil"
	}
	return "; write " + p.path + " != nil to ask whether there is one"
}

func (l *lowering) unary(n *ast.UnaryNode) part {
	if n.Operator == "!" || n.Operator == "not" {
		before := len(l.faults.list)
		node := not(n, l.truth(n.Node))
		if len(l.faults.list) > before {
			return failedPart(n)
		}
		return part{node: node, kind: aTruth, src: n}
	}
	if isConstant(n) {
		switch c := n.Node.(type) {
		case *ast.IntegerNode:
			return part{node: placed(n, &ast.IntegerNode{Value: -c.Value}), kind: aNumber, src: n}
		case *ast.ConstantNode: // a wide integer
			return part{node: placed(n, &ast.ConstantNode{Value: -c.Value.(int64)}), kind: aNumber, src: n}
		case *ast.FloatNode:
			return part{node: placed(n, &ast.FloatNode{Value: -c.Value}), kind: aNumber, src: n}
		}
	}
	x := l.expr(n.Node)
	if x.kind != aDuration {
		x = l.number(n, n.Operator, x)
	}
	if x.kind == broken || n.Operator == "+" {
		return part{node: x.node, kind: x.kind, src: n}
	}
	return part{node: call(n, negate, x.node), kind: x.kind, src: n}
}

func not(at, n ast.Node) ast.Node { return placed(at, &ast.UnaryNode{Operator: "not", Node: n}) }

func both(at, a, b ast.Node) ast.Node {
	return placed(at, &ast.BinaryNode{Operator: "and", Left: a, Right: b})
}

func hasItem(item string) ast.Node { return &ast.IdentifierNode{Value: envHas + item} }

// looseNot notes a fault about not x == y, which expr parses as (not x) == y.
func (l *lowering) looseNot(n *ast.BinaryNode) bool {
	u, ok := n.Left.(*ast.UnaryNode)
	if !ok || u.Operator != "not" && u.Operator != "!" || logical(n.Operator) {
		return false
	}
	if !isPath(u.Node) {
		return false
	}
	_, withTruth := n.Right.(*ast.BoolNode)
	silent := &lowering{faults: &faults{}}
	if p := silent.expr(u.Node); p.kind == aTruth || p.kind == broken || p.kind == unknown && withTruth {
		return false
	}
	l.faultAt(u, "%s takes only %s; write %s (%s %s %s)", u.Operator, sourceText(u.Node), u.Operator, sourceText(u.Node), n.Operator, sourceText(n.Right))
	return true
}

// logical reports whether an operator joins tests.
func logical(op string) bool { return op == "and" || op == "&&" || op == "or" || op == "||" }

// coalesce lowers a ?? b: b where a is missing.
func (l *lowering) coalesce(n *ast.BinaryNode) part {
	a, b := l.expr(n.Left), l.expr(n.Right)
	kind := mergeKinds(a.kind, b.kind)
	if kind == aTruth && b.mayBeMissing() {
		kind = unknown
	}
	return part{node: call(n, orElse, a.nilWhenMissing(), b.nilWhenMissing()), kind: kind, src: n}
}

func orElse(a, b any) any {
	if isMissing(a) {
		return b
	}
	return a
}

func (l *lowering) conditional(n *ast.ConditionalNode) part {
	cond, a, b := l.truth(n.Cond), l.expr(n.Exp1), l.expr(n.Exp2)
	node := placed(n, &ast.ConditionalNode{Ternary: true, Cond: cond, Exp1: a.nilWhenMissing(), Exp2: b.nilWhenMissing()})
	kind := mergeKinds(a.kind, b.kind)
	if kind == aTruth && (a.mayBeMissing() || b.mayBeMissing()) {
		kind = unknown
	}
	return part{node: node, kind: kind, src: n}
}
