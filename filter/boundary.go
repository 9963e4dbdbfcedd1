package filter

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// inWord reports whether a rune is a part of a word. A mark is one when what it stands on is, see wordBefore.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// isMark reports whether a rune belongs to the letter before it. Enclosing marks make symbols, such as keycaps.
func isMark(r rune) bool { return r >= 0x0300 && unicode.In(r, unicode.Mn, unicode.Mc) }

// runOn reports whether a rune belongs to a script that is written without spaces, so that a word may begin and
// end beside it.
func runOn(r rune) bool {
	if r < 0x0E00 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) ||
		r == 'ー'
}

// wordBefore reports whether text[:i] ends within a word that does not end by itself at i.
func wordBefore(text []byte, i int) bool {
	for i > 0 {
		r, n := utf8.DecodeLastRune(text[:i])
		if !isMark(r) {
			return inWord(r) && !runOn(r)
		}
		i -= n
	}
	return false
}

// edges reports whether text[i:j], which is a term, begins and ends where words do.
func (t *term) edges(text []byte, i, j int) (begins, ends bool) {
	begins = !t.wordFirst || i == 0 || t.runOnFirst || !wordBefore(text, i)
	switch {
	case t.prefix || !t.wordLast || j == len(text):
		return begins, true
	default:
		r, _ := utf8.DecodeRune(text[j:])
		return begins, !isMark(r) && (t.runOnLast || !inWord(r) || runOn(r))
	}
}

// in reports whether the folded text has the term.
func (t *term) in(text []byte) bool {
	for from := 0; ; {
		k := bytes.Index(text[from:], t.folded)
		if k < 0 {
			return false
		}
		i := from + k
		begins, ends := t.edges(text, i, i+len(t.folded))
		if begins && ends {
			return true
		}
		_, n := utf8.DecodeRune(text[i:])
		from = i + n
		if !begins {
			from = wordEnd(text, from)
		}
	}
}

// wordEnd returns where the word that goes on at i ends: a term that cannot begin at one rune of it cannot at the next.
func wordEnd(text []byte, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRune(text[i:])
		if runOn(r) || !inWord(r) && !isMark(r) {
			break
		}
		i += n
	}
	return i
}
