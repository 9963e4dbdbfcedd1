package filter

import (
	"github.com/expr-lang/expr/ast"
)

// part is a part of an expression after lowering.
type part struct {
	node  ast.Node // the node to run
	kind  kind     // the kind of its value, if it is not missing
	src   ast.Node // the node as parsed
	field *field   // set for a field of an event
	path  string   // the full path, for a field or a member of one
}

// constant reports whether the part is a constant of the filter.
func (p part) constant() bool { return isConstant(p.src) }

func isConstant(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.NilNode, *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return true
	case *ast.ConstantNode: // a wide integer
		return true
	case *ast.UnaryNode:
		switch n.Node.(type) {
		case *ast.IntegerNode, *ast.ConstantNode, *ast.FloatNode:
			return n.Operator == "-"
		}
	}
	return false
}

// emptyConstant reports whether the part is nil or "".
func emptyConstant(p part) bool {
	s, ok := p.src.(*ast.StringNode)
	return p.kind == nothing || ok && s.Value == ""
}

// constantValue returns the value of a lowered constant.
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
	case *ast.ConstantNode:
		if wide, ok := n.Value.(int64); ok {
			return wide
		}
	}
	return nil
}

// name returns the part as messages call it.
func (p part) name() string {
	if p.path != "" {
		return shorten(p.path)
	}
	return sourceText(p.src)
}

// nameNode returns the part's name for messages at run time, as a constant of the program.
func (p part) nameNode() ast.Node { return constant(&operandName{text: p.name()}) }

// mayBeMissing reports whether the part can be missing although its node yields only true or false.
func (p part) mayBeMissing() bool {
	return p.kind == aTruth && p.field != nil && p.field.itemRoot() != ""
}

// nilWhenMissing returns the part's node, made to yield nil when the mention or case of a true-or-false field is
// absent.
func (p part) nilWhenMissing() ast.Node {
	if !p.mayBeMissing() {
		return p.node
	}
	return placed(p.src, &ast.ConditionalNode{Ternary: true, Cond: hasItem(p.field.itemRoot()), Exp1: p.node, Exp2: &ast.NilNode{}})
}

// cast makes an operand of unknown kind stop the evaluation unless its value is of the wanted kind.
func (p part) cast(want kind) ast.Node {
	if p.kind != unknown {
		return p.node
	}
	switch want {
	case aNumber:
		return call(firstNode(p.src), asNumber, p.node, p.nameNode())
	case aText:
		return call(firstNode(p.src), asText, p.node, p.nameNode())
	case aTime:
		return call(firstNode(p.src), asTime, p.node, p.nameNode())
	case aDuration:
		return call(firstNode(p.src), asDuration, p.node, p.nameNode())
	}
	return p.node
}

// failedPart replaces a part that has a fault.
func failedPart(n ast.Node) part { return part{node: &ast.NilNode{}, kind: broken, src: n} }

// mergeKinds returns the kind of a value that has one of two kinds.
func mergeKinds(a, b kind) kind {
	switch {
	case a == broken || b == broken:
		return broken
	case a == b:
		return a
	case a == nothing && b != aTruth:
		return b
	case b == nothing && a != aTruth:
		return a
	}
	return unknown
}
