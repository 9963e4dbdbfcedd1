package filter

import (
	"unicode"
)

// acuteAccent is what some keyboards give for an apostrophe. It decomposes into a space and an accent.
const acuteAccent = '\u00B4'

// unseen are the runes that change how something looks, or not even that: soft hyphens, the stroke that makes an
// Arabic word longer, marks of direction.
func unseen(r rune) bool {
	switch r {
	case '\u00AD', '\u0640', '\u061C', '\u200E', '\u200F', '\u2060', '\uFEFF':
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

// plain writes what has no decomposition and yet is a Latin letter with something on it, or two in one, as people
// write it on another keyboard. Typographic quotes and hyphens are the plain ones.
func plain(r rune) (string, bool) {
	switch r {
	case 'ł', 'Ł':
		return "l", true
	case 'ø', 'Ø':
		return "o", true
	case 'đ', 'Đ':
		return "d", true
	case 'ħ', 'Ħ':
		return "h", true
	case 'ŧ', 'Ŧ':
		return "t", true
	case 'æ', 'Æ':
		return "ae", true
	case 'œ', 'Œ':
		return "oe", true
	case '\u2018', '\u2019', '\u02BC', '\u2032', acuteAccent:
		return "'", true
	case '\u2010', '\u2011':
		return "-", true
	}
	if isQuote(r) {
		return `"`, true
	}
	return "", false
}

// isQuote reports whether a rune is a double quote of some kind.
func isQuote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '«', '»':
		return true
	}
	return false
}
