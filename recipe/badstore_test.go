package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// everything is a recipe for each way in which the engine uses a store.
var everything = set(chase, quiet, approvals,
	newItem("turns", `{"do":"assign","with":{"users":["7","8"],"pick":"one"},"on_error":"stop"}`, tagB),
	`{"id":"digest","name":"Digest","enabled":true,"trigger":{"on":"new_item","all_topics":true},
		"actions":[{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2,"at_most_every":"20m"}}]}`)

// runDay plays three hours to a store, with a Tick each minute, and returns the history. Errors of the store are what
// the host makes of them: an event is sent again.
func runDay(t *testing.T, store schedule.Store) []history.Entry {
	now := nine
	f := &feed{now: func() time.Time { return now }, items: []string{ticket("INC1", "Laptop")}}
	var log history.Memory
	e := recipe.Engine{
		Store: store, History: &log, Handlers: new(action.Handlers), Now: func() time.Time { return now },
		Sources: recipe.Sources{"itsm": f.fetch},
	}
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { return nil })
	require.NoError(t, e.Load(parse(t, everything)))
	events := map[int]trigger.Event{
		1: customer("e1", nine), 5: agent("e2", nine.Add(5*time.Minute)), 7: customer("e3", nine.Add(7*time.Minute)),
		20: status("e4", nine.Add(20*time.Minute), trigger.Unresolved, trigger.Pending), 21: agent("e5", nine.Add(21*time.Minute)),
		90: customer("e6", nine.Add(90*time.Minute)), 91: customer("e7", nine.Add(91*time.Minute)),
	}
	for minute := range 180 {
		now = nine.Add(time.Duration(minute) * time.Minute)
		if ev, ok := events[minute]; ok {
			_, err := e.Handle(t.Context(), ev)
			require.NoError(t, err)
		}
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
	}
	return log.Find(history.Query{})
}

// hasty is a store that runs each function twice, and rolls the first time back.
type hasty struct{ schedule.Memory }

func (h *hasty) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	conflict := errors.New("conflict")
	err := h.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		return errors.Join(fn(ctx, tx), conflict)
	})
	if !errors.Is(err, conflict) {
		return fmt.Errorf("nothing was to be committed: %w", err)
	}
	return h.Memory.Update(ctx, about, fn)
}

// wrapping is a store that wraps its errors.
type wrapping struct{ schedule.Memory }

func (w *wrapping) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return w.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, wrappingTx{tx}) })
}

type wrappingTx struct{ schedule.Tx }

func (tx wrappingTx) Settle(key string, fence uint64, retryAt time.Time) error {
	if err := tx.Tx.Settle(key, fence, retryAt); err != nil {
		return fmt.Errorf("store: %s: %w", key, err)
	}
	return nil
}

// A store that runs each function twice, or wraps its errors, makes no difference.
func TestOddStores(t *testing.T) {
	want := runDay(t, new(schedule.Memory))
	require.Greater(t, len(want), 25)
	require.Equal(t, want, runDay(t, new(schedule.Memory)), "the same, entry for entry")
	require.Equal(t, want, runDay(t, new(hasty)))
	require.Equal(t, want, runDay(t, new(wrapping)))
}

// stuck is a store that blocks from one of its calls on, until the caller's ctx ends.
type stuck struct {
	schedule.Memory
	left int
}

func (s *stuck) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if s.left--; s.left < 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	return s.Memory.Update(ctx, about, fn)
}

// A store that blocks is left at the caller's deadline, or where a try has to be written down at that of the engine.
func TestStoreBlocks(t *testing.T) {
	for left := range 4 {
		synctest.Test(t, func(t *testing.T) {
			e := recipe.Engine{Store: &stuck{left: left}, Handlers: new(action.Handlers), Deadline: time.Minute}
			action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { return nil })
			require.NoError(t, e.Load(parse(t, set(newItem("r", tagA, tagB)))))
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			before := time.Now()
			report, err := e.Handle(ctx, customer("e", before))
			took := time.Since(before)
			switch left {
			case 0: // the event was not applied
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Empty(t, report.Decisions)
				require.Equal(t, time.Second, took)
			case 1, 2: // the results are not stored: the actions come up again
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, recipe.Waiting, report.Decisions[0].Actions[1].Outcome)
				require.LessOrEqual(t, took, 3*time.Minute)
			case 3:
				require.NoError(t, err)
			}
		})
	}
}

// A clock that jumps back a day makes nothing come early and nothing twice.
func TestClockBackADay(t *testing.T) {
	now := ten
	done := 0
	e := recipe.Engine{Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { done++; return nil })
	require.NoError(t, e.Load(parse(t, set(quiet, newItem("now", tagA)))))
	step := func(at time.Time) {
		now = at
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
	}
	handle := func(ev trigger.Event) {
		_, err := e.Handle(t.Context(), ev)
		require.NoError(t, err)
	}
	handle(agent("e1", now))
	require.Equal(t, 1, done, "the tag")
	step(ten.Add(10 * time.Minute))
	step(ten.Add(-24 * time.Hour))
	handle(agent("e1", ten))
	handle(customer("e2", now))
	require.Equal(t, 2, done, "the second tag; the first event is repeated, the reply of a day before changes nothing")
	step(ten.Add(29 * time.Minute))
	require.Equal(t, 2, done)
	step(ten.Add(30 * time.Minute))
	require.Equal(t, 3, done)
	step(ten.Add(-24 * time.Hour))
	step(ten.Add(31 * time.Minute))
	require.Equal(t, 3, done)
}
