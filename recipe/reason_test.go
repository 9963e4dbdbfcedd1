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

// The signal that cancelled a wait is reported by the name that its "unless" has for it.
func TestSignalIsTheReason(t *testing.T) {
	later := ten.Add(time.Minute)
	for _, tt := range []struct {
		unless, want string
		event        trigger.Event
	}{
		{"customer_reply", "cancelled customer_reply", customer("e2", later)},
		{"agent_reply", "cancelled agent_reply", agent("e2", later)},
		{"tag_added", "cancelled tag_added", tagged("e2", later, "x")},
		{"status_changed", "cancelled status_changed", status("e2", later, trigger.Pending, trigger.Unresolved)},
		{"any", "cancelled any", agent("e2", later)},
	} {
		t.Run(tt.unless, func(t *testing.T) {
			k := recipetest.Load(t, set(one("r", `{"on":"case_tag_added","tag":"start","all_topics":true}`, "",
				`{"do":"private_reply","with":{"message":"hi"},"after":"30m","unless":["`+tt.unless+`"]}`)))
			k.Send(tagged("e1", ten, "start"), tt.event)
			log := k.History.Find(history.Query{Outcome: "cancelled"})
			require.Len(t, log, 1)
			require.Equal(t, tt.want, log[0].Outcome+" "+log[0].Reason)
		})
	}
}

// Actions still to be done about a polled record that is missing, or does not match any more, are cancelled.
func TestResolvedIsTheReason(t *testing.T) {
	for _, tt := range []struct {
		name  string
		items []string
		want  recipe.Reason
	}{
		{"gone", nil, recipe.Resolved},
		{"approved", []string{`{"number":"INC1","state":"approved","approver":"ada","title":"Laptop"}`}, recipe.Resolved},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, f := polled(t, approvals)
			f.items = []string{ticket("INC1", "Laptop")}
			k.Until(nine)
			f.items = tt.items
			k.Until(nine.Add(30 * time.Minute))
			log := k.History.Find(history.Query{Outcome: "cancelled"})
			require.Len(t, log, 1)
			require.Equal(t, string(tt.want), log[0].Reason)
		})
	}
}

// A handler of a host whose cases were turned off skips with the reason that is for that.
func TestHandlerSkips(t *testing.T) {
	var can action.Handlers
	action.HandleFunc(&can, func(context.Context, action.SetStatus, action.Input) error { return action.Skip(action.CasesDisabled) })
	e := recipe.Engine{Handlers: &can, Now: func() time.Time { return ten }}
	s, err := recipe.Decode([]byte(set(newItem("r", `{"do":"set_status","with":{"status":"pending"}}`))))
	require.NoError(t, err)
	require.NoError(t, e.Load(s))
	report, err := e.Handle(t.Context(), customer("e1", ten))
	require.NoError(t, err)
	require.Equal(t, []string{"r: skipped cases_disabled"}, outcomes(report.Decisions))
}
