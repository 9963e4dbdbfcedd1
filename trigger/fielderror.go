package trigger

import (
	"fmt"

	"github.com/commis-recipes/commis/internal/fault"
)

// FieldError is one fault of a document: the path of the field, and what is wrong with it. Packages action and recipe
// use it for their faults too; find it with errors.As.
type FieldError struct {
	Path string // "topics", "with.users[1]"; empty means the document itself
	Msg  string
	Err  error // the underlying error, or nil
}

// Error returns "path: message".
func (e *FieldError) Error() string {
	if e.Path == "" {
		return e.Msg
	}
	return e.Path + ": " + e.Msg
}

// Unwrap returns the underlying error, or nil.
func (e *FieldError) Unwrap() error { return e.Err }

// Invalid returns a [FieldError] with a formatted message.
func Invalid(path, format string, args ...any) error {
	return &FieldError{Path: path, Msg: fmt.Sprintf(format, args...)}
}

// FieldErrors returns all faults in err's tree, in order. Any other error becomes a FieldError without a path.
func FieldErrors(err error) []*FieldError {
	var all []*FieldError
	for f, other := range fault.Walk[*FieldError](err) {
		if other != nil {
			f = &FieldError{Msg: other.Error(), Err: other}
		}
		all = append(all, f)
	}
	return all
}
