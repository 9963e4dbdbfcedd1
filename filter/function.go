package filter

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
)

// function is one that filters may call: how many arguments it takes, and how a call is lowered.
type function struct {
	min, max int
	usage    string
	lower    func(l *lowering, c funcCall) part
}

// funcCall is a call with the right number of arguments.
type funcCall struct {
	src  ast.Node
	name string
	args []ast.Node
}

// many is how many terms or values one call or one condition may have.
const many = 1000

// functionNamed finds a function. Texts in quotes in a usage must be constants.
func functionNamed(name string) (function, bool) {
	switch name {
	case "word", "words", "contains_text":
		return function{2, many, `(text, "a", "b")`, (*lowering).search}, true
	case "is":
		return function{2, many, `(value, "a", "b")`, (*lowering).is}, true
	case "changed", "was":
		return function{1, 1, `("case.priority")`, (*lowering).change}, true
	case "number", "float", "int", "bool":
		return function{1, 1, "(value)", (*lowering).conversion}, true
	case "date":
		return function{1, 1, `("2026-01-31T12:00:00Z")`, (*lowering).date}, true
	case "duration":
		return function{1, 1, `("36h")`, (*lowering).duration}, true
	case "lower", "upper", "trim":
		return function{1, 1, "(text)", (*lowering).textFunction}, true
	case "len":
		return function{1, 1, "(value)", (*lowering).length}, true
	case "abs", "round", "floor", "ceil":
		return function{1, 1, "(number)", (*lowering).numberFunction}, true
	case "any", "all", "none", "one", "count":
		return function{2, 2, "(list, test with #)", (*lowering).loopOver}, true
	}
	return function{}, false
}

func functionNames() []string {
	return []string{"abs", "all", "any", "bool", "ceil", "changed", "contains_text", "count", "date", "duration", "float", "floor",
		"int", "is", "len", "lower", "none", "number", "one", "round", "trim", "upper", "was", "word", "words"}
}

// callNode lowers a call of what expr does not know.
func (l *lowering) callNode(n *ast.CallNode) part {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if ok {
		return l.function(n, name.Value, n.Arguments)
	}
	if m, ok := n.Callee.(*ast.MemberNode); ok {
		if prop, ok := m.Property.(*ast.StringNode); ok {
			if _, ok := functionNamed(prop.Value); ok {
				l.bad(m, "%s stands in front, as in %s(%s)", prop.Value, prop.Value, text(m.Node))
				return failed(n)
			}
		}
	}
	l.bad(n, "%s is not a function", text(n.Callee))
	return failed(n)
}

func (l *lowering) function(n ast.Node, name string, args []ast.Node) part {
	f, ok := functionNamed(name)
	switch {
	case !ok && slices.Contains(builtin.Names, name):
		l.bad(n, "the function %s is not available in filters", name)
	case !ok && known.roots[name] != nil:
		l.bad(n, "%s is a field, not a function", name)
	case !ok:
		l.bad(n, "unknown function %s%s", clip(name), didYouMean(name, functionNames()))
	case len(args) < f.min:
		l.bad(n, "%s needs more, as in %s%s", name, name, f.usage)
	case len(args) > f.max:
		l.bad(n, "%s needs less, as in %s%s", name, name, f.usage)
	default:
		return f.lower(l, funcCall{src: n, name: name, args: args})
	}
	for _, a := range args {
		if _, inLoop := a.(*ast.PredicateNode); !inLoop && !ok {
			l.expr(a) // for its own faults
		}
	}
	return failed(n)
}

// constantText returns an argument that must be written in quotes.
func (l *lowering) constantText(c funcCall, i int) (string, bool) {
	s, ok := c.args[i].(*ast.StringNode)
	if !ok {
		l.bad(c.args[i], "%s needs text in quotes here, not %s", c.name, text(c.args[i]))
		return "", false
	}
	return s.Value, true
}
