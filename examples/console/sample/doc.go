// Package sample is the helpdesk of the program and of the playground: a support day of a telephone company (examples/replay/sample)
// on a desk in memory, which the engine's actions change. Nothing leaves the process: messages are only counted, and webhooks are
// called nowhere.
//
// The day is played in virtual time when a [Helpdesk] is opened for the first time; afterwards its clock goes on from the end of
// the day.
package sample
