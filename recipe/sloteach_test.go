package recipe_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// What a source hands out that is no case and no mention is told, by its place; the others start the recipe all the same.
func TestItemsWithFaults(t *testing.T) {
	t.Parallel()
	strange := caseItem("7")
	strange.Case.Status = "melted"
	about := caseItem("8")
	about.About = "record"
	k, s := slotted(t, at("05 08:00"), []recipe.SourceItem{caseItem("1"), {}, {Cursor: "page 2"}, caseItem(""), strange, about, caseItem("9"), caseItem("1")}, onSchedule("r", forAll, say))
	k.Until(at("05 08:00"))
	k.Sleep(at("05 09:00"))
	require.Equal(t, []string{"05 09:00 r/2026-01-05T09:00:00Z/case/1", "05 09:00 r/2026-01-05T09:00:00Z/case/9"}, said(k), "one that is handed out twice starts it once")
	require.Len(t, s.asked, 1)
	var faults []string
	for _, en := range k.History.Find(history.Query{Action: "schedule"}) {
		require.Equal(t, trigger.Ref{Kind: "recipe", ID: "r"}, en.Item)
		require.Equal(t, []string{"failed", "record_error"}, []string{en.Outcome, en.Reason})
		faults = append(faults, en.Error)
	}
	require.Equal(t, []string{
		"source items: item 2: neither a case nor a mention",
		`source items: item 3 (cursor "page 2"): neither a case nor a mention`,
		"source items: item 4 (case/): case.id: missing",
		`source items: item 5 (case/7): case.status: "melted" is not unresolved, pending or resolved`,
		`source items: item 6: about is "record", and it is no such item; want mention or case`,
	}, faults)
}

// Of many items with faults the first twenty are told by name, and how many there are more.
func TestManyItemsWithFaults(t *testing.T) {
	t.Parallel()
	k, _ := slotted(t, at("05 08:00"), make([]recipe.SourceItem, 1000), onSchedule("r", forAll, say))
	k.Until(at("05 09:00"))
	log := k.History.Find(history.Query{Action: "schedule"})
	require.Len(t, log, 21)
	require.Equal(t, "source items: item 20: neither a case nor a mention", log[19].Error)
	require.Equal(t, "source items: 980 more of 1000 items were no cases or mentions, or had faults", log[20].Error)
}

// A source that fails is asked again from where it got to, and given up after ten tries without another item.
func TestItemSourceFails(t *testing.T) {
	t.Parallel()
	items := []recipe.SourceItem{caseItem("1"), mentionItem("2"), caseItem("3")}
	t.Run("for a while", func(t *testing.T) {
		k, s := slotted(t, at("05 08:00"), items, onSchedule("r", forAll, say))
		s.failsAt = 3
		k.Until(at("05 09:10"))
		require.Len(t, said(k), 2)
		s.failsAt = 0
		k.Until(at("05 10:00"))
		require.Len(t, k.Done(), 3)
		require.Equal(t, "case/3", k.Calls()[2].Item.String())
		require.Empty(t, s.asked[0].After)
		for _, q := range s.asked[1:] {
			require.Equal(t, "2", q.After)
			require.Equal(t, at("05 09:00"), q.Slot)
		}
		require.Contains(t, k.History.Find(history.Query{Action: "schedule"})[0].Error, "source items: the database is away")
	})
	t.Run("for good", func(t *testing.T) {
		k, s := slotted(t, at("05 08:00"), items, onSchedule("r", `"times":["09:00"],"days":["monday"],"zone":"UTC","each":"items","all_topics":true`, say))
		s.failsAt = 1
		k.Until(at("07 12:00"))
		require.Len(t, s.asked, recipe.MaxAttempts)
		log := k.History.Find(history.Query{Action: "schedule"})
		require.Equal(t, "given up after 10 tries: source items: the database is away", log[len(log)-1].Error)
		s.failsAt = 0
		k.Until(at("12 09:00"))
		require.Len(t, said(k), 3, "the next slot is another")
	})
	for name, source := range map[string]recipe.ItemSource{
		"panics":  func(context.Context, recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] { panic("broken") },
		"is none": func(context.Context, recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] { return nil },
		"panics later": func(context.Context, recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
			return func(yield func(recipe.SourceItem, error) bool) { yield(caseItem("1"), nil); panic("broken") }
		},
		"goes on when it is not wanted": func(context.Context, recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
			return func(yield func(recipe.SourceItem, error) bool) {
				for !yield(recipe.SourceItem{Case: caseItem("1").Case, Cursor: strings.Repeat("x", recipe.MaxCursor+1)}, nil) {
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			k, _ := slotted(t, at("05 08:00"), nil, onSchedule("r", forAll, say))
			k.Engine.ItemSources["items"] = source
			k.Until(at("05 09:00"))
			log := k.History.Find(history.Query{Action: "schedule"})
			require.Len(t, log, 1)
			require.Equal(t, "failed", log[0].Outcome)
			require.True(t, strings.HasPrefix(log[0].Error, "source items: "), log[0].Error)
		})
	}
}

// An edit of the source, or the end of the recipe, ends a run that has not come to its end; one of the times does not.
func TestEditsOfRun(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, edit string
		done       int
		outcome    string
	}{
		{"the times", onSchedule("r", `"times":["12:00"],"zone":"UTC","each":"items","all_topics":true`, say), 2, ""},
		{"the text", onSchedule("r", forAll, strings.Replace(say, "event.id", "event.kind", 1)), 2, ""},
		{"the source", onSchedule("r", daily+`,"each":"others","all_topics":true`, say), 1, "cancelled trigger_changed"},
		{"no source", onSchedule("r", daily, say), 1, "cancelled trigger_changed"},
		{"disabled", strings.Replace(onSchedule("r", forAll, say), `"enabled":true`, `"enabled":false`, 1), 1, "cancelled recipe_disabled"},
		{"removed", newItem("other", tagA), 1, "cancelled recipe_removed"},
		{"another trigger", newItem("r", say), 1, "cancelled recipe_removed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k, s := slotted(t, at("05 08:00"), []recipe.SourceItem{caseItem("1"), caseItem("2")}, onSchedule("r", forAll, say))
			k.Engine.ItemSources["others"] = s.hand
			s.failsAt = 2
			k.Until(at("05 09:00"))
			s.failsAt = 0
			k.Load(set(tt.edit))
			k.Until(at("05 11:00"))
			require.Len(t, said(k), tt.done)
			log := k.History.Find(history.Query{Action: "schedule"})
			if tt.outcome == "" {
				require.Len(t, log, 1, "the failure")
				return
			}
			require.Len(t, log, 2)
			require.Equal(t, tt.outcome, log[1].Outcome+" "+log[1].Reason)
		})
	}
}

