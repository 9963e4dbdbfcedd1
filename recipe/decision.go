package recipe

import (
	"encoding/json"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// Decision is the result of one recipe for one event. Its JSON has the error as text and omits zero values. Read back, it is
// equal, except for the type of the error.
type Decision struct {
	At      time.Time     `json:"at,omitzero"`
	Event   string        `json:"event,omitzero"`   // ID of the event
	Recipe  string        `json:"recipe,omitzero"`  // ID of the recipe
	Item    trigger.Ref   `json:"item,omitzero"`    // the item that the event is about
	Run     string        `json:"run,omitzero"`     // links the reports of actions and the history entries of one run; empty when it did not run
	Outcome Outcome       `json:"outcome,omitzero"` // how it ended
	Reason  Reason        `json:"reason,omitzero"`  // why, as a word; see [Reasons]
	Err     error         `json:"error,omitzero"`   // the error, on failed, partial and ambiguous
	Due     time.Time     `json:"due,omitzero"`     // on expired: when it was due
	Tests   []filter.Test `json:"tests,omitzero"`   // the tests that failed, on filtered_out, in the answer of Explain only
	// Actions are the reports of the actions, in the recipe's order; the report of a repeat comes before that of its next time.
	Actions []ActionReport `json:"actions,omitzero"`

	observed *observed
}

// MarshalJSON writes the decision with its error as text.
func (d Decision) MarshalJSON() ([]byte, error) {
	type document Decision
	doc := document(d)
	doc.Err = asText(d.Err)
	return marshal(doc)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Decision) UnmarshalJSON(data []byte) error {
	type document Decision
	doc := struct {
		*document
		Err *errorText `json:"error"`
	}{document: (*document)(d)}
	err := json.Unmarshal(data, &doc)
	d.Err = doc.Err.asError()
	return err
}
