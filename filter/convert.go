package filter

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/expr-lang/expr/ast"
)

// numberPrice is what reading a text as a number or a time costs for each of its bytes, in units of the budget.
const numberPrice = 16

// readable is a value to be read as a number, a truth or a time. That costs little, unless a loop does it.
func (l *lowering) readable(n, value ast.Node, call int) ast.Node {
	if !l.loop {
		return value
	}
	return priced(n, value, price{call: call, byte: numberPrice, most: maxNumeral})
}

// conversion lowers number(x) and its other names float(x) and int(x), which cuts a fraction off, and bool(x).
func (l *lowering) conversion(c funcCall) part {
	a := l.expr(c.args[0])
	fn, to, kind := toNumber, aNumber, aNumber
	if c.name == "bool" {
		fn, to, kind = toTruth, aTruth, unknown
	}
	switch a.kind {
	case broken:
		return failed(c.src)
	case aText, unknown, nothing, to:
	default:
		l.bad(c.src, "%s is %v, %s cannot read it", a.name(), a.kind, c.name)
		return failed(c.src)
	}
	node := call(c.src, fn, l.readable(c.src, a.optional(), 32), a.site())
	if c.name == "int" {
		node = call(c.src, truncOf, node)
	}
	return part{node: node, kind: kind, src: c.src}
}

// date lowers date(x); a constant is read when the filter compiles.
func (l *lowering) date(c funcCall) part {
	switch len(c.args) {
	case 2:
		l.bad(c.src, `date needs a zone beside a layout, as in date(%s, %s, "Europe/Brussels")`, text(c.args[0]), text(c.args[1]))
		return failed(c.src)
	case 3:
		return l.writtenDate(c)
	}
	a := l.expr(c.args[0])
	if a.kind != broken && a.constant() {
		t, ok := timeOf(read(constantValue(a.node)))
		if !ok {
			l.bad(c.args[0], "%s is not a time, want one as in 2026-01-31T12:00:00Z, a date or unix seconds; date(text, layout, zone) reads others", a.name())
			return failed(c.src)
		}
		return part{node: placed(c.src, constant(t)), kind: aTime, src: c.src}
	}
	switch a.kind {
	case aText, aNumber, aTime, unknown:
		return part{node: call(c.src, toTime, l.readable(c.src, a.node, 128), a.site()), kind: aTime, src: c.src}
	case broken:
	default:
		l.bad(c.src, "%s is %v, date cannot read it", a.name(), a.kind)
	}
	return failed(c.src)
}

func (l *lowering) duration(c funcCall) part {
	s, ok := l.constantText(c, 0)
	if !ok {
		return failed(c.src)
	}
	d, ok := parseDuration(s)
	if !ok {
		l.bad(c.args[0], `%s is not a duration, want one as in "30m", "36h", "2d" or "1w"`, quote(clip(s)))
		return failed(c.src)
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
	d := truthOf(present(x))
	if d.kind != aTruth && d.kind != nothing {
		at.(*site).not(d, aTruth)
	}
	return d.value()
}

// toTime is date(x): text in ISO 8601 or as a date, and seconds or milliseconds since 1970 are read.
func toTime(x, at any) any {
	d := present(x)
	switch t, ok := timeOf(d); {
	case ok:
		return t
	case d.kind == nothing:
		return nil
	}
	at.(*site).not(d, aTime)
	return nil
}

// present is a value to be read; a text of spaces alone is missing.
func present(x any) datum {
	d := read(x)
	if d.kind == aText && len(d.text) <= maxNumeral && strings.TrimSpace(d.text) == "" {
		return datum{kind: nothing}
	}
	return d
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
