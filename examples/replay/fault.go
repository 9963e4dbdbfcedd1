package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// fault is one thing that is wrong with an input file.
type fault struct {
	file string
	line int    // from 1; zero for the file as a whole
	path string // in the document; empty for the document itself
	msg  string
}

// String returns "FILE:LINE: path: message", without the parts that there are not.
func (f fault) String() string {
	text := f.file + ": "
	if f.line > 0 {
		text = fmt.Sprintf("%s:%d: ", f.file, f.line)
	}
	if f.path != "" {
		text += f.path + ": "
	}
	return text + f.msg
}

// unreadable is the fault of a file that cannot be read.
func unreadable(file string, err error) fault {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault{file: file, msg: err.Error()}
}

// message returns what is wrong: a fault of syntax, which has no path, is found by its column.
func message(err error) string {
	var f *strictjson.Fault
	switch {
	case !errors.As(err, &f):
		return err.Error()
	case f.Path == "" && f.Column > 0:
		return fmt.Sprintf("column %d: %s", f.Column, f.Msg)
	}
	return f.Msg
}
