package filter

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// inWord reports whether r is part of a word. For marks, which belong to the rune before them, see wordBefore.
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

// isSuperscript reports whether r is a small raised or lowered letter, as in 1ª and xⁿ.
func isSuperscript(r rune) bool {
	switch {
	case r == 'ª' || r == 'º':
		return true
	case r < 0x02B0 || !unicode.Is(unicode.Lm, r) || 0xFF00 <= r && r <= 0xFFEF: // these are halfwidth kana
		return false
	}
	s := string(r)
	return norm.NFKD.PropertiesString(s).Decomposition() != nil && norm.NFD.PropertiesString(s).Decomposition() == nil
}

// isMark reports whether r belongs to the letter before it. Enclosing marks, as in keycaps, make symbols and do not
// count.
func isMark(r rune) bool { return r >= 0x0300 && unicode.In(r, unicode.Mn, unicode.Mc) }

// isAttached reports whether r belongs to the letter before it, as a mark or as a sign written after its letter.
func isAttached(r rune) bool {
	return r >= 0x0300 && (unicode.In(r, unicode.Mn, unicode.Mc) || unicode.Is(allScripts.trailing, r))
}

// bindsNext reports whether r belongs to the letter after it: a stacker, or a vowel written before its consonant.
func bindsNext(r rune) bool {
	return r >= 0x0900 && (unicode.Is(allScripts.stackers, r) || unicode.Is(allScripts.leading, r))
}

// isUnspaced reports whether r belongs to a script written without spaces, where a word may begin or end next to any
// letter.
func isUnspaced(r rune) bool {
	return r >= 0x0E00 && unicode.Is(allScripts.unspaced, r) && !unicode.Is(unicode.Nd, r)
}

// isCursive reports whether r belongs to a script whose letters are joined.
func isCursive(r rune) bool {
	return r >= 0x0600 && unicode.Is(allScripts.cursive, r) && !unicode.Is(unicode.Nd, r)
}

// takesEndings reports whether r belongs to a script that writes endings onto words, so that a term may end right
// before it.
func takesEndings(r rune) bool { return r >= 0x1100 && unicode.Is(allScripts.endings, r) }

// maxMarks is how many marks one letter may carry; Unicode's stream-safe text format (UAX #15) allows at most 30 in a
// row.
const maxMarks = 32

// wordBefore reports whether text[:i] ends inside a word that goes on at i.
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

// edges reports whether the occurrence of the term at text[i:j] begins and ends at word boundaries.
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

// wordEnd returns the end of the word that continues at i. A term that cannot begin at one rune of a word cannot begin
// at the next one either.
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
