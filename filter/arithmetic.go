package filter

import (
	"math"
	"time"

	"github.com/expr-lang/expr/ast"
)

// number converts an operand of an arithmetic operator to a number; a missing operand stays missing.
func (l *lowering) number(n ast.Node, op string, p part) part {
	switch p.kind {
	case aNumber, unknown, broken:
		return part{node: p.cast(aNumber), kind: max(p.kind, aNumber), src: p.src}
	case aText:
		l.faultAt(n, "%s is text, %s works on numbers only; number(%s) reads a number", p.name(), op, p.name())
	default:
		l.faultAt(n, "%s is %v, %s works on numbers only", p.name(), p.kind, op)
	}
	return failedPart(p.src)
}

func (l *lowering) arithmetic(n *ast.BinaryNode) part {
	a, b := l.expr(n.Left), l.expr(n.Right)
	if kind := timeResultKind(n.Operator, a.kind, b.kind); kind != unknown {
		fn := map[string]func(a, b any) any{"+": plus, "-": minus, "*": times, "/": divide}[n.Operator]
		left, right := timeOperandKinds(n.Operator, a.kind, b.kind)
		return part{node: call(n, fn, a.cast(left), b.cast(right)), kind: kind, src: n}
	}
	if l.checkTimeOperands(n, a, b) {
		return failedPart(n)
	}
	a, b = l.number(n, n.Operator, a), l.number(n, n.Operator, b)
	if a.kind == broken || b.kind == broken {
		return failedPart(n)
	}
	fn := map[string]func(a, b any) any{"+": plus, "-": minus, "*": times, "/": divide, "%": modulo}[n.Operator]
	return part{node: call(n, fn, a.node, b.node), kind: aNumber, src: n}
}

func (l *lowering) numberFunction(c funcCall) part {
	a := l.expr(c.args[0])
	if c.name == "abs" && a.kind == aDuration {
		return part{node: call(c.src, absOf, a.node), kind: aDuration, src: c.src}
	}
	a = l.number(c.src, c.name, a)
	if a.kind == broken {
		return failedPart(c.src)
	}
	fn := map[string]func(any) any{"abs": absOf, "round": roundOf, "floor": floorOf, "ceil": ceilOf}[c.name]
	return part{node: call(c.src, fn, a.node), kind: aNumber, src: c.src}
}

// A missing operand makes every result missing. The casts before these functions have already rejected values that are
// not numbers.

func plus(a, b any) any {
	if x, ok := addTimes(valueOf(a), valueOf(b)); ok {
		return x
	}
	return arithmetic(a, b, func(x, y float64) float64 { return x + y }, func(x, y int64) (int64, bool) {
		z := x + y
		return z, (z > x) == (y > 0)
	})
}

func times(a, b any) any {
	if x, ok := multiplyDuration(valueOf(a), valueOf(b)); ok {
		return x
	}
	return arithmetic(a, b, func(x, y float64) float64 { return x * y }, func(x, y int64) (int64, bool) {
		const small = 1 << 31
		return x * y, -small < x && x < small && -small < y && y < small
	})
}

func minus(a, b any) any {
	if x, ok := subtractTimes(valueOf(a), valueOf(b)); ok {
		return x
	}
	return arithmetic(a, b, func(x, y float64) float64 { return x - y }, func(x, y int64) (int64, bool) {
		z := x - y
		return z, (z < x) == (y > 0)
	})
}

func divide(a, b any) any {
	if x, ok := divideDuration(valueOf(a), valueOf(b)); ok {
		return x
	}
	return arithmetic(a, b, func(x, y float64) float64 {
		if y == 0 {
			stop("division by zero")
		}
		return x / y
	}, nil)
}

func modulo(a, b any) any {
	return arithmetic(a, b, func(x, y float64) float64 {
		if y == 0 {
			stop("division by zero")
		}
		return math.Mod(x, y)
	}, nil)
}

// arithmetic returns nil when either operand is missing. Whole numbers stay whole as long as the result fits an int64.
func arithmetic(a, b any, floats func(x, y float64) float64, ints func(x, y int64) (int64, bool)) any {
	x, y := valueOf(a), valueOf(b)
	if x.kind != aNumber || y.kind != aNumber {
		return nil
	}
	if ints != nil && x.whole && y.whole {
		if z, ok := ints(x.int, y.int); ok {
			return z
		}
	}
	return floats(x.float, y.float)
}

func negate(x any) any {
	if d := valueOf(x); d.kind == aDuration {
		return minus(time.Duration(0), x)
	}
	return minus(0, x)
}

func roundOf(x any) any { return mapNumber(x, math.Round) }
func floorOf(x any) any { return mapNumber(x, math.Floor) }
func ceilOf(x any) any  { return mapNumber(x, math.Ceil) }
func truncOf(x any) any { return mapNumber(x, math.Trunc) }

func absOf(x any) any {
	if d := valueOf(x); d.float < 0 || d.kind == aDuration && d.int < 0 {
		return negate(x)
	}
	return x
}

func mapNumber(x any, f func(float64) float64) any {
	d := valueOf(x)
	if d.kind == aNumber && !d.whole {
		return f(d.float)
	}
	return d.goValue()
}
