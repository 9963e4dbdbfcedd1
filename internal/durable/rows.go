package main

import (
	"context"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"
)

// counts are the numbers of rows of a store, by kind.
type counts map[string]int

// rowsOf returns the rows that so many events leave: that they were applied, that their recipe ran and their timer did,
// both for some days, and the history. Nothing is left to do.
func rowsOf(events int) counts {
	return counts{
		"inbox": events, "jobs signal": 2 * events, "recipe_triggered fired": events, "edit done": events,
		"resolve waiting": events, "resolve done": events,
	}
}

// countRows is the query for counts, in PostgreSQL and SQLite.
const countRows = `
	SELECT 'inbox', count(*) FROM commis_inbox
	UNION ALL SELECT 'jobs ' || kind, count(*) FROM commis_jobs GROUP BY kind
	UNION ALL SELECT action || ' ' || outcome, count(*) FROM commis_history GROUP BY action, outcome`

// check returns an error unless these are the rows that so many events leave.
func (c counts) check(events int) error {
	if want := rowsOf(events); !maps.Equal(c, want) {
		return fmt.Errorf("%d events left these rows: %v\nand not these: %v", events, c, want)
	}
	return nil
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// checkRows returns an error unless a database has the rows that so many events leave.
func checkRows(ctx context.Context, db querier, events int) error {
	found := counts{}
	rows, _ := db.Query(ctx, countRows)
	var of string
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&of, &n}, func() error { found[of] = n; return nil }); err != nil {
		return err
	}
	return found.check(events)
}
