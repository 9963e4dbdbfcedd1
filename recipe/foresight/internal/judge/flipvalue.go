package judge

import (
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// valueFor returns a value of the field with which precisely some of its tests come out otherwise, or nil.
func (f *flipper) valueFor(one *flipField, set uint) *value {
	if v, ok := one.known[set]; ok {
		return v
	}
	one.known[set] = f.search(one, set)
	return one.known[set]
}

func (f *flipper) search(one *flipField, set uint) *value {
	if v := f.nearest(one, set); v != nil {
		return v
	}
	s := &shape{kind: f.event.Kind, world: &f.judge.World, sample: &f.event}
	for _, item := range []string{trigger.MentionItem, trigger.CaseItem, trigger.RecordItem} {
		if carries(&f.event, item) {
			s.items = append(s.items, item)
		}
	}
	b := &builder{asking: &asking{judge: f.judge, complete: true}, shape: s}
	v := b.variable(one.field)
	var root *node
	for _, i := range one.texts {
		n := v.add(leaf{test: f.tests[i].Test})
		switch otherwise := set&(1<<i) != 0; {
		case otherwise == (f.now[i] == yes):
			n = &node{join: anUnless, a: n}
		}
		root = both(root, n)
	}
	if one.field.path == "event.at" || !b.decompose(v) || !b.list(v) {
		return nil
	}
	search := searcher{builder: b, root: root, bare: true}
	if !search.try() {
		return nil
	}
	return &value{value: search.value}
}

func carries(ev *trigger.Event, item string) bool {
	switch item {
	case trigger.MentionItem:
		return ev.Mention != nil
	case trigger.CaseItem:
		return ev.Case != nil
	}
	return ev.Record != nil
}

// nearest returns the present list or text with elements or words more, or elements fewer, where that is enough.
func (f *flipper) nearest(one *flipField, set uint) *value {
	test := f.tests[one.texts[0]].Test
	var candidates []any
	switch test.Kind {
	case matching.ListField:
		candidates = append(candidates, f.list(one, set, test))
	case matching.TextField:
		if text := f.text(one, set, test); text != "" {
			candidates = append(candidates, text)
		}
	}
	for _, c := range candidates {
		ev := clone(f.event)
		if one.field.set(&ev, c) && f.fits(ev, one, set) {
			return &value{value: c}
		}
	}
	return nil
}

// fits reports whether precisely the tests of the set come out otherwise among those of the field.
func (f *flipper) fits(ev trigger.Event, one *flipField, set uint) bool {
	f.judge.view.Reset(f.judge.World.Normal(ev))
	for _, i := range one.texts {
		got := truthOf(f.tests[i].Test.Holds(f.judge.view))
		if otherwise := set&(1<<i) != 0; (got == yes) == (f.now[i] == yes) == otherwise {
			return false
		}
	}
	return true
}

// list returns the present list, with the elements of the tests that are to hold, and without those of the others.
func (f *flipper) list(one *flipField, set uint, test *Test) any {
	f.judge.view.Reset(f.event)
	var elements []string
	for _, seen := range test.Saw(f.judge.view) {
		list, _ := seen.Value.([]string)
		elements = slices.Clone(list)
	}
	for _, i := range one.texts {
		t := f.tests[i].Test
		if set&(1<<i) == 0 || t.Compare == matching.Missing {
			continue
		}
		for n, v := range t.Values {
			text, _ := v.(string)
			switch has := slices.Contains(elements, text); {
			case f.now[i] == yes && has:
				elements = slices.DeleteFunc(elements, func(e string) bool { return e == text })
			case f.now[i] != yes && !has && n == 0:
				elements = append(elements, text)
			}
		}
	}
	if len(elements) == 0 {
		return nil
	}
	return elements
}

// text returns the present text with the terms of the tests that are to hold; "" when some are not to hold any more.
func (f *flipper) text(one *flipField, set uint, test *Test) string {
	f.judge.view.Reset(f.event)
	text := ""
	for _, seen := range test.Saw(f.judge.view) {
		text, _ = seen.Value.(string)
	}
	for _, i := range one.texts {
		t := f.tests[i].Test
		if set&(1<<i) == 0 {
			continue
		}
		if f.now[i] == yes {
			return ""
		}
		term, _ := firstOf(t.Values).(string)
		switch t.Compare {
		case matching.AnyWord, matching.AnyPart, matching.Part, matching.End:
			text = strings.TrimSpace(text + " " + bare(term))
		case matching.AllWords:
			for _, v := range t.Values {
				text = strings.TrimSpace(text + " " + bare(v.(string)))
			}
		case matching.Start:
			text = strings.TrimSpace(term + " " + text)
		default:
			return ""
		}
	}
	return text
}

func firstOf(values []any) any {
	if len(values) == 0 {
		return nil
	}
	return values[0]
}

// clone returns the event with items of its own.
func clone(ev trigger.Event) trigger.Event {
	if ev.Mention != nil {
		m := *ev.Mention
		ev.Mention = &m
	}
	if ev.Case != nil {
		k := *ev.Case
		ev.Case = &k
	}
	if ev.Record != nil {
		r := *ev.Record
		ev.Record = &r
	}
	return ev
}
