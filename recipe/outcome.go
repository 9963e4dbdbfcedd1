package recipe

import "slices"

// Outcome is how a decision or an action ended. It is a closed list, that of [Outcomes]; its words never change.
type Outcome string

// The outcomes of decisions. Those from Waiting on are outcomes of actions too.
const (
	Fired        Outcome = "fired"         // it ran; at least one action is done
	WouldFire    Outcome = "would_fire"    // it would have run; it is in shadow
	Partial      Outcome = "partial"       // some actions are done or waiting, others failed
	Disabled     Outcome = "disabled"      // the recipe is not enabled
	OtherTrigger Outcome = "other_trigger" // the event is not one that starts it
	OtherTopic   Outcome = "other_topic"   // the item is in none of its topics
	FilteredOut  Outcome = "filtered_out"  // its filter does not match
	OutsideHours Outcome = "outside_hours" // the event's instant is not within its hours
	Stopped      Outcome = "stopped"       // an earlier recipe with stop ran
	Repeated     Outcome = "repeated"      // the event was applied before
	LoopStopped  Outcome = "loop_stopped"  // a bound on recipes that cause each other is reached; the reason says which
	Waiting      Outcome = "waiting"       // it will be carried out later
	Skipped      Outcome = "skipped"       // does not apply; the reason says why
	Cancelled    Outcome = "cancelled"     // its wait was ended; the reason says why
	Expired      Outcome = "expired"       // it came up more than 72 hours late, or was a dead letter for too long
	Ambiguous    Outcome = "ambiguous"     // an irreversible action whose outcome is unknown; it is not retried
	Failed       Outcome = "failed"        // it failed and is not retried, or its filter could not be evaluated
)

// The outcomes of actions alone.
const (
	Done    Outcome = "done"    // carried out
	Planned Outcome = "planned" // it would be carried out now; only in the results of Plan and Explain
)

// OutcomeDoc describes an [Outcome].
type OutcomeDoc struct {
	Outcome     Outcome `json:"outcome"`
	Doc         string  `json:"doc"`                    // one line
	OfDecisions bool    `json:"of_decisions,omitempty"` // a [Decision] may have it
	OfActions   bool    `json:"of_actions,omitempty"`   // an [ActionReport] may have it
	Failure     bool    `json:"failure,omitempty"`      // something that was to be done was not, or may not have been
	// Silent says that a recipe with it merely did not match: it is in the answers of [Engine.Explain], and in no [Report].
	Silent bool `json:"silent,omitempty"`
}

// Where an outcome may be.
const (
	ofDecision = 1 << iota
	ofAction
	failure
	silent
)

// outcomes is the list of all outcomes. A test keeps it the same as the constants and their comments.
var outcomes = []OutcomeDoc{
	outcome(Fired, ofDecision, "it ran; at least one action is done"),
	outcome(WouldFire, ofDecision, "it would have run; it is in shadow"),
	outcome(Partial, ofDecision|failure, "some actions are done or waiting, others failed"),
	outcome(Disabled, ofDecision|silent, "the recipe is not enabled"),
	outcome(OtherTrigger, ofDecision|silent, "the event is not one that starts it"),
	outcome(OtherTopic, ofDecision|silent, "the item is in none of its topics"),
	outcome(FilteredOut, ofDecision|silent, "its filter does not match"),
	outcome(OutsideHours, ofDecision|silent, "the event's instant is not within its hours"),
	outcome(Stopped, ofDecision|silent, "an earlier recipe with stop ran"),
	outcome(Repeated, ofDecision, "the event was applied before"),
	outcome(LoopStopped, ofDecision, "a bound on recipes that cause each other is reached; the reason says which"),
	outcome(Waiting, ofDecision|ofAction, "it will be carried out later"),
	outcome(Skipped, ofDecision|ofAction, "does not apply; the reason says why"),
	outcome(Cancelled, ofDecision|ofAction, "its wait was ended; the reason says why"),
	outcome(Expired, ofDecision|ofAction|failure, "it came up more than 72 hours late, or was a dead letter for too long"),
	outcome(Ambiguous, ofDecision|ofAction|failure, "an irreversible action whose outcome is unknown; it is not retried"),
	outcome(Failed, ofDecision|ofAction|failure, "it failed and is not retried, or its filter could not be evaluated"),
	outcome(Done, ofAction, "carried out"),
	outcome(Planned, ofAction, "it would be carried out now; only in the results of Plan and Explain"),
}

func outcome(o Outcome, is int, doc string) OutcomeDoc {
	return OutcomeDoc{
		Outcome: o, Doc: doc, OfDecisions: is&ofDecision != 0, OfActions: is&ofAction != 0, Failure: is&failure != 0, Silent: is&silent != 0,
	}
}

// Outcomes lists every outcome with its description.
func Outcomes() []OutcomeDoc { return slices.Clone(outcomes) }

// Failure reports whether something that was to be done was not, or may not have been: a partial, expired, ambiguous or failed
// outcome.
func (o Outcome) Failure() bool { return o.doc().Failure }

// silent reports whether a recipe with the outcome has no place in a report: it merely did not match.
func (o Outcome) silent() bool { return o.doc().Silent }

// doc returns the row of the outcome; the zero one for words that are no outcomes.
func (o Outcome) doc() OutcomeDoc {
	for i := range outcomes {
		if outcomes[i].Outcome == o {
			return outcomes[i]
		}
	}
	return OutcomeDoc{}
}
