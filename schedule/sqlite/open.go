package sqlite

import (
	"database/sql"
	"net/url"
)

// Open opens the database in a file, which is created if it does not exist, with the driver of modernc.org/sqlite. Each
// connection has the pragmas that [Store] relies on, and then those that are given, such as "foreign_keys(ON)":
//
//   - journal_mode(WAL): who reads waits for nobody.
//   - synchronous(FULL): a commit survives a loss of power. With "synchronous(NORMAL)" a commit does not wait for the disk,
//     and survives the end of the process but not a loss of power: the last ones may then be missing, though the file stays
//     whole. A host whose events are sent again until they are acknowledged must not choose that.
//   - busy_timeout(10000): a statement waits 10 s for a transaction of another connection, or of another process.
//
// A transaction that is not read-only locks the database for writing when it begins, so that it cannot fail halfway
// because of another one. A host that opens its database itself gives the same pragmas, and _txlock=immediate.
func Open(file string, pragmas ...string) (*sql.DB, error) {
	options := url.Values{
		"_txlock": {"immediate"},
		"_pragma": append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"}, pragmas...),
	}
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: options.Encode()}
	return sql.Open("sqlite", dsn.String())
}
