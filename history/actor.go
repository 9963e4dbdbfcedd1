package history

// Actor is who did what an entry tells.
type Actor struct {
	// Kind is ByAgent, ByCustomer, ByRecipe, ByBot or BySystem.
	Kind string `json:"kind"`
	// ID is the host's identifier, or a recipe's; empty when there is none.
	ID string `json:"id,omitempty"`
	// Name is for people to read, as it was when the entry was made.
	Name string `json:"name,omitempty"`
}

// The kinds of actor. No others are accepted.
const (
	ByAgent    = "agent"
	ByCustomer = "customer"
	ByRecipe   = "recipe"
	ByBot      = "bot"
	BySystem   = "system"
)

// known reports whether a kind of actor is in the list.
func known(kind string) bool {
	switch kind {
	case ByAgent, ByCustomer, ByRecipe, ByBot, BySystem:
		return true
	}
	return false
}
