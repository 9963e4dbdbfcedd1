package filter

import (
	"fmt"
)

// runFault stops an evaluation. The functions that expr calls panic with one; expr's machine recovers it, adds the
// position and returns it as an error.
type runFault struct{ msg string }

func (f *runFault) Error() string { return f.msg }

func stop(format string, args ...any) {
	panic(&runFault{msg: fmt.Sprintf(format, args...)})
}

// operandName is the text of an operand in the filter, for messages at run time.
type operandName struct{ text string }

func (s *operandName) wrongKind(d typedValue, want kind) {
	stop("%s is %v, not %v", s.text, d, want)
}

// asNumber, asText, asTime, asDuration and asTruth return a value of their kind or a missing one, and stop at any other
// value.

func asNumber(x, at any) any {
	d := valueOf(x)
	if d.kind != aNumber && d.kind != nothing {
		at.(*operandName).wrongKind(d, aNumber)
	}
	return x
}

func asText(x, at any) any {
	d := valueOf(x)
	if d.kind != aText && d.kind != nothing {
		at.(*operandName).wrongKind(d, aText)
	}
	return x
}

func asTime(x, at any) any {
	d := valueOf(x)
	if d.kind != aTime && d.kind != nothing {
		at.(*operandName).wrongKind(d, aTime)
	}
	return x
}

func asDuration(x, at any) any {
	d := valueOf(x)
	if d.kind != aDuration && d.kind != nothing {
		at.(*operandName).wrongKind(d, aDuration)
	}
	return x
}

func asTruth(x, at any) bool {
	d := valueOf(x)
	if d.kind != aTruth && d.kind != nothing {
		at.(*operandName).wrongKind(d, aTruth)
	}
	return d.truth
}

// emptyList replaces a missing list in a loop.
var emptyList any = []any{}

func asList(x, at any) any {
	d := valueOf(x)
	switch {
	case d.kind == nothing:
		return emptyList
	case !d.kind.list():
		at.(*operandName).wrongKind(d, aList)
	}
	return d.raw
}

// asContainer returns a value that may have members, and stops at any other value.
func asContainer(x, at any) any {
	d := valueOf(x)
	if d.kind != anObject && d.kind != nothing && !d.kind.list() {
		stop("%s is %v, which has no fields", at.(*operandName).text, d)
	}
	return x
}
