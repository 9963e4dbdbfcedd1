package filter

import (
	"strings"
)

// Text returns the tree as the expression it runs as. Both give the same answer for every event. The text of a tree
// that does not compile does not compile either.
func (c Cond) Text() string {
	var r renderer
	s, _ := r.cond(&c, 1)
	return s
}

// renderer writes trees as text.
type renderer struct{ comp Compiler }

func (r *renderer) cond(c *Cond, depth int) (string, level) {
	switch {
	case depth > maxDepth:
		return "…", tightLevel
	case c.All != nil:
		return r.group(c.All, " and ", joinedLevel, depth)
	case c.Any != nil:
		return r.group(c.Any, " or ", looseLevel, depth)
	case c.Not != nil:
		s, _ := r.cond(c.Not, depth+1)
		return "not (" + s + ")", tightLevel
	}
	return r.test(c)
}

func (r *renderer) group(list []Cond, with string, l level, depth int) (string, level) {
	if len(list) == 1 {
		return r.cond(&list[0], depth+1)
	}
	var b strings.Builder
	for i := range list {
		if b.Len() > 2*MaxText {
			break // too long to compile in any case
		}
		s, inner := r.cond(&list[i], depth+1)
		if inner < l {
			s = "(" + s + ")"
		}
		if i > 0 {
			b.WriteString(with)
		}
		b.WriteString(s)
	}
	return b.String(), l
}

func (r *renderer) test(c *Cond) (string, level) {
	f, why := r.comp.fieldAt(c.Field)
	if why != "" {
		f = treeField{path: c.Field, kind: unknown}
	}
	op, ok := operatorNamed(c.Op)
	var values []string
	for i, v := range c.Values {
		v, _ := scalar(v)
		if ok {
			v = op.rangeEnd(f.kind, i, v)
		}
		text := literal(v)
		if ok && op.value != nil {
			text, _ = op.value(f.kind, v)
		}
		values = append(values, text)
	}
	if !ok || why != "" || len(values) < op.min || len(values) > op.max {
		return strings.TrimSpace(c.Field + " " + c.Op + " " + strings.Join(values, ", ")), tightLevel
	}
	return op.test(f, values)
}
