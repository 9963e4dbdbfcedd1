package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// Recorder is a [history.Recorder] in a host's database, whose tables [Store.Migrate] makes. One of DB and SQL must be set.
// It is safe for concurrent use. In an Update of a [Store] the entries are written with the rest of it, and where ctx
// carries a transaction of the host's own, see [With], in that. PostgreSQL's text has no NUL and no broken UTF-8: both
// become U+FFFD.
type Recorder struct {
	// DB is the host's database.
	DB *pgxpool.Pool
	// SQL is the host's database for hosts of database/sql. It is used when DB is nil.
	SQL *sql.DB
}

var _ history.Recorder = (*Recorder)(nil)

// Record implements [history.Recorder]. The error names every rule of [history.Entry.Check] that an entry breaks.
func (r *Recorder) Record(ctx context.Context, entries ...history.Entry) error {
	var errs []error
	kept := make([]history.Entry, len(entries))
	for i, e := range entries {
		if err := e.Check(); err != nil {
			errs = append(errs, fmt.Errorf("entries[%d]: %w", i, err))
		}
		kept[i] = plainEntry(e)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if u := running(ctx); u != nil {
		return u.Record(kept...)
	}
	if err := ctx.Err(); err != nil || len(kept) == 0 {
		return err
	}
	w := &writing{}
	w.record(kept)
	return source{r.DB, r.SQL}.exec(ctx, w)
}

// plainEntry returns an entry whose texts PostgreSQL can keep.
func plainEntry(e history.Entry) history.Entry {
	for _, c := range entryColumns {
		if f, ok := c.field(&e).(*string); ok {
			*f = strings.ToValidUTF8(strings.ReplaceAll(*f, "\x00", "\uFFFD"), "\uFFFD")
		}
	}
	return e
}

// Log returns the log of one item, by time and then by order of arrival; nil when there is nothing.
func (r *Recorder) Log(ctx context.Context, item trigger.Ref) (entries []history.Entry, err error) {
	err = source{r.DB, r.SQL}.with(ctx, func(conn *pgx.Conn) error {
		rows, _ := conn.Query(ctx, `SELECT `+entryNames+` FROM commis_history
			WHERE item_kind = $1 AND item_id = $2 ORDER BY at, arrival`, item.Kind, item.ID)
		entries, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e history.Entry, err error) {
			fields := make([]any, len(entryColumns))
			for i, c := range entryColumns {
				fields[i] = c.field(&e)
			}
			err = row.Scan(fields...)
			return e, err
		})
		return err
	})
	if len(entries) == 0 {
		return nil, err
	}
	return entries, err
}
