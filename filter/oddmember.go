package filter

import "time"

// The items of members of a host's object whose kind does not suit an expression; none of them is for a missing member.
const (
	noNumber     = '!' // not a number
	noNumeral    = '~' // not a number, nor a text that number reads
	isWord       = 'w' // a text that number does not read
	noText       = '"' // not a text
	noTextOrList = '&' // neither a text nor a list
	noTruth      = '|' // neither true nor false
	noTruthWord  = ':' // the same, nor a text that bool reads
	noInstant    = '@' // not a time
	noTime       = '^' // not a time, nor a value that date reads
	noSpan       = '-' // not a duration
	noList       = '[' // not a list
	noObject     = '{' // not an object
	noHolder     = '<' // neither a list nor an object
	noLength     = '%' // neither a text, a list nor an object
)

// oddMembers tell whether a value that is not missing has one of these items.
var oddMembers = [256]func(d typedValue) bool{
	noNumber:     func(d typedValue) bool { return d.kind != aNumber },
	noNumeral:    func(d typedValue) bool { k := readNumber(d).kind; return k != aNumber && k != nothing },
	isWord:       func(d typedValue) bool { return d.kind == aText && readNumber(d).kind == aText },
	noText:       func(d typedValue) bool { return d.kind != aText },
	noTextOrList: func(d typedValue) bool { return d.kind != aText && !d.kind.list() },
	noTruth:      func(d typedValue) bool { return d.kind != aTruth },
	noTruthWord:  func(d typedValue) bool { k := parseTruth(blankless(d)).kind; return k != aTruth && k != nothing },
	noInstant:    func(d typedValue) bool { return d.kind != aTime },
	noTime:       func(d typedValue) bool { _, k := readTime(d); return k != aTime && k != nothing },
	noSpan:       func(d typedValue) bool { return d.kind != aDuration },
	noList:       func(d typedValue) bool { return !d.kind.list() },
	noObject:     func(d typedValue) bool { return d.kind != anObject },
	noHolder:     func(d typedValue) bool { return d.kind != anObject && !d.kind.list() },
	noLength:     func(d typedValue) bool { return d.kind != anObject && !d.kind.list() && d.kind != aText },
}

// oddItem is the item of values for which the test holds.
type oddItem struct {
	test func(d typedValue) bool
	item uint32
}

// readNumber returns the value as number reads it.
func readNumber(d typedValue) typedValue {
	if d.kind == aText {
		d = parseNumber(d.text)
	}
	return d
}

// readTime returns a value as date reads it; kind is aTime, or the kind of the value that date does not read.
func readTime(d typedValue) (t time.Time, kind kind) {
	d = blankless(d)
	if t, ok := timeFrom(d); ok {
		return t, valueOf(t).kind
	}
	return t, d.kind
}
