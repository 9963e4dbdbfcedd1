package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// Recorder is a [history.Recorder] in a host's database. It is safe for concurrent use. Where ctx carries a
// transaction, the entries are written in it. PostgreSQL's text has no NUL and no broken UTF-8: both become U+FFFD.
type Recorder struct {
	// DB is the host's database. It must not be nil.
	DB *pgxpool.Pool
}

var _ history.Recorder = (*Recorder)(nil)

// Record implements [history.Recorder]. The error names every rule of [history.Entry.Check] that an entry breaks.
func (r *Recorder) Record(ctx context.Context, entries ...history.Entry) error {
	var errs []error
	batch := &pgx.Batch{} // which is a transaction, too
	for i, e := range entries {
		if err := e.Check(); err != nil {
			errs = append(errs, fmt.Errorf("entries[%d]: %w", i, err))
		}
		args := []any{hash(e.ID)}
		_, fields := entryColumns(&e)
		for _, f := range fields {
			switch f := f.(type) {
			case *string:
				*f = plain(*f)
			case *history.Document:
				*f = history.Document(plain(string(*f)))
			}
			args = append(args, f)
		}
		batch.Queue(insertEntry, args...)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if tx := Tx(ctx); tx != nil {
		return tx.SendBatch(ctx, batch).Close()
	}
	return r.DB.SendBatch(ctx, batch).Close()
}

func plain(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\uFFFD"), "\uFFFD")
}

// insertEntry takes the hash of an entry and its columns.
var insertEntry = func() string {
	names, fields := entryColumns(new(history.Entry))
	values := "$1"
	for i := range fields {
		values += fmt.Sprintf(", $%d", i+2)
	}
	return `INSERT INTO commis_history (hash, ` + names + `) VALUES (` + values + `) ON CONFLICT DO NOTHING`
}()

// Log returns the log of one item, by time and then by order of arrival; nil when there is nothing.
func (r *Recorder) Log(ctx context.Context, s trigger.Ref) ([]history.Entry, error) {
	names, _ := entryColumns(new(history.Entry))
	rows, _ := r.DB.Query(ctx, `SELECT `+names+` FROM commis_history
		WHERE item_kind = $1 AND item_id = $2 ORDER BY at, arrival`, s.Kind, s.ID)
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e history.Entry, err error) {
		_, fields := entryColumns(&e)
		err = row.Scan(fields...)
		e.At = e.At.UTC()
		return e, err
	})
}

// entryColumns returns the columns of an entry and where it has their values.
func entryColumns(e *history.Entry) (names string, fields []any) {
	for _, c := range []struct {
		name  string
		field any
	}{
		{"id", &e.ID}, {"at", &e.At}, {"item_kind", &e.Item.Kind}, {"item_id", &e.Item.ID},
		{"actor_kind", &e.Actor.Kind}, {"actor_id", &e.Actor.ID}, {"actor_name", &e.Actor.Name}, {"event", &e.Event},
		{"recipe_id", &e.Recipe.ID}, {"recipe_name", &e.Recipe.Name}, {"recipe_revision", &e.Recipe.Revision},
		{"run", &e.Run}, {"actions", &e.Actions}, {"place", &e.Place}, {"nth", &e.Nth}, {"attempts", &e.Attempts},
		{"action", &e.Action}, {"webhook", &e.Webhook}, {"outcome", &e.Outcome}, {"reason", &e.Reason},
		{"error", &e.Error}, {"changed", &e.Changed}, {"input", &e.Input}, {"output", &e.Output}, {"description", &e.Description},
		{"initiated_by", &e.InitiatedBy},
	} {
		names += ", " + c.name
		fields = append(fields, c.field)
	}
	return names[2:], fields
}
