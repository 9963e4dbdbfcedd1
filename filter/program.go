package filter

import (
	"errors"

	"github.com/expr-lang/expr/file"
)

// Program is a compiled filter. It is immutable and safe for concurrent use, each goroutine with a [View] of its own.
type Program struct {
	source string
	run    *program // nil for the filter that matches everything
}

// String returns the expression that runs: the text of the filter or of its tree. For a saved filter it is that
// filter's, and "true" for the zero filter.
func (p *Program) String() string { return p.source }

// Match reports whether the event passes the filter. The error is a [*RunError] and tells of a fault at run time,
// such as text in a record where the filter needs a number, or more work than one evaluation may be; it is never "does
// not match".
func (p *Program) Match(v *View) (bool, error) {
	if p.run == nil {
		return true, nil
	}
	v.meter.start("filter")
	out, err := p.run.eval(v)
	if err != nil {
		return false, err
	}
	return out == true, nil
}

// eval runs an expression on an event.
func (p *program) eval(v *View) (any, error) {
	out, err := v.machine.Run(p.code, v.env)
	if err == nil {
		return out, nil
	}
	run := &RunError{Line: 1, Column: 1, Msg: "cannot be evaluated"}
	var at *file.Error
	if errors.As(err, &at) {
		run.Line, run.Column = p.origin.place(at.From)
	}
	var f *fault
	if errors.As(err, &f) {
		run.Msg = f.msg
	}
	return nil, run
}
