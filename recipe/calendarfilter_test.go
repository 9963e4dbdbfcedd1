package recipe_test

import (
	"strings"
	"testing"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/stretchr/testify/require"
)

// asking is a set whose recipes ask a calendar in a filter, in a saved one and in a text, and one that asks none.
func asking(hours string) string {
	return `{"format":1,"calendars":{"office":{"zone":"UTC","week":{"monday":["` + hours + `"]}}},
 "filters":{"open":"open('office')"},
 "recipes":[
  {"id":"direct","name":"d","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"open('office')","actions":[{"do":"add_tags","with":{"tags":["direct"]}}]},
  {"id":"none","name":"n","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"mention.id == 'x'","actions":[{"do":"add_tags","with":{"tags":["none"]}}]},
  {"id":"saved","name":"s","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":{"saved":"open"},"actions":[{"do":"add_tags","with":{"tags":["saved"]}}]},
  {"id":"text","name":"t","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"add_tags","with":{"tags":["{{ open('office') ? 'open' : 'closed' }}"]}}]}]}`
}

// Filters and texts ask the calendars of their set, in Handle as in Explain, and those of the next set after it is loaded.
func TestCalendarsInFilters(t *testing.T) {
	k := recipetest.Load(t, asking("09:00-17:00")) // the events are on a Monday at ten
	require.Equal(t, []string{"direct: fired", "saved: fired", "text: fired"}, outcomes(k.Send(customer("e1", ten)).Decisions))
	require.Equal(t, []string{`add_tags mention/e1 {"tags":["direct"]}`, `add_tags mention/e1 {"tags":["saved"]}`, `add_tags mention/e1 {"tags":["open"]}`}, k.Done())

	require.NoError(t, k.Engine.Load(parse(t, asking("11:00-17:00"))))
	require.Equal(t, []string{"text: fired"}, outcomes(k.Send(customer("e2", ten)).Decisions))
	require.Contains(t, k.Done(), `add_tags mention/e2 {"tags":["closed"]}`)
	var why []string
	for _, d := range k.Engine.Explain(customer("e3", ten)) {
		if d.Recipe == "direct" || d.Recipe == "saved" {
			require.Len(t, d.Tests, 1)
			why = append(why, string(d.Outcome)+": "+d.Tests[0].Text)
		}
	}
	require.Equal(t, []string{`filtered_out: open("office")`, `filtered_out: open("office")`}, why)

	require.NoError(t, k.Engine.Load(parse(t, asking("09:00-17:00"))))
	require.Equal(t, []string{"direct: fired", "saved: fired", "text: fired"}, outcomes(k.Send(customer("e4", ten)).Decisions))
}

// A calendar that the set does not have is one fault, wherever it is named.
func TestUnknownCalendarInFilter(t *testing.T) {
	s := parse(t, strings.ReplaceAll(asking("09:00-17:00"), "open('office') ?", "open('ofice') ?"))
	var got []string
	for _, f := range recipe.Faults(recipetest.Load(t, asking("09:00-17:00")).Engine.Check(s)) {
		if strings.Contains(f.Error(), "calendar") {
			got = append(got, f.Error())
		}
	}
	require.Equal(t, []string{`recipe text: actions[0].with.tags[0]: line 1, column 9: unknown calendar "ofice", did you mean office?`}, got)
}
