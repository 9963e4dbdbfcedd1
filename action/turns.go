package action

import "context"

// Turner is a config that may take turns among several choices. The engine keeps whose turn it is, for each recipe and
// action; see [Input.Turns].
type Turner interface {
	// TakesTurns reports whether this one does.
	TakesTurns() bool
}

// Turns tells whose turn it is. It is for one call of a handler, and must not be used after that.
type Turns interface {
	// Choose returns the one of the names that this action of the recipe chose longest ago, and counts it as chosen now.
	// Names that were never chosen go first; those that were chosen alike long ago go in the order in which they are given.
	// So a list may be edited, and whoever is left out for a while, since they are away, neither gives their turns to a
	// neighbour nor catches up.
	//
	// Every try of one action for one event chooses the same name, as long as it is among those that are given; otherwise
	// the turn of the first one is given back. No name at all is an error, and so is what the store says.
	Choose(ctx context.Context, among []string) (string, error)
}

// TurnsFunc makes a function a [Turns], for the tests of a handler.
type TurnsFunc func(ctx context.Context, among []string) (string, error)

// Choose calls f.
func (f TurnsFunc) Choose(ctx context.Context, among []string) (string, error) { return f(ctx, among) }
