package filter

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The functions in this file and in cast.go are what a compiled filter calls. Their types are among those that
// expr's machine calls without reflection and without allocation.

// missing is x == nil.
func missing(x any) bool { return read(x).empty() }

func equal(a, b any) bool { return read(a).same(read(b)) }

func less(a, b any) bool        { return compare(a, b, func(c int) bool { return c < 0 }) }
func lessOrEqual(a, b any) bool { return compare(a, b, func(c int) bool { return c <= 0 }) }
func more(a, b any) bool        { return compare(a, b, func(c int) bool { return c > 0 }) }
func moreOrEqual(a, b any) bool { return compare(a, b, func(c int) bool { return c >= 0 }) }

// compare is false when one of the two is missing.
func compare(a, b any, want func(int) bool) bool {
	x, y := read(a), read(b)
	if x.kind == nothing || y.kind == nothing {
		return false
	}
	c, ok := x.order(y)
	if !ok {
		stop("%v and %v cannot be compared", x, y)
	}
	return want(c)
}

// hasElement is x in list, or key in object.
func hasElement(list, x any) bool {
	l, d := read(list), read(x)
	if d.kind == nothing {
		return false
	}
	switch l.kind {
	case nothing:
		return false
	case anObject:
		return d.kind == aText && !missing(member(l.raw, d.text))
	case aTextList, aList:
		return contains(l, d)
	}
	stop("in looks into a list, not into %v", l)
	return false
}

func contains(list, d datum) bool {
	switch l := list.raw.(type) {
	case []string:
		return d.kind == aText && slices.Contains(l, d.text)
	case []any:
		return slices.ContainsFunc(l, func(x any) bool { return read(x).same(d) })
	}
	v := reflect.ValueOf(list.raw)
	for i := range v.Len() {
		if read(v.Index(i).Interface()).same(d) {
			return true
		}
	}
	return false
}

// member is base.key or base[key]; what is not there is missing.
func member(base, key any) any {
	switch b := base.(type) {
	case nil:
		return nil
	case map[string]any:
		if k, ok := key.(string); ok {
			return b[k]
		}
	}
	b, k := read(base), read(key)
	switch {
	case b.kind == nothing || k.kind == nothing:
		return nil
	case b.kind.list() && k.kind == aNumber && k.whole:
		v := reflect.ValueOf(b.raw)
		if k.int < 0 {
			k.int += int64(v.Len())
		}
		if k.int < 0 || k.int >= int64(v.Len()) {
			return nil
		}
		return v.Index(int(k.int)).Interface()
	case b.kind == anObject && k.kind == aText:
		v := reflect.ValueOf(b.raw)
		if v.Type().Key().Kind() == reflect.String {
			if e := v.MapIndex(reflect.ValueOf(k.text).Convert(v.Type().Key())); e.IsValid() {
				return e.Interface()
			}
		}
		return nil
	case b.kind.list():
		stop("a list has elements by number, not by %v", k)
	case b.kind == anObject:
		stop("an object has fields by name, not by %v", k)
	}
	stop("%v has no fields", b)
	return nil
}

// length counts the characters of a text and the elements of a list or an object; what is missing has none.
func length(x any) any {
	switch d := read(x); d.kind {
	case nothing:
		return 0
	case aText:
		return utf8.RuneCountInString(d.text)
	case aTextList, aList, anObject:
		return int(d.float)
	default:
		stop("%v has no length", d)
	}
	return nil
}

func orElse(a, b any) any {
	if missing(a) {
		return b
	}
	return a
}

func lowerOf(x any) any { return mapText(x, strings.ToLower) }
func upperOf(x any) any { return mapText(x, strings.ToUpper) }
func trimOf(x any) any  { return mapText(x, strings.TrimSpace) }

func mapText(x any, f func(string) string) any {
	if d := read(x); d.kind == aText {
		return f(d.text)
	}
	return nil
}

func textContains(a, b any) bool { return twoTexts(a, b, strings.Contains) }
func textStarts(a, b any) bool   { return twoTexts(a, b, strings.HasPrefix) }
func textEnds(a, b any) bool     { return twoTexts(a, b, strings.HasSuffix) }

// twoTexts is false when one of the two is missing; casts before it have seen to it that both are text.
func twoTexts(a, b any, test func(s, part string) bool) bool {
	x, y := read(a), read(b)
	return x.kind == aText && y.kind == aText && test(x.text, y.text)
}

// pattern is a regular expression and what it costs.
type pattern struct {
	re   *regexp.Regexp
	size int // instructions
}

// mostSteps bounds one search: the work of a regular expression is at worst its size times the text's.
const mostSteps = 1 << 32

func matches(x, p any) bool {
	d := read(x)
	if d.kind != aText {
		return false
	}
	pat := p.(*pattern)
	if len(d.text)*pat.size > mostSteps {
		stop("a text of %d bytes is too long for the pattern %s", len(d.text), clip(pat.re.String()))
	}
	return pat.re.MatchString(d.text)
}
