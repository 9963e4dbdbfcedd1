package history

import (
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// Actor is the actor of an entry.
type Actor struct {
	// Kind is one of [trigger.Actors]; no others are accepted.
	Kind trigger.Actor `json:"kind"`
	// ID is the host's identifier, or a recipe's; empty for none.
	ID string `json:"id,omitzero"`
	// Name is for people to read, as it was when the entry was made.
	Name string `json:"name,omitzero"`
}

// known reports whether a kind of actor is in the list.
func known(kind trigger.Actor) bool { return slices.Contains(trigger.Actors(), kind) }
