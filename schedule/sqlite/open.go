package sqlite

import (
	"database/sql"
	"net/url"
	"slices"
	"strings"
)

// Open opens the database in a file, which is created if it does not exist, with the driver of modernc.org/sqlite. Each
// connection has these pragmas, unless others of the same name are given, and those that are given, such as
// "foreign_keys(ON)":
//
//   - journal_mode(WAL): who reads waits for nobody.
//   - synchronous(FULL): a commit survives a loss of power. With "synchronous(NORMAL)" a commit does not wait for the disk,
//     and survives the end of the process but not a loss of power: the last ones may then be missing, though the file stays
//     whole. Then a message may be sent twice, and an event be lost whose sender was told that it was handled.
//   - busy_timeout(10000): a call waits 10 s for a transaction of another connection, or of another process.
//
// A transaction that is not read-only locks the database for writing when it begins, so that it cannot fail halfway
// because of another one. A host that opens its database itself gives the same pragmas, and _txlock=immediate.
func Open(file string, pragmas ...string) (*sql.DB, error) {
	given := make(map[string]bool)
	for _, p := range pragmas {
		given[pragmaName(p)] = true
	}
	all := slices.Clone(pragmas)
	for _, p := range []string{"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)"} {
		if !given[pragmaName(p)] {
			all = append(all, p)
		}
	}
	options := url.Values{"_txlock": {"immediate"}, "_pragma": all}
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: options.Encode()}
	return sql.Open("sqlite", dsn.String())
}

func pragmaName(pragma string) string {
	name, _, _ := strings.Cut(pragma, "(")
	name, _, _ = strings.Cut(name, "=")
	return strings.ToLower(strings.TrimSpace(name))
}
