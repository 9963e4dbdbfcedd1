package filter

import (
	"math"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// formulaOf says in the words of an index which events a filter lets through. What an index has no words for is opaque
// to it: the program must tell. An expression that did not pass the lowering has no formula.
func formulaOf(n ast.Node) *index.Formula {
	switch n := n.(type) {
	case *ast.BoolNode:
		if n.Value {
			return index.Always()
		}
		return index.Not(index.Always())
	case *ast.UnaryNode:
		return index.Not(formulaOf(n.Node))
	case *ast.BinaryNode:
		return binaryFormula(n)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return callFormula(n, name.Value)
		}
	case *ast.BuiltinNode:
		return loopFormula(n)
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
		if f := indexedAt(n); f.use == truthUse {
			return f.any("true")
		}
	}
	return opaque(n)
}

func binaryFormula(n *ast.BinaryNode) *index.Formula {
	switch n.Operator {
	case "and", "&&":
		return index.And(formulaOf(n.Left), formulaOf(n.Right))
	case "or", "||":
		return index.Or(formulaOf(n.Left), formulaOf(n.Right))
	case "==":
		return sameFormula(n)
	case "!=":
		return index.Not(sameFormula(n))
	case "<", "<=", ">", ">=":
		return orderFormula(n)
	case "in":
		return inFormula(n)
	case "matches":
		return patternFormula(n)
	}
	return opaque(n)
}

// sameFormula is a == b, where one of them is a field and the other a constant.
func sameFormula(n *ast.BinaryNode) *index.Formula {
	field, value := n.Left, n.Right
	if isConstant(field) {
		field, value = value, field
	}
	if !isConstant(value) {
		return opaque(n)
	}
	f, c := indexedAt(field), read(valueOf(value))
	if c.kind == nothing {
		if g := f.missing(); g != nil {
			return g
		}
		return opaque(n)
	}
	if g := f.equals(c); g != nil {
		return g
	}
	return opaque(n)
}

// valueOf is the value of a constant; an empty text is nil.
func valueOf(n ast.Node) any {
	return constantValue((&lowering{fs: &faults{}}).expr(n).node)
}

// orderFormula is a < b and its like, of a number of the event and a constant.
func orderFormula(n *ast.BinaryNode) *index.Formula {
	field, value, op := n.Left, n.Right, n.Operator
	if isConstant(field) {
		field, value = value, field
		op = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]
	}
	if f := indexedAt(field); f.use == numberUse && isConstant(value) {
		if s, ok := spanOf(op, read(valueOf(value))); ok {
			return index.Within(f.column(), s)
		}
	}
	return opaque(n)
}

// spanOf returns the whole numbers for which x op c is true.
func spanOf(op string, c datum) (s index.Span, ok bool) {
	const most = 1 << 53 // beyond it not every whole number is a float64
	low, high := c.int, c.int
	if !c.whole {
		if c.kind != aNumber || !(math.Abs(c.float) < most) {
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

// inFormula is x in ["a", "b"], and "a" in a list of the event.
func inFormula(n *ast.BinaryNode) *index.Formula {
	if list, ok := n.Right.(*ast.ArrayNode); ok {
		if g := indexedAt(n.Left).among(list.Nodes); g != nil {
			return g
		}
		return opaque(n)
	}
	f, s := indexedAt(n.Right), n.Left
	if text, ok := s.(*ast.StringNode); ok && f.use == listUse {
		return f.any(text.Value)
	}
	return opaque(n)
}

func callFormula(n *ast.CallNode, name string) *index.Formula {
	switch name {
	case "word", "words", "contains_text":
		return searchFormula(n, name)
	case "is":
		f := indexedAt(n.Arguments[0])
		if f.use == withinUse {
			f.use = eachUse
		}
		if g := f.among(n.Arguments[1:]); g != nil {
			return g
		}
	}
	return opaque(n)
}

// searchFormula is word, words and contains_text on a text of the event.
func searchFormula(n *ast.CallNode, name string) *index.Formula {
	f := indexedAt(n.Arguments[0])
	if f.use != textUse {
		return opaque(n)
	}
	mode := map[string]mode{"word": anyWord, "words": allWords, "contains_text": anyPart}[name]
	f.use = wordUse
	if mode == anyPart {
		f.use = partUse
	}
	var names []string
	for _, a := range n.Arguments[1:] {
		s, _ := a.(*ast.StringNode)
		if s == nil {
			return opaque(n)
		}
		t, err := newTermFor(mode, s.Value)
		if err != nil {
			return opaque(n)
		}
		names = append(names, t.name())
	}
	if mode != allWords {
		return index.Any(f.column(), names...)
	}
	all := index.Any(f.column(), names[0])
	for _, name := range names[1:] {
		all = index.And(all, index.Any(f.column(), name))
	}
	return all
}

// patternFormula is text matches "pattern". Where the pattern needs certain letters, the text must have them.
func patternFormula(n *ast.BinaryNode) *index.Formula {
	f := indexedAt(n.Left)
	pattern, ok := n.Right.(*ast.StringNode)
	if f.use != textUse || !ok {
		return opaque(n)
	}
	test := index.Holds(index.Test{Name: f.path, Arg: pattern.Value})
	needed := lettersOf(pattern.Value)
	if len(needed) == 0 {
		return test
	}
	f.use = partUse
	for i := range needed {
		needed[i] = term{folded: []byte(needed[i])}.name()
	}
	return index.And(index.Any(f.column(), needed...), test)
}

// loopFormula is any and none of a list of texts, where the test compares the element with constants.
func loopFormula(n *ast.BuiltinNode) *index.Formula {
	if len(n.Arguments) != 2 || n.Name != "any" && n.Name != "none" {
		return opaque(n)
	}
	f := indexedAt(n.Arguments[0])
	test, ok := n.Arguments[1].(*ast.PredicateNode)
	if f.use != listUse || !ok {
		return opaque(n)
	}
	b, ok := test.Node.(*ast.BinaryNode)
	if !ok {
		return opaque(n)
	}
	var values []ast.Node
	if _, element := b.Left.(*ast.PointerNode); element && b.Operator == "==" {
		values = []ast.Node{b.Right}
	} else if list, isList := b.Right.(*ast.ArrayNode); element && isList && b.Operator == "in" {
		values = list.Nodes
	}
	g := f.among(values)
	switch {
	case len(values) == 0 || g == nil:
		return opaque(n)
	case n.Name == "none":
		return index.Not(g)
	}
	return g
}
