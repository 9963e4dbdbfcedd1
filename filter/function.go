package filter

import (
	"slices"
	"sync"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
)

// function is a function of expressions under one name or several: the number of its arguments, and how a call is
// lowered.
type function struct {
	names        []help
	min, max     int
	usage        string
	lower        func(l *lowering, c funcCall) part
	alternatives bool                                              // its arguments after the first one are alternatives, which count in the complexity
	fails        func(c failures, args []ast.Node) *index.Formula  // the events on which a call may end in an error
	index        func(n *ast.CallNode, name string) *index.Formula // the index formula of a call; asked if the program must evaluate it
}

// asked is the index formula of a function that only a program can evaluate.
func asked(n *ast.CallNode, _ string) *index.Formula { return opaqueFormula(n) }

// funcCall is a call with a valid number of arguments.
type funcCall struct {
	src  ast.Node
	name string
	args []ast.Node
}

// many is how many terms or values one call or one condition may have.
const many = 1000

// functionRows holds the functions by name. It is built on first use, because functions refer back to it.
var functionRows struct {
	sync.Once
	byName map[string]function
}

func functionNamed(name string) (function, bool) {
	functionRows.Do(func() {
		functionRows.byName = map[string]function{}
		for _, f := range functions() {
			for _, h := range f.names {
				functionRows.byName[h.name] = f
			}
		}
	})
	f, ok := functionRows.byName[name]
	return f, ok
}

func functionNames() []string {
	var names []string
	for _, f := range functions() {
		for _, h := range f.names {
			names = append(names, h.name)
		}
	}
	slices.Sort(names)
	return names
}

// callNode lowers a call of a function that is not one of expr's.
func (l *lowering) callNode(n *ast.CallNode) part {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if ok {
		return l.function(n, name.Value, n.Arguments)
	}
	if m, ok := n.Callee.(*ast.MemberNode); ok {
		if prop, ok := m.Property.(*ast.StringNode); ok {
			if _, ok := functionNamed(prop.Value); ok {
				l.faultAt(m, "write %s in front, as in %s(%s)", prop.Value, prop.Value, sourceText(m.Node))
				return failedPart(n)
			}
		}
	}
	l.faultAt(n, "%s is not a function", sourceText(n.Callee))
	return failedPart(n)
}

func (l *lowering) function(n ast.Node, name string, args []ast.Node) part {
	f, ok := functionNamed(name)
	switch {
	case !ok && slices.Contains(builtin.Names, name):
		l.faultAt(n, "the function %s is not available in filters", name)
	case !ok && known.roots[name] != nil:
		l.faultAt(n, "%s is a field, not a function", name)
	case !ok:
		l.faultAt(n, "unknown function %s%s", shorten(name), didYouMean(name, functionNames()))
	case len(args) < f.min:
		l.faultAt(n, "%s needs more arguments, as in %s%s", name, name, f.usage)
	case len(args) > f.max:
		l.faultAt(n, "%s has too many arguments, write it as in %s%s", name, name, f.usage)
	default:
		return f.lower(l, funcCall{src: n, name: name, args: args})
	}
	for _, a := range args {
		if _, inLoop := a.(*ast.PredicateNode); !inLoop && !ok {
			l.expr(a) // to note its own faults
		}
	}
	return failedPart(n)
}

// constantText returns an argument that must be a quoted text.
func (l *lowering) constantText(c funcCall, i int) (string, bool) {
	s, ok := c.args[i].(*ast.StringNode)
	if !ok {
		l.faultAt(c.args[i], "%s needs text in quotes here, not %s", c.name, sourceText(c.args[i]))
		return "", false
	}
	return s.Value, true
}
