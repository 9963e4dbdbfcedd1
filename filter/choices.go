package filter

import (
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// choices are the constants of in [...] or is(...).
type choices struct {
	operand operandName
	texts   []string
	set     map[string]bool // the same texts as a set, when there are more than eight
	longest int             // the length of the longest text
	numbers []typedValue
	truths  []typedValue
	times   []typedValue

	asNumbers, asTruths []typedValue // the texts that read as a number, or as true or false, for is
}

// parseTexts notes the texts that read as numbers, or as true or false, for values of those kinds.
func (c *choices) parseTexts() {
	for _, s := range c.texts {
		if n := parseNumber(s); n.kind == aNumber {
			c.asNumbers = append(c.asNumbers, n)
		}
		if t := parseTruth(typedValue{kind: aText, text: s}); t.kind == aTruth {
			c.asTruths = append(c.asTruths, t)
		}
	}
}

// textSays reports whether one of the texts reads as the given number or truth value.
func (c *choices) textSays(d typedValue) bool {
	list := c.asNumbers
	if d.kind == aTruth {
		list = c.asTruths
	}
	return slices.ContainsFunc(list, d.equals)
}

func (c *choices) append(d typedValue) {
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

// contains reports whether one of the choices equals d.
func (c *choices) contains(d typedValue) bool {
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
		if e.equals(d) {
			return true
		}
	}
	return false
}

// oneOf implements x in [constants].
func oneOf(x, c any) bool { return c.(*choices).contains(valueOf(x)) }

// is lowers is(value, constants).
func (l *lowering) is(c funcCall) part {
	a := l.expr(c.args[0])
	fine := a.kind != broken
	if a.kind == anObject || a.kind == anItem || a.kind == nothing {
		l.faultAt(c.src, "%s is %v, compare one of its fields", a.name(), a.kind)
		fine = false
	}
	fine = fine && (!a.kind.list() && a.kind != unknown || l.checkNotRepeated(c.src, a))
	set := &choices{operand: operandName{text: a.name()}}
	for _, arg := range c.args[1:] {
		p := l.expr(arg)
		fixed, isFixed := p.node.(*ast.ConstantNode) // the result of date("…") or duration("…")
		if emptyConstant(p) || !p.constant() && !isFixed {
			l.faultAt(arg, "is needs texts, numbers, true or false here, not %s", p.name())
			fine = false
			continue
		}
		elem := a
		if a.kind == aTextList {
			elem.kind = aText
		}
		if fine && !a.kind.open() && a.kind != aList {
			fine = l.checkComparable(arg, elem, p, "is")
		}
		l.checkWord(a, p)
		if isFixed {
			set.append(valueOf(fixed.Value))
		} else {
			set.append(valueOf(constantValue(p.node)))
		}
	}
	if !fine {
		return part{node: &ast.BoolNode{}, kind: aTruth, src: c.src}
	}
	set.parseTexts()
	return part{node: call(c.src, is, l.choiceOperand(a, set), constant(set)), kind: aTruth, src: c.src}
}

// choiceOperand returns the node of the value to compare with the choices. Reading it is priced only for lists and in
// loops, where it costs noticeable work.
func (l *lowering) choiceOperand(a part, set *choices) ast.Node {
	if !l.loop && !a.kind.list() && a.kind != unknown {
		return a.nilWhenMissing()
	}
	cost := price{call: 16, element: 16 + 4*(len(set.numbers)+len(set.truths)+len(set.times)+len(set.asNumbers)+len(set.asTruths))}
	if len(set.numbers)+len(set.truths) > 0 {
		cost.byte, cost.most, cost.within = numberPrice, maxNumeral, true
	}
	return priced(a.src, a.nilWhenMissing(), cost)
}

// is implements is(x, constants). A list matches when it has one of the constants. A text is read as a number, or as
// true or false, when a constant is one; a constant text is read when x is one.
func is(x, of any) bool {
	c, d := of.(*choices), valueOf(x)
	if d.kind.list() {
		return c.containsElement(d)
	}
	if c.contains(d) || c.textSays(d) {
		return true
	}
	if d.kind != aText || len(c.numbers)+len(c.truths) == 0 {
		return false
	}
	n, t := parseNumber(d.text), parseTruth(d)
	if c.contains(n) || c.contains(t) {
		return true
	}
	readable := n.kind == nothing || n.kind == aNumber && len(c.numbers) > 0 || t.kind == aTruth && len(c.truths) > 0
	switch {
	case len(c.texts) > 0 || readable:
	case len(c.numbers) > 0:
		c.operand.wrongKind(d, aNumber)
	default:
		c.operand.wrongKind(d, aTruth)
	}
	return false
}

// containsElement reports whether the list d has one of the choices.
func (c *choices) containsElement(d typedValue) bool {
	switch list := d.raw.(type) {
	case []string:
		for _, s := range list {
			if s != "" && c.contains(typedValue{kind: aText, text: s}) {
				return true
			}
		}
		return false
	case []any:
		for _, x := range list {
			if c.containsConverted(valueOf(x)) {
				return true
			}
		}
		return false
	}
	v := reflect.ValueOf(d.raw)
	for i := range v.Len() {
		if c.containsConverted(valueOf(v.Index(i).Interface())) {
			return true
		}
	}
	return false
}

func (c *choices) containsConverted(d typedValue) bool {
	return c.contains(d) || c.textSays(d) || d.kind == aText && (len(c.numbers) > 0 && c.contains(parseNumber(d.text)) || len(c.truths) > 0 && c.contains(parseTruth(d)))
}
