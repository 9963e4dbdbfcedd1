package filter

import (
	"bytes"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// plainFinder finds which of many texts equal, begin or end another one or are part of it: ignoring case, or letter for
// letter.
type plainFinder struct {
	use     columnUse
	texts   []string
	whole   *index.Words  // for wholeUse and letterWholeUse
	finder  *index.Finder // for the others; the texts reversed for endUse and letterEndUse
	items   []uint32      // of the texts
	longest int
}

// newPlainFinder returns a finder for distinct texts, folded as the use needs them.
func newPlainFinder(use columnUse, texts []string, items []uint32) *plainFinder {
	f := &plainFinder{use: use, texts: make([]string, len(texts)), items: make([]uint32, len(texts))}
	order := make([]int, len(texts))
	for i, text := range texts {
		order[i] = i
		f.longest = max(f.longest, len(text))
	}
	if use == endUse || use == letterEndUse {
		texts = slices.Clone(texts)
		for i := range texts {
			text := []byte(texts[i])
			slices.Reverse(text)
			texts[i] = string(text)
		}
	}
	slices.SortFunc(order, func(i, j int) int { return strings.Compare(texts[i], texts[j]) })
	for i, from := range order {
		f.texts[i], f.items[i] = texts[from], items[from]
	}
	if use == wholeUse || use == letterWholeUse {
		f.whole = index.NewWords(f.texts)
	} else {
		f.finder = index.NewFinder(f.texts)
	}
	return f
}

// appendRead appends the items of a text. path is that under which its folded forms are kept, empty if it has none.
func (f *plainFinder) appendRead(l *lookup, items []uint32, path, s string) []uint32 {
	switch f.use {
	case startUse:
		l.plain = foldedStart(l.plain[:0], s, f.longest)
	case endUse:
		l.plain = foldedEnd(l.plain[:0], s, f.longest)
		slices.Reverse(l.plain)
	case letterStartUse:
		l.plain = append(l.plain[:0], s[:min(len(s), f.longest)]...)
	case letterEndUse:
		l.plain = append(l.plain[:0], s[max(0, len(s)-f.longest):]...)
		slices.Reverse(l.plain)
	case letterWholeUse:
		if place, ok := f.whole.FindString(s); ok {
			items = append(items, f.items[place])
		}
		return items
	case letterPartUse:
		l.plain = append(l.plain[:0], s...)
	default: // contains_text needs the same form
		if place, ok := f.whole.Find(bytes.Trim(l.folded(path, wholePart, s).text, " ")); ok {
			items = append(items, f.items[place])
		}
		return items
	}
	items = f.appendFound(l, items)
	if cap(l.plain) > mostKept {
		l.plain = nil
	}
	return items
}

// appendFound appends the items of l.plain.
func (f *plainFinder) appendFound(l *lookup, items []uint32) []uint32 {
	if f.use != letterPartUse {
		return f.appendAt(l, 0, items)
	}
	for i := f.finder.Next(l.plain, 0); i < len(l.plain); i = f.finder.Next(l.plain, i+1) {
		items = f.appendAt(l, i, items)
	}
	return items
}

// appendAt appends the items of the texts at a place of l.plain.
func (f *plainFinder) appendAt(l *lookup, i int, items []uint32) []uint32 {
	if i == len(l.plain) {
		return items
	}
	l.places = f.finder.At(l.plain[i:], l.places[:0])
	if l.matches += len(l.places); l.matches > mostMatches {
		panic(errTooMany)
	}
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
