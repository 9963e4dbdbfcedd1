package filter

import (
	"fmt"
)

// fault is what stops an evaluation. The functions that expr calls panic with one; expr's machine recovers it,
// adds the position and returns it as an error.
type fault struct{ msg string }

func (f *fault) Error() string { return f.msg }

func stop(format string, args ...any) {
	panic(&fault{msg: fmt.Sprintf(format, args...)})
}

// site is how a message calls an operand: its text in the filter.
type site struct{ text string }

func (s *site) not(d datum, want kind) {
	stop("%s is %v, not %v", s.text, d, want)
}

// asNumber, asText, asTime, asDuration and asTruth let what is of their kind or missing through, and stop at all else.

func asNumber(x, at any) any {
	d := read(x)
	if d.kind != aNumber && d.kind != nothing {
		at.(*site).not(d, aNumber)
	}
	return x
}

func asText(x, at any) any {
	d := read(x)
	if d.kind != aText && d.kind != nothing {
		at.(*site).not(d, aText)
	}
	return x
}

func asTime(x, at any) any {
	d := read(x)
	if d.kind != aTime && d.kind != nothing {
		at.(*site).not(d, aTime)
	}
	return x
}

func asDuration(x, at any) any {
	d := read(x)
	if d.kind != aDuration && d.kind != nothing {
		at.(*site).not(d, aDuration)
	}
	return x
}

func asTruth(x, at any) bool {
	d := read(x)
	if d.kind != aTruth && d.kind != nothing {
		at.(*site).not(d, aTruth)
	}
	return d.truth
}

// emptyList is what a missing list is to a loop.
var emptyList any = []any{}

func asList(x, at any) any {
	d := read(x)
	switch {
	case d.kind == nothing:
		return emptyList
	case !d.kind.list():
		at.(*site).not(d, aList)
	}
	return d.raw
}

// asHolder lets through what may have members.
func asHolder(x, at any) any {
	d := read(x)
	if d.kind != anObject && d.kind != nothing && !d.kind.list() {
		stop("%s is %v, which has no fields", at.(*site).text, d)
	}
	return x
}
