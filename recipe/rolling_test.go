package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// process is one of several engines on one store.
func process(t testing.TB, store schedule.Store, now *time.Time, done map[string]int, name string, recipes ...string) *recipe.Engine {
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return *now }}
	action.HandleAll(e.Handlers, func(_ context.Context, c action.Config, in action.Input) error {
		if in.Digest == nil {
			done[fmt.Sprintf("%s %s %s", in.Recipe.ID, c.Kind(), in.Event.ID)]++
		}
		for _, m := range in.Digest {
			done[fmt.Sprintf("%s %s %s", in.Recipe.ID, c.Kind(), m.Event)]++
		}
		return nil
	})
	e.Workers = 1
	require.NoError(t, e.Load(parse(t, set(recipes...))), name)
	return e
}

// Three tenants with three sets on one store, through schedule.Prefix, do all their waits, each its own.
func TestTenantsOfOneStore(t *testing.T) {
	var store schedule.Memory
	now := ten
	done := make([]map[string]int, 3)
	engines := make([]*recipe.Engine, 3)
	want := make([]map[string]int, 3)
	for i, tenant := range []string{"acme", "acme/eu", "umbrella"} {
		done[i], want[i] = map[string]int{}, map[string]int{}
		engines[i] = process(t, schedule.Prefix(&store, tenant), &now, done[i], tenant,
			newItem("own"+tenant, `{"do":"resolve","after":"10m"}`), newItem("same", `{"do":"add_tags","with":{"tags":["x"]},"after":"20m","unless":["agent_reply"]}`))
		for _, id := range split("e", 5) {
			ev := customer(id, ten)
			ev.Mention.CaseID = id
			_, err := engines[i].Handle(t.Context(), ev)
			require.NoError(t, err)
			want[i]["own"+tenant+" resolve "+id], want[i]["same add_tags "+id] = 1, 1
		}
	}
	answer := agent("answer", ten.Add(time.Minute)) // the first tenant's agent answers a case that all of them have
	answer.Mention.CaseID = "e3"
	_, err := engines[0].Handle(t.Context(), answer)
	require.NoError(t, err)
	delete(want[0], "same add_tags e3")
	want[0]["ownacme resolve answer"], want[0]["same add_tags answer"] = 1, 1
	delete(want[0], "ownacme resolve e3") // moved by the answer
	for range 60 {
		now = now.Add(time.Minute)
		for _, e := range engines {
			_, err := e.Tick(t.Context())
			require.NoError(t, err)
		}
	}
	require.Equal(t, want, done)
}

// An old and a new process side by side for half an hour: the new one has a recipe more, and edited texts. No wait, retry
// or match of a digest is lost or done twice, whoever ticks first.
func TestRollingDeploy(t *testing.T) {
	kept := func(tag string) string {
		return newItem("kept", `{"do":"add_tags","with":{"tags":["`+tag+`"]},"after":"3m"}`, `{"do":"resolve","after":"5m","unless":["agent_reply"]}`)
	}
	fresh := newItem("fresh", `{"do":"set_status","with":{"status":"pending"},"after":"2m"}`, `{"do":"assign","with":{"users":["7"]}}`,
		`{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2,"at_most_every":"5m"}}`)
	for _, oldFirst := range []bool{true, false} {
		var store schedule.Memory
		now := ten
		done := map[string]int{}
		before := process(t, &store, &now, done, "old", kept("v1"))
		after := process(t, &store, &now, done, "new", kept("v2"), fresh)
		tries := 0
		after.Handlers = new(action.Handlers)
		action.HandleFunc(after.Handlers, func(_ context.Context, _ action.Assign, in action.Input) error {
			if tries++; in.Attempt < 3 {
				return errors.New("down")
			}
			done["fresh assign "+in.Event.ID]++
			return nil
		})
		action.HandleAll(after.Handlers, func(_ context.Context, c action.Config, in action.Input) error {
			if in.Digest == nil {
				done[fmt.Sprintf("%s %s %s", in.Recipe.ID, c.Kind(), in.Event.ID)]++
			}
			for _, m := range in.Digest {
				done[fmt.Sprintf("%s %s %s", in.Recipe.ID, c.Kind(), m.Event)]++
			}
			return nil
		})
		want := map[string]int{}
		const half, whole = 180, 2 * 360 // steps of ten seconds: half an hour with both, and then the new one alone
		for step := range whole {
			if step%6 == 0 && step < half {
				id := fmt.Sprint("e", step)
				ev := customer(id, now)
				ev.Mention.CaseID = id
				by := []*recipe.Engine{before, after}[step/6%2]
				_, err := by.Handle(t.Context(), ev)
				require.NoError(t, err)
				want["kept add_tags "+id], want["kept resolve "+id] = 1, 1
				if by == after {
					want["fresh set_status "+id], want["fresh assign "+id], want["fresh notify "+id] = 1, 1, 1
				}
			}
			now = now.Add(10 * time.Second)
			var ticking []*recipe.Engine
			if step%3 == 0 && step < half {
				ticking = append(ticking, before)
			}
			if step%2 == 0 {
				ticking = append(ticking, after)
			}
			if !oldFirst {
				slices.Reverse(ticking)
			}
			for _, e := range ticking {
				_, err := e.Tick(t.Context())
				require.NoError(t, err)
			}
		}
		last := customer("last", now) // brings the last match of the digest to two, if it is alone
		last.Mention.CaseID = "last"
		_, err := after.Handle(t.Context(), last)
		require.NoError(t, err)
		_, err = after.Tick(t.Context())
		require.NoError(t, err)
		for key := range done {
			if key[len(key)-4:] == "last" {
				delete(done, key)
			}
		}
		require.Equal(t, want, done, "old first %v", oldFirst)
		require.Greater(t, tries, 30)
	}
}

