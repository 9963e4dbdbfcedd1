package recipe

import (
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// Report is the result of a call of the engine. Its JSON omits zero values.
type Report struct {
	// Repeated says that the event was applied before, so that nothing was done.
	Repeated bool `json:"repeated,omitzero"`
	// Ahead says how far the event's instant was ahead of the engine's clock, when it was more than five minutes: the event
	// counts as of that clock.
	Ahead schedule.Duration `json:"ahead,omitzero"`
	// Decisions are the recipes that the event concerned, in the set's order. A recipe that merely did not match
	// is not among them; [Engine.Explain] tells about every one.
	Decisions []Decision `json:"decisions,omitzero"`
	// Actions tell about actions of earlier events: those that came due, and those that this event cancelled; and about each
	// accepted event, and each row that could not be decoded, that has become a dead letter: those have neither a recipe nor a
	// kind of action.
	Actions []ActionReport `json:"actions,omitzero"`

	applied []observed // the events, for the observer
}

// append appends another report.
func (r *Report) append(more Report) {
	r.Decisions = append(r.Decisions, more.Decisions...)
	r.Actions = append(r.Actions, more.Actions...)
	r.applied = append(r.applied, more.applied...)
}

// before returns the report with the entries of this one before its own.
func (r Report) before(report Report) Report {
	report.Decisions = slices.Concat(r.Decisions, report.Decisions)
	report.Actions = slices.Concat(r.Actions, report.Actions)
	report.applied = slices.Concat(r.applied, report.applied)
	return report
}
