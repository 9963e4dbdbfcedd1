package wording

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters of a text are shown.
const longest = 80

// Text returns a text as a value in a sentence: bare when it is a single word, else in quotes. A long one is cut.
func (l *Language) Text(s string) string {
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest]) + "…"
	}
	bare := s != "" && !l.isOwnWord(s)
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && i > 0, r == '_', r == '#' && i == 0:
		case strings.ContainsRune("-+@/.:", r) && i > 0 && i < len(s)-1:
		default:
			bare = false
		}
	}
	if bare {
		return s
	}
	return quote(s)
}

// quote puts a text in quotes. Control characters are escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			escaped := strconv.QuoteRune(r)
			b.WriteString(escaped[1 : len(escaped)-1])
		}
	}
	b.WriteByte('"')
	return b.String()
}

// isOwnWord reports whether a text is a word that the sentences use to join, so that it must be in quotes as a value.
func (l *Language) isOwnWord(s string) bool {
	for _, own := range []string{l.And, l.Or, l.LastAnd, l.LastOr, l.Nothing, "true", "false"} {
		if strings.EqualFold(strings.Trim(own, " ,"), s) {
			return true
		}
	}
	return false
}

// Duration returns a length of time in words: "1 hour 30 minutes".
func (l *Language) Duration(d time.Duration) string {
	var parts []string
	left := d
	if d < 0 {
		left = -d
	}
	for _, u := range []struct {
		name string
		size time.Duration
	}{{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}} {
		if u.name == "w" && left%u.size != 0 {
			continue // 8 days are not a week and a day
		}
		if n := left / u.size; n > 0 {
			parts = append(parts, l.count(float64(n), u.name))
			left -= n * u.size
		}
	}
	if left > 0 || len(parts) == 0 {
		parts = append(parts, l.count(left.Seconds(), "s"))
	}
	text := strings.Join(parts, " ")
	if d < 0 {
		return "-" + text
	}
	return text
}

func (l *Language) count(n float64, unit string) string {
	word := l.Unit[unit][1]
	if n == 1 {
		word = l.Unit[unit][0]
	}
	return fmt.Sprintf("%s %s", strconv.FormatFloat(n, 'f', -1, 64), word)
}
