package foresight

import (
	"cmp"
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// Rule is the name of a rule of [Host.Lint].
type Rule string

// The rules of Lint.
const (
	NeverMatches       Rule = "never_matches"        // the filter holds on no event of the trigger
	AlwaysMatches      Rule = "always_matches"       // the filter holds on every event of the trigger
	Duplicate          Rule = "duplicate"            // another recipe runs on the same events and does the same
	Subsumed           Rule = "subsumed"             // wherever it runs, another recipe runs and does all that it does
	ConflictingWrites  Rule = "conflicting_writes"   // two recipes set one thing of one item differently
	Cycle              Rule = "cycle"                // recipes cause each other by changes of an item
	AnswersItself      Rule = "answers_itself"       // recipes cause each other by messages
	AnswersRobots      Rule = "answers_robots"       // it answers messages of machines
	NeverOpen          Rule = "never_open"           // its hours never let it run
	WaitNeverEnds      Rule = "wait_never_ends"      // every slot moves the wait past the next one
	UnusedFilter       Rule = "unused_filter"        // nothing uses the saved filter
	UnusedCalendar     Rule = "unused_calendar"      // nothing uses the calendar
	ImpossibleValue    Rule = "impossible_value"     // a word that is not in its closed list
	DearFilter         Rule = "dear_filter"          // the filter exceeds the budget on a large event
	RemovesEverything  Rule = "removes_everything"   // a removal for good, without a filter
	ReplyServiceUnsaid Rule = "reply_service_unsaid" // the filter lets other services through than the reply's
	ShadowedByStop     Rule = "shadowed_by_stop"     // wherever it would run, an earlier recipe with stop runs
)

// Severity is how bad a finding is.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // it can never do what it says
	Warning Severity = "warning" // it probably does not do what was meant
	Info    Severity = "info"    // worth knowing
)

// severities are those of the rules that are no warnings.
var severities = map[Rule]Severity{
	NeverMatches: Error, NeverOpen: Error, ImpossibleValue: Error, ShadowedByStop: Error,
	UnusedFilter: Info, UnusedCalendar: Info, DearFilter: Info, AlwaysMatches: Info,
}

// Severity returns the severity of the rule's findings.
func (r Rule) Severity() Severity { return cmp.Or(severities[r], Warning) }

// Rules returns every rule of Lint, in the order of their names.
func Rules() []Rule {
	all := []Rule{
		NeverMatches, AlwaysMatches, Duplicate, Subsumed, ConflictingWrites, Cycle, AnswersItself, AnswersRobots, NeverOpen,
		WaitNeverEnds, UnusedFilter, UnusedCalendar, ImpossibleValue, DearFilter, RemovesEverything, ReplyServiceUnsaid, ShadowedByStop,
	}
	slices.Sort(all)
	return all
}

// Finding is one likely mistake in a set.
type Finding struct {
	Rule     Rule     `json:"rule"`
	Severity Severity `json:"severity"`
	// Recipes are the IDs of the recipes: the one to edit first, then the others in the set's order. Empty for a saved filter or
	// a calendar that nothing uses. Duplicate and Subsumed list ten others at most, and a recipe is in conflict with ten earlier
	// ones at most; the message says so where there are more.
	Recipes []string `json:"recipes,omitempty"`
	// Path is the place in the set: "recipes[1].filter", "filters.vip".
	Path    string `json:"path"`
	Message string `json:"message"`
	// Witness is an event that shows it; nil for rules that say never or always, and for those about the set alone.
	Witness *trigger.Event `json:"witness,omitempty"`
	// Tried is the number of different events that the values make that were looked at, where no event shows it.
	Tried int `json:"tried,omitempty"`
}
