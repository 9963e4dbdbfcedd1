package action

import (
	"errors"
	"time"
)

// ErrUnchanged is returned by a handler when the item is already as the action wants it: the action is done, and the
// history says that nothing changed.
var ErrUnchanged = errors.New("unchanged")

// ErrCasesDisabled is the fault of an action or a trigger that needs cases, in a host that has none.
var ErrCasesDisabled = errors.New("needs the cases feature, which is off")

// Skip returns the error of an action that does not apply, with a reason for the report and the history.
// It is neither done nor failed, and is not tried again.
func Skip(reason Reason) error { return &skipError{reason} }

// SkipReason returns the reason when err says that the action does not apply.
func SkipReason(err error) (reason Reason, ok bool) {
	var s *skipError
	if errors.As(err, &s) {
		return s.reason, true
	}
	return "", false
}

type skipError struct{ reason Reason }

func (e *skipError) Error() string { return "skipped: " + string(e.reason) }

// Retry returns an error that asks for another try after the wait. A wait of zero or less means the engine's own.
// It also says that the failed try had no effect, so an irreversible action may be tried again.
func Retry(after time.Duration, err error) error { return &retryError{orUnsaid(err), after} }

// RetryAfter returns the wait when err asks for another try.
func RetryAfter(err error) (after time.Duration, ok bool) {
	var r *retryError
	if errors.As(err, &r) {
		return max(r.after, 0), true
	}
	return 0, false
}

type retryError struct {
	err   error
	after time.Duration
}

func (e *retryError) Error() string { return e.err.Error() }
func (e *retryError) Unwrap() error { return e.err }

// Permanent returns an error that forbids another try: the action failed, and would fail again.
func Permanent(err error) error { return &permanentError{orUnsaid(err)} }

// IsPermanent reports whether err forbids another try.
func IsPermanent(err error) bool {
	var p *permanentError
	return errors.As(err, &p)
}

// orUnsaid replaces a nil error.
func orUnsaid(err error) error {
	if err == nil {
		return errors.New("failed without an error text")
	}
	return err
}

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }
