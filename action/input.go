package action

import (
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Input is what a handler is told beside its config.
type Input struct {
	// Event is the event that started the recipe: as it came, or as re-read for an action that was put off.
	Event trigger.Event
	// Recipe is the recipe that runs.
	Recipe Recipe
	// Run is the same for all actions of one firing.
	Run string
	// Index is the action's place in the recipe, from 0.
	Index int
	// Item is the item that the action changes.
	Item trigger.Ref
	// Key is the idempotency key: the same for every try of this action for this event, other for every other one.
	// A handler that passes it on lets the receiver drop what it has seen.
	Key string
	// Attempt counts the tries, from 1.
	Attempt int
	// Turns tells whose turn it is, for a config that is a [Turner] and takes turns; nil for others.
	Turns Turns
	// At is the instant of this try.
	At time.Time
	// Output takes what the handler found out. Each try begins with an empty one.
	Output *Output
	// Digest lists the matches that the action stands for, in the order in which they arrived, for a config that is
	// a [Digester]: the last of them is Event. Nil means that it is the event alone.
	Digest []Match
}

// Match is one event that a recipe matched.
type Match struct {
	Event string      `json:"event"`
	Item  trigger.Ref `json:"item"`
	At    time.Time   `json:"at"`
	Run   string      `json:"run"` // as Input.Run
}

// Recipe names a recipe.
type Recipe struct {
	ID       string
	Name     string
	Revision string // a hash of the recipe's content
	Owner    string // the user whose permissions count; empty means that there is none
}

// Cause returns the cause that an event must carry when the action brings it about, so that loops end.
func (in Input) Cause() trigger.Cause { return in.Event.NextCause(in.Recipe.ID) }
