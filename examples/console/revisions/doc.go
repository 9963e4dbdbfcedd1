// Package revisions keeps what the console needs in a host's own SQLite database: [Sets] has every revision of the set, [Events] the
// events that the host sent to its engine, and [History] reads what schedule/sqlite recorded. [Migrate] makes the tables.
package revisions
