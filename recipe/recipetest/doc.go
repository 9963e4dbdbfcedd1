// Package recipetest is what a host tests its own recipes with: an engine whose handlers write down what they are asked
// to do, and a clock that stands still until the test moves it.
//
// A test is three lines: load the recipes, send the events, compare what was done. Where recipes follow from each other,
// the engine has a [Desk] too, a helpdesk in memory that carries the actions out and sends what they change back as events,
// each with its cause. The package is not for testing a host's handlers or its store; package schedule/scheduletest and
// history/historytest have suites for those.
package recipetest
