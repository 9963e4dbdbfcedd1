package filter

import (
	"time"

	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// Test is one test that kept a filter from matching, with the values it read.
type Test struct {
	// Text is the test as an expression; inside not (...) when the filter needed it to be false.
	Text string
	// Values are the fields that the test reads, in the order of the text.
	Values []Value
	// Err is set when the test could not be evaluated; a [*RunError].
	Err error
}

// Value is the value of one field of an event.
type Value struct {
	Path  string
	Value any // nil means missing
}

// Explain returns the tests that kept the filter from matching the event, with the values they read. Of conditions
// joined by and it returns those that are false, of alternatives all of them when none is true. It returns nil when the
// filter matches. Explaining takes some hundred times as long as matching; the view keeps the results of tests for further
// programs that have the same ones.
func (p *Program) Explain(v *View) []Test {
	v.meter.start("filter")
	e := explainer{view: v, faults: &faults{origin: origin{text: p.source}}, calendars: p.calendars, world: p.world}
	tree := e.comp.parse(e.faults, p.source, maxDepth+8)
	if tree == nil {
		return nil // cannot happen: it compiled before
	}
	e.source = tree.Source
	if yields, _ := e.walk(tree.Node, true); yields {
		return nil
	}
	return e.tests
}

// explainer splits an expression into its tests and evaluates each.
type explainer struct {
	comp      Compiler
	view      *View
	faults    *faults
	calendars map[string]Hours
	world     *trigger.World
	source    file.Source
	tests     []Test
}

// walk adds the tests that keep n from yielding want, and reports whether n yields it, or cannot be evaluated.
func (e *explainer) walk(n ast.Node, want bool) (yields, fails bool) {
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

// walkPair walks both operands of and or or. The right one counts only where the left one does not decide: its tests are told,
// but one that cannot be evaluated is then no failure. When one operand is enough and yields want, the tests of the other are
// dropped.
func (e *explainer) walkPair(n *ast.BinaryNode, want bool) (yields, fails bool) {
	before := len(e.tests)
	a, leftFails := e.walk(n.Left, want)
	b, rightFails := e.walk(n.Right, want)
	if and := n.Operator == "and" || n.Operator == "&&"; and == want {
		return a && b, leftFails || a && rightFails
	}
	if a || b && !leftFails {
		e.tests = e.tests[:before]
		return true, false
	}
	return false, leftFails || rightFails
}

// addTest evaluates one test and adds it unless it yields want.
func (e *explainer) addTest(n ast.Node, want bool) (yields, fails bool) {
	t := Test{Text: n.String()}
	got, err := e.test(n, t.Text)
	if err == nil && got == want {
		return true, false
	}
	if t.Err = err; !want {
		t.Text = "not (" + t.Text + ")"
	}
	paths := &pathFinder{}
	paths.find(n)
	for _, p := range paths.list {
		t.Values = append(t.Values, e.value(p))
	}
	e.tests = append(e.tests, t)
	return false, err != nil
}

// explained are results of an explanation that are the same in those of other programs on the event.
type explained struct {
	tests  map[explainedTest]bool
	values map[string]Value // by path, as written
}

// explainedTest is a test that names no calendar, and the lists of words that it uses.
type explainedTest struct {
	text  string
	world *trigger.World
}

// test evaluates a test, whose text is given. Only results are kept: another program may have the budget for one that failed.
func (e *explainer) test(n ast.Node, text string) (any, error) {
	key := explainedTest{text, e.world}
	if got, ok := e.view.explained.tests[key]; ok && len(e.calendars) == 0 {
		return got, nil
	}
	got, err := e.eval((&lowering{faults: e.faults, calendars: e.calendars, world: e.world}).truth(n))
	if result, ok := got.(bool); ok && err == nil && len(e.calendars) == 0 {
		if e.view.explained.tests == nil {
			e.view.explained.tests = map[explainedTest]bool{}
		}
		e.view.explained.tests[key] = result
	}
	return got, err
}

// value returns the value of a path.
func (e *explainer) value(path ast.Node) Value {
	text := path.String()
	if v, ok := e.view.explained.values[text]; ok {
		return v
	}
	part := (&lowering{faults: e.faults}).expr(path)
	value, err := e.eval(part.nilWhenMissing())
	v := Value{Path: part.path, Value: e.shownValue(part, value)}
	if err == nil {
		if e.view.explained.values == nil {
			e.view.explained.values = map[string]Value{}
		}
		e.view.explained.values[text] = v
	}
	return v
}

func (e *explainer) eval(node ast.Node) (any, error) {
	prog, err := e.comp.assemble(e.faults.origin, e.source, node)
	if err != nil {
		return nil, err
	}
	e.view.meter.restore() // a test that exceeds the budget leaves the rest to the others
	return prog.eval(e.view)
}

// shownValue converts a value for the reader of an explanation: nil when it is missing, and no pointers.
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

// refName returns the name of an item, nil for the zero Ref.
func refName(r trigger.Ref) any {
	if r == (trigger.Ref{}) {
		return nil
	}
	return r.String()
}

// pathFinder collects the longest field paths of an expression, each once.
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
