package recipe_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// echo is a host that turns every tag that an action adds into an event, and handles that at once.
func echo(t *testing.T, k *recipetest.Kitchen) (runs *[]string) {
	t.Helper()
	runs = new([]string)
	n := 0
	var send func(ev trigger.Event)
	action.HandleFunc(k.Handlers, func(_ context.Context, c action.AddTags, in action.Input) error {
		n++
		ev := tagged(fmt.Sprintf("%s/%d", in.Event.Root(), n), in.At, c.Tags[0])
		ev.Actor, ev.Cause = trigger.Recipe, in.Cause()
		send(ev)
		return nil
	})
	send = func(ev trigger.Event) {
		report := k.Send(ev)
		*runs = append(*runs, outcomes(report.Decisions)...)
	}
	return runs
}

func onTag(id, tag string, actions ...string) string {
	return one(id, `{"on":"case_tag_added","tag":"`+tag+`","all_topics":true}`, "", actions...)
}

// Two recipes that answer each other run once each.
func TestPingPong(t *testing.T) {
	k := recipetest.New(t)
	runs := echo(t, k)
	k.Load(set(onTag("ping", "a", tagB), onTag("pong", "b", tagA)))
	report := k.Send(tagged("e", ten, "a"))
	require.Equal(t, []string{"ping: fired"}, outcomes(report.Decisions))
	require.Equal(t, []string{"ping: loop_stopped ran_before", "pong: fired"}, *runs)
	stopped := k.History.Find(history.Query{Outcome: string(recipe.LoopStopped)})
	require.Len(t, stopped, 1)
	require.Equal(t, "ran_before", stopped[0].Reason)
	require.Equal(t, []string{"ping: fired"}, outcomes(k.Send(tagged("e2", ten.Add(time.Second), "a")).Decisions), "another first cause")
}

// A recipe runs three times in a thread for one first cause, by whatever branch the event came.
func TestBranches(t *testing.T) {
	k := recipetest.New(t)
	runs := echo(t, k)
	k.Load(set(onTag("root", "a", tagB, tagB, tagB, tagB, tagB), onTag("leaf", "b", resolveStatus)))
	k.Send(tagged("e", ten, "a"))
	require.Equal(t, []string{"leaf: fired", "leaf: fired", "leaf: fired", "leaf: loop_stopped too_often", "leaf: loop_stopped too_often"}, *runs)
	require.Equal(t, []string{"root: fired"}, outcomes(k.Send(tagged("e2", ten.Add(time.Second), "a")).Decisions), "another first cause")
	require.Len(t, *runs, 10)
}

const resolveStatus = `{"do":"private_reply","with":{"message":"x"}}`

// A chain of recipes ends at its longest.
func TestDepth(t *testing.T) {
	k := recipetest.New(t)
	runs := echo(t, k)
	var recipes []string
	for i := range 12 {
		recipes = append(recipes, onTag(fmt.Sprintf("r%02d", i), fmt.Sprintf("t%d", i), fmt.Sprintf(`{"do":"add_tags","with":{"tags":["t%d"]}}`, i+1)))
	}
	k.Load(set(recipes...))
	k.Send(tagged("e", ten, "t0"))
	require.Len(t, *runs, trigger.MaxDepth)
	require.Equal(t, "r08: loop_stopped too_deep", (*runs)[0], "the innermost is reported first")
}

// Turns are taken in listed order, across events and threads, and an event that is repeated takes none.
func TestTurns(t *testing.T) {
	k := recipetest.New(t)
	var got []string
	action.Handle(k.Handlers, action.Assigner{Assign: func(_ context.Context, _ action.Input, to trigger.Assigned) error {
		got = append(got, to.Users...)
		return nil
	}})
	k.Load(set(newItem("r", `{"do":"assign","with":{"users":["7","8","9"],"pick":"one"}}`)))
	for i := range 7 {
		ev := customer(fmt.Sprint("e", i), ten)
		ev.Mention.CaseID = fmt.Sprint(i)
		k.Send(ev, ev)
	}
	require.Equal(t, []string{"7", "8", "9", "7", "8", "9", "7"}, got)
}

// The same set, events and clock give the same history, byte for byte.
func TestDeterministic(t *testing.T) {
	run := func() string {
		k := recipetest.New(t)
		k.Fail("add_tags", fmt.Errorf("down"), nil, action.Permanent(fmt.Errorf("no")))
		k.Load(set(quiet, newItem("r", tagA, `{"do":"assign","with":{"users":["7","8"],"pick":"one"}}`, `{"do":"resolve","after":"10m"}`)))
		for i := range 20 {
			at := ten.Add(time.Duration(i*7) * time.Minute)
			if i%3 == 0 {
				k.Send(agent(fmt.Sprint("e", i), at))
			} else {
				k.Send(customer(fmt.Sprint("e", i), at))
			}
		}
		k.Wait(48 * time.Hour)
		return toJSON(t, k.History.Find(history.Query{}))
	}
	first := run()
	require.Greater(t, len(first), 1000)
	for range 5 {
		require.Equal(t, first, run())
	}
}
