package action

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// faults collects the faults of a config.
type faults struct{ fault.List }

// add appends a fault that no value of an {{ expr }} can mend.
func (f *faults) add(path, format string, args ...any) {
	f.Append(AsWritten(trigger.Invalid(path, format, args...)))
}

// value appends a fault of a value, which is not yet known where the text at the path has an {{ expr }}.
func (f *faults) value(path, format string, args ...any) {
	f.Append(trigger.Invalid(path, format, args...))
}

// text requires a text that is not blank.
func (f *faults) text(path, value string) {
	if strings.TrimSpace(value) == "" {
		f.add(path, "missing")
	}
}

// name requires a name: one line of text that is not blank.
func (f *faults) name(path, value string) {
	f.text(path, value)
	f.line(path, value)
}

// names requires each text to be a name.
func (f *faults) names(path string, values []string) {
	for i, v := range values {
		f.name(fault.Index(path, i), v)
	}
}

// distinct requires names without repeats.
func (f *faults) distinct(path string, values []string) {
	f.names(path, values)
	first := make(map[string]int, len(values))
	for i, v := range values {
		if j, seen := first[v]; seen && v != "" {
			f.add(fault.Index(path, i), "%q is given already, at %s", v, fault.Index(path, j))
			continue
		}
		first[v] = i
	}
}

// line requires a text without control characters, for a place where a line break would start something else, or that a
// host or its store refuses.
func (f *faults) line(path, value string) {
	switch i := strings.IndexFunc(value, unicode.IsControl); {
	case i < 0:
	case value[i] == '\n' || value[i] == '\r':
		f.add(path, "holds a line break")
	default:
		r, _ := utf8.DecodeRuneInString(value[i:])
		f.add(path, "holds the control character %U", r)
	}
}

// oneOf requires one of the values, in full.
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
