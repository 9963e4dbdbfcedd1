package recipe

import (
	"time"

	"github.com/commis-recipes/commis/action"
)

// ending is how a decision or a try of an action ended. The zero value says that it goes on.
type ending struct {
	outcome   Outcome
	reason    Reason
	err       error
	unchanged bool      // the item was as the action wants it
	retry     time.Time // when it is tried again, on Waiting; when it came due, on Expired
	asItWas   bool      // it was not begun: its row stays as it is
}

// nothing reports whether the action came to nothing, as far as is known: it does not count.
func (end ending) nothing() bool {
	switch end.outcome {
	case Failed, Skipped, Cancelled, Expired:
		return true
	}
	return false
}

// cancelledBy returns the ending of a cancelled wait.
func cancelledBy(reason Reason) ending { return ending{outcome: Cancelled, reason: reason} }

// waitingUntil returns the ending with which a wait is reported.
func waitingUntil(due time.Time) ending { return ending{outcome: Waiting, retry: due} }

// endingOf returns how an action ended that was not begun because of the error: skipped or failed.
func endingOf(err error) ending {
	if reason, ok := action.SkipReason(err); ok {
		return ending{outcome: Skipped, reason: reason}
	}
	return ending{outcome: Failed, err: err}
}

// panics, deferred, makes an ending of a panic.
func (end *ending) panics() {
	if p := recover(); p != nil {
		*end = ending{outcome: Failed, reason: Panicked, err: panicError(p)}
	}
}
