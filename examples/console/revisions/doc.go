// Package revisions stores the data of the console in a host's own SQLite database: [Sets] has every revision of the set, [Events] the
// events that the host sent to its engine, and [History] reads the records of schedule/sqlite. [Migrate] makes the tables.
package revisions
