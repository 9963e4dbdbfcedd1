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
	keep = cmp.Or(keep, 30*24*time.Hour)
	const next = `SELECT id FROM commis_inbox WHERE id >= ? ORDER BY id LIMIT 1 OFFSET 1000`
	for from, more := "", true; more; {
		var to string
		err := s.DB.QueryRowContext(ctx, next, from).Scan(&to)
		if more = !errors.Is(err, sql.ErrNoRows); more && err != nil {
			return removed, err
		}
		done, err := s.DB.ExecContext(ctx, `DELETE FROM commis_inbox
			WHERE id >= ?1 AND (?2 OR id < ?3) AND at < unixepoch() * 1000000000 - ?4`, from, !more, to, keep.Nanoseconds())
		if err != nil {
			return removed, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return removed, err
		}
		removed, from = removed+n, to
	}
	return removed, nil
}
