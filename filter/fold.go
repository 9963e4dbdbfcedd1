package filter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The prices of folding, in budget units.
const (
	bytePrice    = 5    // for each byte
	runePrice    = 24   // for each rune that is not ASCII, including those in a decomposition
	composePrice = 32   // for each rune that may be composed with the next
	foldStep     = 4096 // how many bytes are folded between two payments
)

// foldCase appends s without differences of case: "ß" becomes "ss", and both sigmas, the long s, the Kelvin sign and
// the Turkish i's become what an English reader takes them for. Accents stay.
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

// appendLower appends the ASCII text at s[from:] in lower case, up to the first other rune, and returns the index of
// that rune.
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

// isLookalike reports whether r is a symbol or superscript that only looks like the letters or digits it decomposes
// into, such as ™, ², ① and ª. Such a rune stays as it is and is not part of a word.
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

// appendFolded appends a rune without its case. It goes through upper case because some letters share only that: the
// two sigmas, the long s, the dotless i.
func appendFolded(dst []byte, r rune) []byte {
	if r == 'ß' || r == 'ẞ' {
		return append(dst, "ss"...)
	}
	return utf8.AppendRune(dst, unicode.ToLower(unicode.ToUpper(r)))
}

// lowerText returns a short text in lower case, without outer white space.
func lowerText(s string) string {
	if len(s) > 64 {
		return s
	}
	return strings.ToLower(strings.TrimSpace(s))
}
