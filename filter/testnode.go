package filter

import "github.com/expr-lang/expr/ast"

// testNode is a node of a filter that is split into its tests: one of them, or two parts. It never changes.
type testNode struct {
	left, right *testNode
	both        bool // both parts are to yield what is wanted; otherwise one is enough

	test  *singleTest // nil for a pair
	want  bool        // the result that lets the filter match
	start int         // the test's offset in the filter
}

// text returns the test as an expression; inside not (...) when it is to be false.
func (n *testNode) text() string {
	if n.want {
		return n.test.text
	}
	return n.test.negated
}

// loadTests returns the tests of the program, splitting its filter if necessary; nil for a filter that matches every event.
func (p *Program) loadTests(v *View) *testNode {
	if tests := p.tests.Load(); tests != nil || p.every {
		return tests
	}
	t := testSplitter{comp: &v.compiler, faults: &faults{origin: origin{text: p.source}}, program: p}
	tree := t.comp.parse(t.faults, p.source, maxDepth+8)
	if tree == nil {
		return nil // cannot happen: it compiled before
	}
	p.tests.CompareAndSwap(nil, t.split(tree.Node, true)) // another view may have split it meanwhile, alike
	return p.tests.Load()
}

// testSplitter splits a filter into its tests.
type testSplitter struct {
	comp    *Compiler
	faults  *faults
	program *Program
}

// split returns the tests of an expression that is to yield what is wanted.
func (t *testSplitter) split(n ast.Node, want bool) *testNode {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return t.split(n.Node, !want)
		}
	case *ast.BinaryNode:
		if logical(n.Operator) {
			and := n.Operator == "and" || n.Operator == "&&"
			return &testNode{left: t.split(n.Left, want), right: t.split(n.Right, want), both: and == want}
		}
	}
	one, start := t.single(n)
	return &testNode{test: one, want: want, start: start}
}
