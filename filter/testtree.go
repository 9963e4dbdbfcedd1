package filter

import (
	"sync"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// testTree returns the tests of the filter, joined as in its text; nil for a filter that matches every event.
func (p *Program) testTree() *matching.Test[*View] {
	if p.every {
		return nil
	}
	t := testReader{faults: &faults{origin: origin{text: p.source}}, program: p}
	tree := t.comp.parse(t.faults, p.source, maxDepth+8)
	if tree == nil {
		return nil // cannot happen: it compiled before
	}
	t.source = tree.Source
	return t.read(tree.Node)
}

// testReader reads the tests of a filter from its expression.
type testReader struct {
	comp    Compiler
	faults  *faults
	program *Program
	source  file.Source
}

func (t *testReader) read(n ast.Node) *matching.Test[*View] {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return &matching.Test[*View]{Join: matching.Not, Parts: []*matching.Test[*View]{t.read(n.Node)}}
		}
	case *ast.BinaryNode:
		if logical(n.Operator) {
			join := matching.And
			if n.Operator == "or" || n.Operator == "||" {
				join = matching.Or
			}
			return &matching.Test[*View]{Join: join, Parts: []*matching.Test[*View]{t.read(n.Left), t.read(n.Right)}}
		}
	}
	return t.leaf(n)
}

// leaf returns a single test.
func (t *testReader) leaf(n ast.Node) *matching.Test[*View] {
	out := &matching.Test[*View]{Text: n.String()}
	c := comparisonOf(n)
	out.Compare, out.Negated, out.Values = c.how, c.negated, c.values
	if c.field != nil {
		out.Path, out.Key, out.Kind = c.place()
	}
	run := sync.OnceValues(func() (*program, error) { return t.assemble(n) })
	out.Holds = func(v *View) (bool, error) {
		prog, err := run()
		if err != nil {
			return false, err
		}
		v.meter.start("filter")
		got, err := prog.eval(v)
		return got == true, err
	}
	out.Saw = func(v *View) []matching.Seen { return t.saw(n, v) }
	return out
}

// assemble compiles one test.
func (t *testReader) assemble(n ast.Node) (*program, error) {
	l := lowering{faults: t.faults, calendars: t.program.calendars, world: t.program.world}
	return t.comp.assemble(t.faults.origin, t.source, l.truth(n))
}

// saw returns the fields that a test reads.
func (t *testReader) saw(n ast.Node, v *View) []matching.Seen {
	v.meter.start("filter")
	e := explainer{view: v, faults: t.faults, source: t.source}
	paths := &pathFinder{}
	paths.find(n)
	var all []matching.Seen
	for _, p := range paths.list {
		value := e.value(p)
		all = append(all, matching.Seen{Path: value.Path, Value: value.Value})
	}
	return all
}
