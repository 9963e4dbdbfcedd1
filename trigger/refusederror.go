package trigger

import "fmt"

// RefusedError says that an event will never be taken, however often it is sent: it has faults. What applies events
// returns one, recipe.Engine.Handle for example, and what receives them tells the sender not to send it again; any
// other error may pass. Find it with errors.As.
type RefusedError struct {
	ID string // of the event; it may be what is wrong
	// Err is what is wrong, with a [*FieldError] for each fault where fields are wrong. Senders are shown it.
	Err error
}

// Error returns `event "ID": ` and what is wrong.
func (e *RefusedError) Error() string { return fmt.Sprintf("event %q: %v", e.ID, e.Err) }

// Unwrap returns what is wrong.
func (e *RefusedError) Unwrap() error { return e.Err }
