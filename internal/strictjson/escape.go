package strictjson

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// readEscape reads the escape at the start of s, or the two of a surrogate pair. size is its length in bytes, 0 when it
// is malformed. whole is false for half a pair, which becomes U+FFFD.
func readEscape(s []byte) (r rune, size int, whole bool) {
	if len(s) < 2 {
		return 0, 0, false
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2, true
	case 'b':
		return '\b', 2, true
	case 'f':
		return '\f', 2, true
	case 'n':
		return '\n', 2, true
	case 'r':
		return '\r', 2, true
	case 't':
		return '\t', 2, true
	case 'u':
		return readUnicode(s)
	}
	return 0, 0, false
}

func readUnicode(s []byte) (r rune, size int, whole bool) {
	r, ok := readUnit(s)
	if !ok {
		return 0, 0, false
	}
	if !utf16.IsSurrogate(r) {
		return r, 6, true
	}
	if low, ok := readUnit(s[6:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12, true
		}
	}
	return utf8.RuneError, 6, false
}

// readUnit reads one \uXXXX.
func readUnit(s []byte) (r rune, ok bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	for _, b := range s[2:6] {
		switch {
		case '0' <= b && b <= '9':
			b -= '0'
		case 'a' <= b && b <= 'f':
			b -= 'a' - 10
		case 'A' <= b && b <= 'F':
			b -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(b)
	}
	return r, true
}

// unquote returns the characters of a well-formed string literal. Invalid characters become U+FFFD. Without any, and
// without escapes, the result is a slice of the literal.
func unquote(literal []byte) []byte {
	s := literal[1 : len(literal)-1]
	if bytes.IndexByte(s, '\\') < 0 && utf8.Valid(s) {
		return s
	}
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		r, size := rune(s[0]), 1
		switch {
		case s[0] == '\\':
			r, size, _ = readEscape(s)
		case s[0] >= utf8.RuneSelf:
			r, size = utf8.DecodeRune(s)
		}
		out = utf8.AppendRune(out, r)
		s = s[size:]
	}
	return out
}
