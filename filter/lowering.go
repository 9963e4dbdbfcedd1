package filter

import (
	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
)

// lowering checks a parsed expression and rewrites it into one that expr's machine can run. It implements the rules of
// the language: the fields, the kinds that can be compared, and that a missing value makes no test true. It never
// changes the tree it reads, because the parser may share a node between two places.
type lowering struct {
	faults    *faults
	calendars map[string]Hours
	named     map[string]Hours // the calendars that the expression names
	world     *trigger.World
	loop      bool // inside a loop
	element   kind // the kind of # there
}

// faultAt notes a fault at a node of the expression; for a path, at its start.
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
	case *ast.ConstantNode: // a wide integer
		return part{node: placed(n, &ast.ConstantNode{Value: n.Value}), kind: aNumber, src: n}
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
		l.faultAt(n, `a list in brackets is only allowed after in, as in x in ["a", "b"]`)
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

// call returns a call of one of our functions, at the position of n.
func call(n ast.Node, fn any, args ...ast.Node) ast.Node {
	return placed(n, &ast.CallNode{Callee: constant(fn), Arguments: args})
}

// constant returns a Go value as a node.
func constant(v any) ast.Node { return &ast.ConstantNode{Value: v} }

// placed gives a new node the position of another one.
func placed(at, n ast.Node) ast.Node {
	n.SetLocation(at.Location())
	return n
}
