package postgres

import (
	"context"
	"errors"
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

// Get locks the row, so that no Take comes between reading it and writing it.
func (t *transaction) Get(key string) (schedule.Job, bool, error) {
	rows, _ := t.tx.Query(t.ctx, `SELECT `+columns+` FROM commis_jobs WHERE hash = $1 FOR UPDATE`, hash(key))
	j, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		return schedule.Job{}, false, nil
	}
	return j, err == nil, err
}

// Put returns the row as it is kept.
func (t *transaction) Put(j schedule.Job) (schedule.Job, error) {
	due := instant(j.Due)
	if due != nil {
		j.Due = *due
	}
	row := t.tx.QueryRow(t.ctx, `
		WITH next AS (SELECT nextval('commis_count') AS n)
		INSERT INTO commis_jobs (hash, key, kind, subject, due, payload, version, fence)
		SELECT $1, $2, $3, $4, $5, $6, n, n FROM next
		ON CONFLICT (hash) DO UPDATE SET
			kind = EXCLUDED.kind, subject = EXCLUDED.subject, due = EXCLUDED.due, leased = NULL,
			payload = EXCLUDED.payload, version = EXCLUDED.version, attempt = 0, fence = EXCLUDED.fence
		RETURNING version`, hash(j.Key), j.Key, j.Kind, j.Subject, due, j.Payload)
	err := row.Scan(&j.Version)
	j.Attempt, j.Fence = 0, j.Version
	return j, err
}

// Drop returns the rows in the order of their keys.
func (t *transaction) Drop(keys ...string) ([]schedule.Job, error) {
	hashes, place := make([][]byte, len(keys)), make(map[string]int, len(keys))
	for i, key := range slices.Backward(keys) { // of a key that stands twice the first place counts
		hashes[i], place[key] = hash(key), i
	}
	rows, _ := t.tx.Query(t.ctx, `DELETE FROM commis_jobs WHERE hash = ANY($1) RETURNING `+columns, hashes)
	dropped, err := pgx.CollectRows(rows, scan)
	slices.SortFunc(dropped, func(a, b schedule.Job) int { return place[a.Key] - place[b.Key] })
	return dropped, err
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

// WithTx returns a ctx that carries a transaction of the host's own, so that [Recorder.Record] writes in it: what an
// agent did, and that they did it, are there together or not at all.
func WithTx(ctx context.Context, tx pgx.Tx) context.Context {
	return context.WithValue(ctx, txKey{}, tx)
}
