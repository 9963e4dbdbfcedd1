package desk

// InvalidError is a part of a request that must be written otherwise.
type InvalidError struct {
	Field string
	Err   error
}

// Error returns the field and what is wrong there.
func (e *InvalidError) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *InvalidError) Unwrap() error { return e.Err }

func invalid(field string, err error) error { return &InvalidError{field, err} }
