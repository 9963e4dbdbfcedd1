package filter

import (
	"slices"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/expr-lang/expr/ast"
)

// verdict returns whether the filter provably excludes events whose field at the path has the value, see
// [matching.Functions].
func (p *Program) verdict(path, value string) matching.Verdict {
	var c Compiler
	tree := c.parse(&faults{origin: origin{text: p.source}}, p.source, maxDepth+8)
	if tree == nil {
		return matching.Silent // cannot happen: it compiled before
	}
	if f, _ := c.fieldAt(path); f.kind.list() {
		return matching.Silent // a list may hold the value beside any other
	}
	r := ruler{path: path, value: value, collect: true}
	if r.answer(tree.Node) == never {
		return matching.Excludes
	}
	r.collect = false
	for _, other := range append(slices.Clone(r.others), "\x00 a value that no filter names") {
		r.value = other
		if r.answer(tree.Node) == never {
			return matching.Names
		}
	}
	return matching.Silent
}

// ruler evaluates a filter of which one field is known.
type ruler struct {
	path, value string
	others      []string // the values that the filter compares the field with
	collect     bool     // others is not complete yet
}

// answer is the possible result of a test.
type answer uint8

const (
	perhaps answer = iota
	never
	always
)

func decided(yes bool) answer {
	if yes {
		return always
	}
	return never
}

func (a answer) not() answer {
	switch a {
	case never:
		return always
	case always:
		return never
	}
	return perhaps
}

func (r *ruler) answer(n ast.Node) answer {
	switch n := n.(type) {
	case *ast.BoolNode:
		return decided(n.Value)
	case *ast.UnaryNode:
		return r.answer(n.Node).not()
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok && name.Value == "is" && r.isField(n.Arguments[0]) {
			return r.among(n.Arguments[1:])
		}
	case *ast.BinaryNode:
		return r.binary(n)
	}
	return perhaps
}

func (r *ruler) binary(n *ast.BinaryNode) answer {
	switch n.Operator {
	case "and", "&&":
		return r.both(r.answer(n.Left), r.answer(n.Right))
	case "or", "||":
		return r.both(r.answer(n.Left).not(), r.answer(n.Right).not()).not()
	case "==":
		return r.equal(n.Left, n.Right)
	case "!=":
		return r.equal(n.Left, n.Right).not()
	case "in":
		if list, ok := n.Right.(*ast.ArrayNode); ok && r.isField(n.Left) {
			return r.among(list.Nodes)
		}
	}
	return perhaps
}

func (r *ruler) both(a, b answer) answer {
	switch {
	case a == never || b == never:
		return never
	case a == always && b == always:
		return always
	}
	return perhaps
}

func (r *ruler) equal(a, b ast.Node) answer {
	switch {
	case r.isField(a):
		return r.among([]ast.Node{b})
	case r.isField(b):
		return r.among([]ast.Node{a})
	}
	return perhaps
}

// among returns whether the field equals one of the constants.
func (r *ruler) among(list []ast.Node) answer {
	found, open := false, false
	for _, n := range list {
		switch n := n.(type) {
		case *ast.StringNode:
			found = found || n.Value == r.value
			r.other(n.Value)
		case *ast.NilNode:
			found = found || r.value == ""
			r.other("")
		default:
			open = true
		}
	}
	switch {
	case found:
		return always
	case open:
		return perhaps
	}
	return never
}

func (r *ruler) other(value string) {
	if r.collect {
		r.others = append(r.others, value)
	}
}

// isField reports whether an expression is the field, however it is written.
func (r *ruler) isField(n ast.Node) bool {
	if !isPath(n) {
		return false
	}
	p := (&lowering{faults: &faults{}}).expr(n)
	return p.path == r.path
}