// A recipe that nobody knows is cancelled an hour after its action was due, and one that this process saw removed at once.
func TestRecipeThatNobodyKnows(t *testing.T) {
	start := func(t *testing.T) (*schedule.Memory, *time.Time, *recipe.Engine) {
		store, now := new(schedule.Memory), ten
		e := process(t, store, &now, map[string]int{}, "first", newItem("r", `{"do":"resolve","after":"10m"}`))
		_, err := e.Handle(t.Context(), customer("e", ten))
		require.NoError(t, err)
		return store, &now, e
	}
	due := ten.Add(10 * time.Minute)
	t.Run("unknown", func(t *testing.T) {
		store, now, _ := start(t)
		e := process(t, store, now, map[string]int{}, "other", newItem("other", tagA))
		for *now = due; !now.After(due.Add(time.Hour)); *now = now.Add(30 * time.Second) {
			report, err := e.Tick(t.Context())
			require.NoError(t, err)
			require.Empty(t, report.Actions, "%s", now)
		}
		*now = due.Add(time.Hour + 2*time.Minute) // the last lease has passed
		report, err := e.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"r/0 resolve: cancelled recipe_removed"}, ends(report.Actions))
	})
	t.Run("seen removed", func(t *testing.T) {
		_, now, e := start(t)
		require.NoError(t, e.Load(parse(t, set(newItem("other", tagA)))))
		*now = due
		report, err := e.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"r/0 resolve: cancelled recipe_removed"}, ends(report.Actions))
	})
}

// That a row was left many times counts as no try: the process that knows it tries again where it cannot read its items.
func TestLeftIsNoTry(t *testing.T) {
	var store schedule.Memory
	now := ten
	done := map[string]int{}
	known := newItem("r", `{"do":"resolve","after":"10m"}`)
	after := process(t, &store, &now, done, "new", known)
	before := process(t, &store, &now, done, "old", newItem("other", tagA))
	_, err := after.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	for range 65 {
		now = now.Add(time.Minute)
		_, err := before.Tick(t.Context())
		require.NoError(t, err)
	}
	reads := 0
	after.Refresh = func(context.Context, *trigger.Event) error {
		if reads++; reads < 3 {
			return errDown
		}
		return nil
	}
	for range 5 {
		now = now.Add(time.Minute)
		_, err := after.Tick(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, 3, reads)
	require.Equal(t, map[string]int{"r resolve e": 1}, done)
}

// An item that cannot be read ten times is a failure that is told.
func TestUnreadTenTimes(t *testing.T) {
	now := ten
	e := process(t, nil, &now, map[string]int{}, "one", newItem("r", `{"do":"resolve","after":"10m"}`))
	reads := 0
	e.Refresh = func(context.Context, *trigger.Event) error { reads++; return errDown }
	_, err := e.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	var last recipe.ActionReport
	for range 30 * 60 {
		now = now.Add(time.Minute)
		report, err := e.Tick(t.Context())
		require.NoError(t, err)
		for _, s := range report.Actions {
			last = s
		}
	}
	require.Equal(t, recipe.MaxAttempts, reads)
	require.Equal(t, recipe.Failed, last.Outcome)
	require.ErrorIs(t, last.Err, errDown)
}

// A process that was told of an older edit and comes to write it down later does not undo what another one wrote.
func TestSwitchedOffTwice(t *testing.T) {
	var store schedule.Memory
	now, done := ten, map[string]int{}
	on := newItem("r", `{"do":"resolve","after":"30m"}`)
	off := strings.Replace(on, `"enabled":true`, `"enabled":false`, 1)
	slow, quick := process(t, &store, &now, done, "slow", on), process(t, &store, &now, done, "quick", on)
	third := process(t, &store, &now, done, "third", on)
	require.NoError(t, slow.Load(parse(t, set(off)))) // and does nothing for two minutes
	now = ten.Add(time.Minute)
	_, err := third.Handle(t.Context(), customer("e1", now))
	require.NoError(t, err)
	require.NoError(t, quick.Load(parse(t, set(off))))
	for _, e := range []*recipe.Engine{quick, slow} {
		_, err = e.Tick(t.Context())
		require.NoError(t, err)
		now = now.Add(time.Minute)
		require.NoError(t, e.Load(parse(t, set(on))))
	}
	now = ten.Add(time.Hour)
	report, err := third.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 resolve: cancelled recipe_disabled"}, ends(report.Actions))
	require.Empty(t, done)
}
