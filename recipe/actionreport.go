package recipe

import (
	"encoding/json"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// ActionReport is the result of one action, or of one try of it. Its JSON has the error as text and omits zero values. Read
// back, it is equal, except for the type of the error and for the types of numbers in Output: whole numbers that fit are int,
// others float64.
type ActionReport struct {
	At      time.Time   `json:"at,omitzero"`      // the instant of the result
	Event   string      `json:"event,omitzero"`   // ID of the event that started the recipe
	Recipe  string      `json:"recipe,omitzero"`  // ID of the recipe
	Run     string      `json:"run,omitzero"`     // as [Decision.Run]
	Action  string      `json:"action,omitzero"`  // ID of the action in the recipe
	Place   int         `json:"place,omitzero"`   // its place in the recipe, from 1
	Do      string      `json:"do,omitzero"`      // its kind
	Item    trigger.Ref `json:"item,omitzero"`    // the item that it changes
	Outcome Outcome     `json:"outcome,omitzero"` // how it ended, so far
	Reason  Reason      `json:"reason,omitzero"`  // why, as a word; see [Reasons]
	Err     error       `json:"error,omitzero"`   // the error, on failed, ambiguous, and waiting for another try
	Due     time.Time   `json:"due,omitzero"`     // on waiting: when it comes up; on expired: when it was due
	Attempt int         `json:"attempt,omitzero"` // how often it was tried
	Nth     int         `json:"nth,omitzero"`     // which time it is of an action that is repeated, from 1; zero for one that is not
	Key     string      `json:"key,omitzero"`     // the idempotency key, the same for every try
	// With is the config with its texts filled in, without secrets. It is set on done, failed and planned actions, and on
	// one that was filled in before its hours or its limit kept it from being begun.
	With json.RawMessage `json:"with,omitzero"`
	// Output has the handler's results for reports, such as the id of a ticket. See [action.Output].
	Output map[string]any `json:"output,omitzero"`
	// Unchanged says that the item already was as the action wants it.
	Unchanged bool `json:"unchanged,omitzero"`
	// Irreversible says that the action cannot be undone.
	Irreversible bool `json:"irreversible,omitzero"`
	// DeadLetter is the key of the dead letter that the action, or the accepted event, has become, for [Engine.Retry] and
	// [Engine.Discard]; empty for one that has not.
	DeadLetter string `json:"dead_letter,omitzero"`

	observed *observed
}

// MarshalJSON writes the report with its error as text.
func (a ActionReport) MarshalJSON() ([]byte, error) {
	type document ActionReport
	doc := document(a)
	doc.Err = asText(a.Err)
	return marshal(doc)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *ActionReport) UnmarshalJSON(data []byte) error {
	type document ActionReport
	doc := struct {
		*document
		Err    *errorText      `json:"error"`
		Output json.RawMessage `json:"output"`
	}{document: (*document)(a)}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	a.Err, a.Output = doc.Err.asError(), nil
	if len(doc.Output) == 0 || string(doc.Output) == "null" {
		return nil
	}
	output, err := decodeObject(doc.Output)
	plain(output)
	a.Output = output
	return err
}
