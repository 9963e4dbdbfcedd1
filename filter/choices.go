package filter

import (
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// choices are constants to look for.
type choices struct {
	site    site
	texts   []string
	set     map[string]bool // the texts, when they are many
	longest int             // the length of the longest text
	numbers []datum
	truths  []datum
	times   []datum

	asNumbers, asTruths []datum // what the texts say, for is
}

// readTexts notes what the texts say where a number, or true or false, is compared with them.
func (c *choices) readTexts() {
	for _, s := range c.texts {
		if n := number(s); n.kind == aNumber {
			c.asNumbers = append(c.asNumbers, n)
		}
		if t := truthOf(datum{kind: aText, text: s}); t.kind == aTruth {
			c.asTruths = append(c.asTruths, t)
		}
	}
}

// said reports whether one of the texts says the number, or the truth.
func (c *choices) said(d datum) bool {
	list := c.asNumbers
	if d.kind == aTruth {
		list = c.asTruths
	}
	return slices.ContainsFunc(list, d.same)
}

func (c *choices) add(d datum) {
	switch d.kind {
	case aText:
		c.texts = append(c.texts, d.text)
		c.longest = max(c.longest, len(d.text))
		if len(c.texts) == 9 {
			c.set = map[string]bool{}
			for _, t := range c.texts {
				c.set[t] = true
			}
		} else if c.set != nil {
			c.set[d.text] = true
		}
	case aNumber:
		c.numbers = append(c.numbers, d)
	case aTruth:
		c.truths = append(c.truths, d)
	default:
		c.times = append(c.times, d)
	}
}

// hold reports whether one of the choices equals the value.
func (c *choices) hold(d datum) bool {
	list := c.times
	switch d.kind {
	case aText:
		if c.set != nil {
			return len(d.text) <= c.longest && c.set[d.text]
		}
		return slices.Contains(c.texts, d.text)
	case aNumber:
		list = c.numbers
	case aTruth:
		list = c.truths
	}
	for _, e := range list {
		if e.same(d) {
			return true
		}
	}
	return false
}

// oneOf is x in [constants].
func oneOf(x, c any) bool { return c.(*choices).hold(read(x)) }

// is lowers is(value, constants).
func (l *lowering) is(c funcCall) part {
	a := l.expr(c.args[0])
	fine := a.kind != broken
	if a.kind == anObject || a.kind == anItem || a.kind == nothing {
		l.bad(c.src, "%s is %v, compare one of its fields", a.name(), a.kind)
		fine = false
	}
	fine = fine && (!a.kind.list() && a.kind != unknown || l.once(c.src, a))
	set := &choices{site: site{text: a.name()}}
	for _, arg := range c.args[1:] {
		p := l.expr(arg)
		fixed, isFixed := p.node.(*ast.ConstantNode) // date("…") and duration("…")
		if emptyConstant(p) || !p.constant() && !isFixed {
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
		l.checkWord(a, p)
		if isFixed {
			set.add(read(fixed.Value))
		} else {
			set.add(read(constantValue(p.node)))
		}
	}
	if !fine {
		return part{node: &ast.BoolNode{}, kind: aTruth, src: c.src}
	}
	set.readTexts()
	return part{node: call(c.src, is, l.comparable(a, set), constant(set)), kind: aTruth, src: c.src}
}

// comparable is the value that is compared with the choices. That costs little, unless it is a list or in a loop.
func (l *lowering) comparable(a part, set *choices) ast.Node {
	if !l.loop && !a.kind.list() && a.kind != unknown {
		return a.optional()
	}
	cost := price{call: 16, element: 16 + 4*(len(set.numbers)+len(set.truths)+len(set.times)+len(set.asNumbers)+len(set.asTruths))}
	if len(set.numbers)+len(set.truths) > 0 {
		cost.byte, cost.most, cost.within = numberPrice, maxNumeral, true
	}
	return priced(a.src, a.optional(), cost)
}

// is is is(x, constants): a list has one of them, text is read as a number or as true and false where the constants are,
// and the constants are where the value is.
func is(x, of any) bool {
	c, d := of.(*choices), read(x)
	if d.kind.list() {
		return c.among(d)
	}
	if c.hold(d) || c.said(d) {
		return true
	}
	if d.kind != aText || len(c.numbers)+len(c.truths) == 0 {
		return false
	}
	n, t := number(d.text), truthOf(d)
	if c.hold(n) || c.hold(t) {
		return true
	}
	readable := n.kind == nothing || n.kind == aNumber && len(c.numbers) > 0 || t.kind == aTruth && len(c.truths) > 0
	switch {
	case len(c.texts) > 0 || readable:
	case len(c.numbers) > 0:
		c.site.not(d, aNumber)
	default:
		c.site.not(d, aTruth)
	}
	return false
}

// among reports whether a list has one of the choices.
func (c *choices) among(d datum) bool {
	switch list := d.raw.(type) {
	case []string:
		for _, s := range list {
			if s != "" && c.hold(datum{kind: aText, text: s}) {
				return true
			}
		}
		return false
	case []any:
		for _, x := range list {
			if c.loose(read(x)) {
				return true
			}
		}
		return false
	}
	v := reflect.ValueOf(d.raw)
	for i := range v.Len() {
		if c.loose(read(v.Index(i).Interface())) {
			return true
		}
	}
	return false
}

func (c *choices) loose(d datum) bool {
	return c.hold(d) || c.said(d) || d.kind == aText && (len(c.numbers) > 0 && c.hold(number(d.text)) || len(c.truths) > 0 && c.hold(truthOf(d)))
}
