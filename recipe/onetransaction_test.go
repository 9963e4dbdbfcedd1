package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// booked is a desk whose local handlers write to a table that the transaction of the store rolls back.
type booked struct {
	*recipe.Engine
	schedule.Memory
	updates int
	rows    []string // what was committed
	calls   int
	fails   map[string]error // of a handler, by "kind event"
	now     time.Time
	dies    string // the handler that ends the process
	dead    bool
}

type bookedKey struct{}

func (l *booked) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	l.updates++
	var wrote []string
	err := l.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		wrote = nil
		err := fn(context.WithValue(ctx, bookedKey{}, &wrote), tx)
		if l.dead {
			return errDown
		}
		return err
	})
	if err == nil {
		l.rows = append(l.rows, wrote...)
	}
	return err
}

func newBooked(t *testing.T, recipes ...string) *booked {
	l := &booked{now: ten, fails: map[string]error{}}
	l.Engine = &recipe.Engine{Store: l, Handlers: new(action.Handlers), History: new(history.Memory), Now: func() time.Time { return l.now }, Workers: 1}
	did := func(ctx context.Context, in action.Input, kind string) error {
		l.calls++
		row := kind + " " + in.Event.ID
		l.dead = l.dead || row == l.dies
		*ctx.Value(bookedKey{}).(*[]string) = append(*ctx.Value(bookedKey{}).(*[]string), row)
		return l.fails[row]
	}
	action.HandleLocal(l.Handlers, action.HandlerFunc[action.AddTags](func(ctx context.Context, _ action.AddTags, in action.Input) error {
		return did(ctx, in, "add_tags")
	}))
	action.HandleLocal(l.Handlers, action.HandlerFunc[action.Resolve](func(ctx context.Context, _ action.Resolve, in action.Input) error {
		return did(ctx, in, "resolve")
	}))
	action.HandleFunc(l.Handlers, func(_ context.Context, _ action.Notify, in action.Input) error {
		l.calls++
		l.rows = append(l.rows, "notify "+in.Event.ID)
		return nil
	})
	require.NoError(t, l.Load(parse(t, set(recipes...))))
	return l
}

const notifyAnn = `{"do":"notify","with":{"users":["ann"],"text":"x","channel":"email"}}`

// What has local handlers and is due is carried out in the transaction of its event, or in the one that begins it.
func TestOneTransaction(t *testing.T) {
	later := `{"do":"resolve","after":"30m"}`
	for _, tt := range []struct {
		name     string
		recipes  []string
		now      int // transactions of Handle
		then     int // transactions of the Tick in which the rest is due
		wantRows []string
	}{
		{"now", []string{newItem("r", tagA)}, 1, 0, []string{"add_tags e"}},
		{"two now", []string{newItem("r", tagA), newItem("s", `{"do":"resolve"}`)}, 1, 0, []string{"add_tags e", "resolve e"}},
		{"now and later", []string{newItem("r", tagA, later)}, 1, 1, []string{"add_tags e", "resolve e"}},
		{"before one that is not local", []string{newItem("r", tagA, notifyAnn)}, 2, 0, []string{"add_tags e", "notify e"}},
		{"after one that is not local", []string{newItem("r", notifyAnn, tagA)}, 3, 0, []string{"notify e", "add_tags e"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newBooked(t, tt.recipes...)
			_, err := l.Tick(t.Context()) // the first one looks at what was stored before
			require.NoError(t, err)
			l.updates = 0
			report, err := l.Handle(t.Context(), customer("e", ten))
			require.NoError(t, err)
			for _, a := range report.Decisions[0].Actions {
				require.Contains(t, []recipe.Outcome{recipe.Done, recipe.Waiting}, a.Outcome)
			}
			require.Equal(t, tt.now, l.updates)
			l.updates, l.now = 0, ten.Add(30*time.Minute)
			_, err = l.Tick(t.Context())
			require.NoError(t, err)
			require.Equal(t, tt.then, l.updates)
			require.Equal(t, tt.wantRows, l.rows)
		})
	}
}

