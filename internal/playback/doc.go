// Package playback plays events to an engine in virtual time, against a helpdesk in memory, and lets what follows from them
// happen: the changes of the desk as events of their own, and what comes due as soon as the clock is there. Package recipetest,
// package foresight and examples/replay are built on it.
//
// It waits for no clock, and nothing leaves the process.
package playback
