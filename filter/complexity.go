package filter

import "github.com/expr-lang/expr/ast"

// score returns the complexity of an expression: or adds its operands, and multiplies them, and each term or value of
// one test counts as an alternative.
func score(n ast.Node) int {
	const most = 1 << 30
	switch n := n.(type) {
	case *ast.UnaryNode:
		return score(n.Node)
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return min(most, score(n.Left)*score(n.Right))
		case "or", "||":
			return min(most, score(n.Left)+score(n.Right))
		case "in":
			if list, ok := n.Right.(*ast.ArrayNode); ok {
				return max(1, len(list.Nodes))
			}
		}
	case *ast.ConditionalNode:
		return min(most, score(n.Cond)*(score(n.Exp1)+score(n.Exp2)))
	case *ast.BuiltinNode:
		if len(n.Arguments) == 2 {
			return score(n.Arguments[1])
		}
	case *ast.PredicateNode:
		return score(n.Node)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			if f, _ := functionNamed(name.Value); f.alternatives {
				return max(1, len(n.Arguments)-1)
			}
		}
	}
	return 1
}
