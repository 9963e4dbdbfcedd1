package recipe

import (
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/trigger"
)

// What an error of [Engine.Handle], [Engine.HandleAll] or [Engine.Accept] means for the event; errors.Is finds these.
// [trigger.ErrRefused] is the third: the event is refused however often it is sent.
var (
	// ErrNotApplied says that the event was not applied or accepted, as far as is known: the store or the history failed. Send
	// it again; if the transaction was committed all the same, the event is [Repeated], and nothing is done twice.
	ErrNotApplied = errors.New("not applied")
	// ErrNotRecorded says that the event was applied, and that the store or the history did not take the end of an action that
	// was carried out. There is no need to send the event again: the action comes up in [Engine.Tick] when the claim on its row
	// expires. Tick returns it, too.
	ErrNotRecorded = errors.New("done, but not all of it was recorded")
)

// EventError says what went wrong with one event that has no fault of its own. Those of [Engine.HandleAll] are joined, in the
// order of the events.
type EventError struct {
	ID  string // of the event
	Err error  // wraps ErrNotApplied or ErrNotRecorded, and the error of the store or the history
}

// Error returns `event "ID": ` and the error.
func (e *EventError) Error() string { return fmt.Sprintf("event %q: %v", e.ID, e.Err) }

// Unwrap returns Err.
func (e *EventError) Unwrap() error { return e.Err }

// notApplied returns the error of an event that was not applied: it is refused, or to be sent again.
func notApplied(id string, err error) error {
	var refused *trigger.RefusedError
	if errors.As(err, &refused) {
		if refused.ID == id {
			return err
		}
		err = errors.New(err.Error()) // an event before it was refused, which must not be taken for a refusal of this one
	}
	return &EventError{ID: id, Err: fmt.Errorf("%w: %w", ErrNotApplied, err)}
}

// notRecorded returns the error of an action that was carried out and whose end could not be stored.
func notRecorded(err error) error {
	if err == nil || errors.Is(err, ErrNotRecorded) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrNotRecorded, err)
}