// A local handler that fails takes only its own writes back, is not called again for that try, and its action is settled in
// one more transaction.
func TestLocalHandlerFails(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want string
		left int // rows that are due later
	}{
		{"for now", errors.New("busy"), "r/1 resolve: waiting", 1},
		{"for good", action.Permanent(errors.New("no")), "r/1 resolve: failed", 0},
		{"skipped", action.Skip("nobody"), "r/1 resolve: skipped nobody", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, due := range []bool{false, true} {
				resolve := `{"do":"resolve"}`
				if due {
					resolve = `{"do":"resolve","after":"1h"}`
				}
				l := newBooked(t, newItem("r", tagA, resolve))
				l.fails["resolve e"] = tt.err
				report, err := l.Handle(t.Context(), customer("e", ten))
				require.NoError(t, err)
				reports := report.Decisions[0].Actions
				if due {
					require.Equal(t, []string{"r/0 add_tags: done", "r/1 resolve: waiting"}, ends(reports))
					l.calls, l.now = 0, ten.Add(time.Hour)
					report, err = l.Tick(t.Context())
					require.NoError(t, err)
					require.Equal(t, []string{tt.want}, ends(report.Actions))
					require.Equal(t, 1, l.calls)
				} else {
					require.Equal(t, []string{"r/0 add_tags: done", tt.want}, ends(reports))
					require.Equal(t, 3, l.calls, "add_tags was rolled back with it, and is done again; resolve is tried once")
				}
				require.Equal(t, []string{"add_tags e"}, l.rows)
				_, waits := l.Next(l.now, "work")
				require.Equal(t, tt.left == 1, waits)
				delete(l.fails, "resolve e")
				l.now = l.now.Add(time.Minute)
				_, err = l.Tick(t.Context())
				require.NoError(t, err)
				if tt.left == 1 {
					require.Equal(t, []string{"add_tags e", "resolve e"}, l.rows)
				}
			}
		})
	}
}

// Events of a call of HandleAll are applied together, and the outcome is as if each were applied on its own.
func TestHandleAllTogether(t *testing.T) {
	events := make([]trigger.Event, 130)
	for i := range events {
		events[i] = customer(fmt.Sprintf("e%03d", i), ten.Add(time.Duration(i)*time.Second))
		events[i].Mention.ID = fmt.Sprintf("m%d", i)
	}
	quiet := newItem("r", tagA, `{"do":"resolve","after":"1h","unless":["any"]}`)
	for _, tt := range []struct {
		name    string
		recipes []string
		fails   string
		updates int
	}{
		{"three transactions", []string{quiet}, "", 3},
		{"one fails", []string{quiet}, "add_tags e007", 2 + 1 + 64 + 1}, // the first 64: together, each alone, and the failed one once more
		{"one that is not local after each", []string{quiet, newItem("s", notifyAnn)}, "", 2 * 130},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each, all := newBooked(t, tt.recipes...), newBooked(t, tt.recipes...)
			for _, l := range []*booked{each, all} {
				l.now = ten.Add(130 * time.Second)
				if tt.fails != "" {
					l.fails[tt.fails] = errors.New("busy")
				}
			}
			var want []recipe.Report
			for _, ev := range events {
				report, err := each.Handle(t.Context(), ev)
				require.NoError(t, err)
				want = append(want, report)
			}
			got, err := all.HandleAll(t.Context(), events)
			require.NoError(t, err)
			require.Equal(t, tt.updates, all.updates)
			require.Len(t, got, len(want))
			for i := range want {
				require.Equal(t, outcomes(want[i].Decisions), outcomes(got[i].Decisions))
				require.Equal(t, ends(want[i].Actions), ends(got[i].Actions))
			}
			require.Equal(t, each.rows, all.rows)
			require.Equal(t, each.Len(), all.Len())
		})
	}
}

// A handler that ends its process is not called for ever: from the sixth time on its tries are stored before it is called.
func TestHandlerEndsTheProcess(t *testing.T) {
	l := newBooked(t, newItem("r", `{"do":"resolve","after":"1h"}`))
	_, err := l.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	l.dies = "resolve e"
	var last []string
	for range 3 * recipe.MaxAttempts {
		l.now = l.now.Add(time.Hour)
		l.dead = false // a new process
		report, _ := l.Tick(t.Context())
		last = append(last, ends(report.Actions)...)
	}
	require.Equal(t, 5+recipe.MaxAttempts, l.calls)
	require.Equal(t, "r/0 resolve: failed", last[len(last)-1])
	require.Empty(t, l.rows)
}
