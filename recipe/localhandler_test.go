package recipe_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// ledger is a host's database: a store, and a table that is written in the store's transactions.
type ledger struct {
	flaky
	table []string
}

type pending struct{}

// write adds a line in the transaction that ctx carries; outside of one it is there at once.
func (l *ledger) write(ctx context.Context, line string) {
	if p, ok := ctx.Value(pending{}).(*[]string); ok {
		*p = append(*p, line)
		return
	}
	l.table = append(l.table, line)
}

func (l *ledger) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return l.flaky.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		var lines []string
		if err := fn(context.WithValue(ctx, pending{}, &lines), tx); err != nil {
			return err
		}
		l.table = append(l.table, lines...) // commits with what fn wrote, as Memory does when it returns nil
		return nil
	})
}

// The writes of a local handler are there exactly once, whatever call of the store fails.
func TestLocalIsExactlyOnce(t *testing.T) {
	for _, after := range []bool{false, true} {
		for failAt := 1; ; failAt++ {
			db := &ledger{flaky: flaky{failAt: failAt, after: after}}
			now := ten
			e := recipe.Engine{Store: db, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
			action.HandleLocal(e.Handlers, action.HandlerFunc[action.AddTags](func(ctx context.Context, c action.AddTags, in action.Input) error {
				db.write(ctx, in.Key)
				return nil
			}))
			require.NoError(t, e.Load(parse(t, set(newItem("r", tagA, tagB, `{"id":"later","do":"add_tags","with":{"tags":["c"]},"after":"5m"}`)))))
			for {
				if _, err := e.Handle(t.Context(), customer("e", ten)); err == nil {
					break
				}
			}
			for range 20 {
				now = now.Add(time.Minute)
				_, _ = e.Tick(t.Context())
			}
			slices.Sort(db.table)
			require.Equal(t, []string{"r/add_tags-2/e/mention/e", "r/add_tags/e/mention/e", "r/later/e/mention/e"}, db.table, "call %d, after %v", failAt, after)
			if failAt > db.calls {
				break
			}
		}
	}
}

// The writes of a local handler that failed, panicked or skipped are rolled back; the report of its ending is not.
func TestLocalTakesBack(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func() error
		want   recipe.Outcome
		lines  int
	}{
		{"done", func() error { return nil }, recipe.Done, 1},
		{"unchanged", func() error { return action.ErrUnchanged }, recipe.Done, 1},
		{"fails", func() error { return errors.New("down") }, recipe.Waiting, 0},
		{"fails for good", func() error { return action.Permanent(errors.New("no")) }, recipe.Failed, 0},
		{"skips", func() error { return action.Skip("why_not") }, recipe.Skipped, 0},
		{"panics", func() error { panic("no") }, recipe.Failed, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := &ledger{}
			e := recipe.Engine{Store: db, Handlers: new(action.Handlers), Now: func() time.Time { return ten }}
			action.HandleLocal(e.Handlers, action.HandlerFunc[action.Remove](func(ctx context.Context, _ action.Remove, in action.Input) error {
				db.write(ctx, in.Key)
				return tt.answer()
			}))
			require.True(t, e.Handlers.Local("remove"))
			require.NoError(t, e.Load(parse(t, set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"true"`, `{"do":"remove","with":{"how":"hide"}}`)))))
			report, err := e.Handle(t.Context(), customer("e", ten))
			require.NoError(t, err)
			require.Equal(t, tt.want, report.Decisions[0].Actions[0].Outcome)
			require.Len(t, db.table, tt.lines)
		})
	}
}

// Wake does nothing unless the version is live and due.
func TestWakeOfAnotherQueue(t *testing.T) {
	db := &watched{}
	now := ten
	done := 0
	e := recipe.Engine{Store: db, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { done++; return nil })
	require.NoError(t, e.Load(parse(t, set(quiet))))
	send := func(id string, minutes int) schedule.Job {
		_, err := e.Handle(t.Context(), agent(id, ten.Add(time.Duration(minutes)*time.Minute)))
		require.NoError(t, err)
		return db.last
	}
	first := send("e1", 0)
	second := send("e2", 10)
	require.Equal(t, first.Key, second.Key)
	wake := func(j schedule.Job) int {
		before := done
		report, err := e.Wake(t.Context(), j.Key, j.Version)
		require.NoError(t, err)
		require.Len(t, report.Actions, done-before, "it reports what it did")
		return done
	}
	require.Zero(t, wake(second), "too early")
	now = ten.Add(40 * time.Minute)
	require.Zero(t, wake(first), "moved")
	require.Zero(t, wake(schedule.Job{Key: "never", Version: 1}))
	require.Equal(t, 1, wake(second))
	require.Equal(t, 1, wake(second), "done")
}

// watched remembers the last row with a due instant that was put.
type watched struct {
	schedule.Memory
	last schedule.Job
}

func (w *watched) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return w.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, watchedTx{tx, w}) })
}

type watchedTx struct {
	schedule.Tx
	w *watched
}

func (tx watchedTx) Put(j schedule.Job) (schedule.Job, error) {
	j, err := tx.Tx.Put(j)
	if !j.Due.IsZero() && j.Kind == "work" {
		tx.w.last = j
	}
	return j, err
}
