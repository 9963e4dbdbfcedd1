package recipe

import (
	"encoding/json"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// Decision is the result of one recipe for one event.
type Decision struct {
	Event   string // ID of the event
	At      time.Time
	Recipe  string      // ID of the recipe
	Item    trigger.Ref // the item that the event is about
	Run     string      // links the reports of actions and the history entries of one run; empty when it did not run
	Outcome Outcome
	Reason  Reason        // why, as a word; see [Reasons]
	Err     error         // the error, on failed, partial and ambiguous
	Due     time.Time     // on expired: when it was due
	Tests   []filter.Test // the tests that failed, on filtered_out, in the answer of Explain only
	// Actions are the reports of the actions, in the recipe's order; the report of a repeat comes before that of its next time.
	Actions []ActionReport
}

// ActionReport is the result of one action, or of one try of it.
type ActionReport struct {
	Event   string    // ID of the event that started the recipe
	At      time.Time // the instant of the result
	Recipe  string
	Run     string
	Action  string      // ID of the action in the recipe
	Place   int         // its place in the recipe, from 1
	Do      string      // its kind
	Item    trigger.Ref // the item that it changes
	Outcome Outcome
	Reason  Reason    // why, as a word; see [Reasons]
	Err     error     // the error, on failed, ambiguous, and waiting for another try
	Due     time.Time // on waiting: when it comes up; on expired: when it was due
	Attempt int       // how often it was tried
	Nth     int       // which time it is of an action that is repeated, from 1; zero for one that is not
	Key     string    // the idempotency key, the same for every try
	// With is the config with its texts filled in, without secrets. It is set on done, failed and planned actions, and on
	// one that was filled in before its hours or its limit kept it from being begun.
	With json.RawMessage
	// Output has the handler's results for reports, such as the id of a ticket. See [action.Output].
	Output map[string]any
	// Unchanged says that the item already was as the action wants it.
	Unchanged bool
	// Irreversible says that the action cannot be undone.
	Irreversible bool
}

// Report is the result of a call of the engine.
type Report struct {
	// Repeated says that the event was applied before, so that nothing was done.
	Repeated bool
	// Ahead says how far the event's instant was ahead of the engine's clock, when it was more than five minutes: the event
	// counts as of that clock.
	Ahead time.Duration
	// Decisions are the recipes that the event concerned, in the set's order. A recipe that merely did not match
	// is not among them; [Engine.Explain] tells about every one.
	Decisions []Decision
	// Actions tell about actions of earlier events: those that came due, and those that this event cancelled.
	Actions []ActionReport
}
