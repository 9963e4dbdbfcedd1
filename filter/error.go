package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// Error is one fault of a filter or a template, found at compile time. Use [Errors] or errors.As to get at the faults
// in an error of [Compiler.Compile].
type Error struct {
	// Line and Column are the position in the text, counted from 1, columns in characters (runes). Zero means that the
	// fault has no position.
	Line, Column int
	// Path is the place in a condition tree, such as "all[1].values"; empty for the tree itself and for a text.
	Path string
	// Msg says what is wrong, without the place.
	Msg string
	// Err is a [*trigger.WordError] for a word that the host does not have, and nil for every other fault.
	Err error
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Error returns the place and the message: "line 1, column 14: unknown field mention.contnt, did you mean
// mention.content?".
func (e *Error) Error() string {
	switch {
	case e.Line > 0:
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
	case e.Path != "":
		return e.Path + ": " + e.Msg
	}
	return e.Msg
}

// RunError reports why a filter or a template could not be evaluated on an event, for example because a record held
// text where the filter needs a number. It never means "does not match".
type RunError struct {
	Line, Column int // position in the text of the filter, from 1, columns in characters (runes)
	Msg          string
}

// Error returns the place and the message.
func (e *RunError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
}

// origin is the text around an expression: the filter itself, or the template that contains it.
type origin struct {
	text          string // the text from the expression on
	lines, column int    // size of the text before it: lines, and characters of the last line
}

// place converts the offset of a rune in the expression to a line and a column of the whole text.
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

// after returns the origin of the text that follows the first n bytes.
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

// faults collects the faults of one expression or one tree in the order they are found, each once.
type faults struct {
	origin
	list  []*Error
	words []*Error // words that the host does not have; they do not keep the filter from running
}

// addAtOffset adds a fault at an offset of the expression.
func (f *faults) addAtOffset(offset int, format string, args ...any) {
	line, column := f.place(offset)
	f.append(&Error{Line: line, Column: column, Msg: fmt.Sprintf(format, args...)})
}

// addAtPath adds a fault at a path of a tree.
func (f *faults) addAtPath(path, format string, args ...any) {
	f.append(&Error{Path: path, Msg: fmt.Sprintf(format, args...)})
}

func (f *faults) append(e *Error) {
	f.list = appendOnce(f.list, e)
}

// appendWord adds a word that the host does not have.
func (f *faults) appendWord(e *Error) { f.words = appendOnce(f.words, e) }

func appendOnce(list []*Error, e *Error) []*Error {
	for _, old := range list {
		if old.Line == e.Line && old.Column == e.Column && old.Path == e.Path && old.Msg == e.Msg {
			return list
		}
	}
	return append(list, e)
}

// err joins the collected faults. It is nil when there are none, even if words were noted.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	var all fault.List
	for _, e := range slices.Concat(f.list, f.words) {
		all.Append(e)
	}
	return all.Err()
}

// json returns the collected faults as the faults of a document.
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

// shorten cuts a text to a length fit for a message.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
