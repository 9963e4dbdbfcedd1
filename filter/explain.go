package filter

import (
	"slices"
	"time"

	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// Test is one test of a filter that kept it from matching, and what it looked at.
type Test struct {
	// Text is the test as an expression; where the filter wanted the contrary, with not around it.
	Text string
	// Values are the fields that the test reads, in the order of the text.
	Values []Value
	// Err is set when the test could not be evaluated; a [*RunError].
	Err error
}

// Value is what a field of an event holds.
type Value struct {
	Path  string
	Value any // nil means missing
}

// Explain tells why the filter does not match the event: the tests that made it so, with the values they saw. Of
// conditions that must all hold these are the ones that do not, of alternatives all of them when none holds. It is nil
// when the filter matches. Explaining costs some hundred times what matching does.
func (p *Program) Explain(v *View) []Test {
	if ok, _ := p.Match(v); ok {
		return nil
	}
	v.meter.start("filter")
	e := explainer{view: v, faults: &faults{origin: origin{text: p.source}}, calendars: p.calendars, world: p.world}
	tree := e.comp.parse(e.faults, p.source, maxDepth+8)
	if tree == nil {
		return nil // cannot be: it compiled
	}
	e.source = tree.Source
	e.walk(tree.Node, true)
	return e.tests
}

// explainer takes an expression apart and evaluates the pieces.
type explainer struct {
	comp      Compiler
	view      *View
	faults    *faults
	calendars map[string]Hours
	world     *trigger.World
	source    file.Source
	tests     []Test
}

// walk adds the tests that keep n from yielding want, and reports whether it does yield it.
func (e *explainer) walk(n ast.Node, want bool) bool {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return e.walk(n.Node, !want)
		}
	case *ast.BinaryNode:
		if logical(n.Operator) {
			return e.walkPair(n, want)
		}
	}
	return e.addTest(n, want)
}

// walkPair takes two tests apart. When one of them is enough and there is it, the other kept nothing from matching.
func (e *explainer) walkPair(n *ast.BinaryNode, want bool) bool {
	before := len(e.tests)
	a := e.walk(n.Left, want)
	middle := len(e.tests)
	b := e.walk(n.Right, want)
	if and := n.Operator == "and" || n.Operator == "&&"; and == want {
		return a && b
	}
	failed := slices.ContainsFunc(e.tests[before:middle], func(t Test) bool { return t.Err != nil })
	if a || b && !failed {
		e.tests = e.tests[:before]
		return true
	}
	return false
}

// addTest adds one test unless it yields what is wanted.
func (e *explainer) addTest(n ast.Node, want bool) bool {
	t := Test{Text: n.String()}
	if !want {
		t.Text = "not (" + t.Text + ")"
	}
	got, err := e.eval((&lowering{faults: e.faults, calendars: e.calendars, world: e.world}).truth(n))
	if err == nil && got == want {
		return true
	}
	t.Err = err
	paths := &pathFinder{}
	paths.find(n)
	for _, p := range paths.list {
		part := (&lowering{faults: e.faults}).expr(p)
		value, _ := e.eval(part.nilWhenMissing())
		t.Values = append(t.Values, Value{Path: part.path, Value: e.shownValue(part, value)})
	}
	e.tests = append(e.tests, t)
	return false
}

func (e *explainer) eval(node ast.Node) (any, error) {
	prog, err := e.comp.assemble(e.faults.origin, e.source, node)
	if err != nil {
		return nil, err
	}
	e.view.meter.restore() // a test that is too dear leaves the others what it did not get
	return prog.eval(e.view)
}

// shownValue makes a value what a reader of an explanation needs: nil when it is missing, no pointers.
func (e *explainer) shownValue(p part, value any) any {
	if p.field != nil && len(p.field.goPath) == 1 {
		switch ev := e.view.event; p.field.goPath[0] {
		case envMention:
			return refName(ev.MentionRef())
		case envCase:
			if ev.Case == nil {
				return nil
			}
			return refName(ev.CaseRef())
		}
	}
	d := valueOf(value)
	if d.isEmpty() {
		return nil
	}
	if t, ok := d.goValue().(time.Duration); ok {
		return t.String()
	}
	return d.goValue()
}

// refName shows an item by its name, nil when there is none.
func refName(r trigger.Ref) any {
	if r == (trigger.Ref{}) {
		return nil
	}
	return r.String()
}

// pathFinder collects the longest paths of an expression that begin with a field, each once.
type pathFinder struct{ list []ast.Node }

func (f *pathFinder) find(n ast.Node) {
	if isPath(n) {
		for _, old := range f.list {
			if old.String() == n.String() {
				return
			}
		}
		f.list = append(f.list, n)
		return
	}
	for _, c := range children(n) {
		f.find(c)
	}
}
