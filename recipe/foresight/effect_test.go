package foresight

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// outside are the kinds whose effects bring no event to the desk.
var outside = []string{"notify", "message", "distribute_survey", "save_contact", "ticket", "email", "slack", "web_service", "sync"}

// The events that each kind of action may bring about; a new kind is in one of the two lists.
func TestEffects(t *testing.T) {
	t.Parallel()
	b, err := Host{}.open(recipe.Set{})
	require.NoError(t, err)
	l := &linter{bench: b}
	effects := map[string]struct {
		with  string
		kinds []trigger.Kind
	}{
		"add_tags":      {`{"tags":["x"]}`, []trigger.Kind{trigger.MentionUpdated, trigger.CaseTagAdded}},
		"remove_tags":   {`{"tags":["x"]}`, []trigger.Kind{trigger.MentionUpdated, trigger.CaseTagRemoved}},
		"set_status":    {`{"status":"pending"}`, []trigger.Kind{trigger.CaseStatusChanged}},
		"resolve":       {``, []trigger.Kind{trigger.CaseStatusChanged, trigger.MentionUpdated}},
		"assign":        {`{"users":["ann"]}`, []trigger.Kind{trigger.CaseAssigned, trigger.MentionUpdated}},
		"smart_assign":  {`{"within":"24h"}`, []trigger.Kind{trigger.CaseAssigned, trigger.MentionUpdated}},
		"unassign":      {``, []trigger.Kind{trigger.CaseAssigned, trigger.MentionUpdated}},
		"edit":          {`{"property":"category","value":"x"}`, []trigger.Kind{trigger.CaseUpdated, trigger.MentionUpdated}},
		"set_field":     {`{"field":"case.fields.x","value":"y"}`, []trigger.Kind{trigger.CaseUpdated, trigger.MentionUpdated}},
		"remove":        {`{"how":"hide"}`, []trigger.Kind{trigger.MentionUpdated}},
		"reply":         {`{"message":"hi","mode":"immediate"}`, []trigger.Kind{trigger.MentionCreated}},
		"private_reply": {`{"message":"hi"}`, []trigger.Kind{trigger.MentionCreated}},
		"public_reply":  {`{"message":"hi","profile":"p"}`, []trigger.Kind{trigger.MentionCreated}},
		"note":          {`{"text":"hi"}`, []trigger.Kind{trigger.MentionCreated}},
	}
	var all action.Handlers
	action.HandleAll(&all, nil)
	for _, kind := range all.Kinds() {
		want, ok := effects[kind]
		if require.NotEqual(t, ok, slices.Contains(outside, kind), "%s: say in effects and here what it brings about", kind); !ok {
			continue
		}
		var got []trigger.Kind
		for _, e := range l.effects(action.Action{Do: kind, With: []byte(want.with)}) {
			got = append(got, e.kind)
		}
		require.Equal(t, want.kinds, got, kind)
	}
}
