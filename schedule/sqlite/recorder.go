package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/trigger"
)

// Recorder is a [history.Recorder] in a host's database. It is safe for concurrent use. Where ctx carries a transaction,
// that of an Update or the host's own after [With], the entries are written in it. What is not UTF-8 in a text becomes
// U+FFFD.
//
// The view commis_history has a column for each field of an entry, for auditors to query.
type Recorder struct {
	// DB is the host's database, as that of [Store]. It must not be nil.
	DB *sql.DB
}

var _ history.Recorder = (*Recorder)(nil)

// Record implements [history.Recorder]. The error names every rule of [history.Entry.Check] that an entry breaks.
func (r *Recorder) Record(ctx context.Context, entries ...history.Entry) error {
	var errs []error
	for i, e := range entries {
		if err := e.Check(); err != nil {
			errs = append(errs, fmt.Errorf("entries[%d]: %w", i, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if u := running(ctx, r.DB); u != nil {
		return u.Record(entries...)
	}
	if err := ctx.Err(); err != nil || len(entries) == 0 {
		return err
	}
	if tx := hosts(ctx); tx != nil {
		return recordIn(ctx, tx, entries)
	}
	tx, err := r.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := recordIn(ctx, tx, entries); err != nil {
		return err
	}
	return tx.Commit()
}

// recordEntry takes the values of an entry.
const recordEntry = `INSERT INTO commis_entries (id, at, item_kind, item_id, entry) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

func recordIn(ctx context.Context, tx *sql.Tx, entries []history.Entry) error {
	record, err := tx.PrepareContext(ctx, recordEntry)
	if err != nil {
		return err
	}
	defer record.Close()
	for i := range entries {
		row, err := entryValues(&entries[i])
		if err != nil {
			return err
		}
		if _, err := record.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// recordAll records entries that have been checked.
func (s *session) recordAll(entries []history.Entry) error {
	for i := range entries {
		row, err := entryValues(&entries[i])
		if err != nil {
			return err
		}
		if _, err := s.exec(s.record, row...); err != nil {
			return err
		}
	}
	return nil
}

func entryValues(e *history.Entry) ([]any, error) {
	text, err := json.Marshal(e)
	return []any{e.ID, batch.Instant(e.At), e.Item.Kind, e.Item.ID, string(text)}, err
}

// Log returns the log of one item, by time and then by order of arrival; nil when there is nothing.
func (r *Recorder) Log(ctx context.Context, item trigger.Ref) ([]history.Entry, error) {
	rows, err := r.DB.QueryContext(ctx, `SELECT entry FROM commis_entries WHERE item_kind = ? AND item_id = ? ORDER BY at, arrival`,
		item.Kind, item.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var log []history.Entry
	for rows.Next() {
		var text sql.RawBytes
		var e history.Entry
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &e); err != nil {
			return nil, err
		}
		log = append(log, e)
	}
	return log, rows.Err()
}
