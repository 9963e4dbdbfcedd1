package filter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What folding costs, in units of the budget.
const (
	bytePrice    = 5    // for each byte
	runePrice    = 24   // for each rune that is not ASCII, also of those that another stands for
	composePrice = 32   // for each rune that may be composed with the next
	foldStep     = 4096 // how many bytes are folded before they are paid for
)

// foldCase appends s with the differences of case taken out: "ß" becomes "ss", both sigmas, the long s, the Kelvin
// sign and the Turkish i's become what an English reader takes them for. Accents stay.
func foldCase(dst []byte, s string, m *meter) []byte {
	m.spend(len(s), 2*bytePrice)
	for i := 0; i < len(s); {
		dst, i = appendLower(dst, s, i)
		if i < len(s) {
			r, n := utf8.DecodeRuneInString(s[i:])
			dst = appendFolded(dst, r)
			i += n
		}
	}
	return dst
}

// appendLower appends the ASCII from a place on in lower case, and returns where it ends.
func appendLower(dst []byte, s string, from int) ([]byte, int) {
	dst = slices.Grow(dst, len(s)-from)
	out := dst[len(dst):cap(dst)]
	for i, c := range []byte(s[from:]) {
		if c >= utf8.RuneSelf {
			return dst[:len(dst)+i], from + i
		}
		out[i] = lowerASCII(c)
	}
	return dst[:len(dst)+len(s)-from], len(s)
}

// isLookalike reports whether a rune is a symbol or a superscript that only looks like the letters or digits it
// decomposes into, such as ™, ², ① and ª. It stays what it is and is no part of a word.
func isLookalike(r rune, parts []byte) bool {
	if !unicode.In(r, unicode.S, unicode.No) && !isSuperscript(r) {
		return false
	}
	for _, p := range string(parts) {
		if unicode.In(p, unicode.L, unicode.Nd) {
			return true
		}
	}
	return false
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// appendFolded appends a rune without its case. Going through upper case brings together what only shares that:
// the two sigmas, the long s, the dotless i.
func appendFolded(dst []byte, r rune) []byte {
	if r == 'ß' || r == 'ẞ' {
		return append(dst, "ss"...)
	}
	return utf8.AppendRune(dst, unicode.ToLower(unicode.ToUpper(r)))
}

// lowerText is a short text in lower case, without white space around it.
func lowerText(s string) string {
	if len(s) > 64 {
		return s
	}
	return strings.ToLower(strings.TrimSpace(s))
}
