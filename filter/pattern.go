package filter

import (
	"regexp"
	"regexp/syntax"

	"github.com/expr-lang/expr/ast"
)

// pattern is a compiled regular expression and its size.
type pattern struct {
	re   *regexp.Regexp
	size int // in instructions
}

const (
	maxPattern      = 1000 // the length of the longest regular expression, in characters
	maxInstructions = 2000 // size of the largest one, in instructions
)

// The price of a search, in budget units: patternPrice for each byte of the text and each instruction of the pattern,
// where every text counts as matchPrice bytes longer for the setup.
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

// newPattern compiles a regular expression, or returns why it cannot.
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

// instructions estimates the number of instructions of a pattern with its repetitions expanded, without expanding them.
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

// cost returns the price of a search in a text, in budget units.
func (p *pattern) cost(text string) int64 {
	return int64(len(text)+matchPrice) * int64(patternPrice*p.size)
}

// matches implements text matches pattern. In the worst case the work is the pattern's size times the text's.
func (v *View) matches(x, p any) bool {
	d := valueOf(x)
	if d.kind != aText {
		return false
	}
	pat := p.(*pattern)
	v.meter.spend(1, int(pat.cost(d.text)))
	return pat.re.MatchString(d.text)
}
