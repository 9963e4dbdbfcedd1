package filter

import (
	"math"
	"strconv"

	"github.com/expr-lang/expr/ast"
)

// lowering checks a parsed expression and rewrites it into what expr's machine runs. It knows the language of
// filters: which fields there are, what may be compared with what, and that what is missing makes no test true.
// It never changes the tree it reads, so a part that the parser shares between two places is read twice.
type lowering struct {
	fs   *faults
	loop int  // within how many loops
	elem kind // what # is in the innermost
}

// part is a piece of an expression after lowering.
type part struct {
	node  ast.Node // what runs
	kind  kind     // what it yields, or nothing when that is missing
	src   ast.Node // what was written
	field *field   // for a field of an event
	path  string   // for a field, or what is within one: how it is written in full
}

// constant reports whether the part is written in the filter as it is.
func (p part) constant() bool { return isConstant(p.src) }

func isConstant(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.NilNode, *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return true
	case *ast.UnaryNode:
		_, isInt := n.Node.(*ast.IntegerNode)
		_, isFloat := n.Node.(*ast.FloatNode)
		return n.Operator == "-" && (isInt || isFloat)
	}
	return false
}

// name is how messages call the part.
func (p part) name() string {
	if p.path != "" {
		return clip(p.path)
	}
	return text(p.src)
}

// site is the part's name for messages at run time, as a constant of the program.
func (p part) site() ast.Node { return constant(&site{text: p.name()}) }

func (l *lowering) bad(at ast.Node, format string, args ...any) {
	l.fs.at(at.Location().From, format, args...)
}

// failed is the part that stands for one with a fault.
func failed(n ast.Node) part { return part{node: &ast.NilNode{}, kind: broken, src: n} }

// constant is a value of ours within a program.
func constant(v any) ast.Node { return &ast.ConstantNode{Value: v} }

// call is a call of one of our functions, at the place of n.
func call(n ast.Node, fn any, args ...ast.Node) ast.Node {
	return placed(n, &ast.CallNode{Callee: constant(fn), Arguments: args})
}

// placed gives a new node the place of an old one.
func placed(at, n ast.Node) ast.Node {
	n.SetLocation(at.Location())
	return n
}

// expr lowers any expression.
func (l *lowering) expr(n ast.Node) part {
	switch n := n.(type) {
	case *ast.NilNode:
		return part{node: placed(n, &ast.NilNode{}), kind: nothing, src: n}
	case *ast.StringNode:
		return part{node: placed(n, &ast.StringNode{Value: n.Value}), kind: aText, src: n}
	case *ast.IntegerNode:
		return part{node: placed(n, &ast.IntegerNode{Value: n.Value}), kind: aNumber, src: n}
	case *ast.FloatNode:
		if math.IsInf(n.Value, 0) {
			l.bad(n, "the number is too large")
		}
		return part{node: placed(n, &ast.FloatNode{Value: n.Value}), kind: aNumber, src: n}
	case *ast.BoolNode:
		return part{node: placed(n, &ast.BoolNode{Value: n.Value}), kind: aTruth, src: n}
	case *ast.UnaryNode:
		return l.unary(n)
	case *ast.BinaryNode:
		return l.binary(n)
	case *ast.ConditionalNode:
		return l.conditional(n)
	case *ast.ChainNode:
		return l.expr(n.Node)
	case *ast.IdentifierNode:
		return l.root(n)
	case *ast.MemberNode:
		return l.member(n)
	case *ast.PointerNode:
		return l.pointer(n)
	case *ast.CallNode:
		return l.callNode(n)
	case *ast.BuiltinNode:
		return l.function(n, n.Name, n.Arguments)
	case *ast.ArrayNode:
		l.bad(n, `a list in brackets stands only behind in, as in x in ["a", "b"]`)
	case *ast.SliceNode:
		l.bad(n, "parts of a text or a list ([from:to]) are not available")
	case *ast.MapNode:
		l.bad(n, "objects in braces are not available")
	default:
		l.bad(n, "%s is not available", text(n))
	}
	return failed(n)
}

// truth lowers an expression that must be true or false.
func (l *lowering) truth(n ast.Node) ast.Node {
	p := l.expr(n)
	switch p.kind {
	case aTruth:
		return p.node
	case unknown:
		return call(start(n), asTruth, p.node, p.site())
	case broken:
	case nothing:
		l.bad(n, "nil is not a test")
	default:
		l.bad(start(n), "%s is %v, not a test that is true or false%s", p.name(), p.kind, p.testHint())
	}
	return &ast.BoolNode{}
}

// testHint shows how to make a test of a field.
func (p part) testHint() string {
	switch {
	case p.path == "":
		return ""
	case p.kind == aText:
		return "; write " + p.path + ` == "…" or ` + p.path + " != nil"
	case p.kind.list():
		return `; write "…" in ` + p.path + " or " + p.path + " != nil"
	}
	return "; write " + p.path + " != nil to ask whether there is one"
}

