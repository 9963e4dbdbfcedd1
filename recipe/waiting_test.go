package recipe_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// What waits in a thread can be listed, and ended by the host.
func TestWaiting(t *testing.T) {
	k := recipetest.Load(t, set(
		one("later", `{"on":"case_status_changed","all_topics":true}`, "", `{"do":"resolve","after":"2h"}`),
		one("soon", `{"on":"case_status_changed","all_topics":true}`, "", `{"id":"tell","do":"notify","with":{"users":["a"],"channel":"push"},"after":"1h","unless":["agent_reply"]}`),
		one("often", `{"on":"case_status_changed","all_topics":true}`, "", `{"do":"add_tags","with":{"tags":["x"]},"repeat":{"every":"90m","times":2}}`)))
	k.Send(pendingAt(ten))
	list, err := k.Engine.Waiting(t.Context(), customer("c", ten))
	require.NoError(t, err)
	require.Len(t, list, 3)
	soon := list[0]
	require.NotEmpty(t, soon.Key)
	require.NotEmpty(t, soon.Run)
	soon.Key, soon.Run = "", ""
	require.Equal(t, recipe.Wait{Recipe: "soon", Action: "tell", Do: "notify", Event: "e1", Item: trigger.Ref{Kind: "case", ID: "5"},
		Due: ten.Add(time.Hour), Unless: []action.Signal{action.AgentReply}}, soon)
	require.Equal(t, "often", list[1].Recipe)
	require.Equal(t, 2, list[1].Nth)
	require.Equal(t, "later", list[2].Recipe)

	other := customer("c", ten)
	other.Mention.CaseID = "6"
	none, err := k.Engine.Waiting(t.Context(), other)
	require.NoError(t, err)
	require.Equal(t, []recipe.Wait{}, none)

	require.NoError(t, k.Engine.Cancel(t.Context(), list[2].Key))
	require.ErrorIs(t, k.Engine.Cancel(t.Context(), list[2].Key), recipe.ErrNotWaiting)
	require.ErrorIs(t, k.Engine.Cancel(t.Context(), "nothing"), recipe.ErrNotWaiting)
	log := k.History.Find(history.Query{Outcome: "cancelled"})
	require.Len(t, log, 1)
	require.Equal(t, "by_host", log[0].Reason)
	require.Equal(t, []string{"soon/0 notify: done", "often/0 add_tags: done"}, ends(k.Wait(5*time.Hour)))
	require.ErrorIs(t, k.Engine.Cancel(t.Context(), list[0].Key), recipe.ErrNotWaiting, "it was carried out")
	again := status("e2", k.Now(), trigger.Unresolved, trigger.Pending)
	k.Send(again)
	list, err = k.Engine.Waiting(t.Context(), again)
	require.NoError(t, err)
	require.Len(t, list, 3, "a later event arms it again")
}

// The history of an action that waits says until when.
func TestHistoryOfWaiting(t *testing.T) {
	k := recipetest.Load(t, closing("Close", "true"))
	k.Send(pendingAt(ten))
	log := k.History.Find(history.Query{Outcome: "waiting"})
	require.Len(t, log, 1)
	require.Equal(t, ten.Add(30*time.Minute), log[0].Due)
}

// Two cases are merged while an action waits in each: the first of the two runs.
func TestMerged(t *testing.T) {
	for _, tt := range []struct {
		name        string
		moved, kept time.Duration // when the wait is armed of the case that goes, and of the one that stays
		want        []string
	}{
		{"the one that stays is first", 10 * time.Minute, 0, []string{"close/0 set_status: done", "close/0 set_status: cancelled merged"}},
		{"the one that goes is first", 0, 10 * time.Minute, []string{"close/0 set_status: cancelled merged", "close/0 set_status: done"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
				kase := *ev.Case
				kase.ID = "5"
				ev.Case = &kase
				return nil
			}
			k.Load(closing("Close", "true"))
			stays, goes := pendingAt(ten.Add(tt.kept)), pendingAt(ten.Add(tt.moved))
			goes.ID, goes.Case.ID = "e7", "7"
			if tt.kept < tt.moved {
				k.Send(stays, goes)
			} else {
				k.Send(goes, stays)
			}
			require.Equal(t, tt.want, ends(k.Wait(2*time.Hour)))
			require.Len(t, k.Done(), 1)
		})
	}
	t.Run("what ran before the other was armed does not count", func(t *testing.T) {
		k := recipetest.New(t)
		k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
			kase := *ev.Case
			kase.ID = "5"
			ev.Case = &kase
			return nil
		}
		k.Load(closing("Close", "true"))
		goes := pendingAt(ten.Add(40 * time.Minute))
		goes.ID, goes.Case.ID = "e7", "7"
		k.Send(pendingAt(ten), goes)
		k.Wait(2 * time.Hour)
		require.Len(t, k.Done(), 2)
	})
}

