package filter

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/expr-lang/expr/ast"
)

// numberPrice is the price of reading a text as a number or a time, in budget units per byte.
const numberPrice = 16

// readable returns the node of a value to be read as a number, a truth value or a time. Reading is priced only in a
// loop.
func (l *lowering) readable(n, value ast.Node, call int) ast.Node {
	if !l.loop {
		return value
	}
	return priced(n, value, price{call: call, byte: numberPrice, most: maxNumeral})
}

// conversion lowers number(x) and float(x), int(x), which drops the fraction, and bool(x).
func (l *lowering) conversion(c funcCall) part {
	a := l.expr(c.args[0])
	fn, to, kind := toNumber, aNumber, aNumber
	if c.name == "bool" {
		fn, to, kind = toTruth, aTruth, unknown
	}
	switch a.kind {
	case broken:
		return failedPart(c.src)
	case aText, unknown, nothing, to:
	default:
		l.faultAt(c.src, "%s is %v, %s cannot read it", a.name(), a.kind, c.name)
		return failedPart(c.src)
	}
	node := call(c.src, fn, l.readable(c.src, a.nilWhenMissing(), 32), a.nameNode())
	if c.name == "int" {
		node = call(c.src, truncOf, node)
	}
	return part{node: node, kind: kind, src: c.src}
}

// date lowers date(x). A constant is read at compile time.
func (l *lowering) date(c funcCall) part {
	switch len(c.args) {
	case 2:
		l.faultAt(c.src, `date needs a zone beside a layout, as in date(%s, %s, "Europe/Brussels")`, sourceText(c.args[0]), sourceText(c.args[1]))
		return failedPart(c.src)
	case 3:
		return l.dateWithLayout(c)
	}
	a := l.expr(c.args[0])
	if a.kind != broken && a.constant() {
		t, ok := timeFrom(valueOf(constantValue(a.node)))
		if !ok {
			l.faultAt(c.args[0], "%s is not a time, want one as in 2026-01-31T12:00:00Z, a date or unix seconds; date(text, layout, zone) reads others", a.name())
			return failedPart(c.src)
		}
		return part{node: placed(c.src, constant(t)), kind: aTime, src: c.src}
	}
	switch a.kind {
	case aText, aNumber, aTime, unknown:
		return part{node: call(c.src, toTime, l.readable(c.src, a.node, 128), a.nameNode()), kind: aTime, src: c.src}
	case broken:
	default:
		l.faultAt(c.src, "%s is %v, date cannot read it", a.name(), a.kind)
	}
	return failedPart(c.src)
}

func (l *lowering) duration(c funcCall) part {
	s, ok := l.constantText(c, 0)
	if !ok {
		return failedPart(c.src)
	}
	d, ok := parseDuration(s)
	if !ok {
		l.faultAt(c.args[0], `%s is not a duration, want one as in "30m", "36h", "2d" or "1w"`, quote(shorten(s)))
		return failedPart(c.src)
	}
	return part{node: placed(c.src, constant(d)), kind: aDuration, src: c.src}
}

// parseDuration reads Go's durations, and whole days and weeks.
func parseDuration(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	unit := map[byte]time.Duration{'d': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if n := len(s); n > 1 && unit[s[n-1]] != 0 && strings.IndexFunc(s[:n-1], func(r rune) bool { return !unicode.IsDigit(r) }) < 0 {
		days, err := strconv.Atoi(s[:n-1])
		if err != nil || days > 100_000/int(unit[s[n-1]]/unit['d']) {
			return 0, false
		}
		return time.Duration(days) * unit[s[n-1]], true
	}
	d, err := time.ParseDuration(s)
	return d, err == nil
}

// toNumber implements number(x), which reads a text as a number.
func toNumber(x, at any) any {
	d := valueOf(x)
	if d.kind == aText {
		n := parseNumber(d.text)
		if n.kind == aText {
			at.(*operandName).wrongKind(d, aNumber)
		}
		return n.goValue()
	}
	return asNumber(x, at)
}

// toTruth implements bool(x), which reads the texts "true" and "false" in any case.
func toTruth(x, at any) any {
	d := parseTruth(nonBlank(x))
	if d.kind != aTruth && d.kind != nothing {
		at.(*operandName).wrongKind(d, aTruth)
	}
	return d.goValue()
}

// toTime implements date(x), which reads text in ISO 8601 or as a date, and seconds or milliseconds since 1970.
func toTime(x, at any) any {
	d := nonBlank(x)
	switch t, ok := timeFrom(d); {
	case ok:
		return t
	case d.kind == nothing:
		return nil
	}
	at.(*operandName).wrongKind(d, aTime)
	return nil
}

// nonBlank returns the value of x, where a text of nothing but spaces is missing.
func nonBlank(x any) typedValue { return blankless(valueOf(x)) }

// blankless returns the value, missing when it is a text of nothing but spaces.
func blankless(d typedValue) typedValue {
	if d.kind == aText && len(d.text) <= maxNumeral && strings.TrimSpace(d.text) == "" {
		return typedValue{kind: nothing}
	}
	return d
}

// parseTruth reads the texts "true" and "false" as truth values and returns any other value unchanged.
func parseTruth(d typedValue) typedValue {
	if d.kind == aText {
		switch lowerText(d.text) {
		case "true":
			return typedValue{kind: aTruth, truth: true}
		case "false":
			return typedValue{kind: aTruth}
		}
	}
	return d
}

func timeFrom(d typedValue) (time.Time, bool) {
	switch d.kind {
	case aTime:
		return d.time, true
	case aNumber:
		return d.unixTime()
	case aText:
		if t, ok := parseInstant(d.text); ok {
			return t, true
		}
		if n := parseNumber(d.text); n.kind == aNumber {
			return n.unixTime()
		}
	}
	return time.Time{}, false
}
