package filter

import (
	"bytes"
	"unicode/utf8"
)

// What looking for a term costs, in units of the budget. A term of longTerm bytes is looked for in a slower way.
const (
	termPrice  = 16 // in any case
	pairPrice  = 1  // for two bytes of the text
	longPrice  = 2  // for each byte of it when the term is long
	placePrice = 64 // where the term stands but is no word
	skipPrice  = 16 // for each byte of the word around that
	markPrice  = 16 // for each mark before it
	longTerm   = 60
)

// occursIn reports whether the folded text has the term.
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
