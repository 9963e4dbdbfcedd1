// Package scheduletest is the suite that a host's own [schedule.Store] must pass.
//
// [Run] is one line in the host's tests; [Check] is the same without the testing package. Every instant in the suite
// is a parameter, to the microsecond, so it does not matter what time it is or how precise the database's clock is.
// A store that implements [Reopener] is also tested for what it keeps when the process ends.
//
// The suite asks for no more than the contract does: updates of different subjects may run side by side, functions may
// run again, rows that are due at the same instant and the names of a row may come in any order, and a nil payload may come
// back empty.
//
// It is not a load test, and it cannot see whether a database survives a loss of power, or whether the ctx that a
// store hands to its functions carries the host's transaction, or how Add is told of one of the host's own: these stay with the host. It writes to the stores that
// it is given and leaves rows there, so a caller must not point it at a store that is in use.
package scheduletest
