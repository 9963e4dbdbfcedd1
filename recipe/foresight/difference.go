package foresight

import "github.com/commis-recipes/commis/trigger"

// Change says how a recipe of the new set differs from its partner in the old one.
type Change string

// The changes.
const (
	Added     Change = "added"
	Removed   Change = "removed"
	Equal     Change = "equal"      // the same events and actions, in another form
	Wider     Change = "wider"      // it runs on all events that it ran on, and on others
	Narrower  Change = "narrower"   // it runs only on events that it ran on, and not on all
	Changed   Change = "changed"    // it runs on other events and no longer on some, or its actions differ
	NotJudged Change = "not_judged" // a filter that differs is beyond what can be judged
)

// Difference is the difference that an edit makes to one recipe.
type Difference struct {
	// Recipe is the ID in the new set, or that in the old one for a recipe that was removed.
	Recipe string `json:"recipe"`
	// Was is the ID in the old set, where it is another.
	Was    string `json:"was,omitempty"`
	Change Change `json:"change"`
	// What are the parts that differ: trigger, filter, hours, actions, enabled, shadow, stop, order, text.
	What    []string `json:"what,omitempty"`
	Witness Witness  `json:"witness,omitzero"`
}

// Witness has the events that show a difference; each may be missing.
type Witness struct {
	NowRuns      *trigger.Event `json:"now_runs,omitempty"`       // the recipe runs, and did not before
	NoLongerRuns *trigger.Event `json:"no_longer_runs,omitempty"` // it ran, and does not any more
}
