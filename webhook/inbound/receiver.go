package inbound

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// usualMaxBytes is the size of the largest body that is read when the host does not say.
const usualMaxBytes = 1 << 20

// Receiver is an [http.Handler] for events that other systems send as JSON, one in each POST: whole events, or
// documents of any shape that become records, see [Document].
//
//	http.Handle("/events", inbound.Receiver{
//		Authorize: inbound.Credentials("Bearer s3cret"),
//		Handle:    func(ctx context.Context, ev trigger.Event) error { _, err := engine.Handle(ctx, ev); return err },
//	})
//
// It answers 204 when Handle has returned nil, 503 to what may pass, so that the sender tries again, and otherwise 401,
// 405, 413 or 415. What can never be taken is answered by 400 and a problem document (RFC 9457) that lists its faults, up
// to 100, each with path, line and column: a body that has faults, and an event of which Handle says so by a
// [*trigger.RefusedError]. No answer tells anything else about the host.
//
// A request that a recipe's webhook led to carries the chain of recipes in its header Commis-Cause. The event gets it
// as its cause, so that a loop through other systems ends. Since a loop would run on if a chain was lost, a request is
// refused with 400 when its header is damaged or says something else than the event.
//
// The zero value refuses everything. A Receiver may be used by any number of goroutines, as its functions must be. It
// needs at most some hundred times the size of a body in memory. Limits of time are the server's: set ReadTimeout of
// [http.Server]. So is a panic of a function: the server drops the connection, and the sender tries again.
type Receiver struct {
	// Handle applies an event. It returns nil once the event is committed, or was committed before: senders send an
	// event again whenever they are in doubt. With a [*trigger.RefusedError] the event is never sent again; its faults are
	// shown to the sender. Any other error is not shown. Its ctx ends when the sender is gone. Nil means that no event can
	// be taken.
	Handle func(ctx context.Context, ev trigger.Event) error
	// Authorize returns nil when the request comes from somebody who may send; its error is not shown. It may read the
	// body to verify a signature. Nil means that nobody may send; see [Credentials] for one that is ready.
	Authorize func(r *http.Request) error
	// Document says how a document becomes an event. Nil means that the body is a [trigger.Event].
	Document *Document
	// World is what the host has of its own, as it tells the engine: an event with a status that the host does not have is
	// refused with 400, since sending it again would not help. The zero value has the three of the library.
	World trigger.World
	// MaxBytes is the size of the largest body. Zero or less means 1 MiB.
	MaxBytes int64
	// Now is the clock, for documents that do not tell their time. Nil means time.Now.
	Now func() time.Time
}

var _ http.Handler = Receiver{}

// ServeHTTP receives one event.
func (rc Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in := request{
		w: w, authorize: rc.authorize, is: isJSON, accept: "application/json", limit: rc.MaxBytes,
	}
	body, refused := in.read(r)
	if refused != nil {
		refused.write(w)
		return
	}
	ev, faults := rc.event(r, body)
	if len(faults) > 0 {
		faulty(faults).write(w)
		return
	}
	if refused := rc.take(r.Context(), ev, body); refused != nil {
		refused.write(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// take has the event applied. It returns why it was not, or nil.
func (rc Receiver) take(ctx context.Context, ev trigger.Event, body []byte) *problem {
	err := errNoHandle
	if rc.Handle != nil {
		err = rc.Handle(ctx, ev)
	}
	var refused *trigger.RefusedError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused):
		return refuse(http.StatusServiceUnavailable, "the event could not be taken; send it again")
	case rc.Document != nil:
		err = rc.Document.words(refused.Err)
	default:
		err = refused.Err
	}
	p := faulty(locate(nil, body, err))
	p.Detail = "the event has faults; do not send it again"
	return p
}

var errNoHandle = errors.New("nothing handles it")

func (rc Receiver) authorize(r *http.Request) *problem {
	if rc.Authorize != nil && rc.Authorize(r) == nil {
		return nil
	}
	return refuse(http.StatusUnauthorized, "not authorized")
}

func (rc Receiver) event(r *http.Request, body []byte) (trigger.Event, []problemFault) {
	if rc.Document == nil {
		return readEvent(r, body, rc.World)
	}
	return rc.Document.event(r, body, instant(rc.Now))
}

func isJSON(media string) bool {
	return media == "application/json" || strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json")
}

func instant(now func() time.Time) time.Time {
	if now == nil {
		return time.Now() // default clock
	}
	return now()
}
