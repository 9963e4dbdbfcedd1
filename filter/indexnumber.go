package filter

import (
	"math"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// amountFormula returns the formula of a comparison of a number in a host's object with a constant, or nil for any
// other expression: record.a > 1, or number(record.a) > 1, which also reads texts. Both fail on other values.
func amountFormula(n ast.Node, op string, c typedValue) *index.Formula {
	f, use, odd := columnFieldOf(n), amountUse, byte(noNumber)
	if call, ok := n.(*ast.CallNode); ok && calls(call, "number") {
		f, use, odd = columnFieldOf(call.Arguments[0]), numeralUse, noNumeral
	}
	s, ok := floatSpan(op, c)
	if f.use != objectUse || !ok {
		return nil
	}
	return f.unless(odd, index.Within(f.memberColumn(use), s))
}

func calls(n *ast.CallNode, name string) bool {
	id, ok := n.Callee.(*ast.IdentifierNode)
	return ok && id.Value == name
}

// isExact reports whether all whole numbers up to this size are exact as float64.
func (d typedValue) isExact() bool { return math.Abs(d.float) < 1<<53 }

// floatSpan returns the span of floatOrder for which x op c is true.
func floatSpan(op string, c typedValue) (s index.Span, ok bool) {
	if c.kind != aNumber || !c.isExact() {
		return s, false
	}
	at := floatOrder(c.float)
	s = index.Span{Low: at, High: at}
	switch op {
	case "<":
		s = index.Span{Low: math.MinInt64, High: at - 1}
	case "<=":
		s.Low = math.MinInt64
	case ">":
		s = index.Span{Low: at + 1, High: math.MaxInt64}
	case ">=":
		s.High = math.MaxInt64
	}
	return s, true
}

// floatOrder maps each float64 to a whole number with the same order.
func floatOrder(f float64) int64 {
	if f == 0 {
		f = 0 // no minus zero
	}
	b := int64(math.Float64bits(f))
	if b < 0 {
		b ^= math.MaxInt64
	}
	return b
}
