package commandline

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// Fault is one fault of an input file.
type Fault struct {
	File   string
	Line   int    // from 1; zero for the file as a whole
	Column int    // from 1; zero where the line and the path tell enough
	Path   string // in the document; empty for the document itself
	Msg    string
}

// String returns "FILE:LINE: column COLUMN: path: message", without the parts that are missing.
func (f Fault) String() string {
	text := f.File + ": "
	if f.Line > 0 {
		text = fmt.Sprintf("%s:%d: ", f.File, f.Line)
	}
	if f.Column > 0 {
		text += fmt.Sprintf("column %d: ", f.Column)
	}
	if f.Path != "" {
		text += f.Path + ": "
	}
	return text + f.Msg
}

// Unreadable is the fault of a file that cannot be read.
func Unreadable(file string, err error) Fault {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return Fault{File: file, Msg: err.Error()}
}

// Message returns the text of a fault without its path: a fault of syntax, which has no path, is found by its column.
func Message(err error) string {
	var f *strictjson.Fault
	switch {
	case !errors.As(err, &f):
		return err.Error()
	case f.Path == "" && f.Column > 0:
		return fmt.Sprintf("column %d: %s", f.Column, f.Msg)
	}
	return f.Msg
}