// A recipe in shadow says what it would do, and leaves no trace but that.
func TestShadow(t *testing.T) {
	shadow := func(more string) string {
		return one("new", `{"on":"new_item","all_topics":true}`, `"shadow":true`+more, `{"do":"assign","with":{"users":["a","b"],"pick":"one"}}`,
			`{"id":"later","do":"resolve","after":"1h"}`, `{"do":"private_reply","with":{"message":"x"},"limit":{"times":1,"every":"1h","per":"recipe"}}`)
	}
	k := recipetest.Load(t, set(shadow(`,"stop":true`), newItem("old", tagA)))
	report := k.Send(customer("e", ten))
	require.Equal(t, []string{"new: would_fire", "old: fired"}, outcomes(report.Decisions))
	require.Empty(t, report.Decisions[0].Run)
	require.Equal(t, []string{"new/0 assign: planned", "new/1 resolve: waiting", "new/2 private_reply: planned"}, ends(report.Decisions[0].Actions))
	require.Len(t, k.History.Find(history.Query{Outcome: "would_fire"}), 1)
	require.Empty(t, k.Wait(2*time.Hour))
	require.Equal(t, []string{`add_tags mention/e {"tags":["a"]}`}, k.Done())

	alone := recipetest.Load(t, set(shadow("")))
	alone.Send(customer("e", ten))
	require.Zero(t, alone.Rows())

	t.Run("what waited for it before is cancelled", func(t *testing.T) {
		k := recipetest.Load(t, set(one("r", `{"on":"new_item","all_topics":true}`, "", `{"do":"resolve","after":"1h"}`)))
		k.Send(customer("e", ten))
		k.Load(set(one("r", `{"on":"new_item","all_topics":true}`, `"shadow":true`, `{"do":"resolve","after":"1h"}`)))
		require.Equal(t, []string{"r/0 resolve: cancelled recipe_disabled"}, ends(k.Wait(2*time.Hour)))
	})
}

// The recipes of a set that have no fault are loaded, and the faults of the others are told.
func TestLoadValid(t *testing.T) {
	good, bad := newItem("good", tagA), newItem("bad", `{"do":"dance"}`)
	k := recipetest.New(t)
	k.Load(set(newItem("x", tagC)))
	load := func(text string) []string {
		s, err := recipe.Decode([]byte(text))
		require.NoError(t, err)
		texts := []string{}
		for _, f := range recipe.Faults(k.Engine.LoadValid(s)) {
			texts = append(texts, f.Error())
		}
		return texts
	}
	runs := func(id string) []string { return outcomes(k.Send(customer(id, ten)).Decisions) }

	require.Empty(t, load(set(good)))
	faults := load(set(bad, good, newItem("good", tagB)))
	require.Len(t, faults, 2)
	require.Contains(t, faults[0], `recipe bad: actions[0].do: no handler for "dance"`)
	require.Contains(t, faults[1], `recipe good: id: "good"`)
	require.Equal(t, []string{"good: fired"}, runs("e1"))

	require.Empty(t, load(set(newItem("bad", tagB), good)))
	require.Len(t, load(set(bad, good)), 1)
	require.Equal(t, []string{"bad: fired", "good: fired"}, runs("e2"), "it goes on as it was")
	require.Equal(t, []string{"add_tags mention/e2 {\"tags\":[\"b\"]}", "add_tags mention/e2 {\"tags\":[\"a\"]}"}, k.Done()[len(k.Done())-2:])

	named := `{"format":1,"filters":{"f":"mention.nothing == 1","g":"true"},"calendars":{"c":{"zone":"Mars"}},"recipes":[` +
		one("one", `{"on":"new_item","all_topics":true}`, `"filter":{"saved":"f"}`, tagA) + `,` +
		one("two", `{"on":"new_item","all_topics":true}`, `"hours":{"calendar":"c","when":"during"}`, tagA) + `,` +
		one("three", `{"on":"new_item","all_topics":true}`, `"filter":{"saved":"g"}`, tagA) + `]}`
	faults = load(named)
	require.GreaterOrEqual(t, len(faults), 4, "of the filter, the calendar, and those that name them: %v", faults)
	require.Equal(t, []string{"three: fired"}, runs("e3"))

	require.NotEmpty(t, load(`{"format":9,"recipes":[`+good+`]}`))
	require.Equal(t, []string{"three: fired"}, runs("e4"), "a set of another format loads nothing")
}

// What waits for a recipe that has a fault now is left alone.
func TestLoadValidLeavesWhatWaits(t *testing.T) {
	k := recipetest.Load(t, closing("Close", "true"))
	k.Send(pendingAt(ten))
	broken := set(`{"id":"close","name":"","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","topics":["support"]},
		"actions":[{"do":"dance"}]}`)
	require.Error(t, k.Engine.LoadValid(parse(t, broken)))
	require.Equal(t, []string{"close/0 set_status: done"}, ends(k.Wait(time.Hour)), "it goes on as it was")
}
