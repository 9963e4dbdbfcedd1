package trigger

import (
	"slices"
	"time"
)

// Case is a customer's matter, made of mentions. A zero field is a missing one.
type Case struct {
	ID        string         `json:"id"`
	Topic     string         `json:"topic,omitempty"`
	Title     string         `json:"title,omitempty"`
	Status    Status         `json:"status,omitempty"`
	Priority  string         `json:"priority,omitempty"` // "low", "medium", "high" or "critical", or as in [World.Priorities]
	Tags      []string       `json:"tags,omitempty"`
	Assigned  Assigned       `json:"assigned,omitzero"`
	Contact   Contact        `json:"contact,omitzero"`
	Country   string         `json:"country,omitempty"`
	Language  string         `json:"language,omitempty"`
	Sentiment string         `json:"sentiment,omitempty"`
	Category  string         `json:"category,omitempty"`
	Opened    time.Time      `json:"opened,omitzero"`
	Fields    map[string]any `json:"fields,omitempty"`
}

// Status is the state of a case: one of the three below, or one of the host's own, which is of the class of one of the
// three; see [World.Statuses].
type Status string

// The three states of a case, as in Qualtrics Social Connect ("Automation recipes", case updates).
const (
	Unresolved Status = "unresolved" // open, ready for an agent
	Pending    Status = "pending"    // processed, waiting for the customer or for further action
	Resolved   Status = "resolved"   // closed
)

// Statuses returns the three states in the order of a case's life.
func Statuses() []Status { return []Status{Unresolved, Pending, Resolved} }

// Valid reports whether s is one of the three states.
func (s Status) Valid() bool { return slices.Contains(Statuses(), s) }
