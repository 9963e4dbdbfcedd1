package filter

import (
	"bytes"
	"reflect"
	"unicode"
	"unicode/utf8"
)

// What plain tests cost, in units of the budget.
const (
	spacePrice   = 2  // each byte that is looked at for space
	elementPrice = 64 // each element of a list
)

// foldPlain appends a text as contains_text and is_text compare it: without the differences of case, and any run of white
// space as one space.
func foldPlain(dst []byte, s string, m *meter) []byte {
	m.spend(len(s), spacePrice)
	return oneSpace(foldCase(dst, s, m))
}

// oneSpace makes each run of white space one space, in the memory of the text.
func oneSpace(text []byte) []byte {
	out := text[:0]
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text[i:])
		}
		switch {
		case !unicode.IsSpace(r):
			out = append(out, text[i:i+n]...)
		case len(out) == 0 || out[len(out)-1] != ' ':
			out = append(out, ' ')
		}
		i += n
	}
	return out
}

// startOf appends the beginning of a text without the differences of case: so many bytes or a few more, or all of it.
func startOf(dst []byte, s string, length int) []byte {
	for _, r := range s {
		if len(dst) >= length {
			break
		}
		dst = appendCaseless(dst, r)
	}
	return dst
}

// endOf appends the end of a text without the differences of case: so many bytes or a few more, or all of it.
func endOf(dst []byte, s string, length int) []byte {
	from := len(s)
	var rune [2 * utf8.UTFMax]byte
	for have := 0; from > 0 && have < length; {
		r, n := utf8.DecodeLastRuneInString(s[:from])
		have += len(appendCaseless(rune[:0], r))
		from -= n
	}
	return startOf(dst, s[from:], len(s)*utf8.UTFMax)
}

func appendCaseless(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(dst, lowerASCII(byte(r)))
	}
	return appendFolded(dst, r)
}

// findPlain is contains_text, starts_with, ends_with and is_text of a text, or of a list of which one element does.
func (v *View) findPlain(s *search, d datum) bool {
	switch {
	case d.kind == aText:
		return v.plainIn(s, s.key, d.text)
	case !d.kind.list():
		s.site.not(d, aText)
	}
	if texts, ok := d.raw.([]string); ok {
		for _, text := range texts {
			v.meter.spend(1, elementPrice)
			if text != "" && v.plainIn(s, "", text) {
				return true
			}
		}
		return false
	}
	list := reflect.ValueOf(d.raw)
	for i := range list.Len() {
		v.meter.spend(1, elementPrice)
		if e := read(list.Index(i).Interface()); e.kind == aText && v.plainIn(s, "", e.text) {
			return true
		}
	}
	return false
}

// plainIn reports whether one text has what the search wants. key is the path of the text, empty when it is none.
func (v *View) plainIn(s *search, key, text string) bool {
	if s.mode == startPart || s.mode == endPart {
		v.meter.spend(min(len(text), s.longest)+len(s.terms), 2*bytePrice)
		if s.mode == startPart {
			v.spare = startOf(v.spare[:0], text, s.longest)
		} else {
			v.spare = endOf(v.spare[:0], text, s.longest)
		}
		return s.at(v.spare)
	}
	f := &v.scratch
	if key == "" {
		f.forget()
	} else {
		f = v.foldedAt(key)
	}
	folded := f.form(v, s.mode, text)
	if s.mode == wholePart {
		v.meter.spend(len(s.terms), termPrice)
		return s.at(bytes.Trim(folded, " "))
	}
	return s.in(folded, &v.meter)
}

// at reports whether one of the terms is at the place of the text that the search is about.
func (s *search) at(folded []byte) bool {
	for i := range s.terms {
		term := s.terms[i].folded
		switch {
		case s.mode == startPart && bytes.HasPrefix(folded, term),
			s.mode == endPart && bytes.HasSuffix(folded, term),
			s.mode == wholePart && bytes.Equal(folded, term):
			return true
		}
	}
	return false
}
