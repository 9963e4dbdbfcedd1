package recipe

import (
	"encoding/json"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// Outcome is how a decision or a step ended. It is a closed list; its words never change.
type Outcome string

// The outcomes of decisions. Those from Waiting on are outcomes of steps too.
const (
	Fired        Outcome = "fired"         // it ran; at least one action is done
	WouldFire    Outcome = "would_fire"    // it would have run; it is in shadow
	Partial      Outcome = "partial"       // some actions are done or waiting, others failed
	Disabled     Outcome = "disabled"      // the recipe is not enabled
	OtherTrigger Outcome = "other_trigger" // the event is not one that starts it
	OtherTopic   Outcome = "other_topic"   // the item is in none of its topics
	FilteredOut  Outcome = "filtered_out"  // its filter says no
	OutsideHours Outcome = "outside_hours" // its hours do not hold at the event's instant
	Stopped      Outcome = "stopped"       // a recipe before it ran, and says that later ones are not asked
	Repeated     Outcome = "repeated"      // the event was applied before
	LoopStopped  Outcome = "loop_stopped"  // recipes that follow from each other have run often enough; the reason says which bound
	Waiting      Outcome = "waiting"       // to be done at a later instant
	Skipped      Outcome = "skipped"       // does not apply; the reason says why
	Cancelled    Outcome = "cancelled"     // it waited, and something put an end to that; the reason says what
	Expired      Outcome = "expired"       // it came up more than 72 hours too late
	Ambiguous    Outcome = "ambiguous"     // an irreversible action whose end is unknown; it is not tried again
	Failed       Outcome = "failed"        // it was tried and will not be tried again
	Error        Outcome = "error"         // the filter could not be evaluated, or something panicked
)

// The outcomes of steps alone.
const (
	Done    Outcome = "done"    // carried out
	Planned Outcome = "planned" // would be carried out now; in the answers of Plan and Explain only
)

// Decision is what became of one recipe for one event.
type Decision struct {
	Event   string // ID of the event
	At      time.Time
	Recipe  string      // ID of the recipe
	Item    trigger.Ref // the item that the event is about
	Run     string      // links the steps and history entries of one firing; empty when it did not fire
	Outcome Outcome
	Reason  string        // stands on skipped, cancelled, expired, repeated and loop_stopped
	Err     error         // stands on error and failed
	Tests   []filter.Test // the tests that failed, on filtered_out, in the answer of Explain only
	// Steps are in the order of the recipe's actions. That of one that is repeated stands before its next time.
	Steps []Step
}

// Step is what became of one action.
type Step struct {
	Event   string    // ID of the event that started the recipe
	At      time.Time // when this became of it
	Recipe  string
	Run     string
	Action  int // its place in the recipe, from 0
	Do      string
	Item    trigger.Ref // the item that it changes
	Outcome Outcome
	Reason  string
	Err     error
	Due     time.Time // on waiting: when it comes up
	Attempt int       // how often it was tried
	Nth     int       // which time it is of an action that is repeated, from 1; zero for one that is not
	Key     string    // the idempotency key, the same for every try
	// With is the config with its texts filled in, without secrets. It is set on done, failed and planned steps, and on those
	// of an action that was filled in before its hours or its limit kept it from being begun.
	With json.RawMessage
	// Output is what the action found out, as its handler shows it: who was chosen, the id of a ticket. See [action.Output].
	Output map[string]any
	// Unchanged says that the item already was as the action wants it.
	Unchanged bool
	// Irreversible says that what the action does cannot be undone.
	Irreversible bool
}

// Report is what a call of the engine did.
type Report struct {
	// Repeated says that the event was applied before, so that nothing was done.
	Repeated bool
	// Ahead says how far the event's instant was ahead of the engine's clock, when it was more than five minutes: the event
	// counts as of that clock.
	Ahead time.Duration
	// Decisions are the recipes that the event concerned, in the set's order. A recipe that merely did not match
	// is not among them; [Engine.Explain] tells about every one.
	Decisions []Decision
	// Steps are actions of earlier events: those that came due, and those that this event cancelled.
	Steps []Step
}

// silent reports whether a recipe with the outcome has no place in a report: it merely did not match.
func (o Outcome) silent() bool {
	switch o {
	case Disabled, OtherTrigger, OtherTopic, FilteredOut, OutsideHours, Stopped:
		return true
	}
	return false
}
