package action

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
)

// Secret is a text that may be stored but not shown: package fmt and [slog.Logger] print it as "[redacted]"
// with every verb, also inside a struct. JSON keeps it, since an administrator's documents are JSON; a struct that
// holds one and goes to a JSON log must therefore be a [slog.LogValuer] itself. The zero value is no secret at all.
type Secret string

const redacted = "[redacted]"

// String returns "[redacted]", or "" for the zero value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString returns the result of String in quotes.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// Format prints the result of GoString for %#v and of String for every other verb.
func (s Secret) Format(w fmt.State, verb rune) {
	if verb == 'v' && w.Flag('#') {
		io.WriteString(w, s.GoString())
		return
	}
	io.WriteString(w, s.String())
}

// LogValue returns the result of String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

var credentials = regexp.MustCompile(`^[!#$%&'*+.^_|~0-9A-Za-z-]+ +[\x21-\x7E][\x20-\x7E]*$`)

// CheckAuthorization returns an error unless the secret can be the value of an Authorization header (RFC 9110, section
// 11.6.2): a type, a space and the credentials, such as "Bearer abc". An empty secret is valid. The value is final: "{{" is
// text. The error never has the secret in it.
func (s Secret) CheckAuthorization() error {
	if s == "" || credentials.MatchString(string(s)) {
		return nil
	}
	return errors.New(`not a type and credentials, such as "Bearer" and a token, in one line of ASCII`)
}
