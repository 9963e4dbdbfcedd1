// Package sample is the helpdesk of the program and of the playground: a support day of a telephone company (examples/replay/sample)
// on a desk in memory, which the engine's actions change. Nothing leaves the process: messages are only counted, and webhooks are
// called nowhere.
//
// The day is played in virtual time, up to its evening, when a [Helpdesk] is opened for the first time; afterwards its clock goes on
// at the pace of a clock, and the events of the evening come in.
package sample
