// Package postgres keeps what Commis has still to do, and what it did, in a host's own PostgreSQL: [Store] is a
// [schedule.Store] and [Recorder] a [history.Recorder], both by pgx, for hosts of pgx and of database/sql.
//
// [Store.Migrate] makes the tables. A handler of [action.HandleLocal] writes to the host's own tables by [Tx], and what it
// writes is there exactly once, whatever crashes. A host that has a transaction of its own gives it to [Store.Add] and
// [Recorder.Record] by [With].
//
// It is not a queue for anything else, and it does not look after the database: backups are the host's, and so is
// calling [Store.Forget] once a day.
//
// A caller must not turn synchronous_commit off, since what Commis was told to be committed must stay; must not call
// the engine from inside a transaction of the store; and must have a database whose encoding is UTF8.
package postgres
