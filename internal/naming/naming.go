// Package naming checks the names and texts that a set of recipes may hold, and finds names that are free.
package naming

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var errControl = errors.New("holds a control character or is not valid UTF-8")

// Check returns what keeps a text from being a name, or nil: stores and hosts choke on control characters.
func Check(name string) error {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return errControl
	}
	return nil
}

// CheckText is [Check] for a text that may have several lines: it must hold no NUL.
func CheckText(text string) error {
	switch {
	case !utf8.ValidString(text):
		return errControl
	case strings.Contains(text, "\x00"):
		return errors.New("holds the control character U+0000")
	}
	return nil
}

// Numbered returns a name with a number after it, "vip-2", cut so that it is not longer than so many bytes.
func Numbered(name string, n, most int) string {
	suffix := "-" + strconv.Itoa(n)
	for len(name)+len(suffix) > most {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name + suffix
}
