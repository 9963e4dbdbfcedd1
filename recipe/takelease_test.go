package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// dyingStore is a store whose process dies a number of times: when it has taken an action, or in the handler.
type dyingStore struct {
	schedule.Memory
	deaths  int
	onTake  bool
	dead    bool // until another process is started
	handled int  // calls of the handler
}

func (m *dyingStore) dies() bool {
	m.dead = m.deaths > 0
	m.deaths--
	return m.dead
}

func (m *dyingStore) Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]schedule.Job, error) {
	jobs, err := m.Memory.Take(ctx, now, kind, lease, max, full...)
	if len(jobs) > 0 && m.onTake && m.dies() {
		return nil, errDown
	}
	return jobs, err
}

// Update takes back what a process has written that died meanwhile.
func (m *dyingStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return m.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		if err := fn(ctx, tx); err != nil || !m.dead {
			return err
		}
		return errDown
	})
}

func (m *dyingStore) handle() error {
	m.handled++
	if !m.onTake {
		m.dies()
	}
	return nil
}

// An action is late by one TakeLease for each process that died while it had it. From the sixth time on that it was taken, its
// tries are stored before the handler is called, and each of these deaths takes twice as long as the one before, up to two
// deadlines and 15 seconds: a handler that ends its process is called 15 times. One whose handler writes elsewhere is left to
// its process for two deadlines and 15 seconds each time.
func TestLateByDeaths(t *testing.T) {
	inHandler := []int{0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67, 131, 206, 281, 356} // seconds, by deaths
	for _, tt := range []struct {
		name   string
		do     string
		onTake bool
		late   func(deaths int) int
		most   int // calls of a handler that dies each time; zero for no bound
		failed int // when the action has failed then
	}{
		{"taken", "resolve", true, func(deaths int) int { return deaths }, 0, 0},
		{"in a local handler", "resolve", false, func(deaths int) int { return inHandler[deaths] }, 15, 431},
		{"in another handler", "add_tags", false, func(deaths int) int { return 75 * deaths }, 10, 750},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for deaths := range 20 {
				m, now := &dyingStore{}, ten
				e := &recipe.Engine{
					Store: m, Handlers: new(action.Handlers), Now: func() time.Time { return now }, TakeLease: time.Second, Workers: 1,
				}
				action.HandleLocal(e.Handlers, action.HandlerFunc[action.Resolve](func(context.Context, action.Resolve, action.Input) error { return m.handle() }))
				action.HandleFunc(e.Handlers, func(context.Context, action.AddTags, action.Input) error { return m.handle() })
				require.NoError(t, e.Load(parse(t, set(newItem("r", inAnHour(tt.do))))))
				_, err := e.Handle(t.Context(), customer("e", ten))
				require.NoError(t, err)

				due := ten.Add(time.Hour)
				now, m.deaths, m.onTake = due, deaths, tt.onTake
				want, wantLate, calls := "r/0 "+tt.do+": done", 0, 1
				switch {
				case tt.most > 0 && deaths >= tt.most:
					want, wantLate, calls = "r/0 "+tt.do+": failed", tt.failed, tt.most
				case tt.onTake:
					wantLate = tt.late(deaths)
				default:
					wantLate, calls = tt.late(deaths), deaths+1
				}
				require.Equal(t, []string{want}, ends(m.tickUntilDone(t, e, &now)), "%d deaths", deaths)
				require.Equal(t, time.Duration(wantLate)*time.Second, now.Sub(due), "late after %d deaths", deaths)
				require.Equal(t, calls, m.handled, "%d deaths", deaths)
			}
		})
	}
}

// inAnHour is an action of the kind resolve or add_tags.
func inAnHour(kind string) string {
	if kind == "resolve" {
		return `{"do":"resolve","after":"1h"}`
	}
	return `{"do":"add_tags","with":{"tags":["a"]},"after":"1h"}`
}

// tickUntilDone calls Tick whenever a row may be taken, each time in another process if one has died, until an action has
// ended.
func (m *dyingStore) tickUntilDone(t *testing.T, e *recipe.Engine, now *time.Time) []recipe.ActionReport {
	for range 100 {
		m.dead = false
		report, err := e.Tick(t.Context())
		if err == nil && len(report.Actions) > 0 {
			return report.Actions
		}
		at, ok := m.Next(*now, "work")
		require.True(t, ok, "the action is lost")
		*now = at
	}
	t.Fatal("it never ends")
	return nil
}