func (l *lowering) unary(n *ast.UnaryNode) part {
	if n.Operator == "!" || n.Operator == "not" {
		before := len(l.fs.list)
		node := not(n, l.truth(n.Node))
		if len(l.fs.list) > before {
			return failed(n)
		}
		return part{node: node, kind: aTruth, src: n}
	}
	if isConstant(n) {
		switch c := n.Node.(type) {
		case *ast.IntegerNode:
			return part{node: placed(n, &ast.IntegerNode{Value: -c.Value}), kind: aNumber, src: n}
		case *ast.FloatNode:
			return part{node: placed(n, &ast.FloatNode{Value: -c.Value}), kind: aNumber, src: n}
		}
	}
	x := l.number(n, n.Operator, l.expr(n.Node))
	if x.kind == broken || n.Operator == "+" {
		return part{node: x.node, kind: x.kind, src: n}
	}
	return part{node: call(n, negate, x.node), kind: aNumber, src: n}
}

func not(at, n ast.Node) ast.Node { return placed(at, &ast.UnaryNode{Operator: "not", Node: n}) }

func both(at, a, b ast.Node) ast.Node {
	return placed(at, &ast.BinaryNode{Operator: "and", Left: a, Right: b})
}

func (l *lowering) binary(n *ast.BinaryNode) part {
	if l.looseNot(n) {
		return failed(n)
	}
	done := func(node ast.Node) part { return part{node: node, kind: aTruth, src: n} }
	switch n.Operator {
	case "and", "&&":
		return done(both(n, l.truth(n.Left), l.truth(n.Right)))
	case "or", "||":
		return done(placed(n, &ast.BinaryNode{Operator: "or", Left: l.truth(n.Left), Right: l.truth(n.Right)}))
	case "==":
		return done(l.equality(n))
	case "!=":
		return done(not(n, l.equality(n)))
	case "<", "<=", ">", ">=":
		return done(l.order(n))
	case "in":
		return done(l.membership(n))
	case "contains", "startsWith", "endsWith":
		return done(l.textTest(n))
	case "matches":
		return done(l.match(n))
	case "+", "-", "*", "/", "%":
		return l.arithmetic(n)
	case "??":
		return l.coalesce(n)
	}
	l.bad(n, "the operator %s is not available", n.Operator)
	return failed(n)
}

// looseNot notes a fault about not x == y, which expr reads as (not x) == y.
func (l *lowering) looseNot(n *ast.BinaryNode) bool {
	u, ok := n.Left.(*ast.UnaryNode)
	if !ok || u.Operator != "not" && u.Operator != "!" || logical(n.Operator) {
		return false
	}
	silent := &lowering{fs: &faults{}, loop: l.loop, elem: l.elem}
	if p := silent.expr(u.Node); p.kind == aTruth || p.kind == broken {
		return false
	}
	l.bad(u, "%s takes only %s; write %s (%s %s %s)", u.Operator, text(u.Node), u.Operator, text(u.Node), n.Operator, text(n.Right))
	return true
}

// logical reports whether an operator joins tests.
func logical(op string) bool { return op == "and" || op == "&&" || op == "or" || op == "||" }

// coalesce lowers a ?? b: b where a is missing.
func (l *lowering) coalesce(n *ast.BinaryNode) part {
	a, b := l.expr(n.Left), l.expr(n.Right)
	return part{node: call(n, orElse, a.optional(), b.optional()), kind: merge(a.kind, b.kind), src: n}
}

func (l *lowering) conditional(n *ast.ConditionalNode) part {
	cond, a, b := l.truth(n.Cond), l.expr(n.Exp1), l.expr(n.Exp2)
	node := placed(n, &ast.ConditionalNode{Ternary: true, Cond: cond, Exp1: a.optional(), Exp2: b.optional()})
	kind := merge(a.kind, b.kind)
	if kind == aTruth && (a.maybe() || b.maybe()) {
		kind = unknown
	}
	return part{node: node, kind: kind, src: n}
}

// merge is the kind of what may be either of two.
func merge(a, b kind) kind {
	switch {
	case a == broken || b == broken:
		return broken
	case a == b:
		return a
	case a == nothing && b != aTruth:
		return b
	case b == nothing && a != aTruth:
		return a
	}
	return unknown
}

// maybe reports whether the part is true, false or missing, where its node says only true or false.
func (p part) maybe() bool { return p.kind == aTruth && p.field != nil && p.field.item() != "" }

// optional is the node, nil where a mention or a case is not there to say true or false.
func (p part) optional() ast.Node {
	if !p.maybe() {
		return p.node
	}
	return placed(p.src, &ast.ConditionalNode{Ternary: true, Cond: has(p.field.item()), Exp1: p.node, Exp2: &ast.NilNode{}})
}

func has(item string) ast.Node { return &ast.IdentifierNode{Value: envHas + item} }

// cast makes an operand of unknown kind stop the evaluation when it is not of the kind that is needed.
func (p part) cast(want kind) ast.Node {
	if p.kind != unknown {
		return p.node
	}
	switch want {
	case aNumber:
		return call(start(p.src), asNumber, p.node, p.site())
	case aText:
		return call(start(p.src), asText, p.node, p.site())
	case aTime:
		return call(start(p.src), asTime, p.node, p.site())
	}
	return p.node
}

// quote writes a text as a constant of a filter.
func quote(s string) string { return strconv.Quote(s) }
