package filter

import (
	"strconv"
	"strings"
)

// maxNumeral is the length, in bytes, of the longest text that is read as a number or a time.
const maxNumeral = 400

// parseNumber reads a text as a number. It returns a missing value for an empty text, and the text itself if it is not
// a number.
func parseNumber(s string) typedValue {
	if len(s) > maxNumeral {
		return typedValue{kind: aText, text: s} // strconv's errors copy the text
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return typedValue{kind: nothing}
	}
	if isNumeral(s) {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return typedInt(n)
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return typedFloat(f)
		}
	}
	return typedValue{kind: aText, text: s}
}

// isNumeral reports whether a text is a number as people and programs write it: 12, -3.5, .5, 1e6. It rejects forms
// that only Go reads ("0x1p-2", "1_000", "inf").
func isNumeral(s string) bool {
	s = withoutSign(s)
	rest := withoutDigits(s)
	found := len(s) - len(rest)
	if fraction, ok := strings.CutPrefix(rest, "."); ok {
		rest = withoutDigits(fraction)
		found += len(fraction) - len(rest)
	}
	if found == 0 {
		return false
	}
	if rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		exponent := withoutSign(rest[1:])
		rest = withoutDigits(exponent)
		return rest == "" && exponent != ""
	}
	return rest == ""
}

func withoutSign(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return s[1:]
	}
	return s
}

func withoutDigits(s string) string {
	for s != "" && '0' <= s[0] && s[0] <= '9' {
		s = s[1:]
	}
	return s
}
