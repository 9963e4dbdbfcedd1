package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// byHand writes the rows that this build writes, without deciding anything and reading nothing: one transaction for the
// action now and one for the action later, each of so many events.
type byHand struct {
	pool   *pgxpool.Pool
	events []eventRows
	group  int
	piped  bool // the statements of a transaction are sent together, and not one after the other
	fired  int
	until  int
}

func handWritten(group int, piped bool) contestant {
	return contestant{"by hand", func(ctx context.Context, b *bench, events int) (*session, error) {
		pool, counter, err := b.connect(ctx)
		if err != nil {
			return nil, err
		}
		if err := (&postgres.Store{DB: pool}).Migrate(ctx); err != nil {
			return nil, err
		}
		h := &byHand{pool: pool, group: group, piped: piped}
		if h.events, err = capture(ctx, events); err != nil {
			return nil, err
		}
		return &session{
			handle: h.handle, fire: h.fire,
			check: func(ctx context.Context, events int) error { return checkRows(ctx, pool, events) },
			close: func() error { pool.Close(); return nil },
			used:  func() (time.Duration, int64) { return 0, counter.Statements.Load() },
		}, nil
	}}
}

// handle writes the rows of events and their actions now.
func (h *byHand) handle(ctx context.Context, from, to int) error {
	h.until = to
	return h.each(ctx, from, to, func(queue queue, e *eventRows) {
		sum := sha256.Sum256([]byte(e.id))
		queue(`INSERT INTO commis_inbox (hash) VALUES ($1)`, sum[:])
		for _, j := range e.now.rows {
			queue(`INSERT INTO commis_jobs (hash, key, kind, subject, lane, names, named, due, payload, version, attempt, fence)
				SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, n, 0, n FROM nextval('commis_count') AS n`, rowArgs(j)...)
		}
		record(queue, e.now.entries)
	})
}

// fire claims each row that is due later, replaces it and records that it was done.
func (h *byHand) fire(ctx context.Context) error {
	from := h.fired
	h.fired = h.until
	return h.each(ctx, from, h.until, func(queue queue, e *eventRows) {
		j := e.later.rows[0]
		sum := sha256.Sum256([]byte(j.Key))
		queue(`UPDATE commis_jobs SET leased = $2, attempt = attempt + 1, fence = nextval('commis_count') WHERE hash = $1`,
			sum[:], nanoseconds(j.Due))
		queue(`UPDATE commis_jobs SET kind = $3, subject = $4, lane = $5, names = $6, named = $7, due = $8, leased = NULL,
			payload = $9, version = nextval('commis_count'), attempt = 0 WHERE hash = $1 AND key = $2`, rowArgs(j)...)
		record(queue, e.later.entries)
	})
}

// queue takes a statement.
type queue func(sql string, args ...any)

// each runs transactions of the events from and up to a number.
func (h *byHand) each(ctx context.Context, from, to int, statements func(queue queue, e *eventRows)) error {
	for ; from < to; from += h.group {
		err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
			var pipe pgx.Batch
			for n := from; n < min(from+h.group, to); n++ {
				statements(func(sql string, args ...any) { pipe.Queue(sql, args...) }, &h.events[n])
			}
			if h.piped {
				return tx.SendBatch(ctx, &pipe).Close()
			}
			for _, q := range pipe.QueuedQueries {
				if _, err := tx.Exec(ctx, q.SQL, q.Arguments...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rowArgs returns the values of a row, without its numbers.
func rowArgs(j schedule.Job) []any {
	sum := sha256.Sum256([]byte(j.Key))
	named := make([]int64, len(j.Names))
	for i, name := range j.Names {
		short := sha256.Sum256([]byte(name))
		named[i] = int64(binary.BigEndian.Uint64(short[:]))
	}
	return []any{sum[:], j.Key, j.Kind, j.Subject, j.Lane, append([]string{}, j.Names...), named, nanoseconds(j.Due), j.Payload}
}

func record(queue queue, entries []history.Entry) {
	for _, e := range entries {
		sum := sha256.Sum256([]byte(e.ID))
		queue(`INSERT INTO commis_history (hash, id, at, item_kind, item_id, actor_kind, actor_id, actor_name, event, recipe_id,
				recipe_name, recipe_revision, run, actions, place, nth, attempts, action, webhook, outcome, reason, error, due,
				changed, input, output, description, initiated_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
				$24, $25, $26, $27, $28)`,
			sum[:], e.ID, nanoseconds(e.At), string(e.Item.Kind), e.Item.ID, string(e.Actor.Kind), e.Actor.ID, e.Actor.Name, e.Event,
			e.Recipe.ID, e.Recipe.Name, e.Recipe.Revision, e.Run, e.Actions, e.Place, e.Nth, e.Attempts, e.Action, e.Webhook,
			e.Outcome, e.Reason, e.Error, nanoseconds(e.Due), e.Changed, string(e.Input), string(e.Output), e.Description,
			string(e.InitiatedBy))
	}
}
