package filter

import (
	"unicode/utf8"
)

func (l *lowering) length(c funcCall) part {
	a := l.expr(c.args[0])
	switch {
	case a.kind == broken || !l.checkNotRepeated(c.src, a):
		return failedPart(c.src)
	case a.kind == aText || a.kind.list() || a.kind == anObject || a.kind == unknown:
		return part{node: call(c.src, length, priced(c.src, a.node, price{call: 8, byte: 1})), kind: aNumber, src: c.src}
	}
	l.faultAt(c.src, "%s is %v, len needs text or a list", a.name(), a.kind)
	return failedPart(c.src)
}

// length returns the number of characters of a text, or of elements of a list or an object; zero for a missing value.
func length(x any) any {
	switch d := valueOf(x); d.kind {
	case nothing:
		return 0
	case aText:
		return utf8.RuneCountInString(d.text)
	case aTextList, aList, anObject:
		return int(d.float)
	default:
		stop("%v has no length", d)
	}
	return nil
}
