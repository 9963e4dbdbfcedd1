package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/commis-recipes/commis/internal/batch"
)

// backend begins the transactions of a store.
type backend struct{ source source }

// Begin sends BEGIN, the locks and the reads in one round trip. The locks are a statement of their own, because a
// statement sees what was committed before it began, and not what it waited for.
func (b *backend) Begin(ctx context.Context, q batch.Query) (batch.Transaction, batch.Answer, error) {
	conn, err := b.source.acquire(ctx)
	if err != nil {
		return nil, batch.Answer{}, err
	}
	t := &transaction{conn: conn}
	locks := make([]int64, len(q.Subjects))
	for i, subject := range q.Subjects {
		locks[i] = short(subject)
	}
	slices.Sort(locks)
	r := newReading(q)
	var pipe pgx.Batch
	pipe.BeginTx(pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	r.queueNumbers(&pipe, lockAndCount, slices.Compact(locks), r.blocks())
	r.queue(&pipe)
	sent := conn.SendBatch(ctx, &pipe)
	if err, t.tx = sent.Close(), sent.Tx(); err == nil {
		err = r.repeat(ctx, conn.Conn)
	}
	if err != nil {
		t.Rollback(ctx)
		return nil, batch.Answer{}, err
	}
	return t, r.answer(), nil
}

// lockAndCount locks, in the order in which the locks are given, and then takes blocks of numbers.
const lockAndCount = `
	SELECT nextval('commis_count') FROM (
		SELECT count(*) AS n FROM (SELECT pg_advisory_xact_lock(lock) FROM unnest((SELECT $1::bigint[])) AS lock OFFSET 0) AS locks
	) AS locked, generate_series(1, (SELECT $2::integer)) WHERE locked.n >= 0`

// Conflict reports whether the database took a transaction back for the sake of another one: on account of a deadlock, a
// serialization failure, or an id that both remember.
func (b *backend) Conflict(err error) bool {
	const serializationFailure, deadlockDetected, uniqueViolation = "40001", "40P01", "23505"
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == serializationFailure || e.Code == deadlockDetected ||
		e.Code == uniqueViolation && e.ConstraintName == "commis_inbox_pkey"
}

// Check refuses what PostgreSQL's text cannot hold.
func (b *backend) Check(texts ...string) error {
	for _, text := range texts {
		if strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text) {
			return fmt.Errorf("postgres: the text %.200q: write valid UTF-8 without NUL", text)
		}
	}
	return nil
}

// hash is what a key or an id is found by.
func hash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// short is the number of a name in an index, or of a subject among the locks. Others may have the same one.
func short(text string) int64 {
	sum := sha256.Sum256([]byte(text))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}
