// Package schedule handles time: business hours, durations, and the store of work that is due later.
//
// [Hours] answers questions about a [Calendar]: is it open, when does it open next, when have four business hours
// passed. [Slots] are recurring instants: Mondays at nine. [Store] is everything the library requires of a host's
// storage: a transaction for one thread, rows that become due, and a memory of applied events. [Memory] is a store that
// lives as long as its process.
//
// The package contains no policy and runs nothing: there is no goroutine, no ticker and no clock in it. Every instant
// is a parameter. It imports only the standard library.
//
// A caller must not use a [Tx] after the function that it was passed to has returned.
package schedule
