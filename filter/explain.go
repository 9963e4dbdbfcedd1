package filter

import (
	"slices"
	"time"

	"github.com/commis-recipes/commis/trigger"
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
// filter matches. The first call splits the filter into its tests and compiles them, which takes some hundred times as long as
// matching; the program keeps them. The view keeps the results of tests for further programs that have the same ones.
func (p *Program) Explain(v *View) []Test {
	v.meter.start("filter")
	tests := p.loadTests(v)
	if tests == nil {
		return nil
	}
	e := explainer{view: v, origin: origin{text: p.source}, explained: &v.explained}
	var result []Test
	if yields, _ := e.walk(tests); !yields {
		result = e.result()
	}
	e.explained.forget()
	return result
}

// explainer evaluates the tests of a filter.
type explainer struct {
	view   *View
	origin origin
	*explained
}

// walk adds the tests that keep the node from yielding what is wanted, and reports whether it does, or cannot be evaluated. The
// right part of a pair counts only where the left one does not decide: its tests are told, but one that cannot be evaluated is
// then no failure. When one part is enough and yields what is wanted, the tests of the other are dropped.
func (e *explainer) walk(n *testNode) (yields, fails bool) {
	if n.test != nil {
		return e.evaluate(n)
	}
	tests, values := len(e.failed), len(e.seen)
	a, leftFails := e.walk(n.left)
	b, rightFails := e.walk(n.right)
	if n.both {
		return a && b, leftFails || a && rightFails
	}
	if a || b && !leftFails {
		e.failed, e.seen = e.failed[:tests], e.seen[:values]
		return true, false
	}
	return false, leftFails || rightFails
}

// evaluate evaluates one test and adds it unless it yields what is wanted.
func (e *explainer) evaluate(n *testNode) (yields, fails bool) {
	got, err := e.holds(n)
	if err == nil && got == n.want {
		return true, false
	}
	e.failed = append(e.failed, failedTest{n, err, len(e.seen)})
	for _, f := range n.test.fields {
		e.seen = append(e.seen, e.value(f))
	}
	return false, err != nil
}

// holds returns the result of a test. Only results are kept: another program may have the budget for a test that failed.
func (e *explainer) holds(n *testNode) (any, error) {
	t := n.test
	if got, ok := e.results[t]; ok {
		return got, nil
	}
	if t.err != nil {
		return nil, t.err
	}
	e.view.meter.restore() // a test that exceeds the budget leaves the rest to the others
	got, err := t.run.evalAt(e.view, e.origin, n.start-t.start)
	if result, ok := got.(bool); ok && err == nil && t.shared {
		if e.results == nil {
			e.results = map[*singleTest]bool{}
		}
		e.results[t] = result
	}
	return got, err
}

// value returns the value of a field.
func (e *explainer) value(f *testedField) Value {
	if v, ok := e.values[f]; ok {
		return v
	}
	var value any
	err := f.err
	if err == nil {
		e.view.meter.restore()
		value, err = f.run.eval(e.view)
	}
	v := Value{Path: f.part.path, Value: e.view.shownValue(f.part, value)}
	if err == nil {
		if e.values == nil {
			e.values = map[*testedField]Value{}
		}
		e.values[f] = v
	}
	return v
}

// explained is memory of the explanations of one event: results that are the same in those of further programs, and what was
// found of the present program so far.
type explained struct {
	results map[*singleTest]bool
	values  map[*testedField]Value

	failed []failedTest
	seen   []Value // by the failed tests, in their order
}

// failedTest is a test that did not yield what was wanted. The values that it saw begin at values.
type failedTest struct {
	node   *testNode
	err    error
	values int
}

// result returns the failed tests.
func (x *explained) result() []Test {
	seen, tests := slices.Clone(x.seen), make([]Test, len(x.failed))
	for i := len(tests) - 1; i >= 0; i-- {
		f := &x.failed[i]
		tests[i] = Test{Text: f.node.text(), Err: f.err}
		if len(seen) > f.values {
			tests[i].Values = slices.Clip(seen[f.values:])
		}
		seen = seen[:f.values]
	}
	return tests
}

// forget forgets what was found of the present program.
func (x *explained) forget() {
	clear(x.failed)
	clear(x.seen)
	x.failed, x.seen = x.failed[:0], x.seen[:0]
}

// reset forgets the event.
func (x *explained) reset() {
	clear(x.results)
	clear(x.values)
	x.forget()
}

// shownValue converts a value for the reader of an explanation: nil when it is missing, and no pointers.
func (v *View) shownValue(p part, value any) any {
	if p.field != nil && len(p.field.goPath) == 1 {
		switch ev := v.event; p.field.goPath[0] {
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
