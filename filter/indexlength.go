package filter

import (
	"reflect"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// lengthFormula returns the formula of a comparison of a length with a constant, len(mention.content) > 100, or nil for any
// other expression.
func lengthFormula(n ast.Node, op string, c typedValue) *index.Formula {
	name, args := callOf(n)
	if name != "len" || len(args) != 1 || c.kind != aNumber {
		return nil
	}
	f := columnFieldOf(args[0])
	s, ok := spanOf(op, c)
	switch {
	case !ok:
		return nil
	case f.use == objectUse:
		return f.unless(noLength, index.Within(f.memberColumn(lengthUse), s))
	case f.use == textUse || f.use == listUse:
		f.use = lengthUse
		return index.Within(f.column(), s)
	}
	return nil
}

// length returns the length of what a column reads; zero when that is missing.
func (r *reader) length(l *lookup) (int64, bool) {
	v, ok := r.location.value(&l.view.event)
	switch {
	case !ok:
		return 0, true
	case r.member:
		d := valueOf(r.memberOf(v))
		switch d.kind {
		case nothing:
			return 0, true
		case aText:
			return int64(utf8.RuneCountInString(d.text)), true
		case aTextList, aList, anObject:
			return int64(d.float), true
		}
		return 0, false
	case v.Kind() == reflect.String:
		return int64(utf8.RuneCountInString(v.String())), true
	}
	return int64(v.Len()), true
}
