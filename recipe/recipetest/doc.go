// Package recipetest is what a host tests its own recipes with: an engine whose handlers only write down what they
// are asked to do, and a clock that stands still until the test moves it.
//
// A test is three lines: load the recipes, send the events, compare what was done. It is not for testing a host's
// handlers or its store; package schedule/scheduletest and history/historytest have suites for those.
package recipetest
