package filter

import (
	"regexp"
	"regexp/syntax"

	"github.com/expr-lang/expr/ast"
)

// pattern is a regular expression and what it costs.
type pattern struct {
	re   *regexp.Regexp
	size int // instructions
}

const (
	maxPattern      = 1000 // the longest regular expression, in characters
	maxInstructions = 2000 // the largest, in the instructions that it becomes
)

// What a search costs, in units of the budget: for each byte of the text and each instruction of the pattern; and
// every text counts as so much longer, because it must be prepared for.
const (
	patternPrice = 2
	matchPrice   = 8
)

// match lowers a matches "pattern".
func (l *lowering) match(n *ast.BinaryNode) ast.Node {
	a := l.expr(n.Left)
	fine := l.searchable(n, a, n.Operator)
	s, ok := n.Right.(*ast.StringNode)
	if !ok {
		l.faultAt(n, "matches needs a pattern in quotes")
		return &ast.BoolNode{}
	}
	p, why := newPattern(s.Value)
	if why != "" {
		l.faultAt(s, "the pattern %s", why)
		return &ast.BoolNode{}
	}
	if !fine {
		return &ast.BoolNode{}
	}
	node := &ast.CallNode{Callee: &ast.IdentifierNode{Value: envMatches}, Arguments: []ast.Node{a.cast(aText), constant(p)}}
	return placed(n, node)
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
		return shorten(e.Code.String() + ": " + e.Expr)
	}
	return shorten(err.Error())
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

// cost is what a search costs, in units of the budget.
func (p *pattern) cost(text string) int64 {
	return int64(len(text)+matchPrice) * int64(patternPrice*p.size)
}

// matches is text matches pattern. The work is at worst the pattern's size times the text's.
func (v *View) matches(x, p any) bool {
	d := valueOf(x)
	if d.kind != aText {
		return false
	}
	pat := p.(*pattern)
	v.meter.spend(1, int(pat.cost(d.text)))
	return pat.re.MatchString(d.text)
}
