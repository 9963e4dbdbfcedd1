package recipe_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
)

// What waited when a recipe was switched off stays cancelled when it is switched on again: in this process, in another one
// that never saw it off, and by the instant that the set itself says.
func TestDisabledAndEnabled(t *testing.T) {
	k := recipetest.Load(t, closing("Close", "true"))
	k.Send(pendingAt(ten))
	k.Wait(5 * time.Minute)
	k.Load(closing("Close", "false"))
	k.Wait(5 * time.Minute)
	k.Load(closing("Close", "true"))
	require.Equal(t, []string{"close/0 set_status: cancelled recipe_disabled"}, ends(k.Wait(time.Hour)))
	require.Empty(t, k.Done())
	again := pendingAt(k.Now())
	again.ID = "e2"
	k.Send(again)
	k.Wait(time.Hour)
	require.Len(t, k.Done(), 1, "what is armed after that is carried out")
}

// Of one instant, the order counts: what was armed before the recipe was switched off stays cancelled, and what is armed when
// it runs again is carried out. A clock that is set back changes nothing of that.
func TestDisabledAndEnabledAtOneInstant(t *testing.T) {
	for _, tt := range []struct {
		name  string
		again time.Time // what the clock shows when the recipe is switched off and on
	}{{"one instant", ten}, {"a clock set back", ten.Add(-time.Hour)}} {
		t.Run(tt.name, func(t *testing.T) {
			now, done := ten, []string{}
			e := &recipe.Engine{Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
			action.HandleAll(e.Handlers, func(_ context.Context, _ action.Config, in action.Input) error {
				done = append(done, in.Event.ID)
				return nil
			})
			load := func(enabled string) { require.NoError(t, e.Load(parse(t, closing("Close", enabled)))) }
			armed := func(id string) {
				ev := pendingAt(now)
				ev.ID, ev.Case.ID = id, id
				must(e.Handle(t.Context(), ev))
			}
			now = tt.again
			load("true")
			armed("before")
			load("false")
			load("true")
			armed("after")
			for _, edit := range []string{"false", "false", "true"} { // and once more, before anything is written
				load(edit)
			}
			armed("after that")
			now = ten.Add(2 * time.Hour)
			must(e.Tick(t.Context()))
			require.Equal(t, []string{"after that"}, done)
		})
	}
	t.Run("a clock set back after the switch", func(t *testing.T) {
		now, done := ten, 0
		e := &recipe.Engine{Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
		action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { done++; return nil })
		for _, enabled := range []string{"true", "false", "true"} {
			require.NoError(t, e.Load(parse(t, closing("Close", enabled))))
		}
		now = ten.Add(-time.Second)
		must(e.Handle(t.Context(), pendingAt(now)))
		now = ten.Add(time.Hour)
		must(e.Tick(t.Context()))
		require.Equal(t, 1, done)
	})
}

func TestDisabledInAnotherProcess(t *testing.T) {
	var store schedule.Memory
	now, done := ten, 0
	process := func(text string) *recipe.Engine {
		e := &recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
		action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { done++; return nil })
		require.NoError(t, e.Load(parse(t, text)))
		return e
	}
	first, other := process(closing("Close", "true")), process(closing("Close", "true"))
	_, err := first.Handle(t.Context(), pendingAt(ten))
	require.NoError(t, err)
	now = ten.Add(time.Minute)
	require.NoError(t, first.Load(parse(t, closing("Close", "false"))))
	_, err = first.Tick(t.Context()) // writes it down
	require.NoError(t, err)
	now = ten.Add(time.Hour)
	report, err := other.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"close/0 set_status: cancelled recipe_disabled"}, ends(report.Actions))
	require.Zero(t, done)
}

func TestEnabledAt(t *testing.T) {
	for _, tt := range []struct {
		name string
		at   time.Time
		want int
	}{{"before it was armed", ten.Add(-time.Second), 1}, {"when it was armed", ten, 1}, {"after it was armed", ten.Add(time.Second), 0}} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, closing("Close", "true"))
			k.Send(pendingAt(ten))
			enabled, err := parse(t, closing("Close", "true")).Enable("close", tt.at)
			require.NoError(t, err)
			require.NoError(t, k.Engine.Load(enabled))
			k.Wait(time.Hour)
			require.Len(t, k.Done(), tt.want)
		})
	}
	_, err := parse(t, closing("Close", "true")).Enable("other", ten)
	require.ErrorIs(t, err, recipe.ErrNoRecipe)
}

// stallingOff is a store that blocks while a switch-off is being stored, until it is let go or the caller's ctx ends.
type stallingOff struct {
	schedule.Memory
	release chan struct{}
	stored  atomic.Int64
}

func (s *stallingOff) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if !slices.Contains(about.Subjects, "off") {
		return s.Memory.Update(ctx, about, fn)
	}
	select {
	case <-s.release:
	case <-ctx.Done():
		return ctx.Err()
	}
	s.stored.Add(1)
	return s.Memory.Update(ctx, about, fn)
}

// A store that stalls while a switch-off is being stored delays no Load, and no other call for longer than its ctx allows. The
// switch-off is stored in the end, once, and the wait from before it stays cancelled.
func TestSwitchOffWithAStalledStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &stallingOff{release: make(chan struct{})}
		var done atomic.Int64
		e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Workers: 1}
		action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { done.Add(1); return nil })
		start := time.Now()
		require.NoError(t, e.Load(parse(t, closing("Close", "true"))))
		must(e.Handle(t.Context(), pendingAt(start)))
		require.NoError(t, e.Load(parse(t, closing("Close", "false"))))
		first := make(chan error)
		go func() {
			_, err := e.Tick(context.Background())
			first <- err
		}()
		synctest.Wait()
		for _, call := range []func(ctx context.Context) error{
			func(ctx context.Context) error {
				_, err := e.Handle(ctx, customer("e2", start))
				return err
			},
			func(ctx context.Context) error {
				_, err := e.Tick(ctx)
				return err
			},
		} {
			before := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			require.ErrorIs(t, call(ctx), context.DeadlineExceeded)
			cancel()
			require.Equal(t, time.Second, time.Since(before))
		}
		before := time.Now()
		require.NoError(t, e.Load(parse(t, closing("Close", "true"))))
		require.Zero(t, time.Since(before), "Load stores nothing")
		close(store.release)
		require.NoError(t, <-first)
		time.Sleep(time.Hour)
		must(e.Tick(t.Context()))
		require.Zero(t, done.Load(), "the wait from before the switch stays cancelled")
		stored := store.stored.Load()
		must(e.Tick(t.Context()))
		require.Equal(t, stored, store.stored.Load(), "there is nothing more to store")
	})
}
