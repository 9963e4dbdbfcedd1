package filter

import (
	"math"
	"time"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
)

// formulaOf returns the index formula of the events that a filter lets through. A part that an index cannot express is
// opaque: the program decides it. The expression must have passed the lowering.
func formulaOf(n ast.Node, w *trigger.World) *index.Formula {
	switch n := n.(type) {
	case *ast.BoolNode:
		if n.Value {
			return index.Always()
		}
		return index.Not(index.Always())
	case *ast.UnaryNode:
		return index.Not(formulaOf(n.Node, w))
	case *ast.BinaryNode:
		return binaryFormula(n, w)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return callFormula(n, name.Value)
		}
	case *ast.BuiltinNode:
		return loopFormula(n)
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
		if f := columnFieldOf(n); f.use == truthUse {
			return f.anyFormula("true")
		}
	}
	return opaqueFormula(n)
}

func binaryFormula(n *ast.BinaryNode, w *trigger.World) *index.Formula {
	switch n.Operator {
	case "and", "&&":
		return index.And(formulaOf(n.Left, w), formulaOf(n.Right, w))
	case "or", "||":
		return index.Or(formulaOf(n.Left, w), formulaOf(n.Right, w))
	case "==":
		return sameFormula(n)
	case "!=":
		return index.Not(sameFormula(n))
	case "<", "<=", ">", ">=":
		return orderFormula(n, w)
	case "in":
		return inFormula(n)
	case "matches":
		return patternFormula(n)
	case "contains", "startsWith", "endsWith":
		return lettersFormula(n)
	}
	return opaqueFormula(n)
}

// sameFormula returns the formula of a == b, where one operand is a field and the other a constant.
func sameFormula(n *ast.BinaryNode) *index.Formula {
	field, value := n.Left, n.Right
	c, ok := constantOf(value)
	if !ok {
		field = value
		if c, ok = constantOf(n.Left); !ok {
			return opaqueFormula(n)
		}
	}
	f := textFieldOf(field)
	if c.kind == nothing {
		if g := f.missingFormula(); g != nil {
			return g
		}
		return opaqueFormula(n)
	}
	if g := f.equalsFormula(c); g != nil {
		return g
	}
	if g := lengthFormula(field, "==", c); g != nil {
		return g
	}
	if call, ok := field.(*ast.CallNode); ok { // record.a == 1 never fails, number(record.a) == 1 may
		if g := amountFormula(call, "==", c); g != nil {
			return g
		}
	}
	return opaqueFormula(n)
}

// constantOf returns the value of a constant, or of date or duration of one. An empty text is nothing.
func constantOf(n ast.Node) (c typedValue, ok bool) {
	fixed, _ := n.(*ast.BuiltinNode)
	if !isConstant(n) && (fixed == nil || fixed.Name != "date" && fixed.Name != "duration" || !isConstant(fixed.Arguments[0])) {
		return c, false
	}
	lowered := (&lowering{faults: &faults{}}).expr(n).node
	if t, isTime := lowered.(*ast.ConstantNode); isTime {
		c = valueOf(t.Value)
		return c, c.kind == aTime || c.kind == aDuration
	}
	return valueOf(constantValue(lowered)), true
}

// orderFormula returns the formula of a < b and similar, for a number, a time or an ordered word of the event and a
// constant.
func orderFormula(n *ast.BinaryNode, w *trigger.World) *index.Formula {
	field, op := n.Left, n.Operator
	c, ok := constantOf(n.Right)
	if !ok {
		field, op = n.Right, mirrored(op)
		if c, ok = constantOf(n.Left); !ok {
			if g := agesFormula(n); g != nil {
				return g
			}
			return opaqueFormula(n)
		}
	}
	f := columnFieldOf(field)
	if list := hostWords(w, f.path); f.use == textUse && list != nil && c.kind == aText {
		return index.Any(f.column(), (&ranking{list, op}).wordsComparing(c.text)...)
	}
	if f.use == numberUse && c.kind == aNumber || f.use == timeUse && c.kind == aTime {
		if s, ok := spanOf(op, c); ok {
			return index.Within(f.column(), s)
		}
	}
	for _, formula := range []func(ast.Node, string, typedValue) *index.Formula{amountFormula, lengthFormula, momentFormula, ageFormula} {
		if g := formula(field, op, c); g != nil {
			return g
		}
	}
	return opaqueFormula(n)
}

// mirrored returns the operator with which b op a says what a does of b.
func mirrored(op string) string {
	return map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]
}

// spanOf returns the whole numbers for which x op c is true.
func spanOf(op string, c typedValue) (s index.Span, ok bool) {
	low, high := c.int, c.int
	switch {
	case c.kind == aTime:
		low = nanoseconds(c.time)
		if high = low; low == math.MinInt64 || low == math.MaxInt64 {
			return s, false
		}
	case !c.whole:
		if c.kind != aNumber || !c.isExact() {
			return s, false
		}
		low, high = int64(math.Ceil(c.float)), int64(math.Floor(c.float))
	}
	empty := index.Span{Low: 1, High: 0}
	switch op {
	case "==":
		return index.Span{Low: low, High: high}, true
	case "<":
		if low == math.MinInt64 {
			return empty, true
		}
		return index.Span{Low: math.MinInt64, High: low - 1}, true
	case "<=":
		return index.Span{Low: math.MinInt64, High: high}, true
	case ">":
		if high == math.MaxInt64 {
			return empty, true
		}
		return index.Span{Low: high + 1, High: math.MaxInt64}, true
	}
	return index.Span{Low: low, High: math.MaxInt64}, true
}