// A run that is off and on again meanwhile stays cancelled.
func TestRunDisabledAndEnabled(t *testing.T) {
	t.Parallel()
	r := onSchedule("r", forAll, say)
	k, s := slotted(t, at("05 08:00"), []recipe.SourceItem{caseItem("1"), caseItem("2")}, r)
	s.failsAt = 2
	k.Until(at("05 09:00"))
	s.failsAt = 0
	k.Load(set(strings.Replace(r, `"enabled":true`, `"enabled":false`, 1)))
	k.Load(set(r))
	k.Until(at("05 12:00"))
	require.Len(t, said(k), 1)
	log := k.History.Find(history.Query{Action: "schedule"})
	require.Equal(t, "cancelled recipe_disabled", log[1].Outcome+" "+log[1].Reason)
	k.Until(at("06 09:00"))
	require.Len(t, said(k), 3)
}

// A run that has lasted for 72 hours is given up.
func TestRunTooLate(t *testing.T) {
	t.Parallel()
	k, s := slotted(t, at("05 08:00"), []recipe.SourceItem{caseItem("1"), caseItem("2")}, onSchedule("r", forAll, say))
	s.failsAt = 2
	k.Until(at("05 09:00"))
	s.failsAt = 0
	k.Sleep(at("08 09:00")) // the slots of the 6th and the 7th were missed, that of the 8th runs
	require.Equal(t, []string{"r/2026-01-05T09:00:00Z/case/1", "r/2026-01-08T09:00:00Z/case/1", "r/2026-01-08T09:00:00Z/case/2"}, withoutTimes(said(k)))
	log := k.History.Find(history.Query{Action: "schedule"})
	require.Equal(t, "expired late", log[1].Outcome+" "+log[1].Reason)
}

func withoutTimes(texts []string) []string {
	for i, text := range texts {
		texts[i] = text[len("05 09:00 "):]
	}
	return texts
}

// A run that takes long makes way after half a try's time, and goes on from its cursor.
func TestLongRunMakesWay(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	now := at("05 08:00")
	k.Engine.Now = func() time.Time { return now }
	source := &counted{n: 100}
	k.Engine.ItemSources = recipe.ItemSources{"items": source.hand}
	var order []string
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Slack, in action.Input) error {
		order = append(order, in.Item.ID)
		now = now.Add(time.Second)
		return nil
	})
	k.Load(set(onSchedule("r", forAll, say), newItem("wait", `{"do":"add_tags","with":{"tags":["x"]},"after":"1h"}`)))
	tick := func() {
		_, err := k.Engine.Tick(t.Context())
		require.NoError(t, err)
	}
	tick()
	_, err := k.Engine.Handle(t.Context(), trigger.Event{ID: "e", Kind: trigger.CaseCreated, At: now.Add(time.Second), Case: caseItem("x").Case})
	require.NoError(t, err)
	now = at("05 09:00").Add(2 * time.Second)
	for range 20 {
		tick()
	}
	require.Len(t, order, 100)
	require.Equal(t, 100, source.handed, "none twice")
	require.Greater(t, source.calls, 4)
	for i, id := range order {
		require.Equal(t, fmt.Sprint(i+1), id)
	}
	require.True(t, k.Calls()[0].At.Before(at("05 09:01")), "what is due beside it does not wait for all of it: %s", k.Calls()[0].At)
}

// An action that is put off counts from the first slot: each day's run of a case that is still there does not move it.
func TestFirstSlotCounts(t *testing.T) {
	items := []recipe.SourceItem{{Case: &trigger.Case{ID: "5", Topic: "support"}}}
	for name, tt := range map[string]struct {
		more string
		want int
	}{"by default": {"", 1}, "said otherwise": {`,"from":"last"`, 0}} {
		t.Run(name, func(t *testing.T) {
			k, _ := slotted(t, at("05 08:00"), items,
				onSchedule("r", forAll, `{"do":"add_tags","with":{"tags":["old"]},"after":"60h","unless":["customer_reply"]`+tt.more+`}`))
			k.Until(at("08 20:00"))
			require.Len(t, k.Calls(), tt.want)
		})
	}
}
