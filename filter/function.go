package filter

import (
	"slices"
	"sync"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
)

// function is what filters may call by one name or several: how many arguments it takes, and how a call is lowered.
type function struct {
	names    []help
	min, max int
	usage    string
	lower    func(l *lowering, c funcCall) part
	is       functionTraits
	index    func(n *ast.CallNode, name string) *index.Formula // what an index makes of a call; asked where its program is asked
}

// functionTraits are what a function is beside others. Safe and alternatives only make matching faster and limits wider; a
// function that says neither is asked for each event.
type functionTraits uint8

const (
	unsafe          functionTraits = 0         // it may end in an error, whatever its arguments are
	safe            functionTraits = 1 << iota // it ends in an error only where one of its arguments does
	safeOfConstants                            // the same, when its first argument is a constant
	alternatives                               // its arguments after the first one are alternatives
)

func (t functionTraits) has(one functionTraits) bool { return t&one != 0 }

// asked is the index of a function that only a program understands.
func asked(n *ast.CallNode, _ string) *index.Formula { return opaqueFormula(n) }

// funcCall is a call with the right number of arguments.
type funcCall struct {
	src  ast.Node
	name string
	args []ast.Node
}

// many is how many terms or values one call or one condition may have.
const many = 1000

// functionRows are the functions by their names, made at the first use: functions refer to what asks for them.
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

// callNode lowers a call of what expr does not know.
func (l *lowering) callNode(n *ast.CallNode) part {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if ok {
		return l.function(n, name.Value, n.Arguments)
	}
	if m, ok := n.Callee.(*ast.MemberNode); ok {
		if prop, ok := m.Property.(*ast.StringNode); ok {
			if _, ok := functionNamed(prop.Value); ok {
				l.faultAt(m, "%s stands in front, as in %s(%s)", prop.Value, prop.Value, sourceText(m.Node))
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
		l.faultAt(n, "%s needs more, as in %s%s", name, name, f.usage)
	case len(args) > f.max:
		l.faultAt(n, "%s needs less, as in %s%s", name, name, f.usage)
	default:
		return f.lower(l, funcCall{src: n, name: name, args: args})
	}
	for _, a := range args {
		if _, inLoop := a.(*ast.PredicateNode); !inLoop && !ok {
			l.expr(a) // for its own faults
		}
	}
	return failedPart(n)
}

// constantText returns an argument that must be written in quotes.
func (l *lowering) constantText(c funcCall, i int) (string, bool) {
	s, ok := c.args[i].(*ast.StringNode)
	if !ok {
		l.faultAt(c.args[i], "%s needs text in quotes here, not %s", c.name, sourceText(c.args[i]))
		return "", false
	}
	return s.Value, true
}
