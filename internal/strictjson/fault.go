package strictjson

import (
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// Fault is one fault of a document.
type Fault struct {
	// Path is the path of the value, as in recipes[1].actions[0].with.status or calendars["my office"].zone: a name
	// with characters other than A-Z, a-z, 0-9, "_" and "-" is quoted, and a name of more than 64 characters is cut. It
	// is empty for the document itself and for a fault of syntax, which ends the reading.
	Path string

	// Line and Column are the start of the value, or of the name of an unknown or duplicate member, or the very
	// character that breaks the syntax. Both count from 1, columns in characters (runes) and lines by line feeds. Zero
	// means that there is no single place.
	Line, Column int

	// Msg is the fault without the place.
	Msg string

	// Meant is the member that an unknown one was probably meant to be; Msg says so, too. Empty means that none is near.
	Meant string
}

// Error returns "path: message". Without a path it returns the position, as in "line 3, column 7: message"; without
// either, the message alone.
func (f *Fault) Error() string {
	if f.Path != "" {
		return f.Path + ": " + f.Msg
	}
	if f.Line > 0 {
		return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Msg)
	}
	return f.Msg
}

// LeadsTo reports whether a fault of meaning at the path may be one only because of what could not be read: that itself, what is in it or
// around it, and the member that an unknown one was meant to be.
func (f *Fault) LeadsTo(path string) bool {
	if fault.Within(path, f.Path) || fault.Within(f.Path, path) {
		return true
	}
	beside := f.Path[:max(0, strings.LastIndexByte(f.Path, '.'))]
	return f.Meant != "" && fault.Within(path, fault.Join(beside, f.Meant))
}

// Faults are the faults of one document, in the order of the document. At most 1,000 are listed; then the last one,
// without a place, says how many more there are.
type Faults []*Fault

// Error returns the faults' texts, one per line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the single faults, so that errors.As finds a *[Fault].
func (fs Faults) Unwrap() []error {
	errs := make([]error, len(fs))
	for i, f := range fs {
		errs[i] = f
	}
	return errs
}
