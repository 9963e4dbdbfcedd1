package inbound

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Salesforce is an [http.Handler] for the outbound messages of Salesforce. Each notification of a message becomes the
// event that a record was received; see [Notification.Event]. A recipe hears of it by the trigger
// {"on":"record","source":"salesforce","object":"Case"}.
//
// There is one for each flow; a host with many makes one for each request, see [EventToken]. The endpoint of the flow's
// outbound message is the event URL, which ends in a token that nobody else knows: mount it at "/salesforce/{token}" of an
// [http.ServeMux], or anywhere and append ?token=... to it. A request with another token is answered by 404.
//
// A message is read and checked as a whole before anything is done. Then every notification is handled on its own, also
// when one before it failed. Only when all of them are committed is the message acknowledged by Ack true; Ack false
// makes Salesforce send it again, at growing distances for 24 hours, and events that were committed are then the same
// events again. So what applies an event must remember it for longer than those 24 hours; 48 are safe. Two
// notifications with one ID in a message are the same event too.
//
// A notification of another organization or object, or without a record, starts nothing: it is reported by NotStarted
// and acknowledged, since to send it again would not help.
//
// The zero value refuses everything. A Salesforce may be used by any number of goroutines, as its functions must be.
// Salesforce waits 60 seconds for an answer. Limits of time are the server's.
//
// Source: Salesforce, "SOAP API Developer Guide", outbound messaging.
type Salesforce struct {
	// Handle applies an event. It returns nil once the event is committed, or was committed before. An event of which it says
	// by a [*trigger.RefusedError] that it can never be taken is reported by Refused and acknowledged, since to send it again
	// would not help. Nil means that no event can be taken.
	Handle func(ctx context.Context, ev trigger.Event) error
	// Token is the end of the event URL; see [EventToken]. With an empty token every request gets 404.
	Token action.Secret
	// Organization is the ID of the organization whose messages are taken, of 15 or 18 characters. Empty means any.
	Organization string
	// Object is the type of the records that are taken, "Case", exactly as in Salesforce. Empty means any.
	Object string
	// Source is that of the records. Empty means "salesforce".
	Source string
	// NotStarted gets each notification that starts nothing, and why. An error makes Salesforce send the message again.
	// Nil means that it is acknowledged and that is all.
	NotStarted func(ctx context.Context, n Notification, why Mismatch) error
	// Refused gets what is wrong with a message that cannot be read, as [ParseOutbound] returns it, since Salesforce shows
	// nobody the answer, and the [*trigger.RefusedError] of an event that can never be taken. It may quote the message in a
	// few words. Nil means that it is dropped.
	Refused func(ctx context.Context, err error)
	// MaxBytes is the size of the largest message. Zero or less means 1 MiB.
	MaxBytes int64
	// Now is the clock: the events happened when they were received. Nil means time.Now.
	Now func() time.Time
}

var _ http.Handler = Salesforce{}

// Mismatch is why a notification starts nothing.
type Mismatch string

// The reasons why a notification starts nothing.
const (
	OtherOrganization Mismatch = "other_organization" // it comes from another organization
	OtherObject       Mismatch = "other_object"       // its record is of another type
	NoRecord          Mismatch = "no_record"          // its record was deleted before it was sent
)

// ServeHTTP receives one message.
func (s Salesforce) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in := request{
		w: w, authorize: s.authorize, is: isXML, accept: "text/xml", limit: s.MaxBytes,
	}
	body, refused := in.read(r)
	if refused != nil {
		refused.write(w)
		return
	}
	all, events, err := s.read(r, body)
	if err != nil {
		if s.Refused != nil {
			s.Refused(r.Context(), err)
		}
		faulty(locate(nil, nil, err)).write(w)
		return
	}
	taken := true
	for i, n := range all {
		taken = s.take(r.Context(), n, events[i]) == nil && taken
	}
	acknowledge(w, taken)
}

// read returns the notifications of a message and the events that they are.
func (s Salesforce) read(r *http.Request, body []byte) ([]Notification, []trigger.Event, error) {
	cause, err := causeOf(r, trigger.Cause{})
	if err != nil {
		return nil, nil, err
	}
	all, err := parseOutbound(body)
	if err != nil {
		return nil, nil, err
	}
	source, now := cmp.Or(s.Source, "salesforce"), instant(s.Now)
	events := make([]trigger.Event, len(all))
	for i, n := range all {
		events[i] = n.Event(source, now)
		events[i].Cause = cause
	}
	return all, events, nil
}

// take has one notification handled or reported.
func (s Salesforce) take(ctx context.Context, n Notification, ev trigger.Event) error {
	why := s.mismatch(n)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case why == "" && s.Handle == nil:
		return errNoHandle
	case why == "":
		return s.handle(ctx, ev)
	case s.NotStarted == nil:
		return nil
	}
	return s.NotStarted(ctx, n, why)
}

// handle has an event applied. One that can never be taken is reported and done with.
func (s Salesforce) handle(ctx context.Context, ev trigger.Event) error {
	err := s.Handle(ctx, ev)
	var refused *trigger.RefusedError
	if !errors.As(err, &refused) {
		return err
	}
	if s.Refused != nil {
		s.Refused(ctx, refused)
	}
	return nil
}

// mismatch returns why the notification starts nothing, or "".
func (s Salesforce) mismatch(n Notification) Mismatch {
	switch {
	case s.Organization != "" && shortID(s.Organization) != shortID(n.Organization):
		return OtherOrganization
	case n.Record() == "":
		return NoRecord
	case s.Object != "" && s.Object != n.Object:
		return OtherObject
	}
	return ""
}

// shortID returns the 15 characters of an ID that make it unique; any further ones only
// make it so without regard to case.
func shortID(id string) string { return id[:min(len(id), 15)] }

func (s Salesforce) authorize(r *http.Request) *problem {
	want := sha256.Sum256([]byte(s.Token))
	got := sha256.Sum256([]byte(cmp.Or(r.PathValue("token"), r.URL.Query().Get("token"))))
	if s.Token != "" && subtle.ConstantTimeCompare(want[:], got[:]) == 1 {
		return nil
	}
	return refuse(http.StatusNotFound, "there is nothing here")
}

func isXML(media string) bool { return media == "text/xml" || media == "application/xml" }

// acknowledge acknowledges a message, or asks for it to be sent again.
func acknowledge(w http.ResponseWriter, taken bool) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+ // the sender may be gone
		`<soapenv:Envelope xmlns:soapenv="`+soapEnvelope+`"><soapenv:Body><notificationsResponse xmlns="`+outboundNamespace+
		`"><Ack>`+strconv.FormatBool(taken)+`</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>`)
}
