package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

var errDown = errors.New("the store is down")

// flaky is a store that fails at one call: before it did anything, or after it committed.
type flaky struct {
	schedule.Memory
	calls, failAt int
	after, panics bool
	before        func() // each call
	mu            sync.Mutex
}

func (f *flaky) fail() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.before != nil {
		f.before()
	}
	f.calls++
	return f.calls == f.failAt
}

func (f *flaky) down() error {
	if f.panics {
		panic(errDown)
	}
	return errDown
}

func (f *flaky) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	fails := f.fail()
	if fails && !f.after {
		return f.down()
	}
	if err := f.Memory.Update(ctx, about, fn); err != nil || !fails {
		return err
	}
	return f.down()
}

func (f *flaky) Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]schedule.Job, error) {
	fails := f.fail()
	if fails && !f.after {
		return nil, f.down()
	}
	jobs, err := f.Memory.Take(ctx, now, kind, lease, max, full...)
	if err != nil || !fails {
		return jobs, err
	}
	return nil, f.down()
}

// Whatever call of the store fails, before or after its commit: every action is done, and each try of one has its key.
func TestStoreFails(t *testing.T) {
	for _, after := range []bool{false, true} {
		for _, panics := range []bool{false, true} {
			failed := 0
			for failAt := 1; ; failAt++ {
				store := &flaky{failAt: failAt, after: after, panics: panics}
				done := map[string]int{} // by key
				now := ten
				e := recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
				action.HandleAll(e.Handlers, func(_ context.Context, c action.Config, in action.Input) error {
					done[in.Key]++
					return nil
				})
				require.NoError(t, e.Load(parse(t, set(
					newItem("now", tagA, `{"do":"assign","with":{"users":["7","8"],"pick":"one"},"on_error":"stop"}`, tagB),
					newItem("later", `{"do":"resolve","after":"10m"}`)))))
				// A host sends an event until it is accepted, and calls Tick all the time.
				for {
					if _, err := e.Handle(t.Context(), customer("e", ten)); err == nil {
						break
					} else {
						require.ErrorIs(t, err, errDown)
						failed++
					}
				}
				for range 20 {
					now = now.Add(time.Minute)
					if _, err := e.Tick(t.Context()); err != nil {
						require.ErrorIs(t, err, errDown)
						failed++
					}
				}
				require.Len(t, done, 4, "four actions, whatever failed (call %d, after %v): %v", failAt, after, done)
				for key, n := range done {
					require.LessOrEqual(t, n, 2, "%s: a second try only where the first was not written down", key)
				}
				if failAt > store.calls {
					break // no call was left to fail
				}
			}
			require.Greater(t, failed, 10)
		}
	}
}

// A history that fails keeps the event from being applied; a decision that is not written down is not made.
func TestHistoryFails(t *testing.T) {
	var kept history.Memory
	fails := true
	e := recipe.Engine{Handlers: new(action.Handlers), Now: func() time.Time { return ten }}
	e.History = history.RecorderFunc(func(ctx context.Context, entries ...history.Entry) error {
		if fails {
			return errDown
		}
		return kept.Record(ctx, entries...)
	})
	calls := 0
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { calls++; return nil })
	require.NoError(t, e.Load(parse(t, set(newItem("r", tagA)))))
	_, err := e.Handle(t.Context(), customer("e", ten))
	require.ErrorIs(t, err, errDown)
	require.Zero(t, calls)
	fails = false
	report, err := e.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	require.Equal(t, []string{"r: fired"}, outcomes(report.Decisions))
	require.True(t, kept.Triggered("r", trigger.Ref{Kind: "mention", ID: "e"}))
}

