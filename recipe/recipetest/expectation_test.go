package recipetest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/webhook"
)

// expectSet has a recipe for each sort of item that an expectation may name.
const expectSet = `{"recipes":[
 {"id":"vip","name":"VIP","enabled":true,"trigger":{"on":"new_item","all_topics":true},
  "actions":[{"do":"note","with":{"text":"{{ case.id }} is a VIP"}},{"do":"assign","with":{"users":["ann"]}},
   {"do":"notify","with":{"users":["7"],"channel":"push","at_most_every":"60m"}},{"do":"crm_sync","with":{"big":12345678901234567,"deep":{"a":1}}},
   {"do":"webhook","with":{"name":"Hook","url":"https://example.com/hook"}}]},
 {"id":"noted","name":"N","enabled":true,"trigger":{"on":"case_mention","all_topics":true,"by":["customer","recipe"],"types":["note","inbox"]},"actions":[{"do":"add_tags","with":{"tags":["noted"]}}]},
 {"id":"daily","name":"D","enabled":true,"trigger":{"on":"schedule","times":["12:00"],"zone":"UTC"},"actions":[{"do":"slack","with":{"channel":"ops","text":"noon"}}]},
 {"id":"polled","name":"P","enabled":true,"trigger":{"on":"poll","poll":{"source":"itsm","every":"30m","key":"number"}},"actions":[{"do":"slack","with":{"channel":"ops","text":"{{ record.number }}"}}]}
]}`

// expectTest is a test of that set: its events bring the case 5 and the mention m1, the itsm has the record 1000.
const expectTest = `{"tests":[{"name":"t","events":[
{"id":"d","kind":"record_polled","at":"2026-01-05T10:00:00Z","record":{"id":"x","source":"itsm","fields":{"result":[{"number":1e3}]}}},
{"id":"e1","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5","title":"VIP"}},
{"id":"e2","kind":"mention_created","at":"2026-01-05T10:01:00Z","mention":{"id":"m1","type":"inbox","case_id":"5"}}
],"until":"2026-01-05T13:00:00Z","expect":[],
"not":[EXPECTATION]}]}`

func expecting(t *testing.T, expectation string) (recipe.Set, string) {
	t.Helper()
	set, err := recipe.Decode([]byte(strings.Replace(expectSet, `"every":"30m"`, `"every":"30m","each":"result"`, 1)))
	require.NoError(t, err)
	return set, strings.Replace(expectTest, "EXPECTATION", expectation, 1)
}

var withWebhook = recipetest.Runner{Kinds: []action.Kind{action.KindOf[webhook.Config]()}}

// An expectation that can never match is a fault that says where and what to write: in "not" it would pass for ever.
func TestDeadExpectations(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, expectation, want string }{
		{"a kind of item", `{"recipe":"vip","item":"cas/5"}`, `line 6, column 31: tests[0].not[0].item: "cas/5" is not an item; write its kind and its ID, such as case/5; write one of case/5, mention/m1`},
		{"an item without a kind", `{"recipe":"vip","item":"5"}`, `tests[0].not[0].item: "5" is not an item`},
		{"an item without an ID", `{"recipe":"vip","item":"case/"}`, `tests[0].not[0].item: "case/" is not an item`},
		{"another case", `{"recipe":"vip","item":"case/6"}`, `tests[0].not[0].item: nothing in the test brings "case/6"; write one of case/5, mention/m1`},
		{"a mention with a case's ID", `{"recipe":"vip","item":"mention/5"}`, `nothing in the test brings "mention/5"`},
		{"what no event sent", `{"recipe":"noted","item":"mention/e9/1"}`, ""}, // a recipe has slots, whose events have other IDs
		{"a record that no document has", `{"recipe":"polled","item":"record/1001"}`, `nothing in the test brings "record/1001"`},
		{"the recipe as an item of another", `{"recipe":"vip","item":"recipe/daily"}`, `nothing in the test brings "recipe/daily"`},
		{"an empty item", `{"recipe":"vip","item":""}`, "tests[0].not[0].item: is empty, which matches anything; write a value, or leave it out"},
		{"an empty action", `{"recipe":"vip","do":""}`, "tests[0].not[0].do: is empty"},
		{"no instant", `{"recipe":"vip","at":"10:00"}`, "tests[0].not[0].at: want a date and time such as 2026-01-05T10:00:00Z (RFC 3339)"},
		{"an instant before the test", `{"recipe":"vip","at":"2025-01-05T10:00:00Z"}`, "tests[0].not[0].at: is before the test begins, at 2026-01-05T10:00:00Z"},
		{"an instant after the test", `{"recipe":"vip","at":"2026-01-05T13:00:01Z"}`, "tests[0].not[0].at: is after the test ends, at 2026-01-05T13:00:00Z; write a later until"},
		{"an unknown member", `{"recipe":"vip","do":"note","with":{"txt":"x"}}`, `tests[0].not[0].with.txt: unknown member "txt", did you mean "text"?`},
		{"an unknown member like no other", `{"recipe":"daily","do":"slack","with":{"unlikely":"x"}}`, `tests[0].not[0].with.unlikely: unknown member "unlikely"; slack has channel, text`},
		{"a member inside of a member", `{"recipe":"vip","do":"assign","with":{"users":[5]}}`, "tests[0].not[0].with.users[0]: want a string"},
		{"a value of another type", `{"recipe":"vip","do":"note","with":{"text":["x"]}}`, "tests[0].not[0].with.text: want a string"},
		{"a member of a kind that a package adds", `{"recipe":"vip","do":"webhook","with":{"urll":"x"}}`, `tests[0].not[0].with.urll: unknown member "urll", did you mean "url"?`},
		{"a member of a host's own kind", `{"recipe":"vip","do":"crm_sync","with":{"deeep":1}}`, `tests[0].not[0].with.deeep: no crm_sync of the recipe has it; write one of big, deep`},
		{"a member that no action of the recipe has", `{"recipe":"vip","with":{"tags":["x"]}}`, `tests[0].not[0].with.tags: unknown member "tags"`},
		{"a text as the recipe has it", `{"recipe":"vip","do":"note","with":{"text":"{{ case.id }} is a VIP"}}`, "tests[0].not[0].with.text: is the text as the recipe has it; write it with its values filled in"},
		{"null", `null`, "line 6, column 8: tests[0].not[0]: want an object, got null"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			set, text := expecting(t, tt.expectation)
			_, err := withWebhook.Tests(set, []byte(text))
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, err.Error(), "\n", "one fault")
		})
	}
}

