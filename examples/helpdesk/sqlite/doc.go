// Package sqlite is the database of a helpdesk in one file, including the tables of Commis: [Store] is a [schedule.Store]
// and [Recorder] a [history.Recorder]. It is an example, to be read, copied and changed.
//
// Every transaction is one of [DB.Write], which hands on a ctx that carries it. The host's writes by [DB.On] with that ctx, the
// engine's accepted events and the recorder's entries are committed together or not at all.
//
// SQLite has one writer at a time. So there is one DB for a file, in one process; a helpdesk that runs in several wants a
// database server, see schedule/postgres. Beside the file NAME is a small one, NAME-added, which belongs to it: back up and
// move both.
package sqlite
