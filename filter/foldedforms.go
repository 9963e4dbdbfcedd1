package filter

import (
	"math"
)

// foldedForms are the forms of a text that searches need, each built on first use.
type foldedForms struct {
	words, exact, parts foldedForm
}

// foldedForm is a text in one form, and the price of building it.
type foldedForm struct {
	text      []byte
	built     bool
	cost      int64 // in budget units; when the budget was too small to build it, the amount that did not suffice
	paidRound int   // the meter's round in which it was last paid for

	asked    int // for how many terms an index asked
	trigrams trigramSet
}

// mostKept is how many bytes a text may keep for the next event, mostTexts how many texts may be kept.
const (
	mostKept  = 64 << 10
	mostTexts = 256
)

func (f *foldedForms) reset() {
	f.words.reset()
	f.exact.reset()
	f.parts.reset()
}

func (f *foldedForm) reset() {
	f.built, f.cost, f.paidRound, f.asked = false, 0, 0, 0
	if cap(f.text) > mostKept/2 {
		f.text = nil
	}
}

// formFor returns the form that a search mode needs.
func (f *foldedForms) formFor(m searchMode) *foldedForm {
	switch {
	case m.isPlain():
		return &f.parts
	case m == anyExact:
		return &f.exact
	}
	return &f.words
}

// charged returns the text in the form for a search. Every evaluation pays for the form, even if another one built it.
func (f *foldedForms) charged(v *View, m searchMode, text string) []byte {
	form := f.formFor(m)
	switch {
	case form.paidRound == v.meter.round:
		return form.text
	case form.built || form.cost > v.meter.left:
		v.meter.spend(1, int(form.cost))
	default:
		form.build(v, m, text)
	}
	form.paidRound = v.meter.round
	return form.text
}

func (f *foldedForm) build(v *View, m searchMode, text string) {
	before := v.meter.left
	defer func() { f.cost = before - v.meter.left }()
	switch {
	case m.isPlain():
		f.text = foldPlain(f.text[:0], text, &v.meter)
	case m == anyExact:
		f.text, v.spare = exactRules.fold(f.text, v.spare, text, &v.meter)
	default:
		f.text, v.spare = wordRules.fold(f.text, v.spare, text, &v.meter)
	}
	f.built = true
}

// find implements word, words, exact, contains_text and similar functions. expr calls it.
func (v *View) find(text, what any) bool {
	s, d := what.(*search), valueOf(text)
	if d.kind == nothing {
		return false
	}
	if d.kind == aText {
		d.text = v.visibleFor(s, d.text)
	}
	if s.mode.isPlain() {
		return v.findPlain(s, d)
	}
	if d.kind != aText {
		s.operand.wrongKind(d, aText)
	}
	if s.key == "" {
		v.scratch.reset()
		return s.foundIn(v.scratch.charged(v, s.mode, d.text), &v.meter)
	}
	return s.foundIn(v.foldedAt(s.key).charged(v, s.mode, d.text), &v.meter)
}

// foldedAt returns the folded forms of the text at a path.
func (v *View) foldedAt(path string) *foldedForms {
	f := v.folded[path]
	if f == nil {
		if v.folded == nil {
			v.folded = map[string]*foldedForms{}
		}
		f = &foldedForms{}
		v.folded[path] = f
	}
	return f
}

// uncharged returns a form of the text without charging the budget of an evaluation: an index folds a text once for all
// filters.
func (f *foldedForms) uncharged(v *View, m searchMode, text string) *foldedForm {
	form := f.formFor(m)
	if !form.built {
		left := v.meter.left
		v.meter.left = math.MaxInt64
		form.build(v, m, text)
		v.meter.left = left
	}
	return form
}