// A process that dies during an irreversible action leaves one that is reported and not tried again.
func TestDiesDuringRemoval(t *testing.T) {
	for _, wait := range []string{"", `,"after":"1h"`} {
		t.Run("after"+wait, func(t *testing.T) {
			store := &flaky{}
			now := ten
			started := 0
			engine := func(dies bool) *recipe.Engine {
				e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
				action.HandleFunc(e.Handlers, func(context.Context, action.Remove, action.Input) error {
					started++
					if dies {
						store.failAt = store.calls + 1 // nothing after it is stored
					}
					return nil
				})
				require.NoError(t, e.Load(parse(t, set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"word(mention.content,'hola')"`,
					`{"do":"remove","with":{"how":"hide"}`+wait+`}`)))))
				return e
			}
			dying := engine(true)
			_, err := dying.Handle(t.Context(), customer("e", ten))
			if wait != "" {
				require.NoError(t, err)
				now = ten.Add(time.Hour)
				_, err = dying.Tick(t.Context())
			}
			require.ErrorIs(t, err, errDown)
			now = now.Add(time.Hour)
			report, err := engine(false).Tick(t.Context())
			require.NoError(t, err)
			require.Equal(t, []string{"r/0 remove: ambiguous"}, ends(report.Actions))
			require.Equal(t, 1, started)
			require.Len(t, must(engine(false).DeadLetters(t.Context(), "", 9)), 1)
		})
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A process that dies after Handle has kept the event, and before it ran anything, loses nothing: another goes on,
// with the texts as they were and what it knows of the recipe's order.
func TestAnotherProcessGoesOn(t *testing.T) {
	store := &flaky{}
	now := ten
	var done []string
	engine := func() *recipe.Engine {
		e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
		action.HandleAll(e.Handlers, func(_ context.Context, c action.Config, in action.Input) error {
			done = append(done, fmt.Sprintf("%s %+v try %d", c.Kind(), c, in.Attempt))
			return nil
		})
		require.NoError(t, e.Load(parse(t, set(newItem("r",
			`{"do":"add_tags","with":{"tags":["{{ mention.content }}"]},"on_error":"stop"}`,
			`{"do":"add_tags","with":{"tags":["x"]}}`)))))
		return e
	}
	dying := engine()
	ctx, cancel := context.WithCancel(t.Context())
	dying.History = history.RecorderFunc(func(context.Context, ...history.Entry) error { cancel(); return nil })
	store.failAt = 2 // the settling of the first action, which was not begun since ctx has ended
	_, err := dying.Handle(ctx, customer("e", ten))
	require.ErrorIs(t, err, errDown)
	require.Empty(t, done)
	now = ten.Add(time.Hour)
	report, err := engine().Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 add_tags: done", "r/1 add_tags: done"}, ends(report.Actions))
	require.Len(t, done, 2)
	require.True(t, strings.Contains(done[0], "hola") && strings.HasSuffix(done[0], "try 2"), done[0])
}

// A row that no engine wrote becomes a dead letter, which is reported once, and the other rows are done.
func TestForeignRow(t *testing.T) {
	var store schedule.Memory
	require.NoError(t, store.Update(t.Context(), schedule.On("s"), func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: "foreign", Kind: "work", Subject: "s", Due: ten, Payload: []byte("not ours")})
		return err
	}))
	e := recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: func() time.Time { return ten }}
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { return nil })
	require.NoError(t, e.Load(parse(t, set(newItem("r", `{"do":"resolve","after":"1m"}`)))))
	_, err := e.Handle(t.Context(), customer("e", ten.Add(-time.Minute)))
	require.NoError(t, err)
	report, err := e.Tick(t.Context())
	require.ErrorContains(t, err, `row "foreign": `)
	slices.SortFunc(report.Actions, func(a, b recipe.ActionReport) int { return strings.Compare(a.Do, b.Do) })
	require.Equal(t, []string{"/-1 : failed", "r/0 resolve: done"}, ends(report.Actions), "the others are done")
	dead := must(e.DeadLetters(t.Context(), "", 9))
	require.Len(t, dead, 1)
	require.Equal(t, dead[0].Key, report.Actions[0].DeadLetter)
	require.Equal(t, recipe.Failed, report.Actions[0].Outcome)
	report, err = e.Tick(t.Context())
	require.NoError(t, err, "it does not come up at every call")
	require.Empty(t, report.Actions)
}

// An action of a recipe that nobody knows any more is cancelled, an hour after it was due.
func TestRecipeNobodyKnows(t *testing.T) {
	store := &flaky{}
	now := ten
	old := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleFunc(old.Handlers, func(context.Context, action.AddTags, action.Input) error { return errors.New("later") })
	require.NoError(t, old.Load(parse(t, set(newItem("r", tagA)))))
	_, err := old.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	now = now.Add(time.Minute)
	report, err := (&recipe.Engine{Store: store, Now: old.Now}).Tick(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Actions, "another process may know it")
	now = now.Add(2 * time.Hour)
	report, err = (&recipe.Engine{Store: store, Now: old.Now}).Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 add_tags: cancelled recipe_removed"}, ends(report.Actions))
}