// An expectation that describes what happens matches it, however its config is written: with members that are false, and with values that
// are the same.
func TestExpectationsMatch(t *testing.T) {
	t.Parallel()
	for _, expectation := range []string{
		`{"recipe":"vip"}`,
		`{"recipe":"vip","do":"note","item":"case/5","at":"2026-01-05T11:00:00+01:00","with":{"text":"5 is a VIP"}}`,
		`{"recipe":"vip","do":"assign","with":{"users":["ann"],"keep_existing":false,"teams":[]}}`,
		`{"recipe":"vip","with":{"users":["ann"],"keep_existing":false}}`,
		`{"recipe":"vip","do":"notify","with":{"at_most_every":"1h"}}`,
		`{"recipe":"vip","do":"notify","with":{"at_most_every":"60m","after_count":0}}`,
		`{"recipe":"vip","do":"crm_sync","with":{"big":12345678901234567,"deep":{"a":1}}}`,
		`{"recipe":"noted","item":"mention/e1/1","with":{"tags":["noted"]}}`,
		`{"recipe":"noted","item":"mention/m1"}`,
		`{"recipe":"daily","do":"slack","item":"recipe/daily","at":"2026-01-05T12:00:00Z"}`,
		`{"recipe":"polled","do":"slack","item":"record/1000","with":{"text":"1000"}}`,
	} {
		t.Run(expectation, func(t *testing.T) {
			t.Parallel()
			set, text := expecting(t, expectation)
			file, err := withWebhook.Tests(set, []byte(text))
			require.NoError(t, err)
			got, err := withWebhook.Run(t.Context(), set, file.Tests[0])
			require.NoError(t, err)
			require.NotEmpty(t, got.Unexpected, "it happens, and not says that it does not")

			file.Tests[0].Expect, file.Tests[0].Not = file.Tests[0].Not, nil
			got, err = withWebhook.Run(t.Context(), set, file.Tests[0])
			require.NoError(t, err)
			require.True(t, got.Passed)
		})
	}
}

// A member that the config leaves out is not any value, and one that it has is not false.
func TestExpectationsDiffer(t *testing.T) {
	t.Parallel()
	for _, expectation := range []string{
		`{"recipe":"vip","do":"assign","with":{"users":["ann"],"keep_existing":true}}`,
		`{"recipe":"vip","do":"assign","with":{"users":[]}}`,
		`{"recipe":"vip","do":"notify","with":{"at_most_every":"61m"}}`,
		`{"recipe":"vip","do":"crm_sync","with":{"big":12345678901234568}}`,
	} {
		t.Run(expectation, func(t *testing.T) {
			t.Parallel()
			set, text := expecting(t, expectation)
			file, err := withWebhook.Tests(set, []byte(text))
			require.NoError(t, err)
			got, err := withWebhook.Run(t.Context(), set, file.Tests[0])
			require.NoError(t, err)
			require.Empty(t, got.Unexpected)
		})
	}
}

