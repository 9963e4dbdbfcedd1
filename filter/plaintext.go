package filter

import (
	"bytes"
	"reflect"
	"unicode"
	"unicode/utf8"
)

// The prices of plain tests, in budget units.
const (
	spacePrice   = 2  // each byte that is checked for space
	elementPrice = 64 // each element of a list
)

// foldPlain appends a text as contains_text and is_text compare it: without differences of case, and with each run of
// white space as one space.
func foldPlain(dst []byte, s string, m *meter) []byte {
	m.spend(len(s), spacePrice)
	return collapseSpace(foldCase(dst, s, m))
}

// collapseSpace replaces each run of white space by one space, in place.
func collapseSpace(text []byte) []byte {
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

// foldedStart appends the beginning of a text without differences of case: length bytes or a few more, or all of it.
func foldedStart(dst []byte, s string, length int) []byte {
	for _, r := range s {
		if len(dst) >= length {
			break
		}
		dst = appendFoldedRune(dst, r)
	}
	return dst
}

// foldedEnd appends the end of a text without differences of case: length bytes or a few more, or all of it.
func foldedEnd(dst []byte, s string, length int) []byte {
	from := len(s)
	var rune [2 * utf8.UTFMax]byte
	for have := 0; from > 0 && have < length; {
		r, n := utf8.DecodeLastRuneInString(s[:from])
		have += len(appendFoldedRune(rune[:0], r))
		from -= n
	}
	return foldedStart(dst, s[from:], len(s)*utf8.UTFMax)
}

func appendFoldedRune(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(dst, lowerASCII(byte(r)))
	}
	return appendFolded(dst, r)
}

// findPlain implements contains_text, starts_with, ends_with and is_text for a text, or for the elements of a list.
func (v *View) findPlain(s *search, d typedValue) bool {
	switch {
	case d.kind == aText:
		return v.plainIn(s, s.key, d.text)
	case !d.kind.list():
		s.operand.wrongKind(d, aText)
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
		if e := valueOf(list.Index(i).Interface()); e.kind == aText && v.plainIn(s, "", e.text) {
			return true
		}
	}
	return false
}

// plainIn reports whether one text satisfies the search. key is the path of the text, empty if it has none.
func (v *View) plainIn(s *search, key, text string) bool {
	if s.mode == startPart || s.mode == endPart {
		v.meter.spend(min(len(text), s.longest)+len(s.terms), 2*bytePrice)
		if s.mode == startPart {
			v.spare = foldedStart(v.spare[:0], text, s.longest)
		} else {
			v.spare = foldedEnd(v.spare[:0], text, s.longest)
		}
		return s.foundAtEdge(v.spare)
	}
	f := &v.scratch
	if key == "" {
		f.reset()
	} else {
		f = v.foldedAt(key)
	}
	folded := f.charged(v, s.mode, text)
	if s.mode == wholePart {
		v.meter.spend(len(s.terms), termPrice)
		return s.foundAtEdge(bytes.Trim(folded, " "))
	}
	return s.foundIn(folded, &v.meter)
}

// foundAtEdge reports whether one of the terms is at the start or the end of the text, or is the text, as the search
// requires.
func (s *search) foundAtEdge(folded []byte) bool {
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
