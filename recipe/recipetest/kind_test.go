package recipetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// fax is a kind of the host's own.
type fax struct {
	Number string `json:"number"`
}

func (fax) Kind() string { return "fax" }

// A kind that package action does not have is written down by a kitchen and counted by a desk, once it is registered.
func TestFurtherKind(t *testing.T) {
	t.Parallel()
	const set = `{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"case_tag_added","all_topics":true},
		"actions":[{"do":"fax","with":{"number":"12"}}]}]}`
	ev := trigger.Event{ID: "e", Kind: trigger.CaseTagAdded, At: ten, Tag: "a", Case: &trigger.Case{ID: "5"}}
	k := recipetest.Load(t, set, recipetest.Record[fax])
	k.Send(ev)
	require.Equal(t, []string{`fax case/5 {"number":"12"}`}, k.Done())

	withDesk := recipetest.LoadWithDesk(t, set, recipetest.Record[fax], func(k *recipetest.Kitchen) { desk.SendOut[fax](k.Desk) })
	withDesk.Send(ev)
	require.Equal(t, []string{`fax case/5 {"number":"12"}`}, withDesk.Done())
	require.Equal(t, map[string]int{"fax": 1}, withDesk.Desk.Outside())
}
