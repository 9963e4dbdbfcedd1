package filter

import (
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/index"
)

// All fields of an object of the host are one column of an index: an event has few of them, however many filters ask for.
// What an item says of a field is how its name begins.
const (
	isText  = '=' // it is this text
	hasText = '#' // it is this text, or a list that has it
	isThere = '?' // it is not empty
)

// fieldItem is the name of an item.
func fieldItem(what byte, key, text string) string {
	return string(what) + strconv.Itoa(len(key)) + ":" + key + text
}

// readItem reads the name of an item.
func readItem(name string) (what byte, key, text string) {
	length, rest, _ := strings.Cut(name[1:], ":")
	n, _ := strconv.Atoi(length)
	return name[0], rest[:n], rest[n:]
}

// fieldReader reads one field of an object.
type fieldReader struct {
	is, has named
	there   []uint32 // the item for what is there, if there is one
}

// named is texts and their items.
type named struct {
	words *index.Words
	items []uint32
}

// newFieldReaders returns the readers of the fields that items are about, by key.
func newFieldReaders(names []string, first uint32) map[string]*fieldReader {
	fields := map[string]*fieldReader{}
	texts := map[*named][]string{}
	for i, name := range names {
		what, key, text := readItem(name)
		f := fields[key]
		if f == nil {
			f = &fieldReader{}
			fields[key] = f
		}
		item, to := first+uint32(i), &f.is
		switch what {
		case isThere:
			f.there = []uint32{item}
			continue
		case hasText:
			to = &f.has
		}
		to.items, texts[to] = append(to.items, item), append(texts[to], text)
	}
	for n, list := range texts {
		n.words = index.NewWords(list)
	}
	return fields
}

// add adds the item of a text.
func (n *named) add(items []uint32, text string) []uint32 {
	if n.words == nil {
		return items
	}
	if place, ok := n.words.FindString(text); ok {
		return append(items, n.items[place])
	}
	return items
}

// object adds what an object has.
func (r *reader) object(items []uint32, object map[string]any) []uint32 {
	if len(object) > len(r.fields) {
		for key, f := range r.fields {
			items = f.read(items, object[key])
		}
		return items
	}
	for key, x := range object {
		if f := r.fields[key]; f != nil {
			items = f.read(items, x)
		}
	}
	return items
}

// read adds what a value is.
func (f *fieldReader) read(items []uint32, x any) []uint32 {
	d := read(x)
	switch {
	case d.empty():
		return items
	case d.kind == aText:
		items = f.has.add(f.is.add(items, d.text), d.text)
	case d.kind.list() && f.has.words != nil:
		items = f.list(items, d)
	}
	return append(items, f.there...)
}

// list adds the texts of a list.
func (f *fieldReader) list(items []uint32, list datum) []uint32 {
	if texts, ok := list.raw.([]string); ok {
		for _, s := range texts {
			items = f.has.add(items, s)
		}
		return items
	}
	for _, x := range elements(list) {
		if d := read(x); d.kind == aText {
			items = f.has.add(items, d.text)
		}
	}
	return items
}
