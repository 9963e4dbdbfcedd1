package inbound

import (
	"fmt"
	"io"
	"math"
	"net/url"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// MaxNotifications is how many notifications an outbound message may hold.
//
// Source: Salesforce, "SOAP API Developer Guide", outbound messaging.
const MaxNotifications = 100

// Notification is one record that a Salesforce outbound message tells about, as it was when the message was sent.
type Notification struct {
	// Organization is the ID of the organization that sent it.
	Organization string
	// Action is the ID of the outbound message as it is configured there; empty when the message does not tell.
	Action string
	// ID is the notification's own. Salesforce may send a notification more than once, always with the same ID.
	ID string
	// Object is the type of the record, "Case" or "Invoice__c". It is empty when there is no record.
	Object string
	// Fields are those that the outbound message selects, by name, the record's Id among them. The values are texts as
	// they came, except that a compound field is a map[string]any of such texts. A field that Salesforce sends as nil is
	// absent, one without text is "". A record that was deleted before the message was sent has no fields at all.
	Fields map[string]any
}

// Record returns the ID of the record, or "" without a record.
func (n Notification) Record() string {
	id, _ := n.Fields["Id"].(string)
	return id
}

// Event returns the event that the record was received from a source. Its ID is made of the source, the organization
// and the notification, so that the same notification is always the same event. The event shares the fields.
func (n Notification) Event(source string, at time.Time) trigger.Event {
	return trigger.Event{
		ID: url.PathEscape(source) + "/" + n.Organization + "/" + n.ID, Kind: trigger.RecordReceived, At: at,
		Record: &trigger.Record{Source: source, Object: n.Object, ID: n.Record(), Fields: n.Fields},
	}
}

// ParseOutbound reads a Salesforce outbound message of at most limit bytes; zero or less means 1 MiB. It is for a host
// that does not receive by [Salesforce].
//
// It is all or nothing, and nothing is guessed: the message is one SOAP 1.1 envelope in UTF-8 with 1 to
// [MaxNotifications] notifications, every name is in its namespace, and nothing is there that Salesforce's WSDL does
// not know. The error tells all that is wrong, each as a [*trigger.FieldError] with a path such as
// "notifications.Notification[2].Id", counted from 0; a fault of the XML itself is the only one, with its line and
// column. The session ID that a message may carry is not kept.
func ParseOutbound(r io.Reader, limit int64) ([]Notification, error) {
	if limit <= 0 {
		limit = usualMaxBytes
	}
	data, err := io.ReadAll(io.LimitReader(r, min(limit, math.MaxInt64-1)+1))
	if err != nil {
		return nil, fmt.Errorf("reading the message: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, trigger.Invalid("", "more than %d bytes", limit)
	}
	return parseOutbound(data)
}

func parseOutbound(data []byte) ([]Notification, error) {
	root, err := soapRead(data)
	if err != nil {
		return nil, err
	}
	var c outboundChecker
	all := c.envelope(root)
	if c.faults.Len() > 0 {
		return nil, c.faults.Err()
	}
	return all, nil
}
