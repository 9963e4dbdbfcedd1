package filter

import (
	"math"
	"time"
)

// What is missing makes every result missing. Casts before these functions have seen to it that all else is a number.

func plus(a, b any) any {
	return arithmetic(a, b, func(x, y float64) float64 { return x + y }, func(x, y int64) (int64, bool) {
		z := x + y
		return z, (z > x) == (y > 0)
	})
}

func times(a, b any) any {
	return arithmetic(a, b, func(x, y float64) float64 { return x * y }, func(x, y int64) (int64, bool) {
		const small = 1 << 31
		return x * y, -small < x && x < small && -small < y && y < small
	})
}

func minus(a, b any) any {
	x, y := read(a), read(b)
	switch {
	case x.kind == aTime && y.kind == aTime:
		return x.time.Sub(y.time)
	case x.kind == aTime && y.kind == aDuration:
		return x.time.Add(-time.Duration(y.int))
	}
	return arithmetic(a, b, func(x, y float64) float64 { return x - y }, func(x, y int64) (int64, bool) {
		z := x - y
		return z, (z < x) == (y > 0)
	})
}

func divide(a, b any) any {
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

// arithmetic is missing when one of the two is. Whole numbers stay whole while they fit.
func arithmetic(a, b any, floats func(x, y float64) float64, ints func(x, y int64) (int64, bool)) any {
	x, y := read(a), read(b)
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

func negate(x any) any  { return minus(0, x) }
func absOf(x any) any   { return mapNumber(x, math.Abs) }
func roundOf(x any) any { return mapNumber(x, math.Round) }
func floorOf(x any) any { return mapNumber(x, math.Floor) }
func ceilOf(x any) any  { return mapNumber(x, math.Ceil) }

func mapNumber(x any, f func(float64) float64) any {
	switch d := read(x); {
	case d.kind != aNumber:
		return nil
	case d.whole && d.int >= 0:
		return d.int
	default:
		return f(d.float)
	}
}
