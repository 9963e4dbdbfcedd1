package recipe

import (
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// ArchiveError is one thing wrong with an archive.
type ArchiveError struct {
	// File is the file of the archive that it is about, "recipes/vip.json", as it is spelt there; empty for the archive.
	File string
	// Path is where it is in the file's document: "actions[1].do"; empty for the file itself.
	Path string
	// Line and Column are where it stands in the file, from 1; zero when that is not known.
	Line, Column int
	// Err is what is wrong, without the place.
	Err error
}

// Error returns "recipes/vip.json: actions[1].do: ..." or "archive: ...".
func (e *ArchiveError) Error() string {
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
	case len(e.File) > 200 || !archiveNames.MatchString(e.File):
		return fmt.Sprintf("%.80q: %s", e.File, text)
	}
	return e.File + ": " + text
}

// Unwrap returns what is wrong.
func (e *ArchiveError) Unwrap() error { return e.Err }

// archiveFaults collects what is wrong with an archive.
type archiveFaults struct{ all []error }

func (fs *archiveFaults) addf(file, path, format string, args ...any) {
	fs.all = append(fs.all, &ArchiveError{File: file, Path: path, Err: fmt.Errorf(format, args...)})
}

// decode reads a file's document and notes what is wrong with it.
func (fs *archiveFaults) decode(file string, data []byte, v any) {
	var found strictjson.Faults
	errors.As(strictjson.Decode(data, v), &found)
	for _, f := range found {
		fs.all = append(fs.all, &ArchiveError{File: file, Path: f.Path, Line: f.Line, Column: f.Column, Err: errors.New(f.Msg)})
	}
}

func (fs *archiveFaults) err() error { return errors.Join(fs.all...) }
