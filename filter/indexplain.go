package filter

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// plainFinder finds which of many texts equal, begin or end another one, ignoring case.
type plainFinder struct {
	use     columnUse
	whole   *index.Words  // for wholeUse
	edges   *index.Finder // for startUse, and the texts reversed for endUse
	items   []uint32
	longest int
}

// newPlainFinder returns a finder for the named terms, whose items are numbered from first.
func newPlainFinder(names []string, first uint32, use columnUse) *plainFinder {
	f := &plainFinder{use: use}
	type named struct {
		text string
		item uint32
	}
	var list []named
	for i, name := range names {
		name = string(termNamed(name, false).folded)
		f.longest = max(f.longest, len(name))
		if use == endUse {
			text := []byte(name)
			slices.Reverse(text)
			name = string(text)
		}
		list = append(list, named{name, first + uint32(i)})
	}
	slices.SortFunc(list, func(a, b named) int { return strings.Compare(a.text, b.text) })
	var texts []string
	for _, n := range list {
		texts, f.items = append(texts, n.text), append(f.items, n.item)
	}
	if use == wholeUse {
		f.whole = index.NewWords(texts)
	} else {
		f.edges = index.NewFinder(texts)
	}
	return f
}

// appendPlain appends the items found in a text, or in the texts of a list.
func (l *lookup) appendPlain(r *reader, items []uint32) []uint32 {
	if r.location.typ.Kind() == reflect.String {
		s, path := l.columnText(r)
		switch {
		case s == "":
			return items
		case r.use == wholeUse: // contains_text needs the same form
			l.free.left = math.MaxInt64
			return r.plain.appendFound(l, items, l.view.foldedAt(path).uncharged(l.view, anyPart, s).text)
		}
		return r.plain.appendRead(l, items, s)
	}
	if v, ok := r.location.value(&l.view.event); ok {
		for _, s := range *v.Addr().Interface().(*[]string) {
			if s != "" {
				items = r.plain.appendRead(l, items, s)
			}
		}
	}
	return items
}

// appendRead folds a text and appends its items.
func (f *plainFinder) appendRead(l *lookup, items []uint32, s string) []uint32 {
	switch f.use {
	case startUse:
		l.plain = foldedStart(l.plain[:0], s, f.longest)
	case endUse:
		l.plain = foldedEnd(l.plain[:0], s, f.longest)
		slices.Reverse(l.plain)
	default:
		l.free.left = math.MaxInt64
		l.plain = foldPlain(l.plain[:0], s, &l.free)
	}
	items = f.appendFound(l, items, l.plain)
	if cap(l.plain) > mostKept {
		l.plain = nil
	}
	return items
}

// appendFound appends the items of a folded text.
func (f *plainFinder) appendFound(l *lookup, items []uint32, folded []byte) []uint32 {
	if f.use == wholeUse {
		if place, ok := f.whole.Find(bytes.Trim(folded, " ")); ok {
			items = append(items, f.items[place])
		}
		return items
	}
	l.places = f.edges.At(folded, l.places[:0])
	for _, place := range l.places {
		items = append(items, f.items[place])
	}
	return items
}

// appendChanges appends the paths that changed in the event.
func (r *reader) appendChanges(ev *trigger.Event, items []uint32) []uint32 {
	if !ev.Changed() {
		return items
	}
	for i, path := range r.paths[ev.Item().Kind] {
		if _, ok := ev.Change(path); ok {
			items = append(items, r.first+uint32(i))
		}
	}
	return items
}

// pathsOf returns the full paths by kind of item, so that a match need not build them.
func pathsOf(names []string) map[string][]string {
	paths := map[string][]string{"": names}
	for _, item := range []string{trigger.MentionItem, trigger.CaseItem, trigger.RecordItem} {
		for _, name := range names {
			first, _, _ := strings.Cut(name, ".")
			if first != trigger.MentionItem && first != trigger.CaseItem && first != trigger.RecordItem {
				name = item + "." + name
			}
			paths[item] = append(paths[item], name)
		}
	}
	return paths
}
