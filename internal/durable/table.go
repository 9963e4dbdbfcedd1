package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"
)

// config is how long the command takes.
type config struct {
	rounds, warm, events, records int
	timers                        []int
	profiles                      string // a directory, or ""
}

const noBase = "this clone does not have the base"

// table prints rows as they are known.
type table struct {
	out io.Writer
	b   *bench
	config
}

// run prints the table.
func run(ctx context.Context, out io.Writer, c config) error {
	b, err := newBench(ctx, c.warm, c.profiles)
	if err != nil {
		return err
	}
	t := table{out, b, c}
	fmt.Fprintf(out, "%s %s/%s, %d processors, medians of %d rounds of %d events\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		runtime.GOMAXPROCS(0), c.rounds, c.events)
	fmt.Fprintf(out, "| CPU of an event, program and database | theirs, µs | ours, µs | theirs / ours |\n|---|---|---|---|\n")
	for _, row := range []func(context.Context) error{t.flying, t.turns, t.groups, t.together, t.memory, t.statements, t.others, t.polls} {
		if err := row(ctx); err != nil {
			_ = b.close(ctx)
			return err
		}
	}
	return b.close(ctx)
}

// ratio prints a row of two contestants: their medians, and the median of the ratios of the rounds.
func (t *table) ratio(what string, rounds [][]cost, theirs, ours int) {
	cpu := func(i int) float64 {
		return medianOf(rounds, func(r []cost) float64 { return float64(r[i].cpu.Nanoseconds()) / 1e3 })
	}
	fmt.Fprintf(t.out, "| %s | %.4g | %.4g | %.2f |\n", what, cpu(theirs), cpu(ours),
		medianOf(rounds, func(r []cost) float64 { return float64(r[theirs].cpu) / float64(r[ours].cpu) }))
}

// missing prints a row whose contestant is missing.
func (t *table) missing(what string) { fmt.Fprintf(t.out, "| %s | %s | | |\n", what, noBase) }

// flying is 32 events in flight.
func (t *table) flying(ctx context.Context) error {
	const (
		onPostgres = "32 in flight: the base on PostgreSQL / ours on PostgreSQL"
		onFile     = "32 in flight: the base on PostgreSQL / ours on SQLite"
	)
	list := []contestant{ours(inFlight), rivers(32), onSQLite(inFlight)}
	if t.b.base != nil {
		list = append(list, before(inFlight))
	}
	rounds, err := t.b.race(ctx, list, t.rounds, t.events, false)
	if err != nil {
		return err
	}
	if t.b.base != nil {
		t.ratio(onPostgres, rounds, 3, 0)
		t.ratio(onFile, rounds, 3, 2)
	} else {
		t.missing(onPostgres)
		t.missing(onFile)
	}
	t.ratio("32 in flight: River's two jobs / ours on PostgreSQL", rounds, 1, 0)
	return nil
}

// turns is one event after the other.
func (t *table) turns(ctx context.Context) error {
	rounds, err := t.b.race(ctx, []contestant{ours(inTurn), handWritten(1, false), handWritten(1, true)}, t.rounds, t.events, false)
	if err != nil {
		return err
	}
	t.ratio("one worker: the same rows by hand in 2 transactions, a statement a row / ours", rounds, 1, 0)
	t.ratio("one worker: the same, each transaction in one round trip / ours", rounds, 2, 0)
	return nil
}

// groups is 64 events in a transaction.
func (t *table) groups(ctx context.Context) error {
	rounds, err := t.b.race(ctx, []contestant{ours(together), handWritten(64, true)}, t.rounds, t.events, false)
	if err != nil {
		return err
	}
	t.ratio("groups of 64: the same rows by hand, one round trip / ours by HandleAll and Tick", rounds, 1, 0)
	return nil
}

// together is HandleAll alone.
func (t *table) together(ctx context.Context) error {
	const what = "HandleAll of 64, without the timers: the base / ours"
	if t.b.base == nil {
		t.missing(what)
		return nil
	}
	rounds, err := t.b.race(ctx, []contestant{ours(together), before(together)}, t.rounds, t.events, true)
	if err == nil {
		t.ratio(what, rounds, 1, 0)
	}
	return err
}

// memory is events in memory.
func (t *table) memory(ctx context.Context) error {
	list := []contestant{inMemory(), least()}
	if t.b.base != nil {
		list = append(list, beforeInMemory())
	}
	rounds, err := t.b.race(ctx, list, t.rounds, 40*t.events, false)
	if err != nil {
		return err
	}
	const what = "in memory: the base / ours"
	if t.b.base != nil {
		t.ratio(what, rounds, 2, 0)
	} else {
		t.missing(what)
	}
	t.ratio("in memory: a map, a heap and one Marshal / ours", rounds, 1, 0)
	return nil
}

// statements prints how many statements an event and its timer take.
func (t *table) statements(ctx context.Context) error {
	fmt.Fprintf(t.out, "\n| PostgreSQL, statements of an event and its timer, with BEGIN and COMMIT | the base | ours |\n|---|---|---|\n")
	for _, row := range []struct {
		what string
		how  how
	}{{"three names, one worker", inTurn}, {"one name, one worker", oneName}, {"three names, 32 in flight", inFlight}, {"three names, HandleAll of 64", together}} {
		list, cell := []contestant{ours(row.how)}, noBase
		if t.b.base != nil {
			list = append(list, before(row.how))
		}
		rounds, err := t.b.race(ctx, list, 1, min(t.events, 256), false)
		if err != nil {
			return err
		}
		if t.b.base != nil {
			cell = fmt.Sprintf("%.1f", rounds[0][1].statements)
		}
		fmt.Fprintf(t.out, "| %s | %s | %.1f |\n", row.what, cell, rounds[0][0].statements)
	}
	return nil
}

// others prints the other figures of the store in memory.
func (t *table) others(ctx context.Context) error {
	fmt.Fprintf(t.out, "\n| in memory | ours |\n|---|---|\n")
	ratio, err := threads(ctx, t.rounds, 20*t.events)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "| events of other threads by two goroutines / by one, in the same time | %.2f |\n", ratio)
	for _, n := range t.timers {
		w, err := timersInMemory(ctx, n)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "| %d timers: bytes each; µs to arm and to fire each | %.0f; %.1f, %.1f |\n", n, w.bytes, micros(w.armed), micros(w.done))
	}
	return nil
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
