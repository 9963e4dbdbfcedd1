package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/internal/durable/workload"
	"github.com/commis-recipes/commis/schedule"
)

// eventRows are the rows that this build writes for an event: with the action now, and with the action later.
type eventRows struct {
	id         string
	now, later written
}

// written are the rows and entries of one transaction.
type written struct {
	rows    []schedule.Job
	entries []history.Entry
}

// captured is a store and a history in memory that note the rows of each event.
type captured struct {
	schedule.Store
	mu     sync.Mutex
	later  bool
	events []eventRows
}

// capture runs so many events in memory and returns the rows of each.
func capture(ctx context.Context, events int) ([]eventRows, error) {
	c := &captured{Store: new(schedule.Memory), events: make([]eventRows, events)}
	d, err := workload.New(c, c, workload.Both, events, 3)
	if err != nil {
		return nil, err
	}
	if err := d.HandleEach(ctx, 0, events, 1); err != nil {
		return nil, err
	}
	c.later = true
	if err := d.Fire(ctx); err != nil {
		return nil, err
	}
	for i, e := range c.events {
		if len(e.now.rows) != 2 || len(e.now.entries) != 3 || len(e.later.rows) != 1 || len(e.later.entries) != 1 {
			return nil, fmt.Errorf("event %d wrote %d and %d rows, %d and %d entries, and not 2 and 1, 3 and 1", i,
				len(e.now.rows), len(e.later.rows), len(e.now.entries), len(e.later.entries))
		}
	}
	return c.events, d.Check(events)
}

// of returns the place of an event's rows, by a text that ends in the event's number.
func (c *captured) of(name string) (*written, error) {
	var n int
	digits := name[strings.LastIndexFunc(name, func(r rune) bool { return r < '0' || r > '9' })+1:]
	if _, err := fmt.Sscan(digits, &n); err != nil || n >= len(c.events) {
		return nil, fmt.Errorf("%q names no event", name)
	}
	e := &c.events[n]
	e.id = fmt.Sprint("e", n)
	if c.later {
		return &e.later, nil
	}
	return &e.now, nil
}

// Record implements [history.Recorder].
func (c *captured) Record(_ context.Context, entries ...history.Entry) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range entries {
		w, err := c.of(e.Event)
		if err != nil {
			return err
		}
		w.entries = append(w.entries, e)
	}
	return nil
}

// Update implements [schedule.Store].
func (c *captured) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return c.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, &capturedTx{tx, c}) })
}

type capturedTx struct {
	schedule.Tx
	c *captured
}

func (tx *capturedTx) Put(j schedule.Job) (schedule.Job, error) {
	j, err := tx.Tx.Put(j)
	if err != nil {
		return j, err
	}
	tx.c.mu.Lock()
	defer tx.c.mu.Unlock()
	w, err := tx.c.of(j.Subject)
	if err != nil {
		return j, err
	}
	w.rows = append(w.rows, j)
	return j, nil
}

// nanoseconds returns an instant as the tables have it.
func nanoseconds(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	n := t.UnixNano()
	return &n
}
