package filter

import (
	"github.com/expr-lang/expr/ast"
)

// part is a piece of an expression after lowering.
type part struct {
	node  ast.Node // what runs
	kind  kind     // what it yields, or nothing when that is missing
	src   ast.Node // what was written
	field *field   // for a field of an event
	path  string   // for a field, or what is within one: how it is written in full
}

// constant reports whether the part is written in the filter as it is.
func (p part) constant() bool { return isConstant(p.src) }

func isConstant(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.NilNode, *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return true
	case *ast.UnaryNode:
		_, isInt := n.Node.(*ast.IntegerNode)
		_, isFloat := n.Node.(*ast.FloatNode)
		return n.Operator == "-" && (isInt || isFloat)
	}
	return false
}

// emptyConstant reports whether the part is nil or "".
func emptyConstant(p part) bool {
	s, ok := p.src.(*ast.StringNode)
	return p.kind == nothing || ok && s.Value == ""
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

// name is how messages call the part.
func (p part) name() string {
	if p.path != "" {
		return shorten(p.path)
	}
	return sourceText(p.src)
}

// nameNode is the part's name for messages at run time, as a constant of the program.
func (p part) nameNode() ast.Node { return constant(&operandName{text: p.name()}) }

// mayBeMissing reports whether the part is true, false or missing, where its node says only true or false.
func (p part) mayBeMissing() bool {
	return p.kind == aTruth && p.field != nil && p.field.itemRoot() != ""
}

// nilWhenMissing is the node, nil where a mention or a case is not there to say true or false.
func (p part) nilWhenMissing() ast.Node {
	if !p.mayBeMissing() {
		return p.node
	}
	return placed(p.src, &ast.ConditionalNode{Ternary: true, Cond: hasItem(p.field.itemRoot()), Exp1: p.node, Exp2: &ast.NilNode{}})
}

// cast makes an operand of unknown kind stop the evaluation when it is not of the kind that is needed.
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

// failedPart is the part that stands for one with a fault.
func failedPart(n ast.Node) part { return part{node: &ast.NilNode{}, kind: broken, src: n} }

// mergeKinds is the kind of what may be either of two.
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
