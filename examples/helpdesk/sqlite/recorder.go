package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// Recorder is a [history.Recorder] in a helpdesk's own database. It is safe for concurrent use. Where ctx carries a
// transaction, see [DB.Write], the entries are written in it.
type Recorder struct {
	// DB is the database. It must not be nil.
	DB *DB
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
	if err := errors.Join(errs...); err != nil || len(entries) == 0 {
		return errors.Join(err, ctx.Err())
	}
	return r.DB.Write(ctx, func(ctx context.Context) error {
		for _, e := range entries {
			if err := r.insert(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *Recorder) insert(ctx context.Context, e history.Entry) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = r.DB.On(ctx).Exec(ctx, `INSERT INTO commis_history (id, at, item_kind, item_id, entry)
		VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.ID, e.At.UnixMicro(), e.Item.Kind, e.Item.ID, string(text))
	return err
}

// Log returns the log of one item, by time and then by order of arrival; nil when there is nothing.
func (r *Recorder) Log(ctx context.Context, item trigger.Ref) ([]history.Entry, error) {
	rows, err := r.DB.On(ctx).Query(ctx, `SELECT entry FROM commis_history
		WHERE item_kind = ? AND item_id = ? ORDER BY at, arrival`, item.Kind, item.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var log []history.Entry
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		var e history.Entry
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, err
		}
		log = append(log, e)
	}
	return log, rows.Err()
}