// nanoseconds returns a time in nanoseconds since 1970. Times before 1677 or after 2262, which do not fit, become the
// least and the greatest number.
func nanoseconds(t time.Time) int64 {
	switch {
	case !t.After(time.Unix(0, math.MinInt64)):
		return math.MinInt64
	case !t.Before(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return t.UnixNano()
}

// inFormula returns the formula of x in ["a", "b"], and of "a" in a list of the event.
func inFormula(n *ast.BinaryNode) *index.Formula {
	if list, ok := n.Right.(*ast.ArrayNode); ok {
		if g := textFieldOf(n.Left).amongFormula(list.Nodes); g != nil {
			return g
		}
		return opaqueFormula(n)
	}
	f, s := columnFieldOf(n.Right), n.Left
	if text, ok := s.(*ast.StringNode); ok && f.use == listUse {
		return f.anyFormula(text.Value)
	}
	return opaqueFormula(n)
}

func callFormula(n *ast.CallNode, name string) *index.Formula {
	if f, ok := functionNamed(name); ok {
		return f.index(n, name)
	}
	return opaqueFormula(n)
}

// changedFormula is changed("path").
func changedFormula(n *ast.CallNode, _ string) *index.Formula {
	if s, ok := n.Arguments[0].(*ast.StringNode); ok {
		return index.Any(index.Column{Kind: changeUse.kind(), Use: uint8(changeUse)}, s.Value)
	}
	return opaqueFormula(n)
}

// isFormula is is(field, constants).
func isFormula(n *ast.CallNode, _ string) *index.Formula {
	f := textFieldOf(n.Arguments[0])
	f.each = true
	if g := f.amongFormula(n.Arguments[1:]); g != nil {
		return g
	}
	return opaqueFormula(n)
}

// patternFormula returns the formula of text matches "pattern". When every match contains certain texts, the formula
// requires one of them.
func patternFormula(n *ast.BinaryNode) *index.Formula {
	f := textFieldOf(n.Left)
	text, ok := n.Right.(*ast.StringNode)
	if f.use != textUse && !f.ofMember() || !ok {
		return opaqueFormula(n)
	}
	pattern := corePattern(text.Value)
	if s, ok := literalOf(pattern); ok {
		return f.lettersFormula(letterPartUse, s)
	}
	test := index.Holds(index.Test{Name: f.change.nameOf(f.path), Arg: pattern})
	if f.ofMember() {
		test = index.Holds(index.Test{Name: f.change.nameOf(memberName(f.path, f.key)), Arg: pattern})
	}
	if needed := requiredTexts(text.Value); len(needed) > 0 && f.change == "" {
		g := f
		if g.use = partUse; f.path == contentPath {
			g.use = patternTextUse // patterns read the content with its HTML
		}
		for i := range needed {
			needed[i] = f.found(term{folded: []byte(needed[i])}.name())
		}
		test = index.And(index.Any(g.column(), needed...), test)
	}
	if f.ofMember() {
		return f.unless(noText, test)
	}
	return test
}

// letterUses are the column uses of tests that compare letter for letter.
var letterUses = map[string]columnUse{"contains": letterPartUse, "startsWith": letterStartUse, "endsWith": letterEndUse}

// lettersFormula returns the formula of text contains "part" and similar tests.
func lettersFormula(n *ast.BinaryNode) *index.Formula {
	f := textFieldOf(n.Left)
	if f.use != textUse && !f.ofMember() || !isText(n.Right) {
		return opaqueFormula(n)
	}
	return f.lettersFormula(letterUses[n.Operator], n.Right.(*ast.StringNode).Value)
}

// lettersFormula requires a text to be found in the field letter for letter.
func (f columnField) lettersFormula(use columnUse, text string) *index.Formula {
	g := f
	g.use = use
	test := index.Any(g.column(), f.found(text))
	if f.ofMember() {
		return f.unless(noText, test)
	}
	return test
}

// found returns the item of a text to be found in the field.
func (f columnField) found(text string) string {
	if f.ofMember() {
		return fieldItem(isValue, f.key, text)
	}
	return text
}

// loopFormula returns the formula of any and none over a list of texts whose test compares the element with constants.
func loopFormula(n *ast.BuiltinNode) *index.Formula {
	if len(n.Arguments) != 2 || n.Name != "any" && n.Name != "none" {
		return opaqueFormula(n)
	}
	f := columnFieldOf(n.Arguments[0])
	test, ok := n.Arguments[1].(*ast.PredicateNode)
	if f.use != listUse || !ok {
		return opaqueFormula(n)
	}
	b, ok := test.Node.(*ast.BinaryNode)
	if !ok {
		return opaqueFormula(n)
	}
	g := elementFormula(f, b)
	switch {
	case g == nil:
		return opaqueFormula(n)
	case n.Name == "none":
		return index.Not(g)
	}
	return g
}

// elementFormula returns the formula of a test of which one element of a list is the left operand; nil when the index cannot
// express that.
func elementFormula(f columnField, test *ast.BinaryNode) *index.Formula {
	if _, element := test.Left.(*ast.PointerNode); !element {
		return nil
	}
	switch test.Operator {
	case "==":
		return f.amongFormula([]ast.Node{test.Right})
	case "in":
		if list, ok := test.Right.(*ast.ArrayNode); ok {
			return f.amongFormula(list.Nodes)
		}
	case "contains", "startsWith", "endsWith":
		if s, ok := test.Right.(*ast.StringNode); ok {
			f.use = letterUses[test.Operator]
			return index.Any(f.column(), s.Value)
		}
	}
	return nil
}
