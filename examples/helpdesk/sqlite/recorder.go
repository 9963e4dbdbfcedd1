package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/history"
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
	input, output := string(e.Input), string(e.Output)
	e.Input, e.Output = "", ""
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = r.DB.On(ctx).Exec(ctx, `INSERT INTO commis_history (id, at, subject_kind, subject_id, entry, input, output)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.ID, e.At.UnixMicro(), e.Subject.Kind, e.Subject.ID, string(text), input, output)
	return err
}

// Log returns the log of one item, by time and then by order of arrival; nil without entries.
func (r *Recorder) Log(ctx context.Context, s history.Subject) ([]history.Entry, error) {
	rows, err := r.DB.On(ctx).Query(ctx, `SELECT entry, input, output FROM commis_history
		WHERE subject_kind = ? AND subject_id = ? ORDER BY at, arrival`, s.Kind, s.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var log []history.Entry
	for rows.Next() {
		var text, input, output string
		if err := rows.Scan(&text, &input, &output); err != nil {
			return nil, err
		}
		var e history.Entry
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, err
		}
		e.Input, e.Output = history.Document(input), history.Document(output)
		log = append(log, e)
	}
	return log, rows.Err()
}
