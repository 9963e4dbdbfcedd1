package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/commis-recipes/commis/schedule"
)

// transaction is the [schedule.Tx] of one Update. Its methods are told no ctx, so it keeps that of its function.
type transaction struct {
	ctx context.Context
	tx  pgx.Tx
}

func (t *transaction) Remember(id string) (first bool, err error) {
	tag, err := t.tx.Exec(t.ctx, `INSERT INTO commis_inbox (hash) VALUES ($1) ON CONFLICT DO NOTHING`, hash(id))
	return tag.RowsAffected() == 1, err
}

func (t *transaction) Get(keys ...string) ([]schedule.Job, error) {
	if len(keys) == 0 {
		return nil, t.ctx.Err()
	}
	found, err := t.held(`hash = ANY ($1) ORDER BY hash`, hashes(keys))
	if err != nil {
		return nil, err
	}
	byKey := make(map[string]schedule.Job, len(found))
	for _, j := range found {
		byKey[j.Key] = j
	}
	found = found[:0]
	for _, key := range keys {
		if j, ok := byKey[key]; ok {
			found = append(found, j)
		}
	}
	return found, nil
}

// List finds rows by the hash of the name, which other names may have, too.
func (t *transaction) List(name, kind, after string, most int) ([]schedule.Job, error) {
	return t.held(`named @> ARRAY[hashtextextended($1, 0)] AND $1 = ANY (names) AND kind = $2 AND key > $3 ORDER BY key LIMIT $4`,
		name, kind, after, max(most, 0))
}

// held locks the rows that are asked for, so that nobody changes or takes them until the transaction ends, and returns
// them. A statement that had to wait for another transaction does not see what that one inserted. So there is always a
// second statement, and when it finds other rows they are asked for again.
func (t *transaction) held(where string, args ...any) ([]schedule.Job, error) {
	for {
		var jobs []schedule.Job
		var now []string
		batch := &pgx.Batch{}
		batch.Queue(`SELECT `+columns+` FROM commis_jobs WHERE `+where+` FOR UPDATE`, args...).Query(func(rows pgx.Rows) (err error) {
			jobs, err = pgx.CollectRows(rows, scan)
			return err
		})
		batch.Queue(`SELECT key FROM commis_jobs WHERE `+where, args...).Query(func(rows pgx.Rows) (err error) {
			now, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		})
		if err := t.tx.SendBatch(t.ctx, batch).Close(); err != nil {
			return nil, err
		}
		if slices.EqualFunc(jobs, now, func(j schedule.Job, key string) bool { return j.Key == key }) {
			return jobs, nil
		}
	}
}

// Put returns the row as it is kept.
func (t *transaction) Put(j schedule.Job) (schedule.Job, error) {
	if due := instant(j.Due); due != nil {
		j.Due = *due
	}
	row := t.tx.QueryRow(t.ctx, insert+`
		ON CONFLICT (hash) DO UPDATE SET
			kind = EXCLUDED.kind, subject = EXCLUDED.subject, lane = EXCLUDED.lane, names = EXCLUDED.names, named = EXCLUDED.named,
			due = EXCLUDED.due, leased = NULL, payload = EXCLUDED.payload, version = EXCLUDED.version, attempt = 0,
			fence = EXCLUDED.fence
		RETURNING version`, values(j)...)
	err := row.Scan(&j.Version)
	j.Attempt, j.Fence = 0, j.Version
	return j, err
}

// Drop returns the rows in the order of their keys. It locks them in the order in which Get does, and when it had to wait
// for a transaction that put one anew, it drops that one, too.
func (t *transaction) Drop(keys ...string) (dropped []schedule.Job, err error) {
	place := make(map[string]int, len(keys))
	for i, key := range slices.Backward(keys) { // of a key that is there twice the first place counts
		place[key] = i
	}
	left := len(keys)
	for left > 0 {
		batch := &pgx.Batch{}
		batch.Queue(`SELECT FROM commis_jobs WHERE hash = ANY ($1) ORDER BY hash FOR UPDATE`, hashes(keys))
		batch.Queue(`DELETE FROM commis_jobs WHERE hash = ANY ($1) RETURNING `+columns, hashes(keys)).Query(func(rows pgx.Rows) error {
			some, err := pgx.CollectRows(rows, scan)
			dropped = append(dropped, some...)
			return err
		})
		batch.Queue(`SELECT count(*) FROM commis_jobs WHERE hash = ANY ($1)`, hashes(keys)).QueryRow(func(row pgx.Row) error {
			return row.Scan(&left)
		})
		if err := t.tx.SendBatch(t.ctx, batch).Close(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(dropped, func(a, b schedule.Job) int { return place[a.Key] - place[b.Key] })
	return dropped, nil
}

func (t *transaction) Settle(key string, fence uint64, retryAt time.Time) error {
	settle, args := `DELETE FROM commis_jobs WHERE hash = $1 AND fence = $2`, []any{hash(key), int64(fence)}
	if !retryAt.IsZero() {
		settle = `UPDATE commis_jobs SET due = $3, leased = NULL, fence = nextval('commis_count') WHERE hash = $1 AND fence = $2`
		args = append(args, instant(retryAt))
	}
	tag, err := t.tx.Exec(t.ctx, settle, args...)
	if err == nil && tag.RowsAffected() == 0 {
		return schedule.ErrStale
	}
	return err
}

type txKey struct{}

// Tx returns the transaction that ctx carries, or nil. A handler of [action.HandleLocal] writes by it, and must not
// end it. A statement that fails spoils the transaction; where a handler goes on after one, it makes it inside a
// Begin of the transaction, which is a savepoint.
func Tx(ctx context.Context) pgx.Tx {
	tx, _ := ctx.Value(txKey{}).(pgx.Tx)
	return tx
}

// With returns a ctx that carries a transaction of the host's own, so that [Store.Add] and [Recorder.Record] write in it:
// what an agent did, that they did it, and what Commis has to do for it, are there together or not at all. With such a ctx
// [Store.Update] and [Store.Take] are errors.
func With(ctx context.Context, tx pgx.Tx) context.Context {
	return context.WithValue(ctx, txKey{}, tx)
}
