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

// Set is everything that an administrator edits: the recipes, and the filters and calendars that they name.
// It is plain data; an engine compiles it with [Engine.Load]. Read one with [Decode].
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

	text   *[]byte  // what it was decoded from; nil for one that was not
	unread []unread // what of that could not be read
}

// Recipe is one rule: when this happens, and the filter holds, inside or outside these hours, do that.
type Recipe struct {
	// ID names the recipe in keys, reports and the history. It is unique in its set and must never change.
	ID string `json:"id"`
	// Name is what people call it; it is required.
	Name string `json:"name"`
	// Owner is the user who may edit it, and whose permissions count for what it does elsewhere; empty means that
	// everybody may. See [Set.Edit] and [Set.Copy].
	Owner string `json:"owner,omitempty"`
	// Enabled makes it run. A recipe that does not say so does not run.
	Enabled bool `json:"enabled"`
	// EnabledAt is when it was enabled, by [Set.Enable]: what it was asked for before, while it was enabled an earlier
	// time, stays cancelled. Zero means that this is not known; an engine that saw it disabled knows.
	EnabledAt time.Time `json:"enabled_at,omitzero"`
	// Trigger says which events start it.
	Trigger trigger.Trigger `json:"trigger"`
	// Filter narrows them; without one every event goes through.
	Filter filter.Filter `json:"filter,omitzero"`
	// Hours restricts it to a calendar's business hours, or to the time outside them; nil means at any time.
	Hours *Hours `json:"hours,omitempty"`
	// Shadow makes it decide, and do nothing: the report and the history say [WouldFire]. It keeps no row, takes no turn and
	// no part of a limit, counts as no run and stops nobody; what waited for it before is cancelled. A recipe that polls cannot
	// be in shadow.
	Shadow bool `json:"shadow,omitempty"`
	// Stop keeps the later recipes of the set from being asked about an event that this one runs for, whatever becomes of
	// its actions.
	Stop bool `json:"stop,omitempty"`
	// Actions run in this order; at least one.
	Actions []action.Action `json:"actions"`
}

// Hours says when a recipe may run. What comes due later is asked again when it says [During], and put off to the next
// opening; [Outside] is asked of the event alone.
type Hours = action.Hours

// When is a side of business hours.
type When = action.When

// The sides of business hours.
const (
	During  = action.During
	Outside = action.Outside
)
