package main

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/commis-recipes/commis/recipe"
)

// wake are the arguments of a job: which version of which row comes due, and when.
type wake struct {
	Key     string    `json:"key"`
	Version uint64    `json:"version"`
	Due     time.Time `json:"due"`
}

func (wake) Kind() string { return "wake" }

// waker works on wake-ups.
type waker struct {
	river.WorkerDefaults[wake]
	engine *recipe.Engine
}

// Work carries out what is due. When the store fails, River calls it again; a row that was moved, cancelled or carried out
// meanwhile needs nothing.
func (w *waker) Work(ctx context.Context, job *river.Job[wake]) error {
	if early := time.Until(job.Args.Due); early > 0 {
		return river.JobSnooze(early)
	}
	_, err := w.engine.Wake(ctx, job.Args.Key, job.Args.Version)
	return err
}

// sweep are the arguments of a periodic job, for what no job is there for: events that were accepted, and rows of a process
// that died before it began to carry them out.
type sweep struct{}

func (sweep) Kind() string { return "sweep" }

type sweeper struct {
	river.WorkerDefaults[sweep]
	engine *recipe.Engine
}

func (s *sweeper) Work(ctx context.Context, _ *river.Job[sweep]) error {
	_, err := s.engine.Tick(ctx)
	return err
}

// sweepEvery is how often the periodic job comes.
const sweepEvery = 15 * time.Second

func everySweep() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(sweepEvery), func() (river.JobArgs, *river.InsertOpts) {
		return sweep{}, nil
	}, nil)
}
