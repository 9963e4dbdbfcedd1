package filter

import (
	"math"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

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
	case "matches", "contains", "startsWith", "endsWith":
		return patternFormula(n)
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
	f := columnFieldOf(field)
	if c.kind == nothing {
		if g := f.missingFormula(); g != nil {
			return g
		}
		return opaqueFormula(n)
	}
	if g := f.equalsFormula(c); g != nil {
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
		field, op = n.Right, map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]
		if c, ok = constantOf(n.Left); !ok {
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
	for _, formula := range []func(ast.Node, string, typedValue) *index.Formula{amountFormula, momentFormula, ageFormula} {
		if g := formula(field, op, c); g != nil {
			return g
		}
	}
	return opaqueFormula(n)
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
		if g := columnFieldOf(n.Left).amongFormula(list.Nodes); g != nil {
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
	f := columnFieldOf(n.Arguments[0])
	f.each = true
	if g := f.amongFormula(n.Arguments[1:]); g != nil {
		return g
	}
	return opaqueFormula(n)
}

// patternFormula returns the formula of text matches "pattern", and of the tests that a pattern can express. When every
// match contains certain texts, the formula requires one of them.
func patternFormula(n *ast.BinaryNode) *index.Formula {
	f := columnFieldOf(n.Left)
	text, ok := n.Right.(*ast.StringNode)
	if f.use != textUse || !ok {
		return opaqueFormula(n)
	}
	pattern := text.Value
	if n.Operator != "matches" {
		if pattern = patternOf(n.Operator, text.Value); pattern == "" {
			return opaqueFormula(n)
		}
	}
	test := index.Holds(index.Test{Name: f.path, Arg: pattern})
	needed := requiredTexts(pattern)
	if len(needed) == 0 {
		return test
	}
	if f.use = partUse; f.path == contentPath {
		f.use = patternTextUse // patterns read the content with its HTML
	}
	for i := range needed {
		needed[i] = term{folded: []byte(needed[i])}.name()
	}
	return index.And(index.Any(f.column(), needed...), test)
}

// patternOf returns a test of two texts as a pattern, or "" if that is impossible: patterns treat invalid UTF-8 as the
// replacement character.
func patternOf(operator, text string) string {
	if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return ""
	}
	p := regexp.QuoteMeta(text)
	switch operator {
	case "startsWith":
		p = `\A` + p
	case "endsWith":
		p += `\z`
	}
	if _, why := newPattern(p); why != "" {
		return ""
	}
	return p
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
	var values []ast.Node
	if _, element := b.Left.(*ast.PointerNode); element && b.Operator == "==" {
		values = []ast.Node{b.Right}
	} else if list, isList := b.Right.(*ast.ArrayNode); element && isList && b.Operator == "in" {
		values = list.Nodes
	}
	g := f.amongFormula(values)
	switch {
	case len(values) == 0 || g == nil:
		return opaqueFormula(n)
	case n.Name == "none":
		return index.Not(g)
	}
	return g
}
