package filter

import (
	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
)

// lowering checks a parsed expression and rewrites it into what expr's machine runs. It knows the language of
// filters: which fields there are, what may be compared with what, and that what is missing makes no test true.
// It never changes the tree it reads, so a part that the parser shares between two places is read twice.
type lowering struct {
	faults    *faults
	calendars map[string]Hours
	named     map[string]Hours // those of the calendars that the expression names
	world     *trigger.World
	loop      bool // within a loop
	element   kind // what # is there
}

// faultAt notes a fault at a part of the expression, a path at its start.
func (l *lowering) faultAt(at ast.Node, format string, args ...any) {
	l.faults.addAtOffset(firstNode(at).Location().From, format, args...)
}

// expr lowers any expression.
func (l *lowering) expr(n ast.Node) part {
	switch n := n.(type) {
	case *ast.NilNode:
		return part{node: placed(n, &ast.NilNode{}), kind: nothing, src: n}
	case *ast.StringNode:
		return part{node: placed(n, &ast.StringNode{Value: n.Value}), kind: aText, src: n}
	case *ast.IntegerNode:
		return part{node: placed(n, &ast.IntegerNode{Value: n.Value}), kind: aNumber, src: n}
	case *ast.FloatNode:
		return part{node: placed(n, &ast.FloatNode{Value: n.Value}), kind: aNumber, src: n}
	case *ast.BoolNode:
		return part{node: placed(n, &ast.BoolNode{Value: n.Value}), kind: aTruth, src: n}
	case *ast.UnaryNode:
		return l.unary(n)
	case *ast.BinaryNode:
		return l.binary(n)
	case *ast.ConditionalNode:
		return l.conditional(n)
	case *ast.ChainNode:
		return l.expr(n.Node)
	case *ast.IdentifierNode:
		return l.rootField(n)
	case *ast.MemberNode:
		return l.member(n)
	case *ast.PointerNode:
		return l.pointer(n)
	case *ast.CallNode:
		return l.callNode(n)
	case *ast.BuiltinNode:
		return l.function(n, n.Name, n.Arguments)
	case *ast.ArrayNode:
		l.faultAt(n, `a list in brackets stands only behind in, as in x in ["a", "b"]`)
	case *ast.SliceNode:
		l.faultAt(n, "parts of a text or a list ([from:to]) are not available")
	case *ast.MapNode:
		l.faultAt(n, "objects in braces are not available")
	default:
		l.faultAt(n, "%s is not available", sourceText(n))
	}
	return failedPart(n)
}

func (l *lowering) binary(n *ast.BinaryNode) part {
	if l.looseNot(n) {
		return failedPart(n)
	}
	done := func(node ast.Node) part { return part{node: node, kind: aTruth, src: n} }
	switch n.Operator {
	case "and", "&&":
		return done(both(n, l.truth(n.Left), l.truth(n.Right)))
	case "or", "||":
		return done(placed(n, &ast.BinaryNode{Operator: "or", Left: l.truth(n.Left), Right: l.truth(n.Right)}))
	case "==":
		return done(l.equality(n))
	case "!=":
		return done(not(n, l.equality(n)))
	case "<", "<=", ">", ">=":
		return done(l.order(n))
	case "in":
		return done(l.membership(n))
	case "contains", "startsWith", "endsWith":
		return done(l.textTest(n))
	case "matches":
		return done(l.match(n))
	case "+", "-", "*", "/", "%":
		return l.arithmetic(n)
	case "??":
		return l.coalesce(n)
	}
	l.faultAt(n, "the operator %s is not available", n.Operator)
	return failedPart(n)
}

// call is a call of one of our functions, at the place of n.
func call(n ast.Node, fn any, args ...ast.Node) ast.Node {
	return placed(n, &ast.CallNode{Callee: constant(fn), Arguments: args})
}

// constant is a value of ours within a program.
func constant(v any) ast.Node { return &ast.ConstantNode{Value: v} }

// placed gives a new node the place of an old one.
func placed(at, n ast.Node) ast.Node {
	n.SetLocation(at.Location())
	return n
}
