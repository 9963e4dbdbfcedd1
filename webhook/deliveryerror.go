package webhook

import (
	"fmt"
	"time"
)

// DeliveryError is the failure of a delivery, without secrets: it never has a path, a query, a header or a body, unless the
// host asks for an excerpt. It may be logged, stored and shown. Find it with errors.As.
type DeliveryError struct {
	Class Class `json:"class"`
	// Status is the status code of the answer; zero without one.
	Status int `json:"status,omitempty"`
	// Host is the name of the receiver's host; empty when the address is refused.
	Host string `json:"host,omitempty"`
	// ID is the id of the message, as in [IDHeader].
	ID string `json:"id"`
	// Attempt counts the tries of the action, from 1.
	Attempt int `json:"attempt"`
	// At is when it was tried.
	At time.Time `json:"at"`
	// Excerpt is the beginning of the answer's body, if the host asks for it: see [Sender.Excerpt].
	Excerpt string `json:"excerpt,omitempty"`

	why string // of a bad_url
}

// Error returns a line such as "webhook to hooks.example.com: http_5xx, status 503, attempt 2".
func (e *DeliveryError) Error() string {
	s := "webhook"
	if e.Host != "" {
		s += " to " + e.Host
	}
	s += ": " + string(e.Class)
	if e.why != "" {
		s += ", " + e.why
	}
	if e.Status != 0 {
		s += fmt.Sprintf(", status %d", e.Status)
	}
	s += fmt.Sprintf(", attempt %d", e.Attempt)
	if e.Excerpt != "" {
		s += fmt.Sprintf(", answer %q", e.Excerpt)
	}
	return s
}
