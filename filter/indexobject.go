package filter

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/index"
)

// All members of a host's object share one column of an index: an event has few of them, however many filters ask for.
// The first byte of an item's name is one of these, or one of those in oddMembers.
const (
	isValue  = '=' // the member is this value
	hasValue = '#' // the member is this value, or a list that has it
	isThere  = '?' // the member is not empty
)

// fieldItem returns the name of an item.
func fieldItem(what byte, key, value string) string {
	return string(what) + strconv.Itoa(len(key)) + ":" + key + value
}

// readItem splits the name of an item.
func readItem(name string) (what byte, key, value string) {
	length, rest, _ := strings.Cut(name[1:], ":")
	n, _ := strconv.Atoi(length)
	return name[0], rest[:n], rest[n:]
}

// The kinds of value in the name of an item.
const (
	textItem   = 't'
	numberItem = 'n'
	truthItem  = 'b'
)

// valueItem returns a constant as written in the name of an item; ok is false when it cannot be written.
func valueItem(c typedValue) (value string, ok bool) {
	switch {
	case c.kind == aText:
		return string(textItem) + c.text, true
	case c.kind == aTruth:
		return string(truthItem) + strconv.FormatBool(c.truth), true
	case c.kind == aNumber && c.isExact():
		return string(numberItem) + strconv.FormatFloat(c.float, 'g', -1, 64), true
	}
	return "", false
}

// fieldReader finds the items for one member of an object.
type fieldReader struct {
	is, has valueItems
	there   []uint32 // the item for a member that is present, if there is one
	odd     []oddItem
}

// valueItems maps values to their items.
type valueItems struct {
	texts   *index.Words
	items   []uint32 // of the texts
	numbers map[float64]uint32
	truths  map[bool]uint32
}

// newFieldReaders returns, by key, the readers of the members that the items are about.
func newFieldReaders(names []string, first uint32) map[string]*fieldReader {
	fields := map[string]*fieldReader{}
	texts := map[*valueItems][]string{}
	for i, name := range names {
		what, key, value := readItem(name)
		f := fields[key]
		if f == nil {
			f = &fieldReader{}
			fields[key] = f
		}
		item, to := first+uint32(i), &f.is
		if test := oddMembers[what]; test != nil {
			f.odd = append(f.odd, oddItem{test, item})
			continue
		}
		switch what {
		case isThere:
			f.there = []uint32{item}
			continue
		case hasValue:
			to = &f.has
		}
		if value[0] == textItem {
			to.items, texts[to] = append(to.items, item), append(texts[to], value[1:])
		} else {
			to.setItem(value, item)
		}
	}
	for v, list := range texts {
		v.texts = index.NewWords(list)
	}
	return fields
}

// setItem sets the item of a value that is not a text.
func (v *valueItems) setItem(value string, item uint32) {
	if value[0] == truthItem {
		if v.truths == nil {
			v.truths = map[bool]uint32{}
		}
		v.truths[value[1:] == "true"] = item
		return
	}
	n, _ := strconv.ParseFloat(value[1:], 64)
	if v.numbers == nil {
		v.numbers = map[float64]uint32{}
	}
	v.numbers[n] = item
}

// appendItem appends the item of a value.
func (v *valueItems) appendItem(items []uint32, d typedValue) []uint32 {
	item, ok := uint32(0), false
	switch d.kind {
	case aText:
		return v.appendText(items, d.text)
	case aNumber:
		item, ok = v.numbers[d.float]
	case aTruth:
		item, ok = v.truths[d.truth]
	}
	if ok {
		items = append(items, item)
	}
	return items
}

func (v *valueItems) appendText(items []uint32, text string) []uint32 {
	if v.texts != nil {
		if place, ok := v.texts.FindString(text); ok {
			return append(items, v.items[place])
		}
	}
	return items
}

// appendObject appends the items of an object's members.
func (r *reader) appendObject(items []uint32, object map[string]any) []uint32 {
	if len(object) > len(r.fields) {
		for key, f := range r.fields {
			items = f.appendItems(items, object[key])
		}
		return items
	}
	for key, x := range object {
		if f := r.fields[key]; f != nil {
			items = f.appendItems(items, x)
		}
	}
	return items
}

// appendItems appends the items of one member's value.
func (f *fieldReader) appendItems(items []uint32, x any) []uint32 {
	d := valueOf(x)
	if d.kind != nothing {
		for _, o := range f.odd {
			if o.test(d) {
				items = append(items, o.item)
			}
		}
	}
	switch {
	case d.isEmpty():
		return items
	case d.kind.list():
		items = f.has.appendList(items, d)
	default:
		items = f.has.appendItem(f.is.appendItem(items, d), d)
	}
	return append(items, f.there...)
}

// appendList appends the items of a list's elements.
func (v *valueItems) appendList(items []uint32, list typedValue) []uint32 {
	if v.texts == nil && v.numbers == nil && v.truths == nil {
		return items
	}
	if texts, ok := list.raw.([]string); ok {
		for _, s := range texts {
			items = v.appendText(items, s)
		}
		return items
	}
	for _, x := range elements(list) {
		items = v.appendItem(items, valueOf(x))
	}
	return items
}

// elements returns the elements of a list.
func elements(list typedValue) []any {
	if l, ok := list.raw.([]any); ok {
		return l
	}
	v := reflect.ValueOf(list.raw)
	all := make([]any, v.Len())
	for i := range all {
		all[i] = v.Index(i).Interface()
	}
	return all
}
