package inbound

import (
	"errors"
	"net/http"
	"slices"

	"github.com/commis-recipes/commis/internal/causeheader"
	"github.com/commis-recipes/commis/trigger"
)

// readEvent reads a body that is an event.
func readEvent(r *http.Request, body []byte, w trigger.World) (trigger.Event, []problemFault) {
	var ev trigger.Event
	faults := decode(body, &ev)
	if unread(faults) {
		return ev, faults
	}
	cause, err := causeOf(r, ev.Cause)
	ev.Cause = cause
	return ev, locate(faults, body, errors.Join(w.Check(ev), err))
}

// causeOf returns the cause that a request brings in its header, or the one that the event has.
func causeOf(r *http.Request, own trigger.Cause) (trigger.Cause, error) {
	values := r.Header.Values(causeheader.Name)
	if len(values) == 0 {
		return own, nil
	}
	cause, err := causeheader.Read(values[0])
	switch {
	case err != nil || len(values) > 1:
		return own, trigger.Invalid("", "the header %s is damaged", causeheader.Name)
	case own.IsZero():
		return cause, nil
	case cause.IsZero():
		return own, nil
	case own.Root != cause.Root || !slices.Equal(own.Via, cause.Via):
		return own, trigger.Invalid("cause", "differs from the header %s", causeheader.Name)
	}
	return own, nil
}
