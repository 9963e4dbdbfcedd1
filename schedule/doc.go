// Package schedule knows when: business hours, durations, and the store of what is still to be done.
//
// [Hours] answers questions about a [Calendar]: is it open, when does it open next, when have four business hours
// passed. [Slots] are instants that come again: Mondays at nine. [Store] is all that the library asks of a host's storage: a transaction for one subject, rows that come
// due, and a memory of applied events. [Memory] is a store that lives as long as its process.
//
// The package decides nothing and runs nothing: there is no goroutine, no ticker and no clock in it. Every instant
// is a parameter. It imports only the standard library.
//
// A caller must not keep a [Tx] beyond the function that it was passed to.
package schedule
