//go:build !race

package recipe_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// A pattern of nine letters on 10 MB costs about a third of the budget of an event, so that two of them fit into it. The
// other half of the filter keeps an index from knowing the answer.
const dearFilter = `mention.content matches "abcdefghi" or len(mention.tags) * 1 > 5`

// All recipes together have one budget for an event, and Handle, Plan and Explain agree about what it did for.
func TestBudgetIsOneForAnEvent(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	var recipes []string
	for i := range 20 {
		on := `{"on":"new_item","all_topics":true}`
		switch {
		case i == 3:
			on = `{"on":"case_tag_added","tag":"x","all_topics":true}` // is not asked, and takes no part
		case i%5 == 4:
			recipes = append(recipes, newItem(fmt.Sprint("cheap", i), tagA))
			continue
		}
		recipes = append(recipes, one(fmt.Sprint("dear", i), on, `"filter":`+toJSON(t, "not ("+dearFilter+")"), tagA))
	}
	k.Load(set(recipes...))
	ev := longMention(10 << 20)
	want := map[string]recipe.Outcome{"dear0": recipe.Fired, "dear1": recipe.Fired} // they came first
	for i := range 20 {
		switch {
		case i%5 == 4:
			want[fmt.Sprint("cheap", i)] = recipe.Fired // certain of its part
		case i > 1 && i != 3:
			want[fmt.Sprint("dear", i)] = recipe.Failed
		}
	}
	check := func(decisions []recipe.Decision) {
		t.Helper()
		got := map[string]recipe.Outcome{}
		for _, d := range decisions {
			got[d.Recipe] = d.Outcome
			if d.Outcome == recipe.Failed {
				require.Equal(t, recipe.FilterError, d.Reason)
				require.EqualError(t, d.Err, "filter: line 1, column 22: the filter works too long on this event, whose budget is shared by 19")
			}
		}
		require.Equal(t, want, got)
	}
	check(k.Engine.Plan(ev))
	explained := k.Engine.Explain(ev)
	require.Equal(t, recipe.OtherTrigger, explained[3].Outcome)
	check(append(explained[:3], explained[4:]...))
	check(k.Send(ev).Decisions)
}

// A dear recipe has what the others leave, wherever it is among them; a filter that says no is explained within bounds.
func TestBudgetThatIsLeft(t *testing.T) {
	t.Parallel()
	ev := longMention(10 << 20)
	for _, place := range []int{0, 50, 99} {
		var recipes []string
		for i := range 100 {
			text := `mention.service == "twitter" and len(mention.tags) < 5`
			if i == place {
				text = "not (" + dearFilter + ")"
			}
			recipes = append(recipes, one(fmt.Sprint("r", i), `{"on":"new_item","all_topics":true}`, `"filter":`+toJSON(t, text), tagA))
		}
		k := recipetest.Load(t, set(recipes...))
		for _, d := range k.Engine.Plan(ev) {
			require.Equal(t, recipe.Fired, d.Outcome, d.Recipe)
		}
		ev.Mention.Tags = strings.Split("1 2 3 4 5", " ")
		for i, d := range k.Engine.Explain(ev) {
			if i == place {
				require.Equal(t, recipe.Fired, d.Outcome)
				continue
			}
			require.Equal(t, recipe.FilteredOut, d.Outcome)
			require.Len(t, d.Tests, 1)
		}
		ev.Mention.Tags = nil
	}
}

// Texts draw on the same budget as filters: a megabyte that is written costs 2^25, a sixteenth.
func TestBudgetOfTexts(t *testing.T) {
	t.Parallel()
	reply := `{"do":"reply","with":{"message":"{{ mention.content }}","mode":"draft","service":"twitter"}}`
	var recipes []string
	for i := range 20 {
		recipes = append(recipes, newItem(fmt.Sprint("r", i), reply, tagA))
	}
	recipes = append(recipes, newItem("late", `{"do":"reply","with":{"message":"{{ mention.content }}","mode":"draft","service":"twitter"},"after":"1m"}`))
	k := recipetest.Load(t, set(recipes...))
	report := k.Send(longMention(1 << 20))
	for i, d := range report.Decisions[:20] {
		require.Equal(t, recipe.Done, d.Actions[1].Outcome, i)
		if i < 15 {
			require.Equal(t, recipe.Done, d.Actions[0].Outcome, i)
			continue
		}
		require.Equal(t, recipe.Failed, d.Actions[0].Outcome, i)
		require.EqualError(t, d.Actions[0].Err, "with: message: line 1, column 3: the template works too long on this event, whose budget is shared by 21")
	}
	late := k.Wait(2 * time.Minute) // when it is due it has a budget of its own
	require.Equal(t, []string{"late/0 reply: done"}, ends(late))
}

// Of very many recipes none is forgotten: one that could not be asked is an error, and never one that did not match.
func TestBudgetForgetsNobody(t *testing.T) {
	t.Parallel()
	e := alike(t, 400, `mention.html ? false : lower(mention.content) contains "nada%d"`, tagA) // no index knows a choice
	ev := longMention(1 << 20)
	outcomes := map[recipe.Outcome]int{}
	for _, d := range e.Explain(ev) {
		outcomes[d.Outcome]++
		require.Equal(t, d.Outcome == recipe.Failed, d.Err != nil)
	}
	require.Equal(t, 400, outcomes[recipe.FilteredOut]+outcomes[recipe.Failed])
	require.Len(t, e.Plan(ev), outcomes[recipe.Failed])
	require.InDelta(t, 56, outcomes[recipe.FilteredOut], 2) // 9 units for each of 2^20 bytes
}
