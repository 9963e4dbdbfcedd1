package filter

import (
	"math"
	"time"

	"github.com/expr-lang/expr/ast"
)

// timeResultKind returns the kind of an operator's result when one operand is a time or a duration; unknown when it
// accepts no such operands. An operand of unknown kind is assumed to fit.
func timeResultKind(op string, a, b kind) kind {
	left, right := timeOperandKinds(op, a, b)
	if left == unknown || a != left && a != unknown || b != right && b != unknown {
		return unknown
	}
	switch {
	case op == "+" && (left == aTime || right == aTime), op == "-" && left == aTime && right == aDuration:
		return aTime
	case op == "/" && right == aDuration:
		return aNumber
	}
	return aDuration
}

// timeOperandKinds returns the kinds that an operator requires when one operand is a time or a duration.
func timeOperandKinds(op string, a, b kind) (left, right kind) {
	switch {
	case op == "-" && b == aTime, op == "-" && a == aTime && b != aDuration:
		return aTime, aTime
	case op == "-" && a == aTime:
		return aTime, aDuration
	case op == "+" && a == aTime:
		return aTime, aDuration
	case op == "+" && b == aTime:
		return aDuration, aTime
	case op == "-" && a == aDuration, op == "+" && a == aDuration && b == aDuration:
		return aDuration, aDuration
	case op == "+" && a == aDuration:
		return aDuration, aTime
	case op == "+" && b == aDuration, op == "-" && b == aDuration:
		return aTime, aDuration
	case op == "*" && a == aDuration:
		return aDuration, aNumber
	case op == "*" && b == aDuration:
		return aNumber, aDuration
	case op == "/" && b == aDuration:
		return aDuration, aDuration
	case op == "/" && a == aDuration:
		return aDuration, aNumber
	}
	return unknown, unknown
}

// checkTimeOperands notes one fault when an operand is a time or a duration, and reports whether it did.
func (l *lowering) checkTimeOperands(n *ast.BinaryNode, a, b part) bool {
	if n.Operator == "%" {
		return false
	}
	for _, p := range []part{a, b} {
		if p.kind != aTime && p.kind != aDuration {
			continue
		}
		if a.kind != broken && b.kind != broken {
			l.faultAt(n, "%s is %v and %s is %v, %s cannot join them; %s", a.name(), a.kind, b.name(), b.kind, n.Operator, timeHint(n.Operator, a, b))
		}
		return true
	}
	return false
}

func timeHint(op string, a, b part) string {
	for _, p := range []part{a, b} {
		if s, ok := p.src.(*ast.StringNode); ok {
			if _, ok := parseDuration(s.Value); ok && op != "*" {
				return "write duration(" + sourceText(p.src) + ")"
			}
		}
	}
	return map[string]string{
		"+": "add a duration to a time or to a duration",
		"-": "subtract a time or a duration from a time, or a duration from a duration",
		"*": "multiply a duration by a number",
		"/": "divide a duration by a number or a duration",
	}[op]
}

// The functions below handle operands that are times or durations; ok is false when neither is.

func addTimes(x, y typedValue) (sum any, ok bool) {
	switch {
	case x.kind == aDuration && y.kind == aTime:
		x, y = y, x
		fallthrough
	case x.kind == aTime && y.kind == aDuration:
		return x.time.Add(time.Duration(y.int)), true
	case x.kind == aDuration && y.kind == aDuration:
		return checkedDuration(float64(x.int)+float64(y.int), x.int+y.int), true
	}
	return nil, false
}

func subtractTimes(x, y typedValue) (difference any, ok bool) {
	switch {
	case x.kind == aTime && y.kind == aTime:
		return x.time.Sub(y.time), true
	case x.kind == aTime && y.kind == aDuration:
		return x.time.Add(-time.Duration(y.int)), true
	case x.kind == aDuration && y.kind == aDuration:
		return checkedDuration(float64(x.int)-float64(y.int), x.int-y.int), true
	}
	return nil, false
}

func multiplyDuration(x, y typedValue) (product any, ok bool) {
	if x.kind == aNumber && y.kind == aDuration {
		x, y = y, x
	}
	if x.kind != aDuration || y.kind != aNumber {
		return nil, false
	}
	about := float64(x.int) * y.float
	if y.whole {
		return checkedDuration(about, x.int*y.int), true
	}
	return checkedDuration(about, int64(math.Round(about))), true
}

func divideDuration(x, y typedValue) (quotient any, ok bool) {
	if x.kind != aDuration || y.kind != aDuration && y.kind != aNumber {
		return nil, false
	}
	if y.kind == aDuration {
		y.float = float64(y.int)
	}
	if y.float == 0 {
		stop("division by zero")
	}
	about := float64(x.int) / y.float
	if y.kind == aDuration {
		return about, true
	}
	return checkedDuration(about, int64(math.Round(about))), true
}

// checkedDuration returns exact, unless about, the same duration as a float, is out of range, which is an error.
func checkedDuration(about float64, exact int64) time.Duration {
	const most = 9.22e18 // slightly less than the longest, because about is not exact
	if !(math.Abs(about) <= most) {
		stop("the duration is longer than 292 years")
	}
	return time.Duration(exact)
}

// minMax lowers min and max of numbers, times or durations. The result is missing when an operand is.
func (l *lowering) minMax(c funcCall) part {
	want := unknown
	parts := make([]part, len(c.args))
	for i, a := range c.args {
		p := l.expr(a)
		parts[i] = p
		switch p.kind {
		case aNumber, aTime, aDuration:
			if want == unknown {
				want = p.kind
			}
			if p.kind != want && want != broken {
				l.faultAt(a, "%s is %v, and the others of %s are not; give only numbers, only times or only durations", p.name(), p.kind, c.name)
				want = broken
			}
		case unknown:
		case broken:
			want = broken
		default:
			l.faultAt(a, "%s is %v, %s takes numbers, times or durations%s", p.name(), p.kind, c.name, readHint(p))
			want = broken
		}
	}
	if want == broken {
		return failedPart(c.src)
	}
	if want == unknown {
		want = aNumber
	}
	fn := map[string]func(a, b any) any{"min": lesser, "max": greater}[c.name]
	node := parts[0].cast(want)
	for _, p := range parts[1:] {
		node = call(c.src, fn, node, p.cast(want))
	}
	return part{node: node, kind: want, src: c.src}
}

// readHint suggests how to convert a text to a comparable value.
func readHint(p part) string {
	if p.kind != aText {
		return ""
	}
	return "; number(" + p.name() + ") reads a number, date(" + p.name() + ") a time"
}

func lesser(a, b any) any  { return pickSide(a, b, -1) }
func greater(a, b any) any { return pickSide(a, b, 1) }

// pickSide returns the operand on the given side of the other.
func pickSide(a, b any, side int) any {
	x, y, c, ok := ordered(a, b)
	switch {
	case !ok:
		return nil
	case c == side || c == 0:
		return x.goValue()
	}
	return y.goValue()
}
