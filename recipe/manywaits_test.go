package recipe_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// crowd is one thread in which n actions wait: of n recipes, or of n/100 recipes with a hundred actions each.
func crowd(t testing.TB, n, actions int, unless string) (*recipe.Engine, *tally, *time.Time, *int) {
	store := &tally{Store: new(schedule.Memory)}
	now, done := ten, 0
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { done++; return nil })
	var recipes []string
	for i := range n / actions {
		var list []string
		for a := range actions {
			list = append(list, fmt.Sprintf(`{"do":"add_tags","id":"a%d","with":{"tags":["a"]},"after":"10m"%s}`, a, unless))
		}
		recipes = append(recipes, newItem(fmt.Sprint("r", i), list...))
	}
	require.NoError(t, e.Load(parse(t, set(recipes...))))
	return e, store, &now, &done
}

// The cost of arming, moving, cancelling and running grows with the waits of the thread, not with their square.
func TestWaitsOfOneThreadAreLinear(t *testing.T) {
	const unless = `,"unless":["agent_reply"]`
	type cost struct{ calls, rows int }
	for _, actions := range []int{1, 100} {
		costs := map[string][]cost{}
		for _, n := range []int{200, 1000} {
			e, store, now, done := crowd(t, n, actions, unless)
			measure := func(what string, do func() error) {
				store.reset()
				require.NoError(t, do())
				calls, rows := store.reset()
				costs[what] = append(costs[what], cost{calls, rows})
			}
			handle := func(id string, from func(string, time.Time) trigger.Event) func() error {
				return func() error {
					_, err := e.Handle(t.Context(), from(id, *now))
					return err
				}
			}
			tick := func() error { _, err := e.Tick(t.Context()); return err }
			measure("arm", handle("e1", customer))
			*now = now.Add(time.Minute)
			measure("move", handle("e2", customer))
			*now = now.Add(10 * time.Minute)
			measure("tick", tick)
			require.Equal(t, n, *done)
			require.NoError(t, handle("e3", customer)())
			*now = now.Add(time.Minute)
			measure("an event that cancels none", handle("e4", func(id string, at time.Time) trigger.Event { return tagged(id, at, "x") }))
			*now = now.Add(time.Minute)
			ev := agent("e5", *now)
			ev.Mention.Topic = "support"
			store.reset()
			report, err := e.Handle(t.Context(), ev)
			require.NoError(t, err)
			calls, rows := store.reset()
			costs["cancel or move"] = append(costs["cancel or move"], cost{calls, rows})
			require.GreaterOrEqual(t, len(report.Actions), n)
		}
		for what, c := range costs {
			t.Logf("%d actions a recipe: %s: 200 waits %+v, 1000 waits %+v", actions, what, c[0], c[1])
			require.LessOrEqual(t, c[1].calls, 6*c[0].calls, what)
			require.LessOrEqual(t, c[1].rows, 6*c[0].rows, what)
			require.LessOrEqual(t, c[0].rows, 200*40, "%s: a few rows for each wait", what)
		}
	}
}

// BenchmarkWaitsOfOneThread arms 4,000 waits in one thread, and carries them out by one Tick.
func BenchmarkWaitsOfOneThread(b *testing.B) {
	for _, actions := range []int{1, 100} {
		b.Run(fmt.Sprintf("%d_actions_a_recipe", actions), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e, _, now, done := crowd(b, 4000, actions, "")
				_, err := e.Handle(b.Context(), customer("e", *now))
				require.NoError(b, err)
				*now = now.Add(10 * time.Minute)
				start := time.Now()
				_, err = e.Tick(b.Context())
				require.NoError(b, err)
				require.Equal(b, 4000, *done)
				b.ReportMetric(time.Since(start).Seconds(), "s/tick")
			}
		})
	}
}
