package revisions

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
)

// Events is the journal of a host: it stores the events that the host sends to its engine, in the order in which they come. It is
// safe for concurrent use.
type Events struct{ DB *sql.DB }

var _ desk.Events = (*Events)(nil)

// Add stores an event, unless it has one with its ID: in the transaction that ctx carries (see [sqlite.With]), or else in one of its
// own.
func (e *Events) Add(ctx context.Context, ev trigger.Event) error {
	if tx := sqlite.Tx(ctx); tx != nil {
		return add(ctx, tx, ev)
	}
	tx, err := e.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := add(ctx, tx, ev); err != nil {
		return err
	}
	return tx.Commit()
}

func add(ctx context.Context, tx *sql.Tx, ev trigger.Event) error {
	data, err := json.Marshal(ev)
	if err != nil {
		return err
	}
	matter := desk.MatterOf(ev)
	done, err := tx.ExecContext(ctx, `INSERT INTO console_events (id, matter, event) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, ev.ID, matter, string(data))
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO console_matters (id, subject, last, events) VALUES (?, ?, ?, 1) ON CONFLICT (id) DO UPDATE SET
		subject = iif(subject = '', excluded.subject, subject), last = max(last, excluded.last), events = events + 1`,
		matter, desk.SubjectOf(ev), ev.At.UnixNano())
	return err
}

// All returns every event.
func (e *Events) All(ctx context.Context) ([]trigger.Event, error) {
	return e.events(ctx, `SELECT event FROM console_events ORDER BY arrival`)
}

// Last implements [desk.Events].
func (e *Events) Last(ctx context.Context, n int) ([]trigger.Event, error) {
	all, err := e.events(ctx, `SELECT event FROM console_events ORDER BY arrival DESC LIMIT ?`, n)
	slices.Reverse(all)
	return all, err
}

// Of implements [desk.Events].
func (e *Events) Of(ctx context.Context, matter string) ([]trigger.Event, error) {
	return e.events(ctx, `SELECT event FROM console_events WHERE matter = ? ORDER BY arrival`, matter)
}

func (e *Events) events(ctx context.Context, query string, args ...any) ([]trigger.Event, error) {
	rows, err := e.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []trigger.Event
	for rows.Next() {
		var data []byte
		var ev trigger.Event
		if err := rows.Scan(&data); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, &ev); err != nil {
			return nil, err
		}
		all = append(all, ev)
	}
	return all, rows.Err()
}

// Matters implements [desk.Events]. It reads all of them, the latest first, until it has found enough.
func (e *Events) Matters(ctx context.Context, contains string, limit int) ([]desk.Matter, error) {
	rows, err := e.DB.QueryContext(ctx, `SELECT id, subject, last, events FROM console_matters ORDER BY last DESC, id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	contains = strings.ToLower(contains)
	found := []desk.Matter{}
	for len(found) < limit && rows.Next() {
		var m desk.Matter
		var last int64
		if err := rows.Scan(&m.ID, &m.Subject, &last, &m.Events); err != nil {
			return nil, err
		}
		if strings.Contains(strings.ToLower(m.ID+"\n"+m.Subject), contains) {
			m.Last = time.Unix(0, last).UTC()
			found = append(found, m)
		}
	}
	return found, errors.Join(rows.Err(), rows.Close())
}
