package filter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// check notes faults in the fields, operators and values of a well-formed tree.
func (c *Cond) check(fs *faults, path string, comp *Compiler) {
	for i := range c.All {
		c.All[i].check(fs, fault.Index(fault.Join(path, "all"), i), comp)
	}
	for i := range c.Any {
		c.Any[i].check(fs, fault.Index(fault.Join(path, "any"), i), comp)
	}
	if c.Not != nil {
		c.Not.check(fs, fault.Join(path, "not"), comp)
	}
	if c.Field != "" && c.Op != "" {
		c.checkTest(fs, path, comp)
	}
}

func (c *Cond) checkTest(fs *faults, path string, comp *Compiler) {
	f, why := comp.fieldAt(c.Field)
	if why != "" {
		fs.addAtPath(fault.Join(path, "field"), "%s", why)
	}
	op, ok := operatorNamed(c.Op)
	switch {
	case !ok:
		fs.addAtPath(fault.Join(path, "op"), "unknown operator %s%s", quote(shorten(c.Op)), operatorHint(c.Op))
		return
	case why != "":
		return
	case !op.on(f.kind):
		fs.addAtPath(fault.Join(path, "op"), "%s compares %s, and %s is %v%s", op.name, op.wants, f.path, f.kind, opHint(op, f.kind))
		return
	case op.compared == comparesChange && !changeable(f.changePath):
		fs.addAtPath(fault.Join(path, "op"), "%s needs a field of a mention, a case or a record, and updates do not report %s", op.name, f.path)
		return
	}
	values := fault.Join(path, "values")
	switch n := len(c.Values); {
	case n < op.min && op.min == 1:
		fs.addAtPath(values, "missing, %s needs at least one", op.name)
	case op.max == 0 && n > 0:
		fs.addAtPath(values, "%s takes no values, leave them out", op.name)
	case op.max == many && n > many:
		fs.addAtPath(values, "%s takes at most %d values, not %d", op.name, many, n)
	case n < op.min || n > op.max:
		fs.addAtPath(values, "%s takes %s, not %d", op.name, valueCount(op.min), n)
	default:
		c.checkValues(fs, values, op, f, comp)
	}
}

func (c *Cond) checkValues(fs *faults, path string, op operator, f treeField, comp *Compiler) {
	var texts []string
	var ends []typedValue
	list := hostWords(comp.World, f.path)
	for i, v := range c.Values {
		v, err := scalar(v)
		if err != nil {
			continue // noted by checkShape
		}
		v = op.rangeEnd(f.kind, i, v)
		text, problem := op.value(f.kind, v)
		if problem != "" {
			fs.addAtPath(fault.Index(path, i), "%s %s", shorten(literal(v)), problem)
			continue
		}
		if s, isText := v.(string); isText && op.ofList() {
			if err := wordError(list, s); err != nil {
				fs.appendWord(&Error{Path: fault.Index(path, i), Msg: err.Error(), Err: err})
				continue
			}
			if op.compared == comparesRange && list != nil {
				v = int64(slices.Index(list, s))
			}
		}
		texts, ends = append(texts, text), append(ends, rangeBound(v, text))
	}
	if op.compared != comparesRange || len(texts) != 2 {
		return
	}
	switch order, ok := ends[0].compare(ends[1]); {
	case !ok:
		fs.addAtPath(path, "%s and %s are not of one kind", texts[0], texts[1])
	case order > 0:
		fs.addAtPath(path, "nothing is between %s and %s, write the lower one first", texts[0], texts[1])
	}
}

// valueCount returns a number of values for a message.
func valueCount(n int) string {
	if n == 1 {
		return "one value"
	}
	return strconv.Itoa(n) + " values"
}

// rangeBound returns a value of between as a number or a time, whichever way it was written.
func rangeBound(v any, text string) typedValue {
	d := valueOf(v)
	if strings.HasPrefix(text, "date(") {
		t, _ := timeFrom(d)
		return valueOf(t)
	}
	if d.kind == aText {
		return parseNumber(d.text)
	}
	return d
}

func opHint(op operator, k kind) string {
	if k == aWord {
		k = aText
	}
	switch {
	case k.list() && op.on(aText):
		return "; use is, is_not, has_all or is_text"
	case k == anItem || k == anObject:
		return "; name one of its fields, or use exists"
	case k == aText && op.compared == comparesAge:
		return "; an expression reads a text as a time, as in event.at - date(x) >= duration(\"2d\")"
	case k == aText && op.on(aList):
		return "; use is or contains_all"
	}
	return ""
}

// treeField is a field of a tree: its full path and its kind.
type treeField struct {
	path       string
	kind       kind
	changePath string // the path as updates write it: names and dots
}

// maxField is the length of the longest field in a tree, in bytes.
const maxField = 512

// fieldAt finds a field by its text, or returns why it cannot.
func (c *Compiler) fieldAt(s string) (f treeField, why string) {
	if len(s) > maxField {
		return treeField{}, fmt.Sprintf("is longer than %d bytes", maxField)
	}
	fs := &faults{origin: origin{text: s}}
	tree := c.parse(fs, s, maxDepth)
	if tree != nil {
		p := (&lowering{faults: fs}).expr(tree.Node)
		if p.path != "" && len(fs.list) == 0 && isPath(tree.Node) {
			f = treeField{path: p.path, kind: p.kind, changePath: changePath(tree.Node)}
			if hostWords(nil, p.path) != nil {
				f.kind = aWord
			}
			return f, ""
		}
	}
	if len(fs.list) > 0 {
		return treeField{}, fs.list[0].Msg
	}
	return treeField{}, "is not a field but an expression"
}
