package workload

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// Transactions counts the calls of a store, each of which is a transaction.
type Transactions struct {
	schedule.Store
	n atomic.Int64
}

// Update implements [schedule.Store].
func (t *Transactions) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	t.n.Add(1)
	return t.Store.Update(ctx, about, fn)
}

// Take implements [schedule.Store].
func (t *Transactions) Take(ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string) ([]schedule.Job, error) {
	t.n.Add(1)
	return t.Store.Take(ctx, now, kind, lease, most, full...)
}

// Add implements [schedule.Store].
func (t *Transactions) Add(ctx context.Context, rows ...schedule.Job) error {
	t.n.Add(1)
	return t.Store.Add(ctx, rows...)
}

// Poll polls a document of so many records twice, and returns how many transactions it took when all records were new,
// each with an action, and when none had changed.
func Poll(ctx context.Context, records int) (fresh, unchanged int64, err error) {
	var list []map[string]string
	for n := range records {
		list = append(list, map[string]string{"id": fmt.Sprint(n), "state": "waiting"})
	}
	document, err := json.Marshal(list)
	if err != nil {
		return 0, 0, err
	}
	now, done := Noon, 0
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.Notify](func(context.Context, action.Notify, action.Input) error { done++; return nil }))
	store := &Transactions{Store: new(schedule.Memory)}
	e := recipe.Engine{
		Handlers: &can, Store: store, Now: func() time.Time { return now }, Workers: 1,
		Sources: recipe.Sources{"desk": func(context.Context, recipe.Fetch) ([]byte, error) { return document, nil }},
	}
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,
		"trigger":{"on":"poll","poll":{"source":"desk","every":"1h","key":"id"}},
		"actions":[{"do":"notify","with":{"users":["7"],"channel":"push"}}]}]}`))
	if err != nil {
		return 0, 0, err
	}
	if err := e.Load(set); err != nil {
		return 0, 0, err
	}
	poll := func() (int64, error) {
		before := store.n.Load()
		_, err := e.Tick(ctx)
		now = now.Add(time.Hour)
		return store.n.Load() - before, err
	}
	if fresh, err = poll(); err != nil {
		return 0, 0, err
	}
	if unchanged, err = poll(); err != nil {
		return 0, 0, err
	}
	if done != records {
		return 0, 0, fmt.Errorf("%d records that were new once started %d actions", records, done)
	}
	return fresh, unchanged, nil
}