// Faults that only follow from another one are not told.
func TestFaultsOfTestsOnce(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode([]byte(expectSet))
	require.NoError(t, err)
	const event = `{"id":"e1","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5"}}`
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"an event that is null", `{"tests":[{"name":"a","events":[null],"not":[{"recipe":"vip","item":"case/5"}]}]}`, []string{"line 1, column 33: tests[0].events[0]: want an object, got null"}},
		{"a test that is null", `{"tests":[null]}`, []string{"line 1, column 11: tests[0]: want an object, got null"}},
		{"a case that is a list", `{"tests":[{"name":"a","events":[{"id":"e1","kind":"case_created","at":"2026-01-05T10:00:00Z","case":[]}]}]}`, []string{"tests[0].events[0].case: want an object"}},
		{"a tag that is null", `{"tests":[{"name":"a","events":[` + strings.Replace(event, `"id":"5"`, `"id":"5","tags":[null]`, 1) + `]}]}`, []string{"tests[0].events[0].case.tags[0]: want a string, got null"}},
		{"a misspelt name", `{"tests":[{"nam":"a","events":[` + event + `]}]}`, []string{`tests[0].nam: unknown member "nam", did you mean "name"?`}},
		{"misspelt tests", `{"test":[]}`, []string{`test: unknown member "test", did you mean "tests"?`}},
		{"misspelt events", `{"tests":[{"name":"a","event":[` + event + `],"not":[{"recipe":"vip","item":"case/5"}]}]}`, []string{`tests[0].event: unknown member "event", did you mean "events"?`}},
		{"an end that cannot be read", `{"tests":[{"name":"a","events":[` + event + `],"until":"later","not":[{"recipe":"vip","at":"2026-01-05T12:00:00Z"}]}]}`, []string{"tests[0].until: want a date and time"}},
		{"two that do not follow", `{"tests":[{"name":"a","events":[` + event + `,null],"not":[{"recipe":"vop"}]},{"nam":"b","events":[]}]}`, []string{
			"tests[0].events[1]: want an object, got null", `tests[1].nam: unknown member "nam"`, `tests[0].not[0].recipe: "vop" is not a recipe of the set`, "tests[1].events: missing"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := recipetest.Runner{}.Tests(set, []byte(tt.text))
			require.Error(t, err)
			lines := strings.Split(err.Error(), "\n")
			require.Len(t, lines, len(tt.want), "%v", err)
			for i, want := range tt.want {
				require.Contains(t, lines[i], want)
			}
		})
	}
}

// A schedule is tested without an event, by now and until.
func TestSlotsWithoutEvents(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode([]byte(expectSet))
	require.NoError(t, err)
	file, err := recipetest.Runner{}.Tests(set, []byte(`{"tests":[{"name":"noon","now":"2026-01-05T11:00:00Z","until":"2026-01-06T12:00:00Z",
	 "expect":[{"recipe":"daily","at":"2026-01-05T12:00:00Z"},{"recipe":"daily","at":"2026-01-06T12:00:00Z"}]},
	 {"name":"before noon","now":"2026-01-05T12:00:01Z","until":"2026-01-06T11:59:59Z","not":[{"recipe":"daily"}]}]}`))
	require.NoError(t, err)
	for _, one := range file.Tests {
		got, err := recipetest.Runner{}.Run(t.Context(), set, one)
		require.NoError(t, err)
		require.Empty(t, got.Missing, one.Name)
		require.Empty(t, got.Unexpected, one.Name)
	}
}

// All faults of a long file are told; for the first ones the text is searched.
func TestManyFaults(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode([]byte(expectSet))
	require.NoError(t, err)
	const unknown = `{"recipe":"x"}`
	text := `{"tests":[{"name":"a","now":"2026-01-05T11:00:00Z","until":"2026-01-05T11:00:00Z","not":[` + unknown + strings.Repeat(",\n"+unknown, 99) + `]}]}` + strings.Repeat(" ", 3<<20)
	_, err = recipetest.Runner{}.Tests(set, []byte(text))
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 100)
	require.Equal(t, `line 2, column 11: tests[0].not[1].recipe: "x" is not a recipe of the set`, lines[1])
	require.Equal(t, `tests[0].not[99].recipe: "x" is not a recipe of the set`, lines[99])
}
