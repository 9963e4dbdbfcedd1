package webhook

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// redaction removes secrets from a text, also when they are escaped there.
type redaction []string

// longEnough is the least length of a part of a secret, such as a segment of a path, that is removed on its own.
const longEnough = 8

// add adds a secret, and its forms in base64 and in hexadecimal digits.
func (r *redaction) add(secret string) {
	if secret == "" {
		return
	}
	*r = append(*r, secret)
	if len(secret) < 4 {
		return
	}
	*r = append(*r, hex.EncodeToString([]byte(secret)))
	for before := range 3 { // its offset in a group of three bytes
		all := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), secret...))
		from, to := (before*8+5)/6, (before+len(secret))*8/6 // without the digits that depend on the bytes around it
		if core := all[from:to]; len(core) >= 4 {
			*r = append(*r, core, strings.NewReplacer("+", "-", "/", "_").Replace(core))
		}
	}
}

// addWhole adds a secret, and those of its parts that are long enough.
func (r *redaction) addWhole(secret, separators string) {
	r.add(secret)
	for part := range strings.FieldsFuncSeq(secret, func(c rune) bool { return strings.ContainsRune(separators, c) }) {
		if len(part) >= longEnough && part != secret {
			r.add(part)
		}
	}
}

// addURL adds the address of a request, without its host.
func (r *redaction) addURL(u *url.URL) {
	for _, s := range []string{u.RequestURI(), u.EscapedPath(), u.Path, u.RawQuery} {
		if len(s) > 1 { // not the "/" of every address
			r.addWhole(s, "/?&=")
		}
	}
	for _, values := range u.Query() {
		for _, value := range values {
			if len(value) >= longEnough {
				r.add(value)
			}
		}
	}
}

// addCredentials adds the value of an Authorization header.
func (r *redaction) addCredentials(value string) {
	kind, rest, _ := strings.Cut(value, " ")
	rest = strings.TrimSpace(rest)
	r.addWhole(rest, " ,;=\"")
	if strings.EqualFold(kind, "Basic") {
		if pair, err := base64.StdEncoding.DecodeString(rest); err == nil {
			_, password, _ := strings.Cut(string(pair), ":")
			r.add(string(pair))
			r.add(password)
		}
	}
}

// apply returns the text with each secret replaced by "[redacted]", the longest first. A text that was cut may end within
// one.
func (r redaction) apply(text string, cut bool) string {
	r = slices.Compact(slices.SortedFunc(slices.Values(r), func(a, b string) int {
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	}))
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for _, secret := range r {
			if end = match(text, i, secret, cut); end > i {
				break
			}
		}
		if end > i {
			b.WriteString("[redacted]")
			i = end
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// match returns the end of the secret that begins at i, or i when none begins there. Each of its characters may be in upper
// or lower case, or escaped as in an address, in JSON or in HTML. With cut, the text may end within the secret.
func match(text string, i int, secret string, cut bool) int {
	if fold(text[i]) != fold(secret[0]) && strings.IndexByte(`+%\&`, text[i]) < 0 {
		return i
	}
	type state struct{ at, done int }
	open := []state{{i, 0}}
	for steps := 0; len(open) > 0; steps++ {
		s := open[len(open)-1]
		open = open[:len(open)-1]
		switch {
		case s.done == len(secret):
			return s.at
		case s.at == len(text):
			if cut {
				return s.at
			}
			continue
		case steps > 8*len(secret): // a text that can be read in very many ways: no part of it is shown
			return len(text)
		}
		if fold(text[s.at]) == fold(secret[s.done]) {
			open = append(open, state{s.at + 1, s.done + 1})
		}
		if as, n := unescaped(text[s.at:]); n > 0 && hasFold(secret[s.done:], as) {
			open = append(open, state{s.at + n, s.done + len(as)})
		}
	}
	return i
}

// unescaped returns the character of the escape at the start of the text, and the escape's length; 0 without an escape.
func unescaped(text string) (as string, n int) {
	switch text[0] {
	case '+':
		return " ", 1
	case '%':
		return number(text, 3, func(v uint64) string { return string([]byte{byte(v)}) })
	case '\\':
		return backslashed(text)
	case '&':
		if end := strings.IndexByte(text[:min(len(text), 12)], ';'); end > 0 {
			if as = html.UnescapeString(text[:end+1]); as != text[:end+1] {
				return as, end + 1
			}
		}
	}
	return "", 0
}

// backslashed reads an escape of JSON (RFC 8259, section 7) and of the languages like it.
func backslashed(text string) (as string, n int) {
	if len(text) < 2 {
		return "", 0
	}
	switch c := text[1]; c {
	case 'u':
		return number(text, 6, func(v uint64) string { return string(utf8.AppendRune(nil, rune(v))) })
	case 'x':
		return number(text, 4, func(v uint64) string { return string([]byte{byte(v)}) })
	case 'b', 'f', 'n', 'r', 't':
		return string("\b\f\n\r\t"[strings.IndexByte("bfnrt", c)]), 2
	}
	return text[1:2], 2
}

// number reads an escape of n bytes that ends in hexadecimal digits.
func number(text string, n int, as func(uint64) string) (string, int) {
	if len(text) < n {
		return "", 0
	}
	v, err := strconv.ParseUint(strings.TrimLeft(text[1:n], "ux"), 16, 32)
	if err != nil {
		return "", 0
	}
	return as(v), n
}

func hasFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if fold(s[i]) != fold(prefix[i]) {
			return false
		}
	}
	return true
}

func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
