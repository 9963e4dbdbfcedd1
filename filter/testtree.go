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
	fields := sync.OnceValue(func() []seenField { return t.fields(n) })
	out.Saw = func(v *View) []matching.Seen { return t.saw(fields(), v) }
	return out
}

// assemble compiles one test.
func (t *testReader) assemble(n ast.Node) (*program, error) {
	l := lowering{faults: t.faults, calendars: t.program.calendars, world: t.program.world}
	return t.comp.assemble(t.faults.origin, t.source, l.truth(n))
}

// seenField is a field that a test reads.
type seenField struct {
	part part
	run  *program
}

// fields returns the fields that a test reads, compiled.
func (t *testReader) fields(n ast.Node) []seenField {
	paths := &pathFinder{}
	paths.find(n)
	var all []seenField
	for _, path := range paths.list {
		part := (&lowering{faults: t.faults}).expr(path)
		run, err := t.comp.assemble(t.faults.origin, t.source, part.nilWhenMissing())
		if err == nil {
			all = append(all, seenField{part, run})
		}
	}
	return all
}

// saw returns the values of fields.
func (t *testReader) saw(fields []seenField, v *View) []matching.Seen {
	v.meter.start("filter")
	all := make([]matching.Seen, len(fields))
	for i, f := range fields {
		v.meter.restore()
		value, err := f.run.eval(v)
		if err != nil {
			value = nil
		}
		all[i] = matching.Seen{Path: f.part.path, Value: v.shownValue(f.part, value)}
	}
	return all
}
