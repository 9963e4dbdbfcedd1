package desk

// InvalidError is an invalid part of a request.
type InvalidError struct {
	Field string
	Err   error
}

// Error returns the field and its fault.
func (e *InvalidError) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap returns the fault.
func (e *InvalidError) Unwrap() error { return e.Err }

func invalid(field string, err error) error { return &InvalidError{field, err} }
