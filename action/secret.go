package action

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
)

// Secret is a text that may be stored but not shown: package fmt and [slog.Logger] print it as "[redacted]",
// whatever the verb, also inside a struct. JSON keeps it, since an administrator's documents are JSON; a struct that
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

// GoString returns what String does, in quotes.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// Format prints what String returns for every verb, and what GoString returns for %#v.
func (s Secret) Format(w fmt.State, verb rune) {
	if verb == 'v' && w.Flag('#') {
		io.WriteString(w, s.GoString())
		return
	}
	io.WriteString(w, s.String())
}

// LogValue returns what String does.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

var credentials = regexp.MustCompile(`^[!#$%&'*+.^_|~0-9A-Za-z-]+ +[\x21-\x7E][\x20-\x7E]*$`)

// CheckAuthorization returns what is wrong with the secret as the value of an Authorization header (RFC 9110,
// section 11.6.2), or nil: it is a type, a space and the credentials, such as "Bearer abc". None at all is right. It
// judges the final value, in which "{{" is text. The error never repeats the secret.
func (s Secret) CheckAuthorization() error {
	if s == "" || credentials.MatchString(string(s)) {
		return nil
	}
	return errors.New(`not a type and credentials, such as "Bearer" and a token, in one line of ASCII`)
}
