package recipe_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// chase reminds of a case up to three times, an hour apart, unless the customer writes.
const chase = `{"id":"chase","name":"Chase","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},
	"actions":[{"do":"private_reply","with":{"message":"Still waiting, {{ case.contact.name }}."},
		"repeat":{"every":"1h","times":3},"unless":["customer_reply"]}]}`

// times returns when handlers were called.
func times(k *recipetest.Kitchen) []string {
	var at []string
	for _, c := range k.Calls() {
		at = append(at, c.At.Format("15:04:05"))
	}
	return at
}

func TestRepeat(t *testing.T) {
	k := recipetest.Load(t, set(chase))
	report := k.Send(status("e1", ten, trigger.Unresolved, trigger.Pending))
	require.Equal(t, []string{"chase/0 private_reply: done", "chase/0 private_reply: waiting"}, ends(report.Decisions[0].Actions))
	require.Equal(t, recipe.Fired, report.Decisions[0].Outcome)
	require.Equal(t, 2, report.Decisions[0].Actions[1].Nth)
	require.Equal(t, ten.Add(time.Hour), report.Decisions[0].Actions[1].Due)
	k.Until(ten.Add(100 * time.Hour))
	require.Equal(t, []string{"10:00:00", "11:00:00", "12:00:00"}, times(k))
	keys := map[string]bool{}
	for _, c := range k.Calls() {
		keys[c.Key] = true
		require.Equal(t, 1, c.Attempt)
	}
	require.Len(t, keys, 3, "every time has a key of its own")
}

func TestRepeatEnds(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(k *recipetest.Kitchen)
		want []string
	}{
		{"the customer writes", func(k *recipetest.Kitchen) { k.Send(customer("e2", ten.Add(70*time.Minute))) }, []string{"10:00:00", "11:00:00"}},
		{"the agent writes, which was not asked for", func(k *recipetest.Kitchen) { k.Send(agent("e2", ten.Add(70*time.Minute))) }, []string{"10:00:00", "11:00:00", "12:00:00"}},
		{"pending again, which begins anew", func(k *recipetest.Kitchen) {
			k.Send(status("e2", ten.Add(90*time.Minute), trigger.Unresolved, trigger.Pending))
		},
			[]string{"10:00:00", "11:00:00", "11:30:00", "12:30:00", "13:30:00"}},
		{"the recipe is edited", func(k *recipetest.Kitchen) {
			k.Until(ten.Add(70 * time.Minute))
			k.Load(set(strings.Replace(chase, "Still", "Again", 1)))
		}, []string{"10:00:00", "11:00:00", "12:00:00"}},
		{"a down time of 90 minutes", func(k *recipetest.Kitchen) { k.Until(ten.Add(time.Minute)); k.Sleep(ten.Add(150 * time.Minute)) },
			[]string{"10:00:00", "12:30:00", "13:30:00"}},
		{"a down time of ten minutes", func(k *recipetest.Kitchen) { k.Until(ten.Add(time.Minute)); k.Sleep(ten.Add(70 * time.Minute)) },
			[]string{"10:00:00", "11:10:00", "12:00:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(chase))
			k.Send(status("e1", ten, trigger.Unresolved, trigger.Pending))
			tt.do(k)
			k.Until(ten.Add(20 * time.Hour))
			require.Equal(t, tt.want, times(k))
		})
	}
}

// A time that fails is not tried again: it counts, and the next one comes when it would have come anyway. Only when
// the last one fails there is a dead letter.
func TestRepeatFails(t *testing.T) {
	k := recipetest.Load(t, set(chase))
	k.Fail("private_reply", errors.New("no line"), action.Retry(time.Minute, errors.New("busy")), errors.New("no line"))
	report := k.Send(status("e1", ten, trigger.Unresolved, trigger.Pending))
	require.Equal(t, []string{"chase/0 private_reply: failed", "chase/0 private_reply: waiting"}, ends(report.Decisions[0].Actions))
	require.Equal(t, recipe.Partial, report.Decisions[0].Outcome)
	k.Until(ten.Add(90 * time.Minute))
	dead, err := k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Empty(t, dead)
	k.Until(ten.Add(20 * time.Hour))
	require.Equal(t, []string{"10:00:00", "11:00:00", "12:00:00"}, times(k))
	dead, err = k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, dead, 1)
	require.NoError(t, k.Engine.Retry(t.Context(), dead[0].Key))
	k.Until(ten.Add(40 * time.Hour))
	require.Len(t, k.Calls(), 4, "retried once, and nothing follows it")
}

