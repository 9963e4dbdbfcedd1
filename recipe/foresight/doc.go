// Package foresight answers questions about a set of recipes before anything runs: mistakes ([Host.Lint]), the difference that an
// edit makes ([Host.Diff]), and why a recipe does not run for an event ([Host.Why]).
//
//	var host foresight.Host
//	findings, err := host.Lint(set)
//
// It decides by finite values: for each field the constants that the filters name, their neighbours, another one,
// and absent. A finding that says "here it does this" carries an event, which a fresh engine has confirmed. One that says "never"
// or "always" is only made where the values are complete for the filters: and, or and not of tests of one field with constants.
// Other filters are not judged, and never guessed at.
//
// Every kind of action is accepted, also a host's own, and none is carried out outside of a desk in memory.
package foresight
