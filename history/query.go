package history

import (
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Query chooses entries. A zero field does not restrict, so that the zero value
// chooses everything; several fields must all hold.
type Query struct {
	// Item is the item. One of its fields alone restricts by that field: all
	// cases, say.
	Item trigger.Ref
	// Recipe is a recipe's ID.
	Recipe string
	// Actor is a kind of actor, such as trigger.Agent, and ActorID one of them.
	Actor   trigger.Actor
	ActorID string
	// Run is the ID of a run.
	Run string
	// Event is the ID of an event.
	Event string
	// Action is Triggered, the kind of an action or a word of the host's.
	Action string
	// Webhook is the name of a webhook.
	Webhook string
	// Outcome is how an action ended.
	Outcome string
	// InitiatedBy is the kind of actor that began the conversation.
	InitiatedBy trigger.Actor
	// Since is the first instant that counts, Until the first that does not.
	Since, Until time.Time
}

// Match reports whether the query chooses the entry.
func (q Query) Match(e Entry) bool {
	return same(q.Item.Kind, e.Item.Kind) &&
		same(q.Item.ID, e.Item.ID) &&
		same(q.Recipe, e.Recipe.ID) &&
		same(q.Actor, e.Actor.Kind) &&
		same(q.ActorID, e.Actor.ID) &&
		same(q.Run, e.Run) &&
		same(q.Event, e.Event) &&
		same(q.Action, e.Action) &&
		same(q.Webhook, e.Webhook) &&
		same(q.Outcome, e.Outcome) &&
		same(q.InitiatedBy, e.InitiatedBy) &&
		(q.Since.IsZero() || !e.At.Before(q.Since)) &&
		(q.Until.IsZero() || e.At.Before(q.Until))
}

// same reports whether a field holds what is wanted, or anything is.
func same[T ~string](want, got T) bool { return want == "" || want == got }
