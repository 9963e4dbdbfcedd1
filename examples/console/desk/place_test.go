package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A fault has its place in the body that was sent: never a line of another text.
func TestFaultPlaces(t *testing.T) {
	t.Parallel()
	misspelt := strings.Replace(tagged, "mention.content", "mention.contnt", 1)
	both := strings.Replace(misspelt, "add_tags", "add_tag", 1)
	type at struct{ recipe, path, document string }
	for _, test := range []struct {
		name, path, body string
		want             []at
	}{
		{"a recipe", "save", saving(1, `"recipe":`+both), []at{{"tag", "filter", "recipe.filter"}, {"tag", "actions[0].do", "recipe.actions[0].do"}}},
		{"a new recipe", "save", saving(1, `"recipe":`+strings.Replace(misspelt, `"id":"tag"`, `"id":"new"`, 1)), []at{{"new", "filter", "recipe.filter"}}},
		{"a recipe without an ID", "save", saving(1, `"recipe":`+strings.Replace(tagged, `"id":"tag"`, `"id":""`, 1)), []at{{"", "id", "recipe.id"}}},
		{"the second recipe, on a line of its own", "save", saving(1, "\"recipe\":\n\n"+strings.Replace(hook, "https://wall.example/in", "ftp://wall.example/in", 1)),
			[]at{{"hook", "actions[0].with.url", "recipe.actions[0].with.url"}}},
		{"an unknown member and an unknown kind", "save", saving(1, `"recipe":`+strings.Replace(strings.Replace(tagged, `"name"`, `"nmae"`, 1), "add_tags", "add_tag", 1)),
			[]at{{"tag", "nmae", "recipe.nmae"}, {"tag", "actions[0].do", "recipe.actions[0].do"}}},
		{"no recipe", "save", saving(1, `"recipe":[]`), []at{{"", "", ""}}},
		{"a secret and a misspelt field", "save", saving(1, `"recipe":`+strings.Replace(strings.Replace(hook, `"id":"hook"`, `"id":"copy"`, 1), `"actions"`, `"filter":"mention.contnt == 'x'","actions"`, 1)),
			[]at{{"copy", "actions[0].with.authorization", "recipe.actions[0].with.authorization"}, {"copy", "filter", "recipe.filter"}}},
		{"a set", "save", saving(1, `"set":`+strings.Replace(small, "'vip' in case.tags", "'vip' in case.tgs", 1)), []at{{"", "filters.vip", "set.filters.vip"}}},
		{"a recipe of a set", "save", saving(1, `"set":`+strings.Replace(small, "case_assigned", "case_assignd", 1)), []at{{"hook", "trigger.on", "set.recipes[1].trigger.on"}}},
		{"a set that cannot be decoded", "save", saving(1, `"set":`+strings.Replace(small, `"name":"Tag refunds"`, `"name":7`, 1)), []at{{"tag", "name", "set.recipes[0].name"}}},
		{"a secret of a set", "save", saving(1, `"set":`+strings.Replace(strings.Replace(small, "Bearer s3cret-token", "[redacted]", 1), "wall.example", "evil.example", 1)),
			[]at{{"hook", "actions[0].with.url", "set.recipes[1].actions[0].with.url"}}},
		{"a trial", "try", `{"events":5,"recipe":` + both + `}`, []at{{"tag", "filter", "recipe.filter"}, {"tag", "actions[0].do", "recipe.actions[0].do"}}},
		{"a timeline", "timeline", `{"case":"c-1","recipe":` + misspelt + `}`, []at{{"tag", "filter", "recipe.filter"}}},
		{"a check", "check", `{"recipe":` + both + `}`, []at{{"tag", "filter", "recipe.filter"}, {"tag", "actions[0].do", "recipe.actions[0].do"}}},
		{"a check of a set", "check", `{"set":` + strings.Replace(small, "case_assigned", "case_assignd", 1) + `}`, []at{{"hook", "trigger.on", "set.recipes[1].trigger.on"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t, small)
			type fault struct {
				Recipe, Path, Document, Message string
				Line, Column                    int
			}
			var answer struct{ Faults, Refused []fault }
			c.as(t, bob, "POST", test.path, test.body, &answer)
			var got []at
			for _, f := range append(answer.Faults, answer.Refused...) {
				got = append(got, at{f.Recipe, f.Path, f.Document})
				require.Zero(t, f.Line, f.Message)
				require.Zero(t, f.Column)
				require.NotEmpty(t, f.Message)
			}
			require.Equal(t, test.want, got)
		})
	}
}

// A body that is not what a request takes has its faults at their lines in the body, also in the recipe that it has.
func TestBodyFaults(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	type fault struct {
		Path, Document string
		Line, Column   int
	}
	for _, test := range []struct {
		name, body string
		want       []fault
	}{
		{"unknown members", "{\"version\":1,\n \"remov\":\"tag\",\n \"x\":1}", []fault{{"remov", "remov", 2, 2}, {"x", "x", 3, 2}}},
		{"a member of a recipe twice", "{\"version\":1,\"recipe\":{\n\"id\":\"a\",\n\"id\":\"b\"}}", []fault{{"id", "recipe.id", 3, 1}}},
		{"a text instead of a number", "{\n\"version\":\"1\"}", []fault{{"version", "version", 2, 11}}},
		{"no JSON", "{\n\n]", []fault{{"", "", 3, 1}}},
		{"nothing", "", []fault{{"", "", 1, 1}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var answer struct {
				Error  string
				Faults []fault
			}
			require.Equal(t, 400, c.post(t, "save", test.body, &answer))
			require.Equal(t, test.want, answer.Faults)
			require.Contains(t, answer.Error, "not what save takes")
		})
	}
}

// A fault in an expression has its place in the expression.
func TestFaultInText(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	var answer struct {
		Faults []struct {
			Path, Message string
			TextLine      int `json:"text_line"`
			TextColumn    int `json:"text_column"`
		}
	}
	body := saving(1, `"recipe":`+strings.Replace(tagged, "word(mention.content, 'refund', 'money back')", `true and\n  mention.contnt == 'x'`, 1))
	require.Equal(t, 422, c.post(t, "save", body, &answer))
	require.Equal(t, "filter 2 3", strings.Join([]string{answer.Faults[0].Path, string(rune('0' + answer.Faults[0].TextLine)), string(rune('0' + answer.Faults[0].TextColumn))}, " "))
	require.NotContains(t, answer.Faults[0].Message, "line 2", "the place is beside the message")
}

// One of several forms of a draft is checked, and one side of a filter is turned into the other.
func TestOneOfSeveral(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	for path, bodies := range map[string][]string{
		"check":  {`{"recipe":` + tagged + `,"text":"{}"}`, `{"set":` + small + `,"set_text":"{}"}`, `{"recipe":` + tagged + `,"set":` + small + `}`, `{"text":"","set_text":""}`},
		"filter": {`{"text":"true","tree":{"field":"case.title","op":"is","values":["x"]}}`},
	} {
		for _, body := range bodies {
			var answer refusal
			require.Equal(t, 400, c.post(t, path, body, &answer), body)
			require.Regexp(t, `^send (one of|text or tree)`, answer.Error)
		}
	}
}
