package filter

import (
	"fmt"
	"time"
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

// asNumber, asText, asTime and asTruth let what is of their kind or missing through, and stop at all else.

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

// toNumber is number(x): text is read as a number.
func toNumber(x, at any) any {
	d := read(x)
	if d.kind == aText {
		n := number(d.text)
		if n.kind == aText {
			at.(*site).not(d, aNumber)
		}
		return n.value()
	}
	return asNumber(x, at)
}

// toTruth is bool(x): the texts "true" and "false" are read, in upper or lower case.
func toTruth(x, at any) any {
	d := truthOf(read(x))
	if d.kind != aTruth && d.kind != nothing {
		at.(*site).not(d, aTruth)
	}
	return d.value()
}

// toTime is date(x): text in RFC 3339 or as a date, and unix seconds are read.
func toTime(x, at any) any {
	d := read(x)
	switch t, ok := timeOf(d); {
	case ok:
		return t
	case d.kind == nothing:
		return nil
	}
	at.(*site).not(d, aTime)
	return nil
}

// truthOf reads the texts true and false as what they say, and leaves all else as it is.
func truthOf(d datum) datum {
	if d.kind == aText {
		switch lowerText(d.text) {
		case "true":
			return datum{kind: aTruth, truth: true}
		case "false":
			return datum{kind: aTruth}
		}
	}
	return d
}

func timeOf(d datum) (time.Time, bool) {
	switch d.kind {
	case aTime:
		return d.time, true
	case aNumber:
		return d.unix()
	case aText:
		if t, ok := instant(d.text); ok {
			return t, true
		}
		if n := number(d.text); n.kind == aNumber {
			return n.unix()
		}
	}
	return time.Time{}, false
}
