package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// contestant is a way to store and carry out the actions of events.
type contestant struct {
	name string
	// open prepares an empty store for so many events and those to warm up with.
	open func(ctx context.Context, b *bench, events int) (*session, error)
}

// session is a contestant with a store.
type session struct {
	handle     func(ctx context.Context, from, to int) error // the events, with their actions now
	fire       func(ctx context.Context) error               // their actions later
	check      func(ctx context.Context, events int) error   // that each action was done once, and the rows
	close      func() error
	noDatabase bool // so that the CPU time of the server, which is idle, does not count
	// used returns the CPU time that a program of its own used, and how many statements it sent.
	used func() (time.Duration, int64)
}

// cost is the cost of an event.
type cost struct {
	cpu        time.Duration
	statements float64
}

// unfired says that a race does not measure the actions later.
type unfired bool

// race runs the contestants in turns, and returns the costs of an event by round and contestant.
func (b *bench) race(ctx context.Context, list []contestant, rounds, events int, only unfired) ([][]cost, error) {
	all := make([][]cost, rounds)
	for r := range all {
		for _, c := range list {
			one, err := b.measure(ctx, c, events, only)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			all[r] = append(all[r], one)
		}
	}
	return all, nil
}

// measure runs a contestant in a new schema, checks its actions and rows, and removes the schema.
func (b *bench) measure(ctx context.Context, c contestant, events int, only unfired) (cost, error) {
	s, err := c.open(ctx, b, b.warm+events)
	if err != nil {
		return cost{}, err
	}
	one, err := b.run(ctx, c.name, s, events, only)
	return one, errors.Join(err, s.close(), b.drop(ctx))
}

// run measures a session, and checks its actions and rows.
func (b *bench) run(ctx context.Context, name string, s *session, events int, only unfired) (one cost, err error) {
	if err := errors.Join(s.handle(ctx, 0, b.warm), s.fire(ctx), b.settle(ctx)); err != nil {
		return one, err
	}
	cpu, statements, err := b.used(s)
	if err != nil {
		return one, err
	}
	stop, err := b.profile(name)
	if err != nil {
		return one, err
	}
	if err := s.handle(ctx, b.warm, b.warm+events); err != nil {
		return one, err
	}
	if !only {
		if err := s.fire(ctx); err != nil {
			return one, err
		}
	}
	if err := stop(); err != nil {
		return one, err
	}
	cpuNow, statementsNow, err := b.used(s)
	if err != nil {
		return one, err
	}
	if only {
		if err := s.fire(ctx); err != nil {
			return one, err
		}
	}
	one = cost{(cpuNow - cpu) / time.Duration(events), float64(statementsNow-statements) / float64(events)}
	return one, s.check(ctx, b.warm+events)
}

// settle ends the work that earlier contestants left: garbage of this program, and pages that the database has to write.
func (b *bench) settle(ctx context.Context) error {
	runtime.GC()
	if b.base != nil {
		if err := b.base.obey(order{Do: "collect"}); err != nil {
			return err
		}
	}
	if b.admin == nil {
		return nil
	}
	_, err := b.admin.Exec(ctx, "CHECKPOINT")
	return err
}

// used returns the CPU time of this program, of the database and of a session's own program, and the session's statements.
func (b *bench) used(s *session) (cpu time.Duration, statements int64, err error) {
	var database time.Duration
	if !s.noDatabase {
		if database, err = databaseCPU(); err != nil {
			return 0, 0, err
		}
	}
	var own time.Duration
	if s.used != nil {
		own, statements = s.used()
	}
	return ownCPU() + database + own, statements, nil
}

// median returns the middle one of values.
func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

// medianOf returns the median of a value of the rounds.
func medianOf(rounds [][]cost, of func(round []cost) float64) float64 {
	var values []float64
	for _, round := range rounds {
		values = append(values, of(round))
	}
	return median(values)
}
