package filter

import (
	"regexp"
	"regexp/syntax"

	"github.com/expr-lang/expr/ast"
)

// textTest lowers a contains b, a startsWith b and a endsWith b.
func (l *lowering) textTest(n *ast.BinaryNode) ast.Node {
	a, b := l.expr(n.Left), l.expr(n.Right)
	fine := l.searchable(n, a, n.Operator)
	switch {
	case emptyConstant(b):
		l.bad(n, "%s an empty text is always true, write %s != nil", n.Operator, a.name())
		fine = false
	case b.kind != aText && !b.kind.open():
		l.bad(n, "%s is %v, %s needs text%s", b.name(), b.kind, n.Operator, kindHint(part{kind: aText, src: n.Left}, b))
		fine = false
	}
	if !fine || b.kind == broken {
		return &ast.BoolNode{}
	}
	fn := map[string]func(a, b any) bool{"contains": textContains, "startsWith": textStarts, "endsWith": textEnds}[n.Operator]
	return call(n, fn, a.cast(aText), b.cast(aText))
}

// searchable notes a fault when the part cannot be searched as text by op.
func (l *lowering) searchable(n ast.Node, a part, op string) bool {
	switch {
	case a.kind == broken:
		return false
	case a.kind.list():
		l.bad(n, `%s is a list, write "…" in %s, or any(%s, # %s …)`, a.name(), a.name(), a.name(), op)
		return false
	case a.kind != aText && a.kind != unknown:
		l.bad(n, "%s is %v, %s needs text", a.name(), a.kind, op)
		return false
	}
	return l.once(n, a)
}

// once notes a fault when a text that stays the same is read again for every element of a loop, because that takes
// as long as a loop within a loop.
func (l *lowering) once(n ast.Node, a part) bool {
	if l.loop == 0 || usesElement(a.src) || a.constant() {
		return true
	}
	l.bad(n, "a loop within a loop: %s is read again for every element; test # or move it out", a.name())
	return false
}

// The longest regular expression, in characters, and the largest, in the instructions that it becomes.
const (
	maxPattern      = 1000
	maxInstructions = 2000
)

// match lowers a matches "pattern".
func (l *lowering) match(n *ast.BinaryNode) ast.Node {
	a := l.expr(n.Left)
	fine := l.searchable(n, a, n.Operator)
	s, ok := n.Right.(*ast.StringNode)
	if !ok {
		l.bad(n, "matches needs a pattern in quotes")
		return &ast.BoolNode{}
	}
	p, why := newPattern(s.Value)
	if why != "" {
		l.bad(s, "the pattern %s", why)
		return &ast.BoolNode{}
	}
	if !fine {
		return &ast.BoolNode{}
	}
	return call(n, matches, a.cast(aText), constant(p))
}

// newPattern compiles a regular expression, or tells why not.
func newPattern(s string) (p *pattern, why string) {
	switch n := len([]rune(s)); {
	case s == "":
		return nil, "is empty"
	case len(s) > 4*maxPattern || n > maxPattern:
		return nil, "is too long: at most 1,000 characters"
	}
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return nil, "is not valid: " + patternFault(err)
	}
	n := instructions(tree)
	if n > maxInstructions {
		return nil, "is too large: it repeats too much"
	}
	re, err := regexp.Compile(s)
	if err != nil {
		return nil, "is not valid: " + patternFault(err)
	}
	return &pattern{re: re, size: n}, ""
}

func patternFault(err error) string {
	if e, ok := err.(*syntax.Error); ok {
		return clip(e.Code.String() + ": " + e.Expr)
	}
	return clip(err.Error())
}

// instructions estimates what a pattern becomes when its repetitions are written out, without doing so.
func instructions(re *syntax.Regexp) int {
	n := 1
	if re.Op == syntax.OpLiteral {
		n = len(re.Rune)
	}
	for _, sub := range re.Sub {
		n += instructions(sub)
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Min, re.Max, 1)
	}
	return min(n, 1<<20)
}
