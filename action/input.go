package action

import (
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Input is a handler's input beside the config.
type Input struct {
	// Event is the event that started the recipe, as it came, or with its item read again for an action that waited.
	Event trigger.Event
	// Recipe is the recipe that runs.
	Recipe Recipe
	// Run is the ID of the run, the same for all its actions.
	Run string
	// Index is the action's place in the recipe, from 0.
	Index int
	// Item is the item that the action changes.
	Item trigger.Ref
	// Key is the idempotency key: the same for every try of this action for this event, and unique otherwise. A handler
	// that passes it on lets the receiver drop repeats.
	Key string
	// Attempt counts the tries, from 1.
	Attempt int
	// Chooser makes round-robin choices, for a config that is a [RoundRobin] and chooses so; nil for others.
	Chooser Chooser
	// At is the instant of this try.
	At time.Time
	// Output is for the handler's results. It is empty at the start of each try.
	Output *Output
	// Digest lists the matches of a [Digester], in the order in which they arrived; the last of them is Event. Nil means
	// the event alone.
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
	Owner    string // the user whose permissions apply; empty for no user
}

// Cause returns the cause that the host must set on events that result from the action, so that loops end.
func (in Input) Cause() trigger.Cause { return in.Event.NextCause(in.Recipe.ID) }
