package recipe_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// An administrator is told at once what cannot be read and what is wrong with the rest, and nothing that only follows from what
// cannot be read.
func TestFaultsOfBothRounds(t *testing.T) {
	k := recipetest.Load(t, set(newItem("kept", tagA)))
	on := `"trigger":{"on":"new_item","all_topics":true}`
	office := `"calendars":{"office":{"zone":"Europe/Brussels","week":{"monday":["09:00-17:00"]}}},`
	wrong := func(recipe string) string { return `{"format":1,` + office + `"recipes":[` + recipe + `]}` }
	acts := func(action string) string {
		return wrong(`{"id":"r","name":"R",` + on + `,"actions":[` + action + `]}`)
	}
	for _, tt := range []struct {
		name, set string
		want      []string // where the faults are
	}{
		{"what has nothing to do with one another", wrong(`{"id":"r","name":"","enabled":"yes","trigger":{"on":"new_item"},"actions":[{"do":"dance"}]}`),
			[]string{"recipes[0].enabled", "recipes[0].name", "recipes[0].trigger.topics", "recipes[0].actions[0].do"}},
		{"in several recipes", wrong(`{"id":"a","name":"A",` + on + `,"stop":1,"actions":[` + tagA + `]},{"id":"b",` + on + `,"actions":[` + tagA + `]}`),
			[]string{"recipes[0].stop", "recipes[1].name"}},
		{"a member of another type is not missing", wrong(`{"id":5,"name":["R"],` + on + `,"actions":[` + tagA + `]}`), []string{"recipes[0].id", "recipes[0].name"}},
		{"a misspelt member is not missing", wrong(`{"id":"r","nam":"R","trigger":{"on":"new_item","topic":["a"]},"action":[` + tagA + `]}`),
			[]string{"recipes[0].nam", "recipes[0].trigger.topic", "recipes[0].action"}},
		{"an unknown member is nobody's excuse", wrong(`{"id":"r","colour":"red",` + on + `,"actions":[` + tagA + `]}`), []string{"recipes[0].colour", "recipes[0].name"}},
		{"a whole object", wrong(`{"id":"r","name":"","trigger":"new_item","actions":[` + tagA + `]}`), []string{"recipes[0].trigger", "recipes[0].name"}},
		{"an element of a list", wrong(`{"id":"r","name":"","trigger":{"on":["new_item",5],"all_topics":true},"actions":[5]}`),
			[]string{"recipes[0].trigger.on", "recipes[0].actions[0]", "recipes[0].name"}},
		{"a recipe that is none", wrong(`5,{"id":"b",` + on + `,"actions":[` + tagA + `]}`), []string{"recipes[0]", "recipes[1].name"}},
		{"one of two members that may be there", wrong(`{"id":"r","name":"R","trigger":{"on":"new_item","all_topics":"yes"},"actions":[` + tagA + `]}`),
			[]string{"recipes[0].trigger.all_topics"}},
		{"what makes it wait", acts(`{"do":"resolve","after":5,"unless":["any"],"in":"office","from":"first"}`), []string{"recipes[0].actions[0].after"}},
		{"what makes it repeat", acts(`{"do":"resolve","repeat":"often","unless":["any"],"from":"first"}`), []string{"recipes[0].actions[0].repeat"}},
		{"its hours", acts(`{"do":"resolve","hours":"office","unless":["any"]}`), []string{"recipes[0].actions[0].hours"}},
		{"a misspelt one", acts(`{"do":"resolve","afer":"5m","unless":["any"]}`), []string{"recipes[0].actions[0].afer"}},
		{"another one of the action", acts(`{"do":"resolve","after":5,"on_error":"panic"}`), []string{"recipes[0].actions[0].after", "recipes[0].actions[0].on_error"}},
		{"a calendar", `{"format":1,"calendars":{"office":{"zone":5,"week":{"monday":["09:00-17:00"]}}},"recipes":[{"id":"r","name":"",` + on +
			`,"hours":{"calendar":"office","when":"during"},"actions":[` + tagA + `]}]}`, []string{"calendars.office.zone", "recipes[0].name"}},
		{"all calendars", `{"format":1,"calendars":[],"recipes":[{"id":"r","name":"",` + on + `,"hours":{"calendar":"office","when":"during"},"actions":[` + tagA + `]}]}`,
			[]string{"calendars", "recipes[0].name"}},
		{"all filters", `{"format":1,"filters":[],"recipes":[{"id":"r","name":"",` + on + `,"filter":{"saved":"vip"},"actions":[` + tagA + `]}]}`,
			[]string{"filters", "recipes[0].name"}},
		{"not JSON", `{"format":2,"recipes":[{}`, []string{""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, decodeErr := recipe.Decode([]byte(tt.set))
			require.Error(t, decodeErr)
			var got []string
			for _, f := range recipe.Faults(k.Engine.Check(s)) {
				got = append(got, f.Document)
				require.NotZero(t, f.Line, f.Error())
			}
			require.Equal(t, tt.want, got, "%v", k.Engine.Check(s))
			require.Len(t, recipe.Faults(errors.Join(decodeErr, k.Engine.Check(s))), len(got), "none twice")
			require.Equal(t, k.Engine.Check(s).Error(), k.Engine.Load(s).Error())
		})
	}
	require.Equal(t, []string{"kept: fired"}, outcomes(k.Send(customer("e", ten)).Decisions), "nothing of them was loaded")
}

// A recipe that cannot be read wholly is one with a fault to LoadValid, however little of it is missing.
func TestLoadValidOfWhatCannotBeRead(t *testing.T) {
	k := recipetest.Load(t, set(newItem("old", tagA), newItem("other", tagA)))
	s, err := recipe.Decode([]byte(set(
		newItem("old", `{"do":"add_tags","with":{"tags":["new"]},"unles":["any"]}`),
		newItem("good", tagB),
		`{"id":"bad","name":"Bad","enabled":true,"trigger":{"on":"new_item","all_topics":true},"stop":1,"actions":[{"do":"dance"}]}`)))
	require.Error(t, err)
	var got []string
	for _, f := range recipe.Faults(k.Engine.LoadValid(s)) {
		got = append(got, f.Document)
	}
	require.Equal(t, []string{"recipes[0].actions[0].unles", "recipes[2].stop", "recipes[2].actions[0].do"}, got)
	require.Equal(t, []string{"old: fired", "good: fired"}, outcomes(k.Send(customer("e", ten)).Decisions), "old as it was before")
	require.Equal(t, []string{`add_tags mention/e {"tags":["a"]}`, `add_tags mention/e {"tags":["b"]}`}, k.Done())

	s, err = recipe.Decode([]byte(`{"format":1,"recipies":[]}`))
	require.Error(t, err)
	require.Equal(t, err.Error(), k.Engine.LoadValid(s).Error(), "a fault of the set itself loads nothing")
	require.Equal(t, []string{"old: fired", "good: fired"}, outcomes(k.Send(customer("e2", ten)).Decisions))
}
