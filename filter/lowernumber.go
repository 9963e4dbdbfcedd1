package filter

import (
	"github.com/expr-lang/expr/ast"
)

// number makes an operand of an arithmetic operator a number, or missing.
func (l *lowering) number(n ast.Node, op string, p part) part {
	switch p.kind {
	case aNumber, unknown, broken:
		return part{node: p.cast(aNumber), kind: max(p.kind, aNumber), src: p.src}
	case aText:
		l.bad(n, "%s is text, %s works on numbers only; number(%s) reads a number", p.name(), op, p.name())
	default:
		l.bad(n, "%s is %v, %s works on numbers only", p.name(), p.kind, op)
	}
	return failed(p.src)
}

func (l *lowering) arithmetic(n *ast.BinaryNode) part {
	a, b := l.expr(n.Left), l.expr(n.Right)
	if n.Operator == "-" {
		if p, ok := l.timeDifference(n, a, b); ok {
			return p
		}
	}
	a, b = l.number(n, n.Operator, a), l.number(n, n.Operator, b)
	if a.kind == broken || b.kind == broken {
		return failed(n)
	}
	fn := map[string]func(a, b any) any{"+": plus, "-": minus, "*": times, "/": divide, "%": modulo}[n.Operator]
	return part{node: call(n, fn, a.node, b.node), kind: aNumber, src: n}
}

// timeDifference lowers time - time, which is a duration, and time - duration, which is a time.
func (l *lowering) timeDifference(n *ast.BinaryNode, a, b part) (part, bool) {
	switch {
	case a.kind == aTime && (b.kind == aTime || b.kind == unknown), a.kind == unknown && b.kind == aTime:
		return part{node: call(n, minus, a.cast(aTime), b.cast(aTime)), kind: aDuration, src: n}, true
	case a.kind == aTime && b.kind == aDuration:
		return part{node: call(n, minus, a.node, b.node), kind: aTime, src: n}, true
	}
	return part{}, false
}
