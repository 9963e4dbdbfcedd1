package filter

import (
	"reflect"
	"strconv"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// columnUse is what a column of an index holds.
type columnUse uint8

const (
	noUse          columnUse = iota
	textUse                  // a text of the event
	truthUse                 // "true", "false", or "" when the item is not there
	itemUse                  // "" when there is no mention, or no case
	topicUse                 // the topic of the item that the event is about
	numberUse                // a number of the event
	timeUse                  // a time of the event, in nanoseconds
	amountUse                // a number in an object of the host, see floatOrder
	numeralUse               // the same, also of a text that number reads
	listUse                  // the texts of a list, and "" when it has any
	objectUse                // what is in an object of the host, see fieldItem
	wordUse                  // the terms that stand in a text as words
	exactUse                 // the terms that stand in it as words, letter for letter
	partUse                  // the terms that stand in it as parts
	patternTextUse           // the letters of patterns that stand in the content of a mention as it is
	startUse                 // what a text, or one of a list, begins with, without case
	endUse                   // what it ends with
	wholeUse                 // what it is, without case and with single spaces
	changeUse                // the paths where something changed
	ageUse                   // how long before the event a time of it is, in nanoseconds
	fieldAgeUse              // the same of a time that date reads in an object of the host
	momentUse                // that time, in nanoseconds
)

func (u columnUse) kind() index.Kind {
	switch u {
	case numberUse, timeUse, amountUse, numeralUse, ageUse, fieldAgeUse, momentUse:
		return index.Number
	case listUse, objectUse, startUse, endUse, wholeUse, changeUse:
		return index.Many
	case wordUse, exactUse, partUse, patternTextUse:
		return index.Text
	}
	return index.One
}

// mode is how the terms of a column are looked for.
func (u columnUse) mode() searchMode {
	switch u {
	case exactUse:
		return anyExact
	case partUse, patternTextUse:
		return anyPart
	}
	return anyWord
}

// columnField is a field of which an index has a column, or could have one; the zero value is none.
type columnField struct {
	use  columnUse
	path string
	key  string // of an object of the host
	each bool   // a list of the host is compared one by one
}

func (f columnField) column() index.Column {
	return index.Column{Kind: f.use.kind(), Use: uint8(f.use), Name: f.path}
}

// columnFieldOf tells how an index could know an expression.
func columnFieldOf(n ast.Node) columnField {
	if !isPath(n) {
		return columnField{}
	}
	p := (&lowering{faults: &faults{}}).expr(n)
	if p.field == nil {
		if object, key, ok := hostField(n); ok && p.path != "" {
			return columnField{use: objectUse, path: object, key: key}
		}
		return columnField{}
	}
	switch {
	case p.kind == aText:
		return columnField{use: textUse, path: p.path}
	case p.mayBeMissing():
		return columnField{use: truthUse, path: p.path}
	case p.kind == aTextList:
		return columnField{use: listUse, path: p.path}
	case p.kind == anItem && len(p.field.goPath) == 1 && p.field.itemRoot() != "":
		return columnField{use: itemUse, path: p.path}
	case p.kind == aNumber && newFieldLocation(p.field).typ == reflect.TypeFor[*int]():
		return columnField{use: numberUse, path: p.path}
	case p.kind == aTime:
		return columnField{use: timeUse, path: p.path}
	}
	return columnField{}
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
	p := (&lowering{faults: &faults{}}).expr(m.Node)
	if !ok || p.field == nil || p.kind != anObject || !isEventField(p.field) {
		return "", "", false
	}
	return p.path, name.Value, true
}

// anyFormula wants one of some values in the field. The empty text is none.
func (f columnField) anyFormula(values ...string) *index.Formula {
	var names []string
	for _, v := range values {
		if v != "" {
			names = append(names, v)
		}
	}
	return index.Any(f.column(), names...)
}

// missingFormula wants the field missing; nil when that cannot be said.
func (f columnField) missingFormula() *index.Formula {
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

// equalsFormula wants the field equal to a constant; nil when that cannot be said.
func (f columnField) equalsFormula(c typedValue) *index.Formula {
	switch {
	case f.use == objectUse:
		return f.objectFormula(c)
	case c.kind == aText && (f.use == textUse || f.use == listUse):
		return f.anyFormula(c.text)
	case c.kind == aTruth && f.use == truthUse:
		return f.anyFormula(strconv.FormatBool(c.truth))
	case c.kind == aNumber && f.use == numberUse, c.kind == aTime && f.use == timeUse:
		if s, ok := spanOf("==", c); ok {
			return index.Within(f.column(), s)
		}
	}
	return nil
}

// objectFormula wants a field of an object of the host equal to a constant; nil when that cannot be said.
func (f columnField) objectFormula(c typedValue) *index.Formula {
	value, ok := valueItem(c)
	switch {
	case !ok, f.each && c.kind != aText: // is reads texts as numbers, and fails where they are none
		return nil
	case f.each:
		return f.textOrListFormula(c, value)
	}
	return index.Any(f.column(), fieldItem(isValue, f.key, value))
}

// textOrListFormula wants a field that is a text, or is a list that has it, or says the same as a number or as true or false.
func (f columnField) textOrListFormula(text typedValue, value string) *index.Formula {
	items := []string{fieldItem(hasValue, f.key, value)}
	for _, said := range []typedValue{parseNumber(text.text), parseTruth(text)} {
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

// amongFormula wants the field equal to one of the constants; nil when that cannot be said.
func (f columnField) amongFormula(values []ast.Node) *index.Formula {
	var all *index.Formula
	for _, n := range values {
		c, ok := constantOf(n)
		if !ok {
			return nil
		}
		g := f.equalsFormula(c)
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
