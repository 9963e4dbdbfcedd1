package filter

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// inWord reports whether a rune is a part of a word. A mark is one when what it stands on is, see wordBefore.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	}
	if unicode.IsLetter(r) {
		_, jamo := loneJamo(r)
		return !jamo && !isSuperscript(r)
	}
	return unicode.In(r, unicode.Nd, unicode.Nl)
}

// isSuperscript reports whether a rune is a letter made small and raised or lowered, as in 1ª and xⁿ.
func isSuperscript(r rune) bool {
	switch {
	case r == 'ª' || r == 'º':
		return true
	case r < 0x02B0 || !unicode.Is(unicode.Lm, r) || 0xFF00 <= r && r <= 0xFFEF: // those are kana of half the width
		return false
	}
	s := string(r)
	return norm.NFKD.PropertiesString(s).Decomposition() != nil && norm.NFD.PropertiesString(s).Decomposition() == nil
}

// isMark reports whether a rune belongs to the letter before it. Enclosing marks make symbols, such as keycaps.
func isMark(r rune) bool { return r >= 0x0300 && unicode.In(r, unicode.Mn, unicode.Mc) }

// isAttached reports whether a rune belongs to the letter before it, as a mark or as what is written after that letter.
func isAttached(r rune) bool {
	return r >= 0x0300 && (unicode.In(r, unicode.Mn, unicode.Mc) || unicode.Is(allScripts.trailing, r))
}

// bindsNext reports whether a rune belongs to the letter after it: a stacker, or a vowel that is written first.
func bindsNext(r rune) bool {
	return r >= 0x0900 && (unicode.Is(allScripts.stackers, r) || unicode.Is(allScripts.leading, r))
}

// isUnspaced reports whether a rune belongs to a script that is written without spaces, so that a word may begin and
// end beside it.
func isUnspaced(r rune) bool {
	return r >= 0x0E00 && unicode.Is(allScripts.unspaced, r) && !unicode.Is(unicode.Nd, r)
}

// isCursive reports whether a rune belongs to a script whose letters are joined.
func isCursive(r rune) bool {
	return r >= 0x0600 && unicode.Is(allScripts.cursive, r) && !unicode.Is(unicode.Nd, r)
}

// takesEndings reports whether a rune belongs to a script in which endings are written onto words, so that a term may end beside
// it.
func takesEndings(r rune) bool { return r >= 0x1100 && unicode.Is(allScripts.endings, r) }

// maxMarks is how many marks a letter may carry; the stream-safe text of Unicode (UAX #15) has at most 30 in a row.
const maxMarks = 32

// wordBefore reports whether text[:i] ends within a word that does not end by itself at i.
func wordBefore(text []byte, i int, m *meter) bool {
	for range maxMarks {
		r, n := utf8.DecodeLastRune(text[:i])
		if !isMark(r) {
			return inWord(r) && !isUnspaced(r)
		}
		m.spend(1, markPrice)
		i -= n
	}
	return true
}

// edges reports whether text[i:j], which is a term, begins and ends where words do.
func (t *term) edges(text []byte, i, j int, m *meter) (begins, ends bool) {
	return t.beginsAt(text, i, m), t.endsAt(text, j)
}

func (t *term) beginsAt(text []byte, i int, m *meter) bool {
	if !t.wordFirst || i == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRune(text[:i])
	switch {
	case t.attachedFirst:
		return !inWord(before) && !isAttached(before)
	case bindsNext(before):
		return false
	}
	return t.unspacedFirst || !wordBefore(text, i, m)
}

func (t *term) endsAt(text []byte, j int) bool {
	if t.prefix || !t.wordLast || j == len(text) {
		return true
	}
	next, _ := utf8.DecodeRune(text[j:])
	switch {
	case isAttached(next):
		return false
	case !inWord(next):
		return true
	case t.bindsLast:
		return false
	}
	return t.unspacedLast || isUnspaced(next) || takesEndings(next)
}

// wordEnd returns where the word that goes on at i ends: a term that cannot begin at one rune of it cannot at the next.
func wordEnd(text []byte, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRune(text[i:])
		if !inWord(r) && !isMark(r) || isUnspaced(r) {
			break
		}
		i += n
	}
	return i
}
