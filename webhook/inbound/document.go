package inbound

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// idHeader names a message that is signed (Standard Webhooks 1.0.0), as webhook.IDHeader does.
const idHeader = "Webhook-Id"

// Document says how a JSON object of any shape, such as a review that another system sends, becomes the event that a
// record was received. The whole object is the record's fields.
//
// Members are named by paths: "id", "review.id", or "entries.0.id" for the first element of a list.
type Document struct {
	// Source and Object are those of the record; recipes name them in their trigger. Empty means that it has none.
	Source, Object string
	// ID is the member that names the record: a text or a whole number. Empty means "id".
	ID string
	// Message is the member that names the message: the same when it is sent again, another when there is news of the
	// record. Empty means the header Webhook-Id; without one, the bytes of the body.
	Message string
	// At is the member that says when it happened, in RFC 3339. Empty means when it was received.
	At string
}

// event reads a body that is a document.
func (d Document) event(r *http.Request, body []byte, now time.Time) (trigger.Event, []problemFault) {
	var fields map[string]any
	faults := decode(body, &fields)
	if unread(faults) {
		return trigger.Event{}, faults
	}
	if d.ID == "" {
		d.ID = "id"
	}
	record, err := documentID(fields, d.ID)
	message, errMessage := d.message(r, fields, body)
	at, errAt := d.at(fields, now)
	cause, errCause := causeOf(r, trigger.Cause{})
	ev := trigger.Event{
		ID:   url.PathEscape(d.Source) + "/" + url.PathEscape(d.Object) + "/" + message,
		Kind: trigger.RecordReceived, At: at, Cause: cause,
		Record: &trigger.Record{Source: d.Source, Object: d.Object, ID: record, Fields: fields},
	}
	err = errors.Join(err, errMessage, errAt, errCause)
	if err == nil {
		err = d.words(ev.Check())
	}
	return ev, locate(faults, body, err)
}

// words returns the faults of an event, in the words of the document.
func (d Document) words(err error) error {
	var all fault.List
	for _, f := range trigger.FieldErrors(err) {
		path := f.Path
		switch path {
		case "id":
			path = d.Message
		case "record.id":
			path = cmp.Or(d.ID, "id")
		case "at":
			path = d.At
		}
		all.Append(trigger.Invalid(path, "%s", f.Msg))
	}
	return all.Err()
}

// message returns the name of the message.
func (d Document) message(r *http.Request, fields map[string]any, body []byte) (string, error) {
	if d.Message != "" {
		return documentID(fields, d.Message)
	}
	if id := r.Header.Get(idHeader); id != "" {
		return id, nil
	}
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

func (d Document) at(fields map[string]any, now time.Time) (time.Time, error) {
	if d.At == "" {
		return now, nil
	}
	text, ok := documentMember(fields, d.At).(string)
	at, err := time.Parse(time.RFC3339, text)
	if !ok || err != nil {
		return now, trigger.Invalid(d.At, "want an instant in RFC 3339")
	}
	return at, nil
}

// documentID returns the member as the text that names something.
func documentID(fields map[string]any, path string) (string, error) {
	switch v := documentMember(fields, path).(type) {
	case nil:
		return "", trigger.Invalid(path, "missing")
	case string:
		if v == "" {
			return "", trigger.Invalid(path, "missing")
		}
		return v, nil
	case int:
		return strconv.Itoa(v), nil
	}
	return "", trigger.Invalid(path, "want a text or a whole number")
}

// documentMember returns the value at a path, or nil.
func documentMember(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i, err := strconv.ParseUint(name, 10, 31)
			if err != nil || i >= uint64(len(in)) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}
