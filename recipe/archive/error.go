package archive

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// Error is one thing wrong with an archive. Its JSON has the members file, path, line, column and message.
type Error struct {
	// File is the file of the archive that it is about, "recipes/vip.json", as the archive spells it; empty for the archive.
	File string
	// Path is where it is in the file's document: "actions[1].do"; empty for the file itself.
	Path string
	// Line and Column are where it is in the file, from 1; zero when that is not known.
	Line, Column int
	// Err is the fault without the place.
	Err error
}

// Error returns "recipes/vip.json: actions[1].do: ..." or "archive: ...".
func (e *Error) Error() string {
	text := e.Err.Error()
	switch {
	case e.Path != "":
		text = e.Path + ": " + text
	case e.Line > 0:
		text = fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, text)
	}
	switch {
	case e.File == "":
		return "archive: " + text
	case len(e.File) > 200 || !fileNames.MatchString(e.File):
		return fmt.Sprintf("%.80q: %s", e.File, text)
	}
	return e.File + ": " + text
}

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// errorDocument is the JSON of an [Error].
type errorDocument struct {
	File    string  `json:"file,omitzero"`
	Path    string  `json:"path,omitzero"`
	Line    int     `json:"line,omitzero"`
	Column  int     `json:"column,omitzero"`
	Message *string `json:"message,omitzero"` // the text of Err; missing when that is nil
}

// MarshalJSON writes the error with the text of Err as its message, and leaves zero values out.
func (e Error) MarshalJSON() ([]byte, error) {
	doc := errorDocument{File: e.File, Path: e.Path, Line: e.Line, Column: e.Column}
	if e.Err != nil {
		text := e.Err.Error()
		doc.Message = &text
	}
	return json.Marshal(doc)
}

// UnmarshalJSON reads what MarshalJSON writes. Read back, the error is equal, except for the type of Err.
func (e *Error) UnmarshalJSON(data []byte) error {
	var doc errorDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	*e = Error{File: doc.File, Path: doc.Path, Line: doc.Line, Column: doc.Column}
	if doc.Message != nil {
		e.Err = errors.New(*doc.Message)
	}
	return nil
}

// faultList collects the faults of an archive.
type faultList struct{ fault.List }

func (fs *faultList) addf(file, path, format string, args ...any) {
	fs.Append(&Error{File: file, Path: path, Err: fmt.Errorf(format, args...)})
}

// decode decodes a file's document and adds its faults.
func (fs *faultList) decode(file string, data []byte, v any) {
	var found strictjson.Faults
	errors.As(strictjson.Decode(data, v), &found)
	for _, f := range found {
		fs.Append(&Error{File: file, Path: f.Path, Line: f.Line, Column: f.Column, Err: errors.New(f.Msg)})
	}
}
