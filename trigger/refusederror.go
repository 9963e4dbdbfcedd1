package trigger

import (
	"errors"
	"fmt"
)

// ErrRefused says that an event will be refused however often it is sent: errors.Is finds it in every [RefusedError].
var ErrRefused = errors.New("refused")

// RefusedError says that an event has faults and will be refused however often it is sent. Functions that apply events
// return it, such as recipe.Engine.Handle, so that the receiver can ask the sender not to send it again; any other
// error may be temporary. Find it with errors.As.
type RefusedError struct {
	ID string // of the event; the ID itself may be at fault
	// Err describes the faults, with a [*FieldError] for each faulty field. Senders see it.
	Err error
}

// Error returns `event "ID": ` and the faults.
func (e *RefusedError) Error() string { return fmt.Sprintf("event %q: %v", e.ID, e.Err) }

// Unwrap returns Err.
func (e *RefusedError) Unwrap() error { return e.Err }

// Is reports whether target is ErrRefused.
func (e *RefusedError) Is(target error) bool { return target == ErrRefused }
