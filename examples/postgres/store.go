package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/schedule"
)

// Store is a [schedule.Store] in a host's database. It is safe for concurrent use, by any number of processes.
//
// Instants are kept to the microsecond, and rounded so that nothing is taken before it is due. Texts must be valid
// UTF-8 without NUL, as those of the engine are, and kinds and lanes no longer than 2,700 bytes. An error of the database is returned as it is: it is a
// [*pgconn.PgError] where the server answered.
type Store struct {
	// DB is the host's database. It must not be nil. A call takes one of its connections: with fewer of them than workers
	// of the engine, and what else the host does at the same time, calls wait for each other.
	DB *pgxpool.Pool
}

var _ schedule.Store = (*Store)(nil)

var errNested = errors.New("postgres: the store was called inside a transaction")

// Update implements [schedule.Store]. The ctx of fn carries the transaction: see [Tx]. A transaction that the database
// undid, since it was in the way of another one, is run again from the start.
//
// Who comes first to the lock of a subject goes on, and the next one reads, at READ COMMITTED, all that it wrote:
// so there is no skew, and nothing to repeat. All take their locks in one order, so that none waits for another one in a
// circle. Subjects whose locks happen to be the same only wait for each other.
func (s *Store) Update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	if Tx(ctx) != nil {
		return errNested
	}
	once := func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockSubjects, about.Subjects); err != nil {
			return err
		}
		ctx := With(ctx, tx)
		return fn(ctx, &transaction{ctx, tx})
	}
	var err error
	for range 10 {
		err = pgx.BeginTxFunc(ctx, s.DB, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, once)
		if !undone(err) {
			break
		}
	}
	return err
}

const lockSubjects = `
	SELECT pg_advisory_xact_lock(lock) FROM (
		SELECT DISTINCT hashtextextended(subject, 0) AS lock FROM unnest($1::text[]) AS subject ORDER BY lock
	) AS sorted`

// undone reports whether the database took a transaction back for the sake of another one.
func undone(err error) bool {
	const serializationFailure, deadlockDetected = "40001", "40P01"
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == serializationFailure || e.Code == deadlockDetected)
}

// Take implements [schedule.Store]. Rows that a transaction is about to change are passed by. It looks at the first rows
// of each lane, so that what waits in full ones, or in others, costs nothing.
func (s *Store) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	if Tx(ctx) != nil {
		return nil, errNested
	}
	var leased *time.Time
	if lease > 0 {
		leased = instant(now.Add(lease))
	}
	rows, _ := s.DB.Query(ctx, `
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
		SELECT `+columns+` FROM taken ORDER BY due, version`, kind, now, max(most, 0), leased, append([]string{}, full...))
	return pgx.CollectRows(rows, scan)
}

// Add implements [schedule.Store]: in the transaction that ctx carries, which is that of an Update, or the host's own
// after [With]. It waits only for a transaction that writes a row with the same key.
func (s *Store) Add(ctx context.Context, rows ...schedule.Job) error {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b schedule.Job) int { return strings.Compare(a.Key, b.Key) }) // one order for all
	batch := &pgx.Batch{}                                                                             // which is a transaction, too
	for _, j := range rows {
		batch.Queue(insert+` ON CONFLICT DO NOTHING`, values(j)...)
	}
	switch tx := Tx(ctx); {
	case len(rows) == 0:
		return ctx.Err()
	case tx != nil:
		return tx.SendBatch(ctx, batch).Close()
	}
	return s.DB.SendBatch(ctx, batch).Close()
}

// insert takes the values of a row.
const insert = `
	INSERT INTO commis_jobs (hash, key, kind, subject, lane, names, named, due, payload, version, fence)
	SELECT $1, $2, $3, $4, $5, $6, ARRAY(SELECT hashtextextended(name, 0) FROM unnest($6::text[]) AS name), $7, $8, n, n
	FROM nextval('commis_count') AS n`

func values(j schedule.Job) []any {
	names := append([]string{}, j.Names...) // which is not null
	return []any{hash(j.Key), j.Key, j.Kind, j.Subject, j.Lane, names, instant(j.Due), j.Payload}
}

// Forget removes what was remembered longer ago than keep, by the clock of the database: an event that comes again
// after that is a new one. Zero means 30 days. It returns how many ids it removed. A host calls it once a day.
func (s *Store) Forget(ctx context.Context, keep time.Duration) (int64, error) {
	if keep == 0 {
		keep = 30 * 24 * time.Hour
	}
	tag, err := s.DB.Exec(ctx, `DELETE FROM commis_inbox WHERE at < now() - $1::interval`, keep)
	return tag.RowsAffected(), err
}

// columns are what scan reads.
const columns = `key, kind, subject, lane, names, due, payload, version, attempt, fence`

// scan reads a row.
func scan(row pgx.CollectableRow) (schedule.Job, error) {
	var j schedule.Job
	var due *time.Time
	err := row.Scan(&j.Key, &j.Kind, &j.Subject, &j.Lane, &j.Names, &due, &j.Payload, &j.Version, &j.Attempt, &j.Fence)
	if due != nil {
		j.Due = due.UTC()
	}
	return j, err
}

// instant is an instant as a column holds it: to the microsecond and never earlier, and null for none. The one that
// Take is called with is cut off by the driver, and so never later.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	up := t.Truncate(time.Microsecond)
	if up.Before(t) {
		up = up.Add(time.Microsecond)
	}
	return &up
}
