package filter

import (
	"github.com/expr-lang/expr/ast"
)

// sourceText returns a part of a filter for a message, or "(…)" if it is large.
func sourceText(n ast.Node) string {
	if isLarger(n, 40) {
		return "(…)"
	}
	return shorten(n.String())
}

// isLarger reports whether an expression has more than most nodes, counting a node each time it is used: the parser
// shares the b of a < b < c, so a short text may mean a very large tree.
func isLarger(n ast.Node, most int) bool {
	countDown(n, &most)
	return most < 0
}

func countDown(n ast.Node, left *int) {
	*left--
	for _, c := range children(n) {
		if *left < 0 {
			return
		}
		if c != nil {
			countDown(c, left)
		}
	}
}

// countNodes counts the nodes of a lowered expression.
func countNodes(n ast.Node) int {
	count := 1
	for _, c := range children(n) {
		count += countNodes(c)
	}
	return count
}

// children returns the child nodes of an expression, in order.
func children(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.BinaryNode:
		return []ast.Node{n.Left, n.Right}
	case *ast.ChainNode:
		return []ast.Node{n.Node}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.CallNode:
		return n.Arguments
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.PredicateNode:
		return []ast.Node{n.Node}
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.SequenceNode:
		return n.Nodes
	case *ast.MapNode:
		return n.Pairs
	case *ast.PairNode:
		return []ast.Node{n.Key, n.Value}
	case *ast.SliceNode:
		return []ast.Node{n.Node, n.From, n.To}
	}
	return nil
}
