package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// store is the store, and inserts a job of River for each row that comes due, in the transaction that puts the row: neither
// is there without the other.
type store struct {
	*postgres.Store
	jobs *river.Client[pgx.Tx]
}

func (s *store) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return s.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		p := puts{Tx: tx, rows: make(map[string]schedule.Job)}
		if err := fn(ctx, &p); err != nil || len(p.rows) == 0 {
			return err
		}
		var jobs []river.InsertManyParams
		for _, j := range p.rows {
			jobs = append(jobs, river.InsertManyParams{
				Args:       wake{Key: j.Key, Version: j.Version, Due: j.Due},
				InsertOpts: &river.InsertOpts{ScheduledAt: j.Due.Add(-schedulerInterval)},
			})
		}
		_, err := s.jobs.InsertManyTx(ctx, postgres.Tx(ctx), jobs)
		return err
	})
}

// schedulerInterval is how often River makes the jobs available whose instants have come. So a job is scheduled that much
// earlier, and its worker waits for the rest.
const schedulerInterval = 5 * time.Second

// signalKind is the kind of rows that are only forgotten when they are due, some days later: a sweep does that.
const signalKind = "signal"

// puts remembers the rows that were put and come due.
type puts struct {
	schedule.Tx
	rows map[string]schedule.Job
}

func (p *puts) Put(j schedule.Job) (schedule.Job, error) {
	j, err := p.Tx.Put(j)
	delete(p.rows, j.Key)
	if err == nil && !j.Due.IsZero() && j.Kind != signalKind {
		p.rows[j.Key] = j
	}
	return j, err
}

func (p *puts) Drop(keys ...string) ([]schedule.Job, error) {
	for _, key := range keys {
		delete(p.rows, key)
	}
	return p.Tx.Drop(keys...)
}
