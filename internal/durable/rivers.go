package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// pair is a job of the two that an event asks for.
type pair struct {
	Event int  `json:"event"`
	Later bool `json:"later"`
}

// Kind implements [river.JobArgs].
func (pair) Kind() string { return "pair" }

// pairs is a host of River: for each event it inserts two jobs in one transaction, one for now and one for later, and
// works on both.
type pairs struct {
	river.WorkerDefaults[pair]
	pool       *pgxpool.Pool
	client     *river.Client[pgx.Tx]
	now, later []atomic.Int32
	worked     atomic.Int64
	until      int
	completed  <-chan *river.Event
}

// Work implements [river.Worker].
func (p *pairs) Work(_ context.Context, job *river.Job[pair]) error {
	if job.Args.Later {
		p.later[job.Args.Event].Add(1)
	} else {
		p.now[job.Args.Event].Add(1)
	}
	return nil
}

// rivers is River with 100 workers, as its documentation has it.
func rivers(flying int) contestant {
	return contestant{"river", func(ctx context.Context, b *bench, events int) (*session, error) {
		pool, counter, err := b.connect(ctx)
		if err != nil {
			return nil, err
		}
		p := &pairs{pool: pool, now: make([]atomic.Int32, events), later: make([]atomic.Int32, events)}
		migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
		if err != nil {
			return nil, err
		}
		if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return nil, err
		}
		workers := river.NewWorkers()
		river.AddWorker(workers, p)
		p.client, err = river.NewClient(riverpgxv5.New(pool), &river.Config{
			Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 100}},
			Workers: workers, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		})
		if err != nil {
			return nil, err
		}
		var stop func()
		p.completed, stop = p.client.SubscribeConfig(&river.SubscribeConfig{
			ChanSize: 4 * events, Kinds: []river.EventKind{river.EventKindJobCompleted, river.EventKindJobFailed},
		})
		return &session{
			handle: func(ctx context.Context, from, to int) error { return p.insert(ctx, from, to, flying) },
			fire:   p.wait,
			check:  p.check,
			close: func() error {
				stop()
				err := p.client.Stop(ctx)
				pool.Close()
				return err
			},
			used: func() (time.Duration, int64) { return 0, counter.Statements.Load() },
		}, p.client.Start(ctx)
	}}
}

// insert inserts the pairs of events, so many at a time.
func (p *pairs) insert(ctx context.Context, from, to, flying int) error {
	p.until = to
	var (
		all    sync.WaitGroup
		failed = make([]error, flying)
		next   atomic.Int64
	)
	next.Store(int64(from))
	for i := range flying {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < to && failed[i] == nil; n = int(next.Add(1)) - 1 {
				failed[i] = pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
					_, err := p.client.InsertManyTx(ctx, tx, []river.InsertManyParams{
						{Args: pair{Event: n}},
						{Args: pair{Event: n, Later: true}, InsertOpts: &river.InsertOpts{ScheduledAt: time.Now().Add(time.Second)}},
					})
					return err
				})
			}
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// wait waits until all jobs are done and their rows say so.
func (p *pairs) wait(ctx context.Context) error {
	for p.worked.Load() < int64(2*p.until) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e := <-p.completed:
			if e.Kind != river.EventKindJobCompleted {
				return fmt.Errorf("job %d ended as %s", e.Job.ID, e.Kind)
			}
			p.worked.Add(1)
		}
	}
	return nil
}

// check returns an error unless both jobs of each event were worked once, and all rows are completed.
func (p *pairs) check(ctx context.Context, events int) error {
	for n := range events {
		if now, later := p.now[n].Load(), p.later[n].Load(); now != 1 || later != 1 {
			return fmt.Errorf("the jobs of event %d were worked %d and %d times, and not once each", n, now, later)
		}
	}
	var completed, other int
	err := p.pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE state = 'completed'), count(*) FILTER (WHERE state <> 'completed')
		FROM river_job`).Scan(&completed, &other)
	if err == nil && (completed != 2*events || other != 0) {
		err = fmt.Errorf("%d jobs are completed and %d are not, and not %d and none", completed, other, 2*events)
	}
	return err
}