// Where it takes longer than TakeLease until an action begins, several processes take it: one carries it out, as soon as its
// items are read, once, and a handler that takes long is left alone. Items that cannot be read for a while are read again.
func TestTakenByMany(t *testing.T) {
	const reads, handles = 3500 * time.Millisecond, 10 * time.Second
	for _, tt := range []struct {
		name    string
		do      string
		unread  time.Duration // for how long after it was due the items cannot be read
		atFirst time.Duration // after it was due it begins not before this
		atLast  time.Duration // nor after this
	}{
		{"local", "resolve", 0, reads, reads},
		{"not local", "add_tags", 0, reads, reads},
		{"local, after a fault", "resolve", 3 * time.Second, 2*reads + 4*time.Second, 2*reads + 7*time.Second},
		{"not local, after a fault", "add_tags", 3 * time.Second, 2*reads + 4*time.Second, 2*reads + 7*time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var store schedule.Memory
				var read, began, late atomic.Int64
				due := time.Now().Add(time.Hour)
				handle := func() error {
					began.Add(1)
					late.Store(int64(time.Since(due)))
					time.Sleep(handles)
					return nil
				}
				process := func() *recipe.Engine {
					e := &recipe.Engine{Store: &store, Handlers: new(action.Handlers), TakeLease: time.Second}
					e.Refresh = func(context.Context, *trigger.Event) error {
						read.Add(1)
						fails := time.Since(due) < tt.unread
						time.Sleep(reads)
						if fails {
							return errors.New("the items cannot be read")
						}
						return nil
					}
					action.HandleLocal(e.Handlers, action.HandlerFunc[action.Resolve](func(context.Context, action.Resolve, action.Input) error { return handle() }))
					action.HandleFunc(e.Handlers, func(context.Context, action.AddTags, action.Input) error { return handle() })
					require.NoError(t, e.Load(parse(t, set(newItem("r", inAnHour(tt.do))))))
					return e
				}
				_, err := process().Handle(t.Context(), customer("e", time.Now()))
				require.NoError(t, err)
				time.Sleep(time.Until(due))
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				ended := make(chan error)
				for range 4 {
					e := process()
					go func() {
						var errs []error
						for ctx.Err() == nil {
							if _, err := e.Tick(ctx); ctx.Err() == nil {
								errs = append(errs, err)
							}
							time.Sleep(500 * time.Millisecond)
						}
						ended <- errors.Join(errs...)
					}()
				}
				for range 4 {
					require.NoError(t, <-ended)
				}
				require.EqualValues(t, 1, began.Load(), "it is carried out once")
				require.GreaterOrEqual(t, time.Duration(late.Load()), tt.atFirst)
				require.LessOrEqual(t, time.Duration(late.Load()), tt.atLast)
				require.Greater(t, read.Load(), int64(1), "several have taken it")
				_, left := store.Next(time.Time{}, "work")
				require.False(t, left)
			})
		})
	}
}

// Rows that wait for others of their thread for longer than TakeLease are taken again by the very call that has them. Each is
// queued once: its items are not read for each time.
func TestTakenAgainWhileQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows, quick = 10, 60
		read := map[string]int{} // by thread
		e := &recipe.Engine{Handlers: new(action.Handlers), TakeLease: 100 * time.Millisecond, Workers: 16}
		var mu sync.Mutex
		e.Refresh = func(_ context.Context, ev *trigger.Event) error {
			mu.Lock()
			defer mu.Unlock()
			read[ev.Threads()[0]]++
			return nil
		}
		action.HandleFunc(e.Handlers, func(context.Context, action.Resolve, action.Input) error {
			time.Sleep(time.Second)
			return nil
		})
		action.HandleFunc(e.Handlers, func(context.Context, action.AddTags, action.Input) error {
			time.Sleep(500 * time.Millisecond)
			return nil
		})
		var recipes []string
		for i := range rows {
			recipes = append(recipes, one(fmt.Sprint("slow", i), `{"on":"new_item","all_topics":true}`, `"filter":"mention.content == 'slow'"`, inAnHour("resolve")))
		}
		recipes = append(recipes, one("quick", `{"on":"new_item","all_topics":true}`, `"filter":"mention.content == 'quick'"`, inAnHour("add_tags")))
		require.NoError(t, e.Load(parse(t, set(recipes...))))
		for i := range quick + 1 {
			ev := customer(fmt.Sprint("e", i), time.Now())
			ev.Mention.CaseID, ev.Mention.Content = fmt.Sprint("c", i), "quick"
			if i == quick {
				ev.Mention.Content = "slow"
			}
			_, err := e.Handle(t.Context(), ev)
			require.NoError(t, err)
		}
		time.Sleep(time.Hour)
		report, err := e.Tick(t.Context())
		require.NoError(t, err)
		require.Len(t, report.Actions, rows+quick)
		for thread, n := range read {
			if thread == fmt.Sprint("case/c", quick) {
				require.LessOrEqual(t, n, rows+rows/2)
			} else {
				require.LessOrEqual(t, n, 2)
			}
		}
	})
}
