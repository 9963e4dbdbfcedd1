#!/usr/bin/env bash
# SQLite 3.53.4 (modernc.org/sqlite v1.59.0): a prepared statement with LIMIT ? is compiled anew for each execution.
#
# A statement is prepared once to save the work of its compilation. When its limit is a parameter on its own, SQLite looks
# at the bound value to estimate how many rows there are, and then takes each later binding of this parameter as a reason to
# compile the statement again: a thousand executions are a thousand compilations, which sqlite3_stmt_status counts
# (SQLITE_STMTSTATUS_REPREPARE). "LIMIT ? + 0" means the same and is compiled once, as is a parameter in WHERE. A queue
# that takes "the next ?" rows pays for it at each poll; nothing in the result shows it.
#
# Seen with Go 1.26:
#
#   select n from t limit ?: compiled again 1000 times
#   select n from t limit ? + 0: compiled again 0 times
#   select n from t where n < ?: compiled again 0 times
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

func main() {
	tls := libc.NewTLS()
	defer tls.Close()
	var db uintptr
	check("open", sqlite3.Xsqlite3_open_v2(tls, text(":memory:"), uintptr(unsafe.Pointer(&db)), sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_CREATE, 0))
	check("create", sqlite3.Xsqlite3_exec(tls, db, text("create table t(n integer primary key); insert into t values (1), (2), (3)"), 0, 0, 0))
	for _, q := range []string{"select n from t limit ?", "select n from t limit ? + 0", "select n from t where n < ?"} {
		var stmt uintptr
		check("prepare", sqlite3.Xsqlite3_prepare_v3(tls, db, text(q), -1, sqlite3.SQLITE_PREPARE_PERSISTENT, uintptr(unsafe.Pointer(&stmt)), 0))
		for i := range 1000 {
			check("bind", sqlite3.Xsqlite3_bind_int64(tls, stmt, 1, int64(1+i%2)))
			for sqlite3.Xsqlite3_step(tls, stmt) == sqlite3.SQLITE_ROW {
			}
			check("reset", sqlite3.Xsqlite3_reset(tls, stmt))
		}
		fmt.Printf("%s: compiled again %d times\n", q, sqlite3.Xsqlite3_stmt_status(tls, stmt, sqlite3.SQLITE_STMTSTATUS_REPREPARE, 0))
	}
}

func text(s string) uintptr {
	p, err := libc.CString(s)
	if err != nil {
		panic(err)
	}
	return p
}

func check(call string, code int32) {
	if code != sqlite3.SQLITE_OK {
		panic(fmt.Sprint(call, ": ", code))
	}
}
GO
go mod init example.com/finding >/dev/null 2>&1
go get modernc.org/sqlite@v1.59.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
said=$(go run .)
echo "$said"
[ "$said" = "select n from t limit ?: compiled again 1000 times
select n from t limit ? + 0: compiled again 0 times
select n from t where n < ?: compiled again 0 times" ] || { echo "changed"; exit 1; }
