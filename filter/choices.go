package filter

import (
	"reflect"
	"slices"
)

// choices are constants to look for.
type choices struct {
	site    site
	texts   []string
	set     map[string]bool // the texts, when they are many
	numbers []datum
	truths  []datum
	times   []datum
}

func (c *choices) add(d datum) {
	switch d.kind {
	case aText:
		c.texts = append(c.texts, d.text)
		if len(c.texts) > 8 {
			c.set = map[string]bool{}
			for _, t := range c.texts {
				c.set[t] = true
			}
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
			return c.set[d.text]
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

// is is is(x, constants): a list has one of them, text is read as a number or as true and false where the
// constants are.
func is(x, of any) bool {
	c, d := of.(*choices), read(x)
	if d.kind.list() {
		return c.among(d)
	}
	if c.hold(d) {
		return true
	}
	if d.kind != aText || len(c.numbers)+len(c.truths) == 0 {
		return false
	}
	n, t := number(d.text), truthOf(d)
	if c.hold(n) || c.hold(t) {
		return true
	}
	if len(c.texts) == 0 && n.kind == aText && (t.kind == aText || len(c.truths) == 0) {
		want := aNumber
		if len(c.numbers) == 0 {
			want = aTruth
		}
		c.site.not(d, want)
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
	return c.hold(d) || d.kind == aText && (len(c.numbers) > 0 && c.hold(number(d.text)) || len(c.truths) > 0 && c.hold(truthOf(d)))
}
