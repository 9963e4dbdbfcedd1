package action

import (
	"errors"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// faults collects what is wrong with a config.
type faults struct{ list []error }

func (f *faults) add(path, format string, args ...any) {
	f.list = append(f.list, trigger.Invalid(path, format, args...))
}

// text wants a text that is more than white space.
func (f *faults) text(path, value string) {
	if strings.TrimSpace(value) == "" {
		f.add(path, "missing")
	}
}

// texts wants every one of the texts to be more than white space.
func (f *faults) texts(path string, values []string) {
	for i, v := range values {
		f.text(index(path, i), v)
	}
}

// distinct wants every one of the texts to be there once.
func (f *faults) distinct(path string, values []string) {
	f.texts(path, values)
	first := make(map[string]int, len(values))
	for i, v := range values {
		if j, seen := first[v]; seen && v != "" {
			f.add(index(path, i), "%q is given already, at %s", v, index(path, j))
			continue
		}
		first[v] = i
	}
}

// line wants a text without line breaks, for a place where a break would begin something else.
func (f *faults) line(path, value string) {
	if strings.ContainsAny(value, "\r\n") {
		f.add(path, "holds a line break")
	}
}

// err returns all of them, joined, or nil.
func (f *faults) err() error { return errors.Join(f.list...) }

// oneOf wants one of the values, written out.
func oneOf[S ~string](f *faults, path string, value S, allowed ...S) {
	for _, a := range allowed {
		if value == a {
			return
		}
	}
	if value == "" {
		f.add(path, "missing, want %s", orList(allowed))
		return
	}
	f.add(path, "%q is not %s", value, orList(allowed))
}

// orList returns "a, b or c".
func orList[S ~string](words []S) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}

// templated reports whether the text is not yet what it will be: it holds an {{ expr }}.
func templated(text string) bool { return strings.Contains(text, "{{") }
