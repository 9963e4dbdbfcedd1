package filter

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// textTest lowers a contains b, a startsWith b and a endsWith b.
func (l *lowering) textTest(n *ast.BinaryNode) ast.Node {
	a, b := l.expr(n.Left), l.expr(n.Right)
	fine := l.searchable(n, a, n.Operator)
	switch {
	case emptyConstant(b):
		l.faultAt(n, "%s an empty text is always true, write %s != nil", n.Operator, a.name())
		fine = false
	case b.kind != aText && !b.kind.open():
		l.faultAt(n, "%s is %v, %s needs text%s", b.name(), b.kind, n.Operator, kindHint(part{kind: aText, src: n.Left}, b))
		fine = false
	}
	if !fine || b.kind == broken {
		return &ast.BoolNode{}
	}
	fn := map[string]func(a, b any) bool{"contains": textContains, "startsWith": textStarts, "endsWith": textEnds}[n.Operator]
	return call(n, fn, priced(n, a.cast(aText), price{call: 16, byte: 1}), b.cast(aText))
}

// searchable notes a fault when op cannot search the part as text.
func (l *lowering) searchable(n ast.Node, a part, op string) bool {
	switch {
	case a.kind == broken:
		return false
	case a.kind.list():
		l.faultAt(n, `%s is a list, write "…" in %s, or any(%s, # %s …)`, a.name(), a.name(), a.name(), op)
		return false
	case a.kind != aText && a.kind != unknown:
		l.faultAt(n, "%s is %v, %s needs text", a.name(), a.kind, op)
		return false
	}
	return l.checkNotRepeated(n, a)
}

func textContains(a, b any) bool { return twoTexts(a, b, strings.Contains) }
func textStarts(a, b any) bool   { return twoTexts(a, b, strings.HasPrefix) }
func textEnds(a, b any) bool     { return twoTexts(a, b, strings.HasSuffix) }

// twoTexts is false when an operand is missing. Casts before it have ensured that both are text.
func twoTexts(a, b any, test func(s, part string) bool) bool {
	x, y := valueOf(a), valueOf(b)
	return x.kind == aText && y.kind == aText && test(x.text, y.text)
}

func (l *lowering) textFunction(c funcCall) part {
	a := l.expr(c.args[0])
	if a.kind != nothing && !l.searchable(c.src, a, c.name) {
		return failedPart(c.src)
	}
	fn, cost := lowerOf, price{call: 32, byte: 8}
	switch c.name {
	case "upper":
		fn = upperOf
	case "trim":
		fn, cost.byte = trimOf, 2
	}
	return part{node: call(c.src, fn, priced(c.src, a.cast(aText), cost)), kind: aText, src: c.src}
}

func lowerOf(x any) any { return mapText(x, strings.ToLower) }
func upperOf(x any) any { return mapText(x, strings.ToUpper) }
func trimOf(x any) any  { return mapText(x, strings.TrimSpace) }

func mapText(x any, f func(string) string) any {
	if d := valueOf(x); d.kind == aText {
		return f(d.text)
	}
	return nil
}
