package filter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// Error is one fault of a filter or a template that shows before it runs. Find all of them with errors.As or by
// unwrapping what [Compiler.Compile] returned.
type Error struct {
	// Line and Column tell where in the text it is, from 1, columns in characters (runes).
	// Zero means that the fault is not about a position.
	Line, Column int
	// Path tells where in a condition tree it is, as in "all[1].values"; empty for the tree itself and for a text.
	Path string
	// Msg says what is wrong, without the place.
	Msg string
	// Err is a [*trigger.WordError] for a word that the host does not have, and nil for all other faults.
	Err error
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Error is the place and the message: "line 1, column 14: unknown field mention.contnt, did you mean mention.content?".
func (e *Error) Error() string {
	switch {
	case e.Line > 0:
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
	case e.Path != "":
		return e.Path + ": " + e.Msg
	}
	return e.Msg
}

// RunError tells why a filter or a template could not be evaluated on an event: a record held text where the
// filter needs a number, for instance. It is never the same as "does not match".
type RunError struct {
	Line, Column int // in the text of the filter, from 1, columns in characters (runes)
	Msg          string
}

// Error is the place and the message.
func (e *RunError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
}

// origin is the text that an expression stands in: the filter itself, or a template around it.
type origin struct {
	text          string // from the expression on
	lines, column int    // how much of the whole text is before it: lines, and characters of the last line
}

// place turns the offset of a rune in the expression into a line and a column of the whole text.
func (o origin) place(offset int) (line, column int) {
	line, column = o.lines+1, o.column+1
	for _, r := range o.text {
		if offset == 0 {
			break
		}
		offset--
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return line, column
}

// after is the origin of what follows so many bytes of the text.
func (o origin) after(n int) origin {
	passed := o.text[:n]
	o.text = o.text[n:]
	if i := strings.LastIndexByte(passed, '\n'); i >= 0 {
		o.lines += strings.Count(passed, "\n")
		o.column, passed = 0, passed[i+1:]
	}
	o.column += utf8.RuneCountInString(passed)
	return o
}

// faults collects what is wrong with one expression or one tree, in the order it is found, each thing once.
type faults struct {
	origin
	list  []*Error
	words []*Error // words that the host does not have, which keep nothing from running
}

// addAtOffset notes a fault at an offset of the expression.
func (f *faults) addAtOffset(offset int, format string, args ...any) {
	line, column := f.place(offset)
	f.append(&Error{Line: line, Column: column, Msg: fmt.Sprintf(format, args...)})
}

// addAtPath notes a fault at a path of a tree.
func (f *faults) addAtPath(path, format string, args ...any) {
	f.append(&Error{Path: path, Msg: fmt.Sprintf(format, args...)})
}

func (f *faults) append(e *Error) {
	f.list = appendOnce(f.list, e)
}

// appendWord notes a word that the host does not have.
func (f *faults) appendWord(e *Error) { f.words = appendOnce(f.words, e) }

func appendOnce(list []*Error, e *Error) []*Error {
	for _, old := range list {
		if old.Line == e.Line && old.Column == e.Column && old.Path == e.Path && old.Msg == e.Msg {
			return list
		}
	}
	return append(list, e)
}

// err joins what was collected, nil when there is nothing, or nothing but words.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	var errs []error
	for _, e := range slices.Concat(f.list, f.words) {
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

// json returns what was collected as the faults of a document.
func (f *faults) json() error {
	if len(f.list) == 0 {
		return nil
	}
	var list strictjson.Faults
	for _, e := range f.list {
		list = append(list, &strictjson.Fault{Path: e.Path, Msg: e.Msg})
	}
	return list
}

// shorten shortens a text for a message.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
