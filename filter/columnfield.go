package filter

import (
	"reflect"
	"strconv"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// columnUse says what a column of an index holds.
type columnUse uint8

const (
	noUse          columnUse = iota
	textUse                  // a text of the event
	truthUse                 // "true", "false", or "" when the item is absent
	itemUse                  // "" when there is no mention, or no case
	topicUse                 // the topic of the item that the event is about
	numberUse                // a number of the event
	timeUse                  // a time of the event, in nanoseconds
	amountUse                // a number in a host's object, see floatOrder
	numeralUse               // the same, where number also reads texts
	listUse                  // the texts of a list, and "" when it is not empty
	objectUse                // the contents of a host's object, see fieldItem
	wordUse                  // the terms that appear in a text as words
	exactUse                 // the same, letter for letter
	partUse                  // the terms that appear in a text as parts
	patternTextUse           // the texts that patterns require, in the content with its HTML
	startUse                 // the beginnings of a text or of the texts of a list, without case
	endUse                   // the ends
	wholeUse                 // the whole text, without case and with single spaces
	letterPartUse            // the parts of a text, or of the texts of a list, letter for letter
	letterStartUse           // the beginnings
	letterEndUse             // the ends
	letterWholeUse           // the whole text of a host's member, see columnField.change
	lengthUse                // the length of a text, a list or an object
	changeUse                // the paths that changed
	ageUse                   // how long before the event a time is, in nanoseconds
	fieldAgeUse              // the same for a time that date reads in a host's object
	momentUse                // that time, in nanoseconds
)

func (u columnUse) kind() index.Kind {
	switch u {
	case numberUse, timeUse, amountUse, numeralUse, ageUse, fieldAgeUse, momentUse, lengthUse:
		return index.Number
	case listUse, objectUse, startUse, endUse, wholeUse, letterStartUse, letterEndUse, letterWholeUse, changeUse:
		return index.Many
	case wordUse, exactUse, partUse, patternTextUse, letterPartUse:
		return index.Text
	}
	return index.One
}

// searches reports whether a column holds what is found in a text.
func (u columnUse) searches() bool { return wordUse <= u && u <= letterWholeUse }

// mode returns the search mode for the terms of a column.
func (u columnUse) mode() searchMode {
	switch u {
	case exactUse:
		return anyExact
	case partUse, patternTextUse:
		return anyPart
	case startUse:
		return startPart
	case endUse:
		return endPart
	case wholeUse:
		return wholePart
	}
	return anyWord
}

// byLetter reports whether a column holds what is found in a text letter for letter.
func (u columnUse) byLetter() bool { return letterPartUse <= u && u <= letterWholeUse }

// columnField is a field for which an index has, or could have, a column. The zero value is no such field.
type columnField struct {
	use  columnUse
	path string
	key  string // the member, for a host's object
	each bool   // a host's list is compared element by element

	change textChange // what functions make of its text before it is compared
}

func (f columnField) column() index.Column {
	return index.Column{Kind: f.use.kind(), Use: uint8(f.use), Name: f.change.nameOf(f.path)}
}

// memberColumn returns the column of one member alone.
func (f columnField) memberColumn(use columnUse) index.Column {
	return index.Column{Kind: use.kind(), Use: uint8(use), Name: memberName(f.path, f.key)}
}

// ofMember reports whether the field is a member of a host's object.
func (f columnField) ofMember() bool { return f.use == objectUse || f.use == letterWholeUse }

// unless returns the formula of a test that fails on members with an item, for which the test must not hold.
func (f columnField) unless(item byte, test *index.Formula) *index.Formula {
	f.use, f.change = objectUse, ""
	return index.Guarded(test, index.Any(f.column(), fieldItem(item, f.key, "")))
}

// columnFieldOf returns the column field that an expression reads.
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

// hostField splits a path that leads to a host's object and one member of it.
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

// anyFormula requires one of some values in the field. An empty text is ignored.
func (f columnField) anyFormula(values ...string) *index.Formula {
	var names []string
	for _, v := range values {
		if v != "" {
			names = append(names, v)
		}
	}
	return index.Any(f.column(), names...)
}

// missingFormula requires the field to be missing; nil when the index cannot express that.
func (f columnField) missingFormula() *index.Formula {
	switch f.use {
	case textUse, truthUse, itemUse:
		return index.Any(f.column(), "")
	case letterWholeUse:
		return index.Not(f.unless(noText, index.Any(f.column(), fieldItem(isThere, f.key, ""))))
	case objectUse:
		return index.Not(index.Any(f.column(), fieldItem(isThere, f.key, "")))
	case listUse:
		return index.Not(index.Any(f.column(), ""))
	case numberUse, timeUse:
		return index.Absent(f.column())
	}
	return nil
}

// equalsFormula requires the field to equal a constant; nil when the index cannot express that.
func (f columnField) equalsFormula(c typedValue) *index.Formula {
	switch {
	case f.use == objectUse:
		return f.objectFormula(c)
	case c.kind == aText && f.use == letterWholeUse:
		return f.unless(noText, index.Any(f.column(), fieldItem(isValue, f.key, c.text)))
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

// objectFormula requires a member of a host's object to equal a constant; nil when the index cannot express that.
func (f columnField) objectFormula(c typedValue) *index.Formula {
	value, ok := valueItem(c)
	switch {
	case !ok, f.each && c.kind != aText: // is reads texts as numbers, and fails on other texts
		return nil
	case f.each:
		return f.textOrListFormula(c, value)
	}
	return index.Any(f.column(), fieldItem(isValue, f.key, value))
}

// textOrListFormula requires a member that is the text, or a list that has it, or the number or truth value that the
// text reads as.
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

// amongFormula requires the field to equal one of the constants; nil when the index cannot express that.
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
