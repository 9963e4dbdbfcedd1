// Package scheduletest is the test suite for a host's own [schedule.Store].
//
// [Run] is one line in the host's tests; [Check] does the same without the testing package. Every instant in the suite
// is a parameter, to the microsecond, so neither the current time nor the precision of the database's clock matters. A
// store that implements [Reopener] is also tested for durability.
//
// The suite requires no more than the contract does: updates of different subjects may run side by side, functions may
// run again, rows that are due at the same instant and the names of a row may come in any order, and a nil payload may
// come back empty.
//
// It is not a load test. It cannot check whether a database survives a loss of power, whether the ctx that a store
// passes to its functions carries the host's transaction, or how Add finds a transaction of the host's own: these tests
// are up to the host. It writes to the given stores and leaves rows there, so a caller must not use it on a store that
// is in use.
package scheduletest
