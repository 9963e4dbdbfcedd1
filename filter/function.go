package filter

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
)

// function is what filters may call by one name or several: how many arguments it takes, and how a call is lowered.
type function struct {
	names    []string
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

// functions returns every function. Texts in quotes in a usage must be constants.
func functions() []function {
	return []function{
		{[]string{"word", "words", "exact", "contains_text", "starts_with", "ends_with", "is_text"}, 2, many, `(text, "a", "b")`, (*lowering).search},
		{[]string{"is"}, 2, many, `(value, "a", "b")`, (*lowering).is},
		{[]string{"changed", "was"}, 1, 1, `("case.priority")`, (*lowering).change},
		{[]string{"number", "float", "int", "bool"}, 1, 1, "(value)", (*lowering).conversion},
		{[]string{"date"}, 1, 3, `("2026-01-31T12:00:00Z") or date(text, "02/01/2006 15:04", "Europe/Brussels")`, (*lowering).date},
		{[]string{"duration"}, 1, 1, `("36h")`, (*lowering).duration},
		{[]string{"lower", "upper", "trim"}, 1, 1, "(text)", (*lowering).textFunction},
		{[]string{"text"}, 1, 1, "(html)", (*lowering).text},
		{[]string{"open"}, 1, 2, `("office") or open("office", time)`, (*lowering).calendar},
		{[]string{"open_time"}, 3, 3, `("office", from, to)`, (*lowering).calendar},
		{[]string{"weekday", "today"}, 2, 2, `(time, "Europe/Brussels")`, (*lowering).clock},
		{[]string{"format"}, 3, 3, `(time, "02/01/2006 15:04", "Europe/Brussels")`, (*lowering).clock},
		{[]string{"min", "max"}, 2, many, "(a, b)", (*lowering).extreme},
		{[]string{"len"}, 1, 1, "(value)", (*lowering).length},
		{[]string{"abs", "round", "floor", "ceil"}, 1, 1, "(number)", (*lowering).numberFunction},
		{[]string{"any", "all", "none", "one", "count"}, 2, 2, "(list, test with #)", (*lowering).loopOver},
	}
}

func functionNamed(name string) (function, bool) {
	all := functions()
	i := slices.IndexFunc(all, func(f function) bool { return slices.Contains(f.names, name) })
	if i < 0 {
		return function{}, false
	}
	return all[i], true
}

func functionNames() []string {
	var names []string
	for _, f := range functions() {
		names = append(names, f.names...)
	}
	slices.Sort(names)
	return names
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
