package revisions

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

// History reads the entries of a [sqlite.Recorder]. It is safe for concurrent use.
type History struct {
	sqlite.Recorder

	mu     sync.Mutex
	read   int64 // the arrival of the last entry that was read
	active desk.Activities
}

var _ desk.History = (*History)(nil)

// NewHistory returns the history in a database.
func NewHistory(db *sql.DB) *History { return &History{Recorder: sqlite.Recorder{DB: db}} }

// Activity implements [desk.History]. Each entry is read once: the first call reads all of them, later ones the entries since.
func (h *History) Activity(ctx context.Context, since time.Time) (map[string]desk.Activity, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	rows, err := h.DB.QueryContext(ctx, `SELECT arrival, at, recipe_id, action, outcome FROM commis_history WHERE arrival > ? ORDER BY arrival`, h.read)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var at int64
		var recipe, action, outcome string
		if err := rows.Scan(&h.read, &at, &recipe, &action, &outcome); err != nil {
			return nil, err
		}
		h.active.Add(recipe, time.Unix(0, at).UTC(), action, outcome)
	}
	return h.active.Since(since), rows.Err()
}
