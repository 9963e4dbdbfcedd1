package recipetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

const vipSet = `{"recipes":[
 {"id":"vip","name":"VIP","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"contains_text(case.title, \"vip\")",
  "actions":[{"do":"add_tags","with":{"tags":["vip"]}},{"do":"resolve","after":"2d"},{"do":"crm_sync","with":{"deep":{"a":1}}}]},
 {"id":"tagged","name":"T","enabled":true,"trigger":{"on":"case_tag_added","tag":"vip","all_topics":true},
  "actions":[{"do":"note","with":{"text":"{{ case.id }} is a VIP"}}]}]}`

// A host runs its administrators' tests in one line.
func TestRunFiles(t *testing.T) {
	recipetest.RunFiles(t, vipSet, "testdata/vip_*.json")
}

// What a test says about what happened.
func TestRunner(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode([]byte(vipSet))
	require.NoError(t, err)
	vip := trigger.Event{ID: "e1", Kind: trigger.CaseCreated, At: ten, Case: &trigger.Case{ID: "5", Title: "VIP"}}
	run := recipetest.Happening{Recipe: "vip"}
	tag := recipetest.Happening{Recipe: "vip", Do: "add_tags", Item: "case/5", At: ten, With: map[string]any{"tags": []any{"vip"}}}
	note := recipetest.Happening{Recipe: "tagged", Do: "note"}
	later := recipetest.Happening{Recipe: "vip", Do: "resolve"}
	for _, tt := range []struct {
		name                string
		test                recipetest.Test
		missing, unexpected []recipetest.Happening
	}{
		{"in order", recipetest.Test{Expect: []recipetest.Happening{run, tag, note}}, nil, nil},
		{"in another order", recipetest.Test{Expect: []recipetest.Happening{note, run}}, []recipetest.Happening{run}, nil},
		{"the search goes on", recipetest.Test{Expect: []recipetest.Happening{run, later, note}}, []recipetest.Happening{later}, nil},
		{"later", recipetest.Test{Until: ten.AddDate(0, 0, 2), Expect: []recipetest.Happening{run, later}}, nil, nil},
		{"an instant before", recipetest.Test{Until: ten.AddDate(0, 0, 2).Add(-1), Expect: []recipetest.Happening{later}}, []recipetest.Happening{later}, nil},
		{"a part of a config", recipetest.Test{Expect: []recipetest.Happening{{Recipe: "vip", Do: "crm_sync", With: map[string]any{"deep": map[string]any{"a": 1}}}}}, nil, nil},
		{"another value", recipetest.Test{Expect: []recipetest.Happening{{Recipe: "tagged", With: map[string]any{"text": "x"}}}},
			[]recipetest.Happening{{Recipe: "tagged", With: map[string]any{"text": "x"}}}, nil},
		{"not", recipetest.Test{Not: []recipetest.Happening{{Recipe: "tagged"}, {Recipe: "vip", Do: "add_tags"}}}, nil, []recipetest.Happening{tag, {Recipe: "tagged"}}},
		{"twice the same", recipetest.Test{Expect: []recipetest.Happening{run, run}}, []recipetest.Happening{run}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.test.Events = []trigger.Event{vip}
			got, err := recipetest.Runner{}.Run(t.Context(), set, tt.test)
			require.NoError(t, err)
			require.Equal(t, tt.missing, got.Missing)
			require.Equal(t, tt.unexpected, got.Unexpected)
			require.Equal(t, len(tt.missing)+len(tt.unexpected) == 0, got.Passed)
		})
	}
}

// Faults of a test file.
func TestDecodeTests(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode([]byte(vipSet))
	require.NoError(t, err)
	for _, tt := range []struct{ name, text, want string }{
		{"no name", `{"tests":[{"events":[]}]}`, "tests[0].name: missing"},
		{"a name twice", `{"tests":[{"name":"a","events":[]},{"name":"a","events":[]}]}`, `tests[1].name: "a" appears twice in the file`},
		{"a name with a control character", `{"tests":[{"name":"a\u001b[2K","events":[]}]}`, `tests[0].name: "a\x1b[2K" has a control character`},
		{"an end before its beginning", `{"tests":[{"name":"a","now":"2027-01-01T00:00:00Z","until":"2020-01-01T00:00:00Z","events":[]}]}`, "tests[0].until: is before now"},
		{"no tests", `{"tests":[]}`, "tests: missing; a file without tests checks nothing"},
		{"an empty file", `{}`, "tests: missing; a file without tests checks nothing"},
		{"neither events nor a span", `{"tests":[{"name":"a","now":"2026-01-01T00:00:00Z","events":[],"not":[{"recipe":"vip"}]}]}`, "tests[0].events: missing; write one event at least"},
		{"an end before an event", `{"tests":[{"name":"a","until":"2025-01-05T10:00:00Z","events":[{"id":"e","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5"}}]}]}`,
			"tests[0].until: is before the last event, which is at 2026-01-05T10:00:00Z"},
		{"an ID twice", `{"tests":[{"name":"a","events":[{"id":"e","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5"}},
			{"id":"f","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"6"}},{"id":"e","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"7"}}]}]}`,
			`tests[0].events[2].id: "e" is the ID of events[0] too, so that this event would be taken for it and dropped; write another`},
		{"an unknown member", `{"tests":[{"name":"a","evts":[]}]}`, "tests[0].evts: "},
		{"an action that the recipe does not have", `{"tests":[{"name":"a","events":[],"not":[{"recipe":"vip","do":"notfiy"}]}]}`, `tests[0].not[0].do: "notfiy" is not an action of the recipe; write one of `},
		{"an unknown recipe", `{"tests":[{"name":"a","events":[],"expect":[{"recipe":"vop"}]}]}`, `tests[0].expect[0].recipe: "vop" is not a recipe of the set`},
		{"no recipe", `{"tests":[{"name":"a","events":[],"not":[{"do":"note"}]}]}`, "tests[0].not[0].recipe: missing"},
		{"an event", `{"tests":[{"name":"a","events":[{"id":"e","kind":"case_created"}]}]}`, "tests[0].events[0].at: missing"},
		{"a kind", `{"tests":[{"name":"a","events":[{"id":"e","kind":"case_create","at":"2026-01-05T10:00:00Z","case":{"id":"5"}}]}]}`,
			`tests[0].events[0].kind: "case_create" is not a kind of the library`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := recipetest.DecodeTests([]byte(tt.text))
			if err == nil {
				err = f.Check(set, trigger.World{})
			}
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func FuzzDecodeTests(f *testing.F) {
	f.Add([]byte(`{"tests":[{"name":"a","events":[],"expect":[{"recipe":"vip","with":{"a":[1]}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if file, err := recipetest.DecodeTests(data); err == nil {
			_ = file.Check(recipe.Set{}, trigger.World{})
		}
	})
}
