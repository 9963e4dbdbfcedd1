package filter

import (
	"math"
)

// foldedText is a text in the forms that searches need, each made when it is first asked for.
type foldedText struct {
	words, exact, parts form
}

// form is a text in one form, and what it cost to make it.
type form struct {
	text []byte
	made bool
	cost int64 // units of the budget; when it could not be made, how many were not enough
	paid int   // the round of the meter in which they were last taken

	asked  int // for how many terms an index asked
	pieces pieces
}

// mostKept is how many bytes of memory a text may keep for the next event, mostTexts how many texts may.
const (
	mostKept  = 64 << 10
	mostTexts = 256
)

func (f *foldedText) forget() {
	f.words.forget()
	f.exact.forget()
	f.parts.forget()
}

func (f *form) forget() {
	f.made, f.cost, f.paid, f.asked = false, 0, 0, 0
	if cap(f.text) > mostKept/2 {
		f.text = nil
	}
}

// of returns the form that a way of searching needs.
func (f *foldedText) of(m mode) *form {
	switch {
	case m.plain():
		return &f.parts
	case m == anyExact:
		return &f.exact
	}
	return &f.words
}

// form returns the text as a search wants it. Every evaluation pays for it, also when another one made it.
func (f *foldedText) form(v *View, m mode, text string) []byte {
	form := f.of(m)
	switch {
	case form.paid == v.meter.round:
		return form.text
	case form.made || form.cost > v.meter.left:
		v.meter.spend(1, int(form.cost))
	default:
		form.make(v, m, text)
	}
	form.paid = v.meter.round
	return form.text
}

func (f *form) make(v *View, m mode, text string) {
	before := v.meter.left
	defer func() { f.cost = before - v.meter.left }()
	switch {
	case m.plain():
		f.text = foldPlain(f.text[:0], text, &v.meter)
	case m == anyExact:
		f.text, v.spare = asExact.fold(f.text, v.spare, text, &v.meter)
	default:
		f.text, v.spare = asWords.fold(f.text, v.spare, text, &v.meter)
	}
	f.made = true
}

// find is word, words, exact, contains_text and its like: it is what expr calls.
func (v *View) find(text, what any) bool {
	s, d := what.(*search), read(text)
	if d.kind == nothing {
		return false
	}
	if d.kind == aText {
		d.text = v.shown(s, d.text)
	}
	if s.mode.plain() {
		return v.findPlain(s, d)
	}
	if d.kind != aText {
		s.site.not(d, aText)
	}
	if s.key == "" {
		v.scratch.forget()
		return s.in(v.scratch.form(v, s.mode, d.text), &v.meter)
	}
	return s.in(v.foldedAt(s.key).form(v, s.mode, d.text), &v.meter)
}

// foldedAt returns the folded forms of the text at a path.
func (v *View) foldedAt(path string) *foldedText {
	f := v.folded[path]
	if f == nil {
		if v.folded == nil {
			v.folded = map[string]*foldedText{}
		}
		f = &foldedText{}
		v.folded[path] = f
	}
	return f
}

// unpaid returns the text in a form without taking anything from the budget of an evaluation: an index folds it once
// for all filters.
func (f *foldedText) unpaid(v *View, m mode, text string) *form {
	form := f.of(m)
	if !form.made {
		left := v.meter.left
		v.meter.left = math.MaxInt64
		form.make(v, m, text)
		v.meter.left = left
	}
	return form
}
