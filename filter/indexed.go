package filter

import (
	"reflect"
	"strconv"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// use is what a column of an index holds.
type use uint8

const (
	noUse       use = iota
	textUse         // a text of the event
	truthUse        // "true", "false", or "" when the item is not there
	itemUse         // "" when there is no mention, or no case
	topicUse        // the topic of the item that the event is about
	numberUse       // a number of the event
	timeUse         // a time of the event, in nanoseconds
	amountUse       // a number in an object of the host, see floatOrder
	numeralUse      // the same, also of a text that number reads
	listUse         // the texts of a list, and "" when it has any
	objectUse       // what is in an object of the host, see fieldItem
	wordUse         // the terms that stand in a text as words
	exactUse        // the terms that stand in it as words, letter for letter
	partUse         // the terms that stand in it as parts
	letterUse       // the letters of patterns that stand in the content of a mention as it is
	startUse        // what a text, or one of a list, begins with, without case
	endUse          // what it ends with
	sameUse         // what it is, without case and with single spaces
	changeUse       // the paths where something changed
	ageUse          // how long before the event a time of it is, in nanoseconds
	fieldAgeUse     // the same of a time that date reads in an object of the host
	momentUse       // that time, in nanoseconds
)

func (u use) kind() index.Kind {
	switch u {
	case numberUse, timeUse, amountUse, numeralUse, ageUse, fieldAgeUse, momentUse:
		return index.Number
	case listUse, objectUse, startUse, endUse, sameUse, changeUse:
		return index.Many
	case wordUse, exactUse, partUse, letterUse:
		return index.Text
	}
	return index.One
}

// mode is how the terms of a column are looked for.
func (u use) mode() mode {
	switch u {
	case exactUse:
		return anyExact
	case partUse, letterUse:
		return anyPart
	}
	return anyWord
}

// indexed is a field of which an index has a column, or could have one; the zero value is none.
type indexed struct {
	use  use
	path string
	key  string // of an object of the host
	each bool   // a list of the host is compared one by one
}

func (f indexed) column() index.Column {
	return index.Column{Kind: f.use.kind(), Use: uint8(f.use), Name: f.path}
}

// indexedAt tells how an index could know an expression.
func indexedAt(n ast.Node) indexed {
	if !isPath(n) {
		return indexed{}
	}
	p := (&lowering{fs: &faults{}}).expr(n)
	if p.field == nil {
		if object, key, ok := hostField(n); ok && p.path != "" {
			return indexed{use: objectUse, path: object, key: key}
		}
		return indexed{}
	}
	switch {
	case p.kind == aText:
		return indexed{use: textUse, path: p.path}
	case p.maybe():
		return indexed{use: truthUse, path: p.path}
	case p.kind == aTextList:
		return indexed{use: listUse, path: p.path}
	case p.kind == anItem && len(p.field.goPath) == 1 && p.field.item() != "":
		return indexed{use: itemUse, path: p.path}
	case p.kind == aNumber && newSpot(p.field).typ == reflect.TypeFor[*int]():
		return indexed{use: numberUse, path: p.path}
	case p.kind == aTime:
		return indexed{use: timeUse, path: p.path}
	}
	return indexed{}
}

// hostField takes a path apart that leads to an object of the host and one name within it.
func hostField(n ast.Node) (object, key string, ok bool) {
	if c, chain := n.(*ast.ChainNode); chain {
		return hostField(c.Node)
	}
	m, ok := n.(*ast.MemberNode)
	if !ok {
		return "", "", false
	}
	name, ok := m.Property.(*ast.StringNode)
	p := (&lowering{fs: &faults{}}).expr(m.Node)
	if !ok || p.field == nil || p.kind != anObject || !ofEvent(p.field) {
		return "", "", false
	}
	return p.path, name.Value, true
}

// any wants one of some values in the field. The empty text is none.
func (f indexed) any(values ...string) *index.Formula {
	var names []string
	for _, v := range values {
		if v != "" {
			names = append(names, v)
		}
	}
	return index.Any(f.column(), names...)
}

// missing wants the field missing; nil when that cannot be said.
func (f indexed) missing() *index.Formula {
	switch f.use {
	case textUse, truthUse, itemUse:
		return index.Any(f.column(), "")
	case objectUse:
		return index.Not(index.Any(f.column(), fieldItem(isThere, f.key, "")))
	case listUse:
		return index.Not(index.Any(f.column(), ""))
	case numberUse, timeUse:
		return index.Absent(f.column())
	}
	return nil
}

// equals wants the field equal to a constant; nil when that cannot be said.
func (f indexed) equals(c datum) *index.Formula {
	switch {
	case f.use == objectUse:
		return f.holds(c)
	case c.kind == aText && (f.use == textUse || f.use == listUse):
		return f.any(c.text)
	case c.kind == aTruth && f.use == truthUse:
		return f.any(strconv.FormatBool(c.truth))
	case c.kind == aNumber && f.use == numberUse, c.kind == aTime && f.use == timeUse:
		if s, ok := spanOf("==", c); ok {
			return index.Within(f.column(), s)
		}
	}
	return nil
}

// holds wants a field of an object of the host equal to a constant; nil when that cannot be said.
func (f indexed) holds(c datum) *index.Formula {
	value, ok := valueItem(c)
	switch {
	case !ok, f.each && c.kind != aText: // is reads texts as numbers, and fails where they are none
		return nil
	case f.each:
		return f.has(c, value)
	}
	return index.Any(f.column(), fieldItem(isValue, f.key, value))
}

// has wants a field that is a text, or is a list that has it, or says the same as a number or as true or false.
func (f indexed) has(text datum, value string) *index.Formula {
	items := []string{fieldItem(hasValue, f.key, value)}
	for _, said := range []datum{number(text.text), truthOf(text)} {
		if said.kind == aText || said.kind == nothing {
			continue
		}
		value, ok := valueItem(said)
		if !ok {
			return nil
		}
		items = append(items, fieldItem(hasValue, f.key, value))
	}
	return index.Any(f.column(), items...)
}

// among wants the field equal to one of the constants; nil when that cannot be said.
func (f indexed) among(values []ast.Node) *index.Formula {
	var all *index.Formula
	for _, n := range values {
		c, ok := constantOf(n)
		if !ok {
			return nil
		}
		g := f.equals(c)
		switch {
		case g == nil:
			return nil
		case all == nil:
			all = g
		default:
			all = index.Or(all, g)
		}
	}
	return all
}
