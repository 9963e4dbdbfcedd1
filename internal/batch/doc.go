// Package batch is the part of a [schedule.Store] that databases share: it groups, reads ahead and writes back.
//
// [Core.Update] lets the updates that wait together share one transaction of a [Backend]: one read locks all their
// subjects and reads what their scopes announce, each function runs in its caller's own goroutine on what was read, one
// after the other, and one write stores what all of them wrote and commits it. A function that fails or panics takes
// back its own writes and no others. What a function asks beyond what was read ahead is read when it asks.
//
// The package knows no SQL and no database. A backend takes rows, adds rows outside of an update and migrates its tables
// itself. A caller must not use an [Update] after the function that it was passed to has returned.
package batch
