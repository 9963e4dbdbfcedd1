package action

import "context"

// RoundRobin is a config that may choose one of several names in turn. The engine stores when each one was chosen, for each
// recipe and action; see [Input.Chooser].
type RoundRobin interface {
	// RoundRobin reports whether this one chooses so.
	RoundRobin() bool
}

// Chooser makes round-robin choices. It is valid during one call of a handler.
type Chooser interface {
	// Choose returns the one of the names that this action of the recipe chose longest ago, and counts it as chosen now.
	// Names that were never chosen go first; those that were chosen alike long ago go in the order in which they are given.
	// So a list may be edited, and the turns of people who are away for a while are spread fairly: a neighbour does not get
	// them all, and they do not catch up.
	//
	// Every try of one action for one event chooses the same name, as long as it is among the names; otherwise its turn is
	// given back. It returns an error without names, and errors of the store.
	Choose(ctx context.Context, among []string) (string, error)
}

// ChooserFunc makes a function a [Chooser], for the tests of a handler.
type ChooserFunc func(ctx context.Context, among []string) (string, error)

// Choose calls f.
func (f ChooserFunc) Choose(ctx context.Context, among []string) (string, error) {
	return f(ctx, among)
}
