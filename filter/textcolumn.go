package filter

import (
	"reflect"
	"strings"
)

// textColumn finds the items of a column that searches texts: those of one field, or of the members of a host's object.
type textColumn struct {
	field   *textFinder            // nil for members
	members map[string]*textFinder // by key
	items   []foundItem
	first   uint32 // the number of the first item
}

// foundItem is an item of a text column: the finder of its text, and its number there.
type foundItem struct {
	finder *textFinder
	key    string
	at     int
}

// textFinder finds items in one text. One of terms and plain is set, unless it only asks whether the text is there.
type textFinder struct {
	path  string // that under which folded forms of the text are kept
	names []string
	items []uint32
	all   []namedTerm
	terms *termFinder
	plain *plainFinder
	there []uint32
}

// newTextColumn returns the finder for the items of a reader's column, numbered from first.
func newTextColumn(r *reader, names []string, first uint32) *textColumn {
	c := &textColumn{first: first}
	members := r.location.typ.Kind() == reflect.Map
	if members {
		c.members = map[string]*textFinder{}
	} else {
		c.field = &textFinder{path: r.location.path}
	}
	for i, name := range names {
		f, key, item := c.field, "", first+uint32(i)
		if members {
			var what byte
			what, key, name = readItem(name)
			if f = c.members[key]; f == nil {
				f = &textFinder{path: r.location.path + pathSegment(key)}
				c.members[key] = f
			}
			if what == isThere {
				f.there = []uint32{item}
				c.items = append(c.items, foundItem{finder: f, key: key, at: -1})
				continue
			}
		}
		c.items = append(c.items, foundItem{finder: f, key: key, at: len(f.names)})
		f.names, f.items = append(f.names, name), append(f.items, item)
	}
	if c.field != nil {
		c.field.build(r.use)
		c.items = nil // the same as those of the finder
	}
	for _, f := range c.members {
		f.build(r.use)
	}
	return c
}

// build makes the finder of the collected names.
func (f *textFinder) build(use columnUse) {
	mode := use.mode()
	switch {
	case use.byLetter():
		f.plain = newPlainFinder(use, f.names, f.items)
	case mode > anyPart:
		texts := make([]string, len(f.names))
		for i, name := range f.names {
			texts[i] = string(termNamed(name, false).folded)
		}
		f.plain = newPlainFinder(use, texts, f.items)
	default:
		for i, name := range f.names {
			f.all = append(f.all, namedTerm{termNamed(name, mode != anyPart), f.items[i]})
		}
		f.terms = newTermFinder(f.all)
	}
	if use != letterPartUse {
		f.names = nil
	}
}

// appendItems appends the items found in the event.
func (c *textColumn) appendItems(l *lookup, r *reader, items []uint32) []uint32 {
	if c.field != nil {
		return c.field.appendField(l, r, items)
	}
	v, ok := r.location.value(&l.view.event)
	if !ok {
		return items
	}
	object := *v.Addr().Interface().(*map[string]any)
	if len(object) > len(c.members) {
		for key, f := range c.members {
			items = f.appendMember(l, r, items, object[key])
		}
		return items
	}
	for key, x := range object {
		if f := c.members[key]; f != nil {
			items = f.appendMember(l, r, items, x)
		}
	}
	return items
}

// appendField appends the items of a field of the event.
func (f *textFinder) appendField(l *lookup, r *reader, items []uint32) []uint32 {
	if r.location.typ.Kind() == reflect.String {
		s, path := l.columnText(r)
		return f.appendText(l, r, items, path, s)
	}
	if v, ok := r.location.value(&l.view.event); ok {
		return f.appendTexts(l, r, items, *v.Addr().Interface().(*[]string))
	}
	return items
}

// appendTexts appends the items found in the texts of a list.
func (f *textFinder) appendTexts(l *lookup, r *reader, items []uint32, list []string) []uint32 {
	for _, s := range list {
		items = f.appendText(l, r, items, "", s)
	}
	return items
}

