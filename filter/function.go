package filter

import (
	"slices"
	"strings"

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
	case "number", "bool":
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
	return []string{"abs", "all", "any", "bool", "ceil", "changed", "contains_text", "count", "date", "duration", "floor",
		"is", "len", "lower", "none", "number", "one", "round", "trim", "upper", "was", "word", "words"}
}

// callNode lowers a call of what expr does not know.
func (l *lowering) callNode(n *ast.CallNode) part {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if ok {
		return l.function(n, name.Value, n.Arguments)
	}
	if m, ok := n.Callee.(*ast.MemberNode); ok {
		if prop, ok := m.Property.(*ast.StringNode); ok {
			if _, known := functionNamed(prop.Value); known {
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

// loopOver lowers any(list, test) and its like.
func (l *lowering) loopOver(c funcCall) part {
	list := l.expr(c.args[0])
	fine := list.kind != broken
	if fine && !list.kind.list() && list.kind != unknown {
		l.bad(c.args[0], "%s is %v, %s needs a list", list.name(), list.kind, c.name)
		fine = false
	}
	if l.loop > 0 {
		l.bad(c.src, "a loop within a loop is not available")
		return failed(c.src)
	}
	test, ok := c.args[1].(*ast.PredicateNode)
	if !ok {
		l.bad(c.src, "%s needs a test with #", c.name)
		return failed(c.src)
	}
	l.loop, l.elem = 1, unknown
	if list.kind == aTextList {
		l.elem = aText
	}
	body := l.truth(test.Node)
	l.loop = 0
	if !fine {
		return failed(c.src)
	}
	return part{node: loopNode(c, list, placed(test, &ast.PredicateNode{Node: body})), kind: loopKind(c.name), src: c.src}
}

func loopKind(name string) kind {
	if name == "count" {
		return aNumber
	}
	return aTruth
}

// loopNode is the loop itself. all is false on a missing list, as every test is on what is missing.
func loopNode(c funcCall, list part, test ast.Node) ast.Node {
	over := func() ast.Node {
		if list.kind == unknown {
			return call(start(list.src), asList, list.node, list.site())
		}
		return list.node
	}
	loop := placed(c.src, &ast.BuiltinNode{Name: c.name, Arguments: []ast.Node{over(), test}})
	if c.name == "all" {
		return both(c.src, not(c.src, call(c.src, missing, over())), loop)
	}
	return loop
}

// search lowers word, words and contains_text.
func (l *lowering) search(c funcCall) part {
	a := l.expr(c.args[0])
	fine := l.searchable(c.src, a, c.name)
	s := &search{site: site{text: a.name()}, mode: map[string]mode{"word": anyWord, "words": allWords, "contains_text": anyPart}[c.name]}
	if l.loop == 0 {
		s.key = a.path
	}
	for i := 1; i < len(c.args); i++ {
		value, ok := l.constantText(c, i)
		if !ok {
			fine = false
			continue
		}
		t, err := newTermFor(s.mode, value)
		if err != nil {
			l.bad(c.args[i], "the term %s %v", quote(clip(value)), err)
			fine = false
		}
		s.terms = append(s.terms, t)
	}
	if !fine {
		return part{node: &ast.BoolNode{}, kind: aTruth, src: c.src}
	}
	node := placed(c.src, &ast.CallNode{Callee: &ast.IdentifierNode{Value: envFind}, Arguments: []ast.Node{a.node, constant(s)}})
	return part{node: node, kind: aTruth, src: c.src}
}

// change lowers changed and was.
func (l *lowering) change(c funcCall) part {
	path, ok := l.constantText(c, 0)
	if !ok {
		return failed(c.src)
	}
	if !changeable(path) {
		l.bad(c.args[0], "unknown field %s%s", clip(path), didYouMean(path, known.paths))
		return failed(c.src)
	}
	name, kind := envChanged, aTruth
	if c.name == "was" {
		name, kind = envWas, unknown
	}
	node := placed(c.src, &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: []ast.Node{&ast.StringNode{Value: path}}})
	return part{node: node, kind: kind, src: c.src}
}

// changeable reports whether an update may tell of the path: a field of the mention or the case, with or without
// its first name, or something in fields of the host.
func changeable(path string) bool {
	for _, p := range []string{path, "mention." + path, "case." + path} {
		if slices.Contains(known.paths, p) && strings.Contains(p, ".") {
			return true
		}
		if i := strings.Index(p, "fields."); i > 0 && slices.Contains(known.paths, p[:i+len("fields")]) {
			return true
		}
	}
	return strings.HasPrefix(path, "record.")
}
