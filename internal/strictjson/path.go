package strictjson

import (
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// maxName limits the characters of a name in a path or a message; otherwise one long name would be copied into every
// fault below it.
const maxName = 64

// step is one part of a path.
type step struct {
	name  int // where the member's name starts in the text, -1 for an element
	index int
}

// pathText returns the current path.
func (d *document) pathText() string {
	var b strings.Builder
	for _, s := range d.path {
		if s.name < 0 {
			b.WriteString(fault.Index("", s.index))
			continue
		}
		path := MemberPath("", d.nameAt(s.name))
		if b.Len() > 0 && path[0] != '[' {
			b.WriteByte('.')
		}
		b.WriteString(path)
	}
	return b.String()
}

// MemberPath returns the path of a member of the value at a path, as a [Fault] has it.
func MemberPath(path, name string) string {
	if name = shorten(name); !isPlainName(name) {
		return fault.Member(path, name)
	}
	return fault.Join(path, name)
}

// nameAt returns the name that starts at an offset.
func (d *document) nameAt(off int) string {
	at := document{data: d.data, pos: off}
	return string(unquote(at.stringLiteral()))
}

// shorten cuts a text that is too long to be repeated.
func shorten(s string) string {
	n := 0
	for i := range s {
		if n == maxName {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// isPlainName reports whether a name is written in a path without quotes.
func isPlainName(name string) bool { return name != "" && plainPrefix(name) == len(name) }

func plainPrefix(s string) int {
	for i, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return i
		}
	}
	return len(s)
}

// cutPath splits the first step off a path: a name, or an index when name is nil.
func cutPath(path string, first bool) (name *string, index int, rest string, ok bool) {
	if inner, found := strings.CutPrefix(path, "["); found {
		if quoted, err := strconv.QuotedPrefix(inner); err == nil && quoted[0] == '"' {
			text, err := strconv.Unquote(quoted)
			rest, found = strings.CutPrefix(inner[len(quoted):], "]")
			return &text, 0, rest, found && err == nil
		}
		digits, rest, found := strings.Cut(inner, "]")
		i, err := strconv.ParseUint(digits, 10, 31)
		return nil, int(i), rest, found && err == nil
	}
	if !first {
		if path, ok = strings.CutPrefix(path, "."); !ok {
			return nil, 0, "", false
		}
	}
	n := plainPrefix(path)
	text := path[:n]
	return &text, 0, path[n:], n > 0
}
