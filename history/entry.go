package history

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Triggered is the Entry.Action that says that a recipe ran on the subject.
const Triggered = "recipe_triggered"

// FollowUpSent is the Entry.Action of a message that a polled recipe sent, and
// FollowUpDescription its Entry.Description. The words are those of Luma,
// "Automated follow-ups", conversation history.
const (
	FollowUpSent        = "Follow-up Notification Sent"
	FollowUpDescription = "The bot has dispatched the informational or actionable follow-up notifications to the user on the channel"
)

// Entry is one line of a log. It is plain data: a copy shares nothing with the
// original, and == compares all of it except that times need [time.Time.Equal].
type Entry struct {
	// ID is unique among all entries of all logs. The same ID again is the same
	// fact, which was recorded before.
	ID string `json:"id"`
	// At is when it happened. It orders a log.
	At time.Time `json:"at"`
	// Subject is the item that was changed or that triggered a recipe.
	Subject Subject `json:"subject"`
	// Actor is who did it.
	Actor Actor `json:"actor"`
	// Event is the ID of the event that led to it; empty when there was none.
	Event string `json:"event,omitempty"`
	// Recipe is what ran; zero when no recipe did.
	Recipe Recipe `json:"recipe,omitzero"`
	// Run links what one run of a recipe did, across logs; empty outside a run.
	Run string `json:"run,omitempty"`
	// Action is Triggered, the kind of an action such as "add_tags", or the host's
	// own word for what an agent did.
	Action string `json:"action"`
	// Webhook is the name of the webhook that was called; empty for other actions.
	Webhook string `json:"webhook,omitempty"`
	// Outcome is how it ended, such as "done" or "failed"; empty when that is plain.
	Outcome string `json:"outcome,omitempty"`
	// Reason says why it was skipped or cancelled.
	Reason string `json:"reason,omitempty"`
	// Error is what went wrong, without secrets.
	Error string `json:"error,omitempty"`
	// Due is when an action that waits comes due; zero for others.
	Due time.Time `json:"due,omitzero"`
	// Changed is false when the item already was as the action wanted it.
	Changed bool `json:"changed"`
	// Description tells people more about the action; empty for most.
	Description string `json:"description,omitempty"`
	// InitiatedBy is the kind of actor that began the conversation that the entry
	// is a part of, such as ByBot; empty when it is no part of one.
	InitiatedBy string `json:"initiated_by,omitempty"`
	// Tasks is how many actions the run has, in the entry of Triggered; zero in others.
	Tasks int `json:"tasks,omitempty"`
	// Task is the place of the action in its recipe, from 1; zero for what is none.
	Task int `json:"task,omitempty"`
	// Nth is which time it is of an action that is repeated, from 1; zero for others.
	Nth int `json:"nth,omitempty"`
	// Attempts is how often the action was tried.
	Attempts int `json:"attempts,omitempty"`
	// Input is what a run started with, in the entry of Triggered, and Output what an
	// action found out. Both are JSON documents, without secrets.
	Input  Document `json:"input,omitempty"`
	Output Document `json:"output,omitempty"`
	// CountsAsSession says that the conversation counts as a session of its user.
	// One that a recipe began never does.
	CountsAsSession bool `json:"counts_as_session"`
}

// Recipe names the recipe of an entry as it was at that time. The zero value means
// that there is none.
type Recipe struct {
	// ID is the recipe's identifier in its set.
	ID string `json:"id,omitempty"`
	// Name is for people to read.
	Name string `json:"name,omitempty"`
	// Revision tells one content of the recipe from another.
	Revision string `json:"revision,omitempty"`
}

// Check returns every rule that the entry breaks, joined, or nil: it needs an ID,
// an instant, a subject of a kind and with an ID, an actor of a known kind and an
// action; who began a conversation is of a known kind too. A [Recorder] refuses an entry that breaks one.
func (e Entry) Check() error {
	return errors.Join(e.faults()...)
}

func (e Entry) faults() []error {
	var errs []error
	for _, must := range []struct {
		field string
		empty bool
	}{
		{"id", e.ID == ""},
		{"at", e.At.IsZero()},
		{"subject.kind", e.Subject.Kind == ""},
		{"subject.id", e.Subject.ID == ""},
		{"actor.kind", e.Actor.Kind == ""},
		{"action", e.Action == ""},
	} {
		if must.empty {
			errs = append(errs, fmt.Errorf("%s: missing", must.field))
		}
	}
	if k := e.Actor.Kind; k != "" && !known(k) {
		errs = append(errs, fmt.Errorf("actor.kind: %q is not agent, customer, recipe, bot or system", k))
	}
	if k := e.InitiatedBy; k != "" && !known(k) {
		errs = append(errs, fmt.Errorf("initiated_by: %q is not agent, customer, recipe, bot or system", k))
	}
	for _, doc := range []struct {
		field string
		text  Document
	}{{"input", e.Input}, {"output", e.Output}} {
		if doc.text != "" && !json.Valid([]byte(doc.text)) {
			errs = append(errs, fmt.Errorf("%s: not a JSON document", doc.field))
		}
	}
	return errs
}
