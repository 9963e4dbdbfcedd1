package filter

import (
	"bytes"
	"unicode/utf8"
)

// The prices of looking for a term, in budget units. bytes.Index is slower for terms of longTerm bytes or more.
const (
	termPrice  = 16 // per search
	pairPrice  = 1  // per two bytes of the text
	longPrice  = 2  // per byte of the text, for a long term
	placePrice = 64 // per occurrence that is not a whole word
	skipPrice  = 16 // per byte of the word around it
	markPrice  = 16 // per mark before it
	longTerm   = 60
)

// occursIn reports whether the folded text contains the term.
func (t *term) occursIn(text []byte, m *meter) bool {
	if len(t.folded) < longTerm {
		m.spend(termPrice+len(text)/2, pairPrice)
	} else {
		m.spend(len(text)+len(t.folded), longPrice)
	}
	for from := 0; ; {
		k := bytes.Index(text[from:], t.folded)
		if k < 0 {
			return false
		}
		i := from + k
		begins, ends := t.edges(text, i, i+len(t.folded), m)
		if begins && ends {
			return true
		}
		m.spend(1+len(t.folded)/longTerm, placePrice)
		_, n := utf8.DecodeRune(text[i:])
		from = i + n
		if !begins {
			from = wordEnd(text, from)
			m.spend(from-i, skipPrice)
		}
	}
}
