package webhook

import (
	"errors"
	"net/http"
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// receiverEvent reads a body that is an event.
func receiverEvent(r *http.Request, body []byte, w trigger.World) (trigger.Event, []receiverFault) {
	var ev trigger.Event
	faults := receiverDecode(body, &ev)
	if receiverUnread(faults) {
		return ev, faults
	}
	cause, err := receiverCause(r, ev.Cause)
	ev.Cause = cause
	return ev, receiverLocate(faults, body, errors.Join(w.Check(ev), err))
}

// receiverCause returns the cause that a request brings in its header, or the one that the event has.
func receiverCause(r *http.Request, own trigger.Cause) (trigger.Cause, error) {
	values := r.Header.Values(causeHeader)
	if len(values) == 0 {
		return own, nil
	}
	cause, err := readChain(values[0])
	switch {
	case err != nil || len(values) > 1:
		return own, trigger.Invalid("", "the header %s is damaged", causeHeader)
	case own.IsZero():
		return cause, nil
	case cause.IsZero():
		return own, nil
	case own.Root != cause.Root || !slices.Equal(own.Via, cause.Via):
		return own, trigger.Invalid("cause", "differs from the header %s", causeHeader)
	}
	return own, nil
}
