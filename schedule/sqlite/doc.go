// Package sqlite stores the work and the history of Commis in a host's own SQLite database: [Store] is a [schedule.Store]
// and [Recorder] a [history.Recorder]. It is for a host that runs in one process, or in a few on one
// machine; for several machines see a database server.
//
// [Open] opens a database with the pragmas that it needs, or the host opens it itself; [Store.Migrate] makes the tables. A handler
// of [action.HandleLocal] writes to the host's own tables by [Tx], and each of its writes is there exactly once, whatever
// crashes. A host that has a transaction of its own gives it to [Store.Add] and [Recorder.Record] by [With].
//
// It does not look after the database: backups are the host's, and so is calling [Store.Forget] once a day.
//
// A caller must not call the engine while it has a transaction of its own that writes: SQLite has one writer, so that both
// would wait until busy_timeout has passed. For the same reason a local handler writes by Tx and not by the database.
package sqlite
