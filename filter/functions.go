package filter

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/expr-lang/expr/ast"
)

// newTermFor reads a term for a way of searching.
func newTermFor(m mode, s string) (term, error) {
	if m == anyPart {
		return newPart(s)
	}
	return newTerm(s)
}

// is lowers is(value, constants).
func (l *lowering) is(c funcCall) part {
	a := l.expr(c.args[0])
	fine := a.kind != broken
	if a.kind == anObject || a.kind == anItem || a.kind == nothing {
		l.bad(c.src, "%s is %v, compare one of its fields", a.name(), a.kind)
		fine = false
	}
	fine = fine && (!a.kind.list() || l.once(c.src, a))
	set := &choices{site: site{text: a.name()}}
	for _, arg := range c.args[1:] {
		p := l.expr(arg)
		if k, ok := p.node.(*ast.ConstantNode); ok {
			set.add(read(k.Value))
			continue
		}
		if emptyConstant(p) || !p.constant() {
			l.bad(arg, "is needs texts, numbers, true or false here, not %s", p.name())
			fine = false
			continue
		}
		elem := a
		if a.kind == aTextList {
			elem.kind = aText
		}
		if fine && !a.kind.open() && a.kind != aList {
			fine = l.alike(arg, elem, p, "is")
		}
		set.add(read(constantValue(p.node)))
	}
	if !fine {
		return part{node: &ast.BoolNode{}, kind: aTruth, src: c.src}
	}
	return part{node: call(c.src, is, a.optional(), constant(set)), kind: aTruth, src: c.src}
}

// conversion lowers number(x) and bool(x).
func (l *lowering) conversion(c funcCall) part {
	a := l.expr(c.args[0])
	fn, kind := toNumber, aNumber
	if c.name == "bool" {
		fn, kind = toTruth, unknown
	}
	switch a.kind {
	case broken:
		return failed(c.src)
	case aText, unknown, nothing:
	case aNumber, aTruth:
		if (a.kind == aNumber) == (c.name == "number") {
			break
		}
		fallthrough
	default:
		l.bad(c.src, "%s is %v, %s cannot read it", a.name(), a.kind, c.name)
		return failed(c.src)
	}
	return part{node: call(c.src, fn, a.optional(), a.site()), kind: kind, src: c.src}
}

// date lowers date(x); a constant is read when the filter compiles.
func (l *lowering) date(c funcCall) part {
	a := l.expr(c.args[0])
	if a.kind != broken && a.constant() {
		t, ok := timeOf(read(constantValue(a.node)))
		if !ok {
			l.bad(c.args[0], "%s is not a time, want one as in 2026-01-31T12:00:00Z, a date or unix seconds", a.name())
			return failed(c.src)
		}
		return part{node: placed(c.src, constant(t)), kind: aTime, src: c.src}
	}
	switch a.kind {
	case aText, aNumber, aTime, unknown:
		return part{node: call(c.src, toTime, a.node, a.site()), kind: aTime, src: c.src}
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

func (l *lowering) textFunction(c funcCall) part {
	a := l.expr(c.args[0])
	if a.kind != nothing && !l.searchable(c.src, a, c.name) {
		return failed(c.src)
	}
	fn := map[string]func(any) any{"lower": lowerOf, "upper": upperOf, "trim": trimOf}[c.name]
	return part{node: call(c.src, fn, a.cast(aText)), kind: aText, src: c.src}
}

func (l *lowering) numberFunction(c funcCall) part {
	a := l.number(c.src, c.name, l.expr(c.args[0]))
	if a.kind == broken {
		return failed(c.src)
	}
	fn := map[string]func(any) any{"abs": absOf, "round": roundOf, "floor": floorOf, "ceil": ceilOf}[c.name]
	return part{node: call(c.src, fn, a.node), kind: aNumber, src: c.src}
}

func (l *lowering) length(c funcCall) part {
	a := l.expr(c.args[0])
	switch {
	case a.kind == broken || !l.once(c.src, a):
		return failed(c.src)
	case a.kind == aText || a.kind.list() || a.kind == anObject || a.kind == unknown:
		return part{node: call(c.src, length, a.node), kind: aNumber, src: c.src}
	}
	l.bad(c.src, "%s is %v, len needs text or a list", a.name(), a.kind)
	return failed(c.src)
}
