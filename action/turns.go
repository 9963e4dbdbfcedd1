package action

import "context"

// Turner is a config that may take turns among several choices. The engine keeps whose turn it is, for each recipe and
// action; see [Input.Turns].
type Turner interface {
	// TakesTurns reports whether this one does.
	TakesTurns() bool
}

// Turns makes round-robin choices. It is valid during one call of a handler.
type Turns interface {
	// Choose returns the one of the names that this action of the recipe chose longest ago, and counts it as chosen now.
	// Names that were never chosen go first; those that were chosen alike long ago go in the order in which they are given.
	// So a list may be edited, and the turns of people who are away for a while are spread fairly: a neighbour does not get
	// them all, and they do not catch up.
	//
	// Every try of one action for one event chooses the same name, as long as it is among the names; otherwise its turn is
	// given back. It returns an error without names, and errors of the store.
	Choose(ctx context.Context, among []string) (string, error)
}

// TurnsFunc makes a function a [Turns], for the tests of a handler.
type TurnsFunc func(ctx context.Context, among []string) (string, error)

// Choose calls f.
func (f TurnsFunc) Choose(ctx context.Context, among []string) (string, error) { return f(ctx, among) }
