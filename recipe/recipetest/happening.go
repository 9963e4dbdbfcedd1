package recipetest

import (
	"encoding/json"
	"time"
)

// Happening is a run of a recipe, or with Do an action that was carried out. In [Test.Expect] and [Test.Not] it matches every
// happening with the same members; those that are zero match all values. Without Do, Item, At and With it matches runs alone.
type Happening struct {
	// Recipe is the recipe's ID; it is required.
	Recipe string `json:"recipe"`
	// Do is the kind of the action.
	Do string `json:"do,omitempty"`
	// Item is the item that the action changes: "case/5".
	Item string `json:"item,omitempty"`
	// At is the instant at which it was carried out.
	At time.Time `json:"at,omitzero"`
	// With is the config with its texts filled in. In an expectation other members than these may have any value.
	With map[string]any `json:"with,omitempty"`
}

// String returns the happening as JSON.
func (h Happening) String() string {
	text, err := json.Marshal(h)
	if err != nil {
		return h.Recipe
	}
	return string(text)
}

// isRun reports whether it is a run of a recipe, and no action.
func (h Happening) isRun() bool {
	return h.Do == "" && h.Item == "" && h.At.IsZero() && len(h.With) == 0
}