// appendMember appends the items of a member of a host's object. Searches that ignore case look through lists, too.
func (f *textFinder) appendMember(l *lookup, r *reader, items []uint32, x any) []uint32 {
	d := valueOf(x)
	switch {
	case d.kind == aText:
		return f.appendText(l, r, items, f.path, d.text)
	case d.kind.list() && r.use.looksThroughLists():
		if texts, ok := d.raw.([]string); ok {
			return f.appendTexts(l, r, items, texts)
		}
		for _, e := range elements(d) {
			items = f.appendText(l, r, items, "", valueOf(e).text)
		}
	}
	return items
}

// looksThroughLists reports whether what a column holds may also be found in a list of a host.
func (u columnUse) looksThroughLists() bool { return !u.byLetter() && u.mode().isPlain() }

// appendText appends the items found in one text.
func (f *textFinder) appendText(l *lookup, r *reader, items []uint32, path, s string) []uint32 {
	if s = l.changed(r.change, s); s == "" {
		return items
	}
	items = append(items, f.there...)
	if f.terms != nil {
		return f.terms.appendFound(l, l.folded(path, r.use.mode(), s).text, items)
	}
	return f.plain.appendRead(l, items, path, s)
}

// has reports whether the event has one item.
func (c *textColumn) has(l *lookup, r *reader, item uint32) bool {
	at := int(item - c.first)
	if c.field == nil {
		one := &c.items[at]
		v, ok := r.location.value(&l.view.event)
		return ok && one.finder.inMember(l, r, one.at, (*v.Addr().Interface().(*map[string]any))[one.key])
	}
	if r.location.typ.Kind() == reflect.String {
		s, path := l.columnText(r)
		return c.field.in(l, r, at, path, s)
	}
	v, ok := r.location.value(&l.view.event)
	return ok && c.field.inTexts(l, r, at, *v.Addr().Interface().(*[]string))
}

// inMember reports whether a member of a host's object has an item.
func (f *textFinder) inMember(l *lookup, r *reader, at int, x any) bool {
	d := valueOf(x)
	switch {
	case d.kind == aText:
		return f.in(l, r, at, f.path, d.text)
	case d.kind.list() && r.use.looksThroughLists():
		if texts, ok := d.raw.([]string); ok {
			return f.inTexts(l, r, at, texts)
		}
		for _, e := range elements(d) {
			if f.in(l, r, at, "", valueOf(e).text) {
				return true
			}
		}
	}
	return false
}

// inTexts reports whether one text of a list has an item.
func (f *textFinder) inTexts(l *lookup, r *reader, at int, list []string) bool {
	for _, s := range list {
		if f.in(l, r, at, "", s) {
			return true
		}
	}
	return false
}

// in reports whether one text has an item.
func (f *textFinder) in(l *lookup, r *reader, at int, path, s string) bool {
	if s = l.changed(r.change, s); s == "" {
		return false
	}
	if f.terms == nil {
		return strings.Contains(s, f.names[at])
	}
	form, t := l.folded(path, r.use.mode(), s), &f.all[at]
	return form.mayHave(t.folded) && t.occursIn(form.text, &l.free)
}

// changed returns a changed text. Columns that share a change share the work.
func (l *lookup) changed(c textChange, s string) string {
	if c == "" || s == "" {
		return s
	}
	for _, k := range l.changes {
		if k.change == c && k.text == s {
			return k.changed
		}
	}
	k := changedText{c, s, c.of(s)}
	if len(l.changes) < mostChanged {
		l.changes = append(l.changes, k)
	}
	return k.changed
}

// forget drops what is kept of an event.
func (l *lookup) forget() {
	clear(l.changes)
	l.changes = l.changes[:0]
}

// changedText is a text of the event and what functions make of it.
type changedText struct {
	change        textChange
	text, changed string
}

// mostChanged is how many changed texts are kept for one event.
const mostChanged = 16
