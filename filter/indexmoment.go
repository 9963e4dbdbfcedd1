package filter

import (
	"time"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// momentFormula returns the formula of a comparison of a time in a host's object with a constant, date(record.a) <
// date("2026-01-01"), or nil for any other expression. The comparison fails on values that are not times.
func momentFormula(n ast.Node, op string, c typedValue) *index.Formula {
	f, ok := dateField(n)
	if !ok || c.kind != aTime {
		return nil
	}
	return f.timeFormula(momentUse, op, c)
}

// ageFormula returns the formula of a comparison of how long before the event a time is, event.at - case.opened >=
// duration("2d"), or nil for any other expression.
func ageFormula(n ast.Node, op string, c typedValue) *index.Formula {
	d, ok := n.(*ast.BinaryNode)
	if !ok || d.Operator != "-" || c.kind != aDuration {
		return nil
	}
	if at := columnFieldOf(d.Left); at.use != timeUse || at.path != "event.at" {
		return nil
	}
	c = typedInt(c.int)
	if f, ok := dateField(d.Right); ok {
		return f.timeFormula(fieldAgeUse, op, c)
	}
	f := columnFieldOf(d.Right)
	s, ok := spanOf(op, c)
	if f.use != timeUse || !ok {
		return nil
	}
	f.use = ageUse
	return index.Within(f.column(), s)
}

// dateField returns the field in date(x), for a field of a host's object.
func dateField(n ast.Node) (columnField, bool) {
	date, ok := n.(*ast.BuiltinNode)
	if !ok || date.Name != "date" || len(date.Arguments) != 1 {
		return columnField{}, false
	}
	f := columnFieldOf(date.Arguments[0])
	return f, f.use == objectUse
}

// timeFormula compares a number derived from a time in a host's object.
func (f columnField) timeFormula(use columnUse, op string, c typedValue) *index.Formula {
	s, ok := spanOf(op, c)
	if !ok {
		return nil
	}
	column := index.Column{Kind: use.kind(), Use: uint8(use), Name: fieldItem('@', f.path, f.key)} // newLayer splits this name
	return index.Guarded(index.Within(column, s), index.Any(f.column(), fieldItem(noTime, f.key, "")))
}

// age returns how long before the event t is.
func (l *lookup) age(t time.Time, there bool) (int64, bool) {
	at := l.view.event.At
	return int64(at.Sub(t)), there && !at.IsZero()
}
