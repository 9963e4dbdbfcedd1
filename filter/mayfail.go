package filter

import (
	"slices"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// opaqueFormula returns the formula of an expression that only the program can evaluate.
func opaqueFormula(n ast.Node) *index.Formula { return index.Opaque(mayFail(n)) }

// mayFail reports whether evaluating an expression can end in an error: because a value in it has no known kind, or
// because it computes.
func mayFail(n ast.Node) bool {
	if isPath(n) {
		return (&lowering{faults: &faults{}}).expr(n).kind.open()
	}
	switch n := n.(type) {
	case *ast.BinaryNode:
		switch n.Operator {
		case "==", "!=":
			if isSafeValue(n.Left) && isSafeValue(n.Right) {
				return false
			}
		case "*", "/", "%", "??":
			return true
		}
	case *ast.CallNode:
		name, ok := n.Callee.(*ast.IdentifierNode)
		switch {
		case !ok || functionFails(name.Value, n.Arguments):
			return true
		case name.Value == "is" && slices.ContainsFunc(n.Arguments[1:], isText) && isSafeValue(n.Arguments[0]):
			return false // a text is compared with texts, whatever it is
		}
	case *ast.BuiltinNode:
		if functionFails(n.Name, n.Arguments) {
			return true
		}
	case *ast.ConditionalNode:
		return true
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NilNode, *ast.PointerNode,
		*ast.UnaryNode, *ast.ArrayNode, *ast.PredicateNode:
	default:
		return true
	}
	for _, c := range children(n) {
		if mayFail(c) {
			return true
		}
	}
	return false
}

// functionFails reports whether a function can end in an error when none of its arguments does.
func functionFails(name string, args []ast.Node) bool {
	f, _ := functionNamed(name)
	return !f.is.has(safe) && !(f.is.has(safeOfConstants) && len(args) > 0 && isConstant(args[0]))
}

func isText(n ast.Node) bool {
	_, ok := n.(*ast.StringNode)
	return ok
}

// isSafeValue reports whether reading a value never fails.
func isSafeValue(n ast.Node) bool {
	if call, ok := n.(*ast.CallNode); ok {
		return calls(call, "was")
	}
	return isSafePath(n)
}

// isSafePath reports whether an expression is a constant, or a field read without regard to its kind.
func isSafePath(n ast.Node) bool { return isConstant(n) || columnFieldOf(n).use != noUse }
