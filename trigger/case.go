package trigger

import (
	"slices"
	"time"
)

// Case is a customer's matter, made of mentions. A zero field is a missing one.
type Case struct {
	ID        string         `json:"id"`                  // identifies the case in the whole host
	Topic     string         `json:"topic,omitempty"`     // the topic, inbox or queue that it belongs to
	Title     string         `json:"title,omitempty"`     // its subject
	Status    Status         `json:"status,omitempty"`    // "unresolved", "pending" or "resolved", or as in [World.Statuses]
	Priority  string         `json:"priority,omitempty"`  // "low", "medium", "high" or "critical", or as in [World.Priorities]
	Tags      []string       `json:"tags,omitempty"`      // the tags on it
	Assigned  Assigned       `json:"assigned,omitzero"`   // who has it
	Contact   Contact        `json:"contact,omitzero"`    // the customer whose matter it is
	Country   string         `json:"country,omitempty"`   // ISO 3166-1 alpha-2, upper case
	Language  string         `json:"language,omitempty"`  // ISO 639-1, lower case
	Sentiment string         `json:"sentiment,omitempty"` // "positive", "neutral" or "negative", or as in [World.Sentiments]
	Category  string         `json:"category,omitempty"`  // its subject matter, a word of the host's
	Opened    time.Time      `json:"opened,omitzero"`     // when it was opened
	Fields    map[string]any `json:"fields,omitempty"`    // any other properties, as in [Mention]
}

// Status is the state of a case: one of the three below, or one of the host's own, each of which belongs to the class
// of one of the three; see [World.Statuses].
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