func TestRepeatFaults(t *testing.T) {
	for _, tt := range []struct{ repeat, want string }{
		{`"repeat":{"every":"9m","times":1}`, `repeat.every: 9m is not from 10m to 5d`},
		{`"repeat":{"every":"7201m","times":1}`, `repeat.every: 5d1m is not from 10m to 5d`},
		{`"repeat":{"every":"10m","times":0}`, `repeat.times: 0 is not from 1 to 10`},
		{`"repeat":{"every":"10m","times":11}`, `repeat.times: 11 is not from 1 to 10`},
		{`"repeat":{"every":"10m","times":1},"on_error":"stop"`, `on_error: stop is for actions that are carried out once`},
		{`"repeat":{"every":"10m","times":1}`, ""},
		{`"repeat":{"every":"7200m","times":10},"after":"1h","unless":["any"]`, ""},
		{`"unless":["any"]`, `unless: given without after, at, repeat or hours; an action that does not wait cannot be cancelled`},
	} {
		s, err := recipe.Decode([]byte(set(`{"id":"r","name":"R","trigger":{"on":"case_mention","all_topics":true},
			"actions":[{"do":"private_reply","with":{"message":"Hi"},` + tt.repeat + `}]}`)))
		require.NoError(t, err)
		k := recipetest.Load(t, set())
		err = k.Engine.Check(s)
		if tt.want == "" {
			require.NoError(t, err, tt.repeat)
			continue
		}
		require.EqualError(t, err, "recipe r: actions[0]."+tt.want)
	}
}

// The first time fails when its text is filled in; the next time is what tries again.
func TestRepeatAfterFaultyText(t *testing.T) {
	k, f := polled(t, approvals)
	f.items = []string{strings.Replace(ticket("INC1", "Laptop"), `"ada"`, `""`, 1)}
	k.Until(nine)
	require.Empty(t, k.Calls())
	f.items = []string{ticket("INC1", "Laptop")}
	k.Until(nine.Add(24 * time.Hour))
	require.NotEmpty(t, sent(k), "it is there, and has somebody to write to")
}

// An edit of the distance: the next time is at the new distance from the last.
func TestEditOfEvery(t *testing.T) {
	text := strings.Replace(approvals, `"every":"60m","times":3`, `"every":"10m","times":10`, 1)
	k, f := polled(t, text)
	f.items = []string{ticket("INC1", "Laptop")}
	k.Until(nine)
	k.Until(nine.Add(75 * time.Minute)) // 8 times, the last at 10:10
	require.Len(t, k.Calls(), 8)
	k.Load(set(strings.Replace(text, `"every":"10m","times":10`, `"every":"2d","times":10`, 1)))
	k.Until(nine.Add(85 * time.Minute)) // the 9th at 10:20
	require.Len(t, k.Calls(), 9)
	k.Until(nine.Add(4 * 24 * time.Hour))
	require.Len(t, k.Calls(), 10, "the 10th two days behind the 9th")
}

// What another recipe brings about before the first time is settled.
func TestUnlessCaused(t *testing.T) {
	k := recipetest.New(t)
	resolve := `{"id":"a-resolve","name":"A","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},
	"actions":[{"do":"set_status","with":{"status":"resolved"}}]}`
	action.HandleFunc(k.Handlers, func(ctx context.Context, c action.SetStatus, in action.Input) error {
		ev := status("e2", ten, trigger.Pending, trigger.Resolved)
		ev.Actor, ev.Cause = trigger.Recipe, in.Cause()
		_, err := k.Engine.Handle(ctx, ev)
		return err
	})
	k.Load(set(resolve, strings.Replace(chase, `"customer_reply"`, `"status_changed"`, 1)))
	k.Until(ten)
	k.Send(status("e1", ten.Add(-time.Second), trigger.Unresolved, trigger.Pending))
	k.Until(ten.Add(20 * time.Hour))
	require.LessOrEqual(t, len(k.Calls()), 1)
}

// Two recipes poll the same records, one repeats unless anything happens.
func TestAnyOfOtherRecipe(t *testing.T) {
	other := strings.Replace(strings.Replace(approvals, `"id":"approvals"`, `"id":"zz"`, 1), `"every":"30m"`, `"every":"50m"`, 1)
	k, f := polled(t, strings.Replace(approvals, `"times":3}`, `"times":3},"unless":["any"]`, 1))
	f.items = []string{ticket("INC1", "Laptop")}
	k.Until(nine)
	k.Until(nine.Add(20 * time.Minute))
	k.Load(set(strings.Replace(approvals, `"times":3}`, `"times":3},"unless":["any"]`, 1), other))
	k.Until(nine.Add(10 * time.Hour))
	n := 0
	for _, c := range k.Calls() {
		if c.Recipe == "approvals" {
			n++
		}
	}
	require.Equal(t, 3, n)
}

// Two actions, the first with an output that fails: runs add up.
func TestSupersedeAtSameInstant(t *testing.T) {
	k := recipetest.Load(t, set(chase))
	k.Send(status("e1", ten, trigger.Unresolved, trigger.Pending))
	k.Send(status("e2", ten.Add(-time.Minute), trigger.Unresolved, trigger.Pending)) // told late
	k.Until(ten.Add(20 * time.Hour))
	require.Equal(t, []string{"10:00:00", "10:00:00", "11:00:00", "12:00:00"}, times(k))
}
