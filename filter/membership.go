package filter

import (
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// membership lowers a in b, where b is constants in brackets, a list, or an object whose names are searched.
func (l *lowering) membership(n *ast.BinaryNode) ast.Node {
	a := l.expr(n.Left)
	if a.kind != broken && !l.checkSingleValue(n, a) {
		a.kind = broken
	}
	if a.kind == nothing {
		l.faultAt(n, "nil is never in a list, write … == nil")
		a.kind = broken
	}
	if array, ok := n.Right.(*ast.ArrayNode); ok {
		return l.amongWritten(n, a, array)
	}
	b := l.expr(n.Right)
	switch {
	case b.kind == aText:
		l.faultAt(n, "%s is text, write %s contains %s", b.name(), b.name(), a.name())
	case !b.kind.list() && b.kind != anObject && !b.kind.open():
		l.faultAt(n, "%s is %v, in needs a list", b.name(), b.kind)
	case b.kind == aTextList && a.kind != aText && !a.kind.open():
		l.faultAt(n, "%s is %v, and %s is a list of texts%s", a.name(), a.kind, b.name(), kindHint(part{kind: aText, src: n.Right}, a))
	case a.kind != broken && b.kind != broken:
		return l.amongEvent(n, a, b)
	}
	return &ast.BoolNode{}
}

// amongEvent lowers a in b, where b comes from an event.
func (l *lowering) amongEvent(n *ast.BinaryNode, a, b part) ast.Node {
	if b.kind == aTextList || l.loop {
		node := &ast.CallNode{Callee: &ast.IdentifierNode{Value: envHolds}, Arguments: []ast.Node{b.node, a.nilWhenMissing()}}
		return placed(n, node)
	}
	return call(n, hasElement, priced(n, b.node, price{call: 16, element: 16}), a.nilWhenMissing())
}

// amongWritten lowers a in [x, y].
func (l *lowering) amongWritten(n *ast.BinaryNode, a part, array *ast.ArrayNode) ast.Node {
	if len(array.Nodes) == 0 {
		l.faultAt(array, "the list is empty, write at least one value in it")
		return &ast.BoolNode{}
	}
	set := &choices{}
	var nodes []ast.Node
	fine, constants := a.kind != broken, true
	for _, e := range array.Nodes {
		p := l.expr(e)
		switch {
		case p.kind == broken:
			fine = false
		case emptyConstant(p):
			l.faultAt(e, "an empty text is never equal, write %s == nil beside it", a.name())
			fine = false
		case !l.checkSingleValue(e, p) || a.kind != broken && !l.checkComparable(n, a, p, n.Operator):
			fine = false
		default:
			l.checkWord(a, p)
		}
		nodes = append(nodes, p.nilWhenMissing())
		if c, ok := p.node.(*ast.ConstantNode); ok {
			set.append(valueOf(c.Value))
		} else if p.constant() {
			set.append(valueOf(constantValue(p.node)))
		} else {
			constants = false
		}
	}
	switch {
	case !fine:
		return &ast.BoolNode{}
	case constants:
		return call(n, oneOf, a.nilWhenMissing(), constant(set))
	}
	return call(n, hasElement, placed(array, &ast.ArrayNode{Nodes: nodes}), a.nilWhenMissing())
}

// The price per element of looking for a value in a list, in budget units: in a list of texts, and in any other. A long
// text costs more, because the elements may be as long and have the same beginning.
const (
	textElement = 4
	anyElement  = 16
	alikeBytes  = 8 // bytes of a text compared per unit
)

// holds implements value in list for lists of texts and inside loops. expr calls it.
func (v *View) holds(list, value any) bool {
	l, fine := list.([]string)
	s, isText := value.(string)
	if !fine || !isText {
		d, x := valueOf(list), valueOf(value)
		if d.kind.list() {
			v.meter.spend(1+int(d.float), anyElement+len(x.text)/alikeBytes)
		}
		return hasElement(list, value)
	}
	v.meter.spend(len(l), textElement+len(s)/alikeBytes)
	return s != "" && slices.Contains(l, s)
}

// hasElement implements x in list, and key in object.
func hasElement(list, x any) bool {
	l, d := valueOf(list), valueOf(x)
	if d.kind == nothing {
		return false
	}
	switch l.kind {
	case nothing:
		return false
	case anObject:
		return d.kind == aText && !isMissing(member(l.raw, d.text))
	case aTextList, aList:
		return contains(l, d)
	}
	stop("in needs a list, not %v", l)
	return false
}

func contains(list, d typedValue) bool {
	switch l := list.raw.(type) {
	case []string:
		return d.kind == aText && slices.Contains(l, d.text)
	case []any:
		return slices.ContainsFunc(l, func(x any) bool { return valueOf(x).equals(d) })
	}
	v := reflect.ValueOf(list.raw)
	for i := range v.Len() {
		if valueOf(v.Index(i).Interface()).equals(d) {
			return true
		}
	}
	return false
}
