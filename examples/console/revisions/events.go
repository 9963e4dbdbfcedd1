package revisions

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/commis-recipes/commis/trigger"
)

// Events stores events in the order in which they came. It is safe for concurrent use.
type Events struct{ DB *sql.DB }

// Add stores an event, unless it has one with its ID.
func (e *Events) Add(ctx context.Context, ev trigger.Event) error {
	data, err := json.Marshal(ev)
	if err != nil {
		return err
	}
	_, err = e.DB.ExecContext(ctx, `INSERT INTO console_events (id, event) VALUES (?, ?) ON CONFLICT DO NOTHING`, ev.ID, string(data))
	return err
}

// All returns every event.
func (e *Events) All(ctx context.Context) ([]trigger.Event, error) {
	rows, err := e.DB.QueryContext(ctx, `SELECT event FROM console_events ORDER BY arrival`)
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
