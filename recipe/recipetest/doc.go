// Package recipetest helps a host to test its own recipes: it has an engine whose handlers record their calls, and a clock
// that moves only when the test moves it.
//
// A test is three lines: load the recipes, send the events, compare the calls. For recipes that follow from each other the
// engine can have a [desk.Desk], a helpdesk in memory that carries the actions out and sends their changes as events, each with
// its cause. The package is not for testing a host's handlers or its store; package schedule/scheduletest and
// history/historytest have suites for those.
package recipetest
