package recipe_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// An instant that moves away and back within one instant of the clock is three facts of the history.
func TestMovedAndBack(t *testing.T) {
	k := recipetest.Load(t, set(one("sla", toPending, "", `{"do":"add_tags","with":{"tags":["due"]},"at":"{{ case.fields.due }}"}`)))
	for _, one := range []struct{ id, due string }{{"e", "15:00"}, {"u", "17:00"}, {"v", "15:00"}} {
		ev := status(one.id, ten, trigger.Unresolved, trigger.Pending)
		if one.id != "e" {
			ev.Kind, ev.From, ev.To = trigger.CaseUpdated, "", ""
			ev.Changes = map[string]trigger.Change{"case.fields.due": {}}
		}
		ev.Case.Fields = map[string]any{"due": "2026-01-05T" + one.due + ":00Z"}
		k.Send(ev)
	}
	var due []string
	for _, e := range k.History.Find(history.Query{Outcome: "waiting"}) {
		due = append(due, e.Due.Format("15:04 ")+e.Reason)
	}
	require.Equal(t, []string{"15:00 ", "17:00 moved", "15:00 moved"}, due)
}
