package filter

import (
	"errors"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/file"
)

// Program is a compiled filter. It is immutable and safe for concurrent use, each goroutine with a [View] of its own.
type Program struct {
	source    string
	every     bool             // matches every event
	calendars map[string]Hours // the calendars it names
	world     *trigger.World
	words     []*Error
	// run is nil when an index can decide the filter and it has not run yet.
	run atomic.Pointer[program]
	// rows are the filter as rows of an index; nil once an index has them.
	rows atomic.Pointer[index.Rows]
	// indexed is set when an index decides the filter, so that the compiled program is not worth keeping.
	indexed atomic.Bool
	// tests are the tests of the filter; nil until they are explained.
	tests atomic.Pointer[testNode]
}

// String returns the expression that runs: the text of the filter or of its tree, that of the named filter for a saved
// one, and "true" for the zero filter.
func (p *Program) String() string { return p.source }

// Calendars returns the sorted names of the calendars that the filter uses. If one of these calendars changes, the
// filter must be compiled again.
func (p *Program) Calendars() []string { return slices.Sorted(maps.Keys(p.calendars)) }

// Words returns the words that the filter compares a field with and that are not in the host's closed list for it, such
// as a misspelt status. Each has its place and wraps a [*trigger.WordError]. The filter runs all the same; no event has
// such a word.
func (p *Program) Words() []*Error { return slices.Clone(p.words) }

// Match reports whether the event passes the filter. The error is a [*RunError] about a failure at run time, such as
// text in a record where the filter needs a number, or an exceeded budget. An error never means "does not match".
func (p *Program) Match(v *View) (bool, error) {
	if p.every {
		return true, nil
	}
	v.meter.start("filter")
	run, err := p.loadRun(v)
	if err != nil {
		return false, err
	}
	out, err := run.eval(v)
	if err != nil {
		return false, err
	}
	return out == true, nil
}

// loadRun returns the compiled program, compiling it if necessary. The view keeps a program that is not worth keeping
// until its next event.
func (p *Program) loadRun(v *View) (*program, error) {
	if run := p.run.Load(); run != nil {
		return run, nil
	}
	if v.last.of == p {
		return v.last.run, nil
	}
	if !v.meter.trySpend(len(p.source), compilePrice) {
		return nil, &RunError{Line: 1, Column: 1, Msg: v.meter.tooLong()}
	}
	run, err := v.compiler.recompile(p)
	switch {
	case err != nil:
	case p.indexed.Load():
		v.last = lastRun{p, run}
	default:
		p.run.Store(run)
	}
	return run, err
}

// lastRun is a program compiled for one event only.
type lastRun struct {
	of  *Program
	run *program
}

// eval runs an expression on an event.
func (p *program) eval(v *View) (any, error) { return p.evalAt(v, p.origin, 0) }

// evalAt is eval for an expression in another text than it was compiled from: there it is so many characters further on.
func (p *program) evalAt(v *View, origin origin, further int) (any, error) {
	if !v.meter.trySpend(len(p.code.Bytecode), stepPrice) {
		line, column := origin.place(0)
		return nil, &RunError{Line: line, Column: column, Msg: v.meter.tooLong()}
	}
	out, err := v.machine.Run(p.code, v.environment())
	if err == nil {
		return out, nil
	}
	run := &RunError{Line: 1, Column: 1, Msg: "cannot be evaluated"}
	var at *file.Error
	if errors.As(err, &at) {
		run.Line, run.Column = origin.place(at.From + further)
	}
	var f *runFault
	if errors.As(err, &f) {
		run.Msg = f.msg
	}
	return nil, run
}
