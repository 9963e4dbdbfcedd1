package filter

import (
	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// opaqueFormula returns the formula of a test that only the program can evaluate.
func opaqueFormula(n ast.Node) *index.Formula { return index.Opaque(failures{}.cast(n, aTruth)) }

// failures finds the events on which the evaluation of an expression may end in an error, other than that of a budget. Its
// formulas never fail themselves; nil is no event.
type failures struct {
	loop    bool // inside a loop
	element kind // the kind of # there
}

// anywhere is the formula of failures that could be on any event.
func anywhere() *index.Formula { return index.Always() }

// union joins the events of some formulas.
func union(list ...*index.Formula) *index.Formula {
	var all *index.Formula
	for _, f := range list {
		switch {
		case f == nil:
		case all == nil:
			all = f
		default:
			all = index.Or(all, f)
		}
	}
	return all
}

// kind returns the kind of an expression; broken for one that names a calendar, which only the compiler knows.
func (c failures) kind(n ast.Node) kind {
	return (&lowering{faults: &faults{}, loop: c.loop, element: c.element}).expr(n).kind
}

// castItems are the items of members that a cast to a kind stops at.
var castItems = map[kind]byte{aNumber: noNumber, aText: noText, aTruth: noTruth, aTime: noInstant, aDuration: noSpan, aList: noList}

// cast returns the failures of evaluating an expression whose value must be of a kind, or missing.
func (c failures) cast(n ast.Node, want kind) *index.Formula {
	switch k := c.kind(n); {
	case k == want || k == nothing || k == broken || k == aTextList && want == aList:
		return c.value(n)
	case k != unknown:
		return anywhere()
	}
	switch n := n.(type) {
	case *ast.ConditionalNode:
		return union(c.cast(n.Cond, aTruth), c.cast(n.Exp1, want), c.cast(n.Exp2, want))
	case *ast.BinaryNode:
		if n.Operator == "??" {
			return union(c.cast(n.Left, want), c.cast(n.Right, want))
		}
	case *ast.CallNode:
		if want == aTruth && calls(n, "bool") {
			return c.value(n)
		}
	}
	if item, ok := castItems[want]; ok {
		return memberIs(n, item)
	}
	return anywhere()
}

// memberIs returns the events on which a member of a host's object has an item; anywhere for other expressions.
func memberIs(n ast.Node, item byte) *index.Formula {
	if isPath(n) {
		if f := columnFieldOf(n); f.use == objectUse {
			return index.Any(f.column(), fieldItem(item, f.key, ""))
		}
	}
	return anywhere()
}

// value returns the failures of evaluating an expression.
func (c failures) value(n ast.Node) *index.Formula {
	if isConstant(n) {
		return nil
	}
	if isPath(n) {
		return c.path(n)
	}
	switch n := n.(type) {
	case *ast.PointerNode:
		return nil
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return union(c.cast(n.Cond, aTruth), c.value(n.Exp1), c.value(n.Exp2))
	case *ast.ArrayNode:
		var all *index.Formula
		for _, e := range n.Nodes {
			all = union(all, c.value(e))
		}
		return all
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return c.call(name.Value, n.Arguments)
		}
	case *ast.BuiltinNode:
		return c.call(n.Name, n.Arguments)
	}
	return anywhere()
}

// path returns the failures of reading a path, without regard to the kind that it leads to.
func (c failures) path(n ast.Node) *index.Formula {
	if chain, ok := n.(*ast.ChainNode); ok {
		return c.path(chain.Node)
	}
	m, ok := n.(*ast.MemberNode)
	if !ok || columnFieldOf(n).use != noUse {
		return nil
	}
	switch k := c.kind(m.Node); {
	case k != unknown && k != broken:
		return c.path(m.Node)
	case isText(m.Property):
		return memberIs(m.Node, noObject)
	}
	return memberIs(m.Node, noList)
}

func isText(n ast.Node) bool {
	_, ok := n.(*ast.StringNode)
	return ok
}

func (c failures) unary(n *ast.UnaryNode) *index.Formula {
	if n.Operator == "not" || n.Operator == "!" {
		return c.cast(n.Node, aTruth)
	}
	return c.cast(n.Node, aNumber) // a duration may fail anywhere: the least has no opposite
}

func (c failures) binary(n *ast.BinaryNode) *index.Formula {
	switch n.Operator {
	case "and", "&&", "or", "||":
		return union(c.cast(n.Left, aTruth), c.cast(n.Right, aTruth))
	case "==", "!=", "??":
		return union(c.value(n.Left), c.value(n.Right))
	case "<", "<=", ">", ">=":
		return c.order(n)
	case "in":
		if k := c.kind(n.Right); k == unknown {
			return union(c.value(n.Left), memberIs(n.Right, noHolder))
		}
		return union(c.value(n.Left), c.value(n.Right))
	case "contains", "startsWith", "endsWith":
		return union(c.cast(n.Left, aText), c.cast(n.Right, aText))
	case "matches":
		return c.cast(n.Left, aText)
	case "+", "-", "*", "/", "%":
		return c.arithmetic(n)
	}
	return anywhere()
}

// order returns the failures of a < b. An operand of unknown kind must be of the kind of the other one.
func (c failures) order(n *ast.BinaryNode) *index.Formula {
	a, b := c.kind(n.Left), c.kind(n.Right)
	switch {
	case a == unknown && (b == unknown || b == broken), a == broken && b == unknown:
		return anywhere()
	case a == unknown:
		return union(c.cast(n.Left, b), c.value(n.Right))
	case b == unknown:
		return union(c.value(n.Left), c.cast(n.Right, a))
	}
	return union(c.value(n.Left), c.value(n.Right))
}

// arithmetic returns the failures of a + b and similar. Numbers never overflow; durations do.
func (c failures) arithmetic(n *ast.BinaryNode) *index.Formula {
	a, b := c.kind(n.Left), c.kind(n.Right)
	left, right := aNumber, aNumber
	switch kind := timeResultKind(n.Operator, a, b); {
	case a == broken || b == broken:
		return anywhere()
	case kind != unknown:
		left, right = timeOperandKinds(n.Operator, a, b)
		if left != aTime && right != aTime && !(n.Operator == "/" && right == aDuration && c.isNotZero(n.Right)) {
			return anywhere()
		}
	case (n.Operator == "/" || n.Operator == "%") && !c.isNotZero(n.Right):
		return union(c.cast(n.Left, left), c.cast(n.Right, right), isZero(n.Right))
	}
	return union(c.cast(n.Left, left), c.cast(n.Right, right))
}

// isZero returns the events on which a field is zero; anywhere for other expressions.
func isZero(n ast.Node) *index.Formula {
	if isPath(n) {
		f := columnFieldOf(n)
		if g := f.equalsFormula(typedInt(0)); g != nil {
			return g
		}
	}
	return anywhere()
}

// isNotZero reports whether an expression is a constant other than zero.
func (c failures) isNotZero(n ast.Node) bool {
	d, ok := constantOf(n)
	return ok && (d.kind == aNumber && d.float != 0 || d.kind == aDuration && d.int != 0)
}

func (c failures) call(name string, args []ast.Node) *index.Formula {
	f, ok := functionNamed(name)
	if !ok {
		return anywhere()
	}
	return f.fails(c, args)
}
