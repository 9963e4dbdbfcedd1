package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"
)

// Forget removes the ids that were remembered longer ago than keep, by the clock of the machine: an event that comes again
// after that is a new one. Zero means 30 days. It returns how many ids it removed. A host calls it once a day. It goes
// through all ids, and locks the database for no more than a thousand of them at a time.
func (s *Store) Forget(ctx context.Context, keep time.Duration) (removed int64, err error) {
	s.init()
	keep = cmp.Or(keep, 30*24*time.Hour)
	const page = 1000
	for after := ""; ; {
		var last string
		err := s.DB.QueryRowContext(ctx, `SELECT max(id) FROM (SELECT id FROM commis_inbox WHERE id >= ? ORDER BY id LIMIT ?)`, after, page).Scan(&last)
		if err != nil {
			return removed, err
		}
	}
}
