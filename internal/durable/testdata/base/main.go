// Command durable is the base of the comparison: a worker that runs the workload on this build. It reads orders from its
// standard input, one JSON object a line, and answers each with one.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/examples/postgres"
	"github.com/commis-recipes/commis/examples/postgres/workload"
	"github.com/commis-recipes/commis/schedule"
)

type order struct {
	Do, URL, File                        string
	Events, Names, Workers, From, To, At int
}

type answer struct {
	Error            string
	CPU              int64 // nanoseconds since the start
	Statements       int64
	Fresh, Unchanged int64
}

type worker struct {
	desk  *workload.Desk
	pool  *pgxpool.Pool
	count *workload.Counter
}

func main() {
	var w worker
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for {
		var o order
		if err := in.Decode(&o); err != nil {
			return
		}
		var a answer
		if err := w.obey(context.Background(), o, &a); err != nil {
			a.Error = err.Error()
		}
		if w.count != nil {
			a.Statements = w.count.Statements.Load()
		}
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		a.CPU = u.Utime.Nano() + u.Stime.Nano()
		if err := out.Encode(a); err != nil {
			return
		}
	}
}

func (w *worker) obey(ctx context.Context, o order, a *answer) (err error) {
	switch o.Do {
	case "open":
		return w.open(ctx, o)
	case "each":
		return w.desk.HandleEach(ctx, o.From, o.To, o.At)
	case "some":
		return w.desk.HandleSome(ctx, o.From, o.To, o.At)
	case "step":
		return w.desk.Step(ctx, o.From, o.To)
	case "fire":
		return w.desk.Fire(ctx)
	case "check":
		return w.desk.Check(o.Events)
	case "poll":
		a.Fresh, a.Unchanged, err = workload.Poll(ctx, o.Events)
		return err
	case "collect":
		runtime.GC()
		return nil
	case "profile":
		f, err := os.Create(o.File)
		if err != nil {
			return err
		}
		return pprof.StartCPUProfile(f)
	case "profiled":
		pprof.StopCPUProfile()
		return nil
	case "close":
		if w.pool != nil {
			w.pool.Close()
		}
		*w = worker{}
		return nil
	}
	return fmt.Errorf("no order %q", o.Do)
}

// open opens a desk, in memory where there is no URL.
func (w *worker) open(ctx context.Context, o order) (err error) {
	if o.URL == "" {
		w.desk, err = workload.New(new(schedule.Memory), nil, workload.Both, o.Events, o.Names)
		return err
	}
	if w.pool, w.count, err = workload.Connect(ctx, o.URL); err != nil {
		return err
	}
	if err := postgres.Create(ctx, w.pool); err != nil {
		return err
	}
	w.desk, err = workload.New(&postgres.Store{DB: w.pool}, &postgres.Recorder{DB: w.pool}, workload.Both, o.Events, o.Names)
	if err == nil {
		w.desk.Workers = o.Workers
	}
	return err
}
