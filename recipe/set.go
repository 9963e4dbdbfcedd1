package recipe

import (
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Format is the version of the document that [Set] is.
const Format = 1

// Set is the document that administrators edit: the recipes, and the filters and calendars that they name. It is plain
// data; an engine compiles it with [Engine.Load]. [Decode] decodes one.
type Set struct {
	// Format is the version of the document, 1.
	Format int `json:"format"`
	// Availability is the table that says which actions a recipe may have with which trigger; empty means that of the
	// engine, see [Engine.Availability].
	Availability action.Availability `json:"availability,omitempty"`
	// Filters are the saved filters by name.
	Filters map[string]filter.Filter `json:"filters,omitempty"`
	// Calendars are the business hours by name.
	Calendars map[string]schedule.Calendar `json:"calendars,omitempty"`
	// Recipes run in this order.
	Recipes []Recipe `json:"recipes"`

	text         *[]byte       // the text of a decoded set; nil for others
	decodeFaults []decodeFault // the faults of decoding it
}

// Recipe is one rule: when this happens, and the filter holds, inside or outside these hours, do that.
type Recipe struct {
	// ID names the recipe in keys, reports and the history. It is unique in its set and must never change.
	ID string `json:"id"`
	// Name is the name for people; it is required.
	Name string `json:"name"`
	// Owner is the user who may edit it, and with whose permissions it acts in other systems; empty means that everybody
	// may edit it. See [Set.Edit] and [Set.Copy].
	Owner string `json:"owner,omitempty"`
	// Enabled makes it run. The default is false.
	Enabled bool `json:"enabled"`
	// EnabledAt is the instant when [Set.Enable] enabled it: waits from before, when it was enabled an earlier time, stay
	// cancelled. Zero means unknown; an engine that saw it disabled cancels them too.
	EnabledAt time.Time `json:"enabled_at,omitzero"`
	// Trigger says which events start it.
	Trigger trigger.Trigger `json:"trigger"`
	// Filter narrows them; without one every event goes through.
	Filter filter.Filter `json:"filter,omitzero"`
	// Hours restricts it to a calendar's business hours, or to the time outside them; nil means at any time.
	Hours *Hours `json:"hours,omitempty"`
	// Shadow makes it decide, and do nothing: the report and the history say [WouldFire]. It stores no row, takes no
	// turn and no part of a limit, counts as no run and stops no recipe; its earlier waits are cancelled. A recipe on poll or
	// schedule cannot be in shadow.
	Shadow bool `json:"shadow,omitempty"`
	// Stop keeps the later recipes of the set from being asked about an event that this one runs for, whatever becomes of
	// its actions.
	Stop bool `json:"stop,omitempty"`
	// Actions run in this order; at least one.
	Actions []action.Action `json:"actions"`
}

// Hours are the hours in which a recipe may run, checked at the event's instant. With [During] they are checked again for
// actions that come due later, which are put off to the next opening; [Outside] is checked for the event alone.
type Hours = action.Hours

// When is a side of business hours.
type When = action.When

// The sides of business hours.
const (
	During  = action.During
	Outside = action.Outside
)
