package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/internal/durable/workload"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

// how is how events are handled.
type how struct {
	names, flying, workers int
	together               int // how many in one call of HandleAll, or 0
}

var (
	inFlight = how{names: 3, flying: 32, workers: 32}
	inTurn   = how{names: 3, flying: 1, workers: 1}
	oneName  = how{names: 1, flying: 1, workers: 1}
	together = how{names: 3, workers: 32, together: 64}
)

// handle handles events.
func (h how) handle(ctx context.Context, d *workload.Desk, from, to int) error {
	if h.together > 0 {
		return d.HandleSome(ctx, from, to, h.together)
	}
	return d.HandleEach(ctx, from, to, h.flying)
}

// ours is this build on PostgreSQL.
func ours(h how) contestant {
	return contestant{"ours", func(ctx context.Context, b *bench, events int) (*session, error) {
		pool, counter, err := b.connect(ctx)
		if err != nil {
			return nil, err
		}
		store := &postgres.Store{DB: pool}
		if err := store.Migrate(ctx); err != nil {
			return nil, err
		}
		d, err := workload.New(store, &postgres.Recorder{DB: pool}, workload.Both, events, h.names)
		if err != nil {
			return nil, err
		}
		d.Workers = h.workers
		return &session{
			handle: func(ctx context.Context, from, to int) error { return h.handle(ctx, d, from, to) },
			fire:   d.Fire,
			check: func(ctx context.Context, events int) error {
				return errors.Join(d.Check(events), checkRows(ctx, pool, events))
			},
			close: func() error { pool.Close(); return nil },
			used:  func() (time.Duration, int64) { return 0, counter.Statements.Load() },
		}, nil
	}}
}

// connect connects to a new schema.
func (b *bench) connect(ctx context.Context) (*pgxpool.Pool, *workload.Counter, error) {
	url, err := b.schema(ctx)
	if err != nil {
		return nil, nil, err
	}
	return workload.Connect(ctx, url)
}

// onSQLite is this build on SQLite, with its defaults: a commit is on the disk.
func onSQLite(h how) contestant {
	return contestant{"sqlite", func(ctx context.Context, _ *bench, events int) (*session, error) {
		dir, err := os.MkdirTemp("", "commis-durable-")
		if err != nil {
			return nil, err
		}
		db, err := sqlite.Open(filepath.Join(dir, "desk.db"))
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		end := func() error { return errors.Join(db.Close(), os.RemoveAll(dir)) }
		store := &sqlite.Store{DB: db}
		if err := store.Migrate(ctx); err != nil {
			return nil, errors.Join(err, end())
		}
		d, err := workload.New(store, &sqlite.Recorder{DB: db}, workload.Both, events, h.names)
		if err != nil {
			return nil, errors.Join(err, end())
		}
		d.Workers = h.workers
		return &session{
			handle: func(ctx context.Context, from, to int) error { return h.handle(ctx, d, from, to) },
			fire:   d.Fire,
			check: func(ctx context.Context, events int) error {
				return errors.Join(d.Check(events), checkFile(ctx, db, events))
			},
			close: end, noDatabase: true,
		}, nil
	}}
}

// checkFile is checkRows for SQLite.
func checkFile(ctx context.Context, db *sql.DB, events int) error {
	rows, err := db.QueryContext(ctx, countRows)
	if err != nil {
		return err
	}
	defer rows.Close()
	found := counts{}
	for rows.Next() {
		var of string
		var n int
		if err := rows.Scan(&of, &n); err != nil {
			return err
		}
		found[of] = n
	}
	return errors.Join(rows.Err(), found.check(events))
}

// inMemory is this build with the store in memory, one event a second.
func inMemory() contestant {
	return contestant{"memory", func(_ context.Context, _ *bench, events int) (*session, error) {
		d, err := workload.New(new(schedule.Memory), nil, workload.Both, events, 3)
		if err != nil {
			return nil, err
		}
		return &session{
			handle: d.Step, fire: d.Fire,
			check: func(_ context.Context, events int) error { return d.Check(events) },
			close: func() error { return nil }, noDatabase: true,
		}, nil
	}}
}
