package desk_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
)

// checkAnswer is the answer to a check.
type checkAnswer struct {
	Faults, Warnings []struct {
		Recipe, Path, Message, Rule string
		Line, Column                int
	}
	Describe, Text string
	Tree           *filter.Cond
	NoTree         string `json:"no_tree"`
	Hours          *struct {
		Calendar, When, Zone string
		Days                 []struct {
			Date, Day string
			Open      []struct{ From, Until int }
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	typed := func(text string) string {
		document, err := json.Marshal(map[string]string{"text": text})
		require.NoError(t, err)
		return string(document)
	}
	for _, test := range []struct {
		name         string
		body         string
		path, says   string // of the first fault
		line, column int
	}{
		{"a misspelt field", `{"recipe":` + strings.Replace(tagged, "mention.content", "mention.contnt", 1) + `}`, "filter", "did you mean mention.content", 0, 0},
		{"a misspelt field that is typed", typed("{\"id\":\"x\",\"name\":\"X\",\"enabled\":true,\n\"trigger\":{\"on\":\"new_item\",\"all_topics\":true},\n  \"filter\":\"mention.contnt == 'x'\",\n\"actions\":[{\"do\":\"resolve\"}]}"), "filter", "did you mean mention.content", 3, 12},
		{"half a document", typed("{\n  \"id\": \"x\",\n"), "", "JSON object", 3, 0},
		{"no object", typed("[]"), "", "JSON object", 0, 0},
		{"null", typed("null"), "", "not null", 1, 1},
		{"two recipes", typed(tagged + "," + tagged), "", "JSON object", 2, 0},
		{"a way out of the list", typed(tagged + `], "recipes":[` + tagged), "", "JSON object", 2, 0},
		{"an unknown kind of action", `{"recipe":` + strings.Replace(tagged, "add_tags", "add_tag", 1) + `}`, "actions[0].do", "add_tags", 0, 0},
		{"a set", `{"set":` + strings.Replace(small, `"format":1`, `"format":2`, 1) + `}`, "format", "", 0, 0},
		{"a secret of another recipe", `{"recipe":` + strings.Replace(hook, `"id":"hook"`, `"id":"copy"`, 1) + `}`, "actions[0].with.authorization", "fill in the secret again", 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got checkAnswer
			require.Equal(t, 200, c.post(t, "check", test.body, &got), "a draft with faults is no error")
			require.NotEmpty(t, got.Faults)
			require.Equal(t, test.path, got.Faults[0].Path)
			require.Contains(t, got.Faults[0].Message, test.says)
			if test.line > 0 {
				require.Equal(t, test.line, got.Faults[0].Line)
			}
			if test.column > 0 {
				require.Equal(t, test.column, got.Faults[0].Column)
			}
		})
	}
	for _, body := range []string{`{}`, `{"recipe":1,"what":2}`, `{`, `{"recipe":{}} {}`} {
		require.Equal(t, 400, c.post(t, "check", body, nil), body)
	}
}

// A draft without faults is described, with its hours as a picture and its likely mistakes.
func TestCheckSound(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	var got checkAnswer
	require.Equal(t, 200, c.post(t, "check", `{"recipe":{"id":"n","name":"N","enabled":true,"trigger":{"on":"new_item","all_topics":true},
		"filter":"mention.type == 'inbox' and mention.type == 'sent'","hours":{"calendar":"bru","when":"during"},
		"actions":[{"do":"add_tags","with":{"tags":["n"]}}]}}`, &got))
	require.Empty(t, got.Faults)
	require.Contains(t, got.Describe, "the hours of bru")
	require.Equal(t, "mention.type == 'inbox' and mention.type == 'sent'", got.Text)
	require.Len(t, got.Tree.All, 2)
	require.Equal(t, "never_matches", got.Warnings[0].Rule)
	require.Equal(t, "Europe/Brussels", got.Hours.Zone)
	require.Len(t, got.Hours.Days, 7)
	require.Equal(t, "2026-01-05", got.Hours.Days[0].Date)
	require.Equal(t, "monday", got.Hours.Days[0].Day)
	require.Equal(t, "[{540 750} {795 1080}]", fmt.Sprint(got.Hours.Days[0].Open), "09:00-12:30 and 13:15-18:00")
	require.Empty(t, got.Hours.Days[6].Open, "on Sundays it is closed")
}

// A text and a tree are there and back without loss; an expression without a tree stays a text, and the answer says why.
func TestFilter(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	for _, test := range []struct{ text, tree, no string }{
		{`mention.type != 'sent'`, `{"field":"mention.type","op":"is_not","values":["sent"]}`, ""},
		{`mention.type not in ["sent", "note"]`, `{"field":"mention.type","op":"is_not","values":["sent","note"]}`, ""},
		{`'vip' in case.tags`, `{"field":"case.tags","op":"is","values":["vip"]}`, ""},
		{`'vip' not in case.tags`, `{"field":"case.tags","op":"is_not","values":["vip"]}`, ""},
		{`word(mention.content, "a", "b") && !(case.priority >= "high")`,
			`{"all":[{"field":"mention.content","op":"contains_any","values":["a","b"]},{"not":{"field":"case.priority","op":"gte","values":["high"]}}]}`, ""},
		{`mention.author.followers > 1000 or event.at - case.opened >= duration("2d")`,
			`{"any":[{"field":"mention.author.followers","op":"gt","values":[1000]},{"field":"case.opened","op":"older_than","values":["2d"]}]}`, ""},
		{`case.fields["Store Name"] != nil`, `{"field":"case.fields[\"Store Name\"]","op":"exists"}`, ""},
		{`(case.topic == "a" or case.topic == "b") and mention.private == true`,
			`{"all":[{"any":[{"field":"case.topic","op":"is","values":["a"]},{"field":"case.topic","op":"is","values":["b"]}]},{"field":"mention.private","op":"is","values":[true]}]}`, ""},
		{`changed("case.priority") and was("case.priority") == "low" and case.topic == "a"`, "", "the form has no condition"},
		{`len(mention.content) > 5`, "", "the form has no condition for len(mention.content) > 5"},
		{`case.topic == mention.topic`, "", "the form has no condition"},
		{`any(case.tags, # startsWith "v")`, "", "the form has no condition"},
		{`case.topic == "a" ? true : false`, "", "the form has no condition"},
	} {
		t.Run(test.text, func(t *testing.T) {
			var got checkAnswer
			body, err := json.Marshal(map[string]string{"text": test.text})
			require.NoError(t, err)
			require.Equal(t, 200, c.post(t, "filter", string(body), &got))
			require.Empty(t, got.Faults)
			require.Equal(t, test.text, got.Text)
			require.Contains(t, got.NoTree, test.no)
			if test.tree == "" {
				require.Nil(t, got.Tree)
				return
			}
			tree, err := json.Marshal(got.Tree)
			require.NoError(t, err)
			require.JSONEq(t, test.tree, string(tree))

			var back checkAnswer
			require.Equal(t, 200, c.post(t, "filter", `{"tree":`+string(tree)+`}`, &back))
			require.Empty(t, back.Faults)
			require.Equal(t, got.Describe, back.Describe, "they mean the same")
			require.Equal(t, got.Tree, back.Tree)
		})
	}
	var got checkAnswer
	require.Equal(t, 200, c.post(t, "filter", `{"text":"mention.author.followers >= 5 and mention.author.followers <= 10"}`, &got))
	require.Equal(t, "between", got.Tree.Op, "two comparisons are one test of the form")
	require.Equal(t, 200, c.post(t, "filter", `{"text":"mention.content =="}`, &got))
	require.Equal(t, 1, got.Faults[0].Line)
	require.Equal(t, 200, c.post(t, "filter", `{"tree":{"all":[{"field":"case.topc","op":"is","values":["a"]}]}}`, &got))
	require.Equal(t, "all[0].field", got.Faults[0].Path)
}

// Offsets are those of a page, where 👋 is two.
func TestComplete(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	var got struct {
		From, To int
		Items    []struct{ Label, Kind, Insert string }
	}
	text := `case.topic == "👋" and case.stat`
	body, err := json.Marshal(map[string]any{"text": text, "offset": len([]rune(text)) + 1})
	require.NoError(t, err)
	require.Equal(t, 200, c.post(t, "complete", string(body), &got))
	require.Equal(t, "status", got.Items[0].Label)
	require.Equal(t, strings.Index(text, "stat")-2, got.From, "the hand has four bytes, and two units")
	require.Equal(t, got.From+len("stat"), got.To)
}
