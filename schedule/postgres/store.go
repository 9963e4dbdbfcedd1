package postgres

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// Store is a [schedule.Store] in a host's database, whose tables [Store.Migrate] makes. One of DB and SQL must be set; no
// field may change after the first call. It is safe for concurrent use, by any number of processes.
//
// Updates that wait at the same time share a transaction, see [Store.Update]. Instants are exact to the nanosecond between
// the years 1824 and 2115, and beyond these rounded up to the microsecond; those beyond the year 60,000 are refused.
// Texts must be valid UTF-8 without NUL, as those of the engine are, and kinds and lanes no longer than 2,700 bytes. An
// error of the database is returned as it is: it is a [*pgconn.PgError] where the server answered.
type Store struct {
	// DB is the host's database. The store uses few of its connections: one for each transaction of Groups, one for each
	// call of Take, Add and Forget, and more while a function of an update takes long.
	DB *pgxpool.Pool
	// SQL is the host's database for hosts of database/sql, with the driver of [github.com/jackc/pgx/v5/stdlib]. It is
	// used when DB is nil.
	SQL *sql.DB
	// Groups is how many transactions of updates run at a time. Zero means 2.
	Groups int

	once sync.Once
	core batch.Core
}

var _ schedule.Store = (*Store)(nil)

func (s *Store) source() source { return source{s.DB, s.SQL} }

// Update implements [schedule.Store]. The ctx of fn carries the transaction: see [Tx] and [SQLTx].
//
// While Groups transactions run, updates wait, and then up to 64 of them share one: their subjects are locked and what
// their scopes announce is read in one round trip, their functions run one after the other, and one more round trip
// writes and commits all. When the database takes that back, they run again one by one. So a function may wait for
// those of others; where one takes more than 20 ms, another transaction runs beside it.
//
// Who comes first to the lock of a subject goes on, and the next one reads, at READ COMMITTED, all that it wrote:
// so there is no skew, and nothing to repeat. All take their locks in one order, so that none waits for another one in a
// circle. Subjects whose locks happen to be the same only wait for each other.
func (s *Store) Update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	if inTransaction(ctx) {
		return batch.ErrNested
	}
	s.once.Do(func() {
		s.core.Backend = &backend{s.source()}
		s.core.Groups = s.Groups
	})
	return s.core.Update(ctx, about, fn)
}

// Take implements [schedule.Store]. Rows that a transaction is about to change are passed over. It looks at the first rows
// of each lane, so that what waits in full ones, or in others, costs nothing.
func (s *Store) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) (taken []schedule.Job, err error) {
	if inTransaction(ctx) {
		return nil, batch.ErrNested
	}
	var leased *int64
	if lease > 0 {
		until, err := batch.RoundUp(now.Add(lease))
		if err != nil {
			return nil, err
		}
		n := batch.Instant(until)
		leased = &n
	}
	err = s.source().with(ctx, func(conn *pgx.Conn) error {
		rows, _ := conn.Query(ctx, takeSQL, kind, batch.Instant(now), max(most, 0), leased, append([]string{}, full...))
		taken, err = pgx.CollectRows(rows, scanJob)
		return err
	})
	return taken, err
}

const takeSQL = `
	WITH RECURSIVE lanes AS (
		(SELECT lane FROM commis_jobs WHERE kind = $1 AND due IS NOT NULL ORDER BY lane LIMIT 1)
		UNION ALL
		SELECT (SELECT next.lane FROM commis_jobs AS next
			WHERE next.kind = $1 AND next.due IS NOT NULL AND next.lane > lanes.lane ORDER BY next.lane LIMIT 1)
		FROM lanes WHERE lane IS NOT NULL
	), free AS (
		SELECT hash FROM lanes CROSS JOIN LATERAL (
			SELECT hash, due, version FROM commis_jobs
			WHERE kind = $1 AND lane = lanes.lane AND due <= $2 AND (leased IS NULL OR leased <= $2)
			ORDER BY due, version LIMIT $3 FOR UPDATE SKIP LOCKED
		) AS first
		WHERE lanes.lane <> ALL ($5::text[])
		ORDER BY due, version LIMIT $3
	), taken AS (
		UPDATE commis_jobs SET leased = $4, attempt = attempt + 1, fence = nextval('commis_count')
		FROM free WHERE commis_jobs.hash = free.hash
		RETURNING commis_jobs.*
	)
	SELECT ` + columns + ` FROM taken ORDER BY due, version`

// scanJob reads a row.
func scanJob(row pgx.CollectableRow) (j schedule.Job, err error) {
	err = row.Scan(&j.Key, &j.Kind, &j.Subject, &j.Lane, &j.Names, (*scannedMoment)(&j.Due), &j.Payload, &j.Version, &j.Attempt, &j.Fence)
	return j, err
}

// Add implements [schedule.Store]: with the rest of an Update, or in the host's own transaction after [With] or [WithSQL].
// Otherwise it is one statement, which waits only for a transaction that writes a row with the same key.
func (s *Store) Add(ctx context.Context, rows ...schedule.Job) error {
	if u := running(ctx); u != nil {
		return u.Add(rows...)
	}
	given, err := checkedRows(rows)
	if err != nil || len(given) == 0 {
		return errors.Join(err, ctx.Err())
	}
	w := &writing{}
	w.add(given)
	return s.source().exec(ctx, w)
}

// checkedRows returns the rows without those whose keys others have before them, with instants that can be stored.
func checkedRows(rows []schedule.Job) ([]schedule.Job, error) {
	var given []schedule.Job
	seen := make(map[string]bool, len(rows))
	for _, j := range rows {
		if seen[j.Key] {
			continue
		}
		seen[j.Key] = true
		if err := new(backend).Check(append([]string{j.Key, j.Kind, j.Subject, j.Lane}, j.Names...)...); err != nil {
			return nil, err
		}
		var err error
		if j.Due, err = batch.RoundUp(j.Due); err != nil {
			return nil, err
		}
		given = append(given, j)
	}
	return given, nil
}

// Forget removes what was remembered longer ago than keep, by the clock of the database: an event that comes again
// after that is a new one. Zero means 30 days. It returns how many ids it removed. A host calls it once a day.
func (s *Store) Forget(ctx context.Context, keep time.Duration) (n int64, err error) {
	if keep == 0 {
		keep = 30 * 24 * time.Hour
	}
	err = s.source().with(ctx, func(conn *pgx.Conn) error {
		tag, err := conn.Exec(ctx, `DELETE FROM commis_inbox WHERE at < now() - $1::interval`, keep)
		n = tag.RowsAffected()
		return err
	})
	return n, err
}
