package recipe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// faults decodes and checks a set, and returns its faults as texts, in order.
func faults(t *testing.T, e *recipe.Engine, text string) []string {
	t.Helper()
	s, err := recipe.Decode([]byte(text))
	var texts []string
	for _, f := range recipe.Faults(errors.Join(err, e.Check(s))) {
		texts = append(texts, f.Error())
	}
	return texts
}

func TestFaults(t *testing.T) {
	k := recipetest.Load(t, set(newItem("kept", tagA)))
	with := func(recipes ...string) string { return set(recipes...) }
	after := func(more string) string { return newItem("r", `{"do":"resolve",`+more+`}`) }
	for _, tt := range []struct {
		name, set string
		want      []string // how the faults begin
	}{
		{"not JSON", `{"format":1,`, []string{"line 1, column 13: "}},
		{"data behind the document", with() + `{}`, []string{"line 1, column "}},
		{"a member twice", `{"format":1,"format":1,"recipes":[]}`, []string{"format: "}},
		{"an unknown member", `{"format":1,"recipies":[]}`, []string{`recipies: unknown member "recipies", did you mean "recipes"?`}},
		{"deep nesting", strings.Repeat("[", 65), []string{"line 1, column "}},
		{"invalid UTF-8", strings.Replace(with(newItem("r", tagA)), "Recipe r", "a\xff", 1), []string{"recipe r: name: the byte 0xff is not valid UTF-8"}},
		{"another format", `{"format":2,"recipes":[]}`, []string{"format: 2 is not 1"}},
		{"nothing at all", with(`{}`), []string{"recipe recipes[0]: id: missing", "recipe recipes[0]: name: missing", "recipe recipes[0]: trigger.on: missing", "recipe recipes[0]: actions: missing"}},
		{"a blank name", with(strings.Replace(newItem("r", tagA), `"Recipe r"`, `"  "`, 1)), []string{"recipe r: name: missing"}},
		{"a control character in an ID", strings.Replace(with(newItem("r", tagA)), `"r"`, `"a\u0001"`, 1), []string{`recipe "a\x01": id: holds a control character`}},
		{"a long ID", with(newItem(strings.Repeat("x", 513), tagA)), []string{"recipe xxx"}},
		{"an ID twice", with(newItem("r", tagA), newItem("r", tagB)), []string{`recipe r: id: "r" appears twice in the set`}},
		{"an unknown trigger", with(one("r", `{"on":"new_itme","all_topics":true}`, "", tagA)), []string{`recipe r: trigger.on: "new_itme" is not one of`}},
		{"a filter", with(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"mention.contnt == 'x'"`, tagA)),
			[]string{"recipe r: filter: line 1, column 1: "}},
		{"a filter tree", with(one("r", `{"on":"new_item","all_topics":true}`, `"filter":{"all":[{"field":"mention.content","op":"contains_any","values":[]}]}`, tagA)),
			[]string{"recipe r: filter.all[0].values: "}},
		{"a saved filter that is not there", with(one("r", `{"on":"new_item","all_topics":true}`, `"filter":{"saved":"vip"}`, tagA)), []string{"recipe r: filter"}},
		{"a saved filter with a fault, told once", `{"format":1,"filters":{"vip":"1 +"},"recipes":[` +
			one("a", `{"on":"new_item","all_topics":true}`, `"filter":{"saved":"vip"}`, tagA) + `,` +
			one("b", `{"on":"new_item","all_topics":true}`, `"filter":{"saved":"vip"}`, tagA) + `]}`, []string{"filters.vip: line 1, column "}},
		{"a calendar", `{"format":1,"calendars":{"office":{"zone":"Mars/Base","week":{"moonday":["09:00-10:00"],"monday":["9-10"]}}},"recipes":[]}`,
			[]string{"calendars.office.zone: ", "calendars.office.week.mo", "calendars.office.week.mo"}},
		{"hours of no calendar", with(one("r", `{"on":"new_item","all_topics":true}`, `"hours":{"calendar":"office","when":"always"}`, tagA)),
			[]string{`recipe r: hours.calendar: "office" is not one of the set's calendars`, `recipe r: hours.when: "always" is not during or outside`}},
		{"hours that say nothing", with(one("r", `{"on":"new_item","all_topics":true}`, `"hours":{}`, tagA)),
			[]string{"recipe r: hours.calendar: missing", "recipe r: hours.when: missing"}},
		{"an unknown kind", with(newItem("r", `{"do":"dance"}`)), []string{`recipe r: actions[0].do: no handler for "dance"`}},
		{"no kind", with(newItem("r", `{}`)), []string{"recipe r: actions[0].do: missing"}},
		{"a config", with(newItem("r", tagA, `{"do":"add_tags","with":{"tag":["x"],"target":"moon"}}`)),
			[]string{`recipe r: actions[1].with.tag: unknown member "tag"`, "recipe r: actions[1].with.tags: missing", "recipe r: actions[1].with.target: "}},
		{"every fault of one action", with(one("r", `{"on":"record"}`, "",
			`{"do":"reply","with":{"message":"{{ mention.nme }}","mode":"later","service":"twitter"},"unless":["any"]}`)),
			[]string{"recipe r: actions[0].unless: ", `recipe r: actions[0].with.mode: "later" is not`, "recipe r: actions[0].do: reply needs a mention, which no event of a record trigger has", "recipe r: actions[0].with.message: line 1, column 4: "}},
		{"a misplaced action", with(one("r", `{"on":"record"}`, "", `{"do":"private_reply","with":{"message":"x"}}`)), []string{"recipe r: actions[0].do: "}},
		{"an action that another table misplaces", strings.Replace(with(newItem("r", `{"do":"private_reply","with":{"message":"x"}}`)), "{", `{"availability":"social_connect",`, 1),
			[]string{"recipe r: actions[0].do: private_reply does not go with a new_item trigger"}},
		{"a template", with(newItem("r", `{"do":"add_tags","with":{"tags":["ok","{{ mention.contnt }}"]}}`)),
			[]string{"recipe r: actions[0].with.tags[1]: line 1, column 4: "}},
		{"a negative wait", with(after(`"after":"-1m"`)), []string{"recipe r: actions[0].after: negative"}},
		{"a wait that is too long", with(after(`"after":"60w"`)), []string{"recipe r: actions[0].after: longer than"}},
		{"unless without after", with(after(`"unless":["any"]`)), []string{"recipe r: actions[0].unless: given without after"}},
		{"an unknown signal", with(after(`"after":"1m","unless":["rain","any","any"]`)),
			[]string{`recipe r: actions[0].unless: "rain" is not one of customer_reply`, `recipe r: actions[0].unless: "any" appears twice`}},
		{"an unknown on_error", with(after(`"on_error":"panic"`)), []string{`recipe r: actions[0].on_error: "panic" is not continue or stop`}},
		{"stop on one that waits", with(after(`"after":"1m","on_error":"stop"`)), []string{"recipe r: actions[0].on_error: stop is for actions that run at once"}},
		{"a reply that the filter excludes", with(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"mention.service == 'twitter' and mention.private"`,
			`{"do":"reply","with":{"message":"x","mode":"draft","service":"facebook"}}`)), []string{"recipe r: actions[0].with.service: the recipe's filter lets no facebook mention through"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := faults(t, k.Engine, tt.set)
			require.Len(t, found, len(tt.want), "%s", strings.Join(found, "\n"))
			for i, f := range found {
				require.True(t, strings.HasPrefix(f, tt.want[i]), "got %q, want it to begin with %q", f, tt.want[i])
			}
		})
	}
}

// A set with faults loads nothing, and the loaded set goes on.
func TestLoadIsAllOrNothing(t *testing.T) {
	k := recipetest.Load(t, set(newItem("kept", tagA)))
	err := k.Engine.Load(recipe.Set{Recipes: append(parse(t, set(newItem("good", tagB))).Recipes, recipe.Recipe{ID: "bad"})})
	require.Len(t, recipe.Faults(err), 3)
	require.Equal(t, []string{"kept: fired"}, outcomes(k.Send(customer("e1", ten)).Decisions))
}

// A fault says where it is in the whole document.
func TestFaultPlaces(t *testing.T) {
	text := "{\"format\":1,\"recipes\":[\n{},\n{\"id\":\"b\",\"nam\":\"x\"}]}"
	_, err := recipe.Decode([]byte(text))
	all := recipe.Faults(err)
	require.Len(t, all, 1)
	require.Equal(t, "recipe b: nam: unknown member \"nam\", did you mean \"name\"?", all[0].Error())
	require.Equal(t, "recipes[1].nam", all[0].Document)
	require.Equal(t, 3, all[0].Line)

	s, _ := recipe.Decode([]byte(text))
	all = recipe.Faults((&recipe.Engine{}).Check(s))
	require.Equal(t, "recipes[1].nam", all[0].Document, "what could not be read")
	require.Equal(t, "recipes[0].id", all[1].Document)
	require.Equal(t, "recipes[0]", all[1].Recipe)
}

// Whatever an error was wrapped in, its faults are found, and one that both Decode and Check found once.
func TestFaultsOfAnyError(t *testing.T) {
	k := recipetest.Load(t, set(newItem("kept", tagA)))
	s, err := recipe.Decode([]byte(set(newItem("r", `{"do":"add_tags","with":{"tags":["a"],"tags":["b"]}}`))))
	twice := fmt.Errorf("upload: %w", errors.Join(err, k.Engine.Check(s)))
	require.Len(t, recipe.Faults(twice), 1)
	require.Empty(t, recipe.Faults(nil))
	require.Empty(t, recipe.Faults(errors.New("down")))
}

func TestNoCases(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.NoCases = true
	k.Load(set(newItem("fine", tagA)))
	for _, text := range []string{
		one("r", `{"on":"case_mention","all_topics":true}`, "", `{"do":"webhook","with":{"url":"https://x.example/"}}`),
		newItem("r", `{"do":"add_tags","with":{"tags":["a"],"target":"case"}}`),
		newItem("r", `{"do":"set_status","with":{"status":"pending"}}`),
	} {
		err := k.Engine.Check(parse(t, set(text)))
		require.ErrorIs(t, err, action.ErrCasesDisabled)
	}
}

func TestHostKinds(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Kinds = []trigger.OwnKind{{Name: "call_ended", About: trigger.CaseItem}}
	k.Load(set(one("r", `{"on":"call_ended","all_topics":true}`, "", tagA)))
	report := k.Send(trigger.Event{ID: "e", Kind: "call_ended", At: ten, Case: &trigger.Case{ID: "5"}})
	require.Equal(t, []string{"r: fired"}, outcomes(report.Decisions))
}

// A set is the same after a round trip through its JSON.
func TestSetJSON(t *testing.T) {
	text := `{"format":1,"filters":{"vip":"'vip' in case.tags"},` +
		`"calendars":{"office":{"zone":"Europe/Brussels","week":{"monday":["09:00-15:00"]}}},` +
		`"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","topics":["a"]},` +
		`"filter":{"saved":"vip"},"hours":{"calendar":"office","when":"during"},` +
		`"actions":[{"do":"private_reply","with":{"message":"{{ case.id }}"}},` +
		`{"do":"set_status","with":{"status":"resolved"},"after":"30m","unless":["customer_reply"]}]}]}`
	s := parse(t, text)
	data, err := json.Marshal(s)
	require.NoError(t, err)
	require.Equal(t, text, string(data))
}

func TestRevision(t *testing.T) {
	a := parse(t, set(newItem("r", tagA))).Recipes[0]
	b := parse(t, set(newItem("r", `{ "do": "add_tags", "with": { "tags": [ "a" ] } }`))).Recipes[0]
	c := parse(t, set(newItem("r", tagB))).Recipes[0]
	require.Equal(t, a.Revision(), b.Revision(), "white space is no change")
	require.NotEqual(t, a.Revision(), c.Revision())
	require.Len(t, a.Revision(), 16)
}

// The set that was loaded is the engine's own: changing the data afterwards changes nothing.
func TestLoadCopies(t *testing.T) {
	k := recipetest.Load(t, set(newItem("x", tagA)))
	s := parse(t, set(one("r", `{"on":"new_item","topics":["support"]}`, "", `{"do":"add_tags","with":{"tags":["a"]},"after":"1m","unless":["any"]}`)))
	require.NoError(t, k.Engine.Load(s))
	s.Recipes[0].Trigger.Topics[0] = "other"
	s.Recipes[0].Actions[0].Unless[0] = "broken"
	copy(s.Recipes[0].Actions[0].With, `{"tags":["Z"]}`)
	k.Send(customer("e1", ten))
	k.Wait(time.Minute)
	require.Equal(t, []string{`add_tags mention/e1 {"tags":["a"]}`}, k.Done())
}

// Handles that run while sets are swapped see one of the two whole.
func TestLoadWhileHandling(t *testing.T) {
	k := recipetest.Load(t, set(newItem("x", tagA)))
	odd, even := parse(t, set(newItem("a", tagA), newItem("b", tagB))), parse(t, set(newItem("c", tagC), newItem("d", resolve)))
	require.NoError(t, k.Engine.Load(odd))
	now := ten
	k.Engine.Now = func() time.Time { return now }
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 100 {
				ev := customer(string(rune('a'+g))+time.Duration(i).String(), ten)
				report, err := k.Engine.Handle(context.Background(), ev)
				if err != nil {
					t.Error(err)
				}
				switch got := strings.Join(outcomes(report.Decisions), " "); got {
				case "a: fired b: fired", "c: fired d: fired":
				default:
					t.Errorf("a mix of two sets: %s", got)
				}
			}
		})
	}
	wg.Go(func() {
		for i := range 200 {
			s := odd
			if i%2 == 0 {
				s = even
			}
			if err := k.Engine.Load(s); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	require.Len(t, k.Calls(), 800)
}

// Another table is asked of every recipe, also of those that did not change.
func TestLoadAnotherTable(t *testing.T) {
	k := recipetest.Load(t, set(one("r", `{"on":"case_mention","all_topics":true}`, "", `{"do":"resolve"}`)))
	same := parse(t, set(one("r", `{"on":"case_mention","all_topics":true}`, "", `{"do":"resolve"}`)))
	require.NoError(t, k.Engine.Load(same))
	same.Availability = action.SocialConnect
	require.ErrorContains(t, k.Engine.Load(same), "actions[0].do: resolve does not go with a case_mention trigger")
	same.Availability = action.Anywhere
	require.NoError(t, k.Engine.Load(same))
}

// A fault that Load finds has its place in the text that the set was decoded from, while the set is still that one.
func TestFaultsHavePlaces(t *testing.T) {
	const text = `{
  "format": 1,
  "calendars": {"c": {"zone": "Mars"}},
  "recipes": [
    {"id": "a", "name": "A", "enabled": true, "trigger": {"on": "new_item", "all_topics": true}, "actions": [{"do": "resolve"}]},
    {"id": "b", "name": "B", "enabled": true,
     "trigger": {"on": "new_itm", "all_topics": true},
     "actions": [
       {"do": "set_status", "with": {"status": "x"}, "after": "-1h"},
       {"do": "dance"}
     ]}
  ]
}`
	places := func(err error) map[string][2]int {
		found := make(map[string][2]int)
		for _, f := range recipe.Faults(err) {
			found[f.Document] = [2]int{f.Line, f.Column}
		}
		return found
	}
	e := recipe.Engine{Handlers: handlers()}
	s := parse(t, text)
	want := map[string][2]int{
		"calendars.c.zone":            {3, 31},
		"calendars.c.week":            {3, 22}, // missing: its calendar
		"recipes[1].trigger.on":       {7, 24},
		"recipes[1].actions[0].after": {9, 63},
		"recipes[1].actions[1].do":    {10, 15},
	}
	got := places(e.Check(s))
	for path, place := range want {
		require.Equal(t, place, got[path], path)
	}
	require.Subset(t, places(e.Load(s)), want)
	require.Subset(t, places(e.LoadValid(s)), want)

	s.Recipes = s.Recipes[1:]
	for _, f := range recipe.Faults(e.Check(s)) {
		require.Zero(t, f.Line, "the set is another one by now")
	}
}
