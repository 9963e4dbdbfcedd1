package matching

import "github.com/commis-recipes/commis/trigger"

// Rule is one entry of an [Index]: the events that its trigger matches, in one of its topics, and that pass its filter.
type Rule[P any] struct {
	Trigger  trigger.Trigger
	Program  P
	Disabled bool // the rule matches no event
}

// Hit is a rule that may match an event.
type Hit struct {
	Rule int  // index in the list that the index was made of
	Sure bool // the filter matches for certain; otherwise run its program
}

// Index finds the rules that match an event without looking at each one. It never changes and is safe for concurrent use,
// each goroutine with a view of its own.
//
// What the index decides alone it decides as the program would, without spending any of the budget. It leaves patterns
// that are expensive on an event to the programs, also when many of them together are; when the texts of an event
// contain more terms than it can count, it leaves all rules to their programs. A program that the index makes redundant
// is not kept: it is compiled again each time it runs.
type Index[P, V any] interface {
	// Match returns the rules that may match the event, in ascending order, each once. A rule that is left out does not
	// match: its trigger does not match, the event is in none of its topics, or its filter neither matches nor fails. The
	// result belongs to the view: it is valid until the next Match with it.
	Match(view V) []Hit
	// Next returns the index of another list of rules. For each of them kept holds the index of the same rule in this index,
	// or -1; then rule returns it. Kept rules cost next to nothing. This index does not change.
	Next(kept []int, rule func(int) Rule[P]) Index[P, V]
}
