package history

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Triggered is the Entry.Action that says that a recipe ran on the item.
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
//
// A recorder may keep it as one text, as encoding/json writes it: what comes back
// is equal, when its texts are valid UTF-8 and its documents are made by
// [NewDocument]. Package historytest checks that.
type Entry struct {
	// ID is unique among all entries of all logs. The same ID again is the same
	// fact, which was recorded before.
	ID string `json:"id"`
	// At is when it happened. It orders a log.
	At time.Time `json:"at"`
	// Item is the item that was changed, or that triggered a recipe.
	Item trigger.Ref `json:"item"`
	// Actor is who did it.
	Actor Actor `json:"actor"`
	// Event is the ID of the event that led to it; empty when there was none.
	Event string `json:"event,omitzero"`
	// Recipe is the recipe that ran; zero for none.
	Recipe Recipe `json:"recipe,omitzero"`
	// Run links what one run of a recipe did, across logs; empty outside a run.
	Run string `json:"run,omitzero"`
	// Action is Triggered, the kind of an action such as "add_tags", or the host's
	// own word for what an agent did.
	Action string `json:"action"`
	// Webhook is the name of the webhook that was called; empty for other actions.
	Webhook string `json:"webhook,omitzero"`
	// Outcome is how it ended, such as "done" or "failed"; empty when that is plain.
	Outcome string `json:"outcome,omitzero"`
	// Reason says why it was skipped or cancelled.
	Reason string `json:"reason,omitzero"`
	// Error is the error, without secrets.
	Error string `json:"error,omitzero"`
	// Due is when an action that waits comes due; zero for others.
	Due time.Time `json:"due,omitzero"`
	// Changed is false when the item already was as the action wanted it.
	Changed bool `json:"changed,omitzero"`
	// Description tells people more about the action; empty for most.
	Description string `json:"description,omitzero"`
	// InitiatedBy is the kind of actor that began the conversation that the entry
	// is a part of, such as trigger.Bot; empty when it is no part of one.
	InitiatedBy trigger.Actor `json:"initiated_by,omitzero"`
	// Actions is how many actions the run has, in the entry of Triggered; zero in others.
	Actions int `json:"actions,omitzero"`
	// Place is the place of the action in its recipe, from 1; zero for everything else.
	Place int `json:"place,omitzero"`
	// Nth is which time it is of an action that is repeated, from 1; zero for others.
	Nth int `json:"nth,omitzero"`
	// Attempts is how often the action was tried.
	Attempts int `json:"attempts,omitzero"`
	// Input is what a run started with, in the entry of Triggered, and Output what an
	// action found out. Both are JSON documents, without secrets.
	Input  Document `json:"input,omitzero"`
	Output Document `json:"output,omitzero"`
}

// Recipe names the recipe of an entry as it was at that time. The zero value means
// no recipe.
type Recipe struct {
	// ID is the recipe's identifier in its set.
	ID string `json:"id,omitzero"`
	// Name is for people to read.
	Name string `json:"name,omitzero"`
	// Revision tells one content of the recipe from another.
	Revision string `json:"revision,omitzero"`
}

// Check returns every rule that the entry breaks, joined, or nil: it needs an ID,
// an instant, an item with a kind and an ID, an actor of a known kind and an
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
		{"item.kind", e.Item.Kind == ""},
		{"item.id", e.Item.ID == ""},
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
