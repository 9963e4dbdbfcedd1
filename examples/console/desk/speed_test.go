package desk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/recipe"
)

// many returns a set of n recipes, each with a text of some length.
func many(n, length int) string {
	var b strings.Builder
	b.WriteString(`{"format":1,"recipes":[`)
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"id":"r-%d","name":"Recipe %d","enabled":true,"trigger":{"on":"new_item","topics":["topic-%d"]},"filter":"word(mention.content, 'word%d')","actions":[`+
			`{"do":"private_reply","with":{"message":"%s"},"after":"30m"}]}`, i, i, i%50, i, strings.Repeat("x", length))
	}
	b.WriteString("]}")
	return b.String()
}

// The list of 10,000 recipes.
func BenchmarkRecipes(b *testing.B) {
	c := newConsole(b, many(10_000, 20))
	b.ReportAllocs()
	for b.Loop() {
		require.Equal(b, 200, c.get(b, "recipes", nil))
	}
}

// One of 10,000 recipes is checked while somebody types.
func BenchmarkCheck(b *testing.B) {
	c := newConsole(b, many(10_000, 20))
	body := `{"recipe":` + tagged + `}`
	for b.Loop() {
		require.Equal(b, 200, c.post(b, "check", body, nil))
	}
}

// One of 10,000 recipes is saved.
func BenchmarkSave(b *testing.B) {
	c := newConsole(b, many(10_000, 20))
	version := 1
	for b.Loop() {
		body := saving(version, `"recipe":`+strings.Replace(tagged, "refund", fmt.Sprintf("refund%d", version), 1))
		require.Equal(b, 200, c.post(b, "save", body, nil))
		version++
	}
}

// A large set asks its storage once, and makes each line once, however often it is listed.
func TestLargeSet(t *testing.T) {
	t.Parallel()
	c := newConsole(t, many(500, 20))
	var list struct {
		Recipes []struct {
			ID, Summary string
			MayEdit     bool `json:"may_edit"`
		}
	}
	require.Equal(t, 200, c.get(t, "recipes", &list))
	require.Len(t, list.Recipes, 500)
	require.Equal(t, "r-499", list.Recipes[499].ID)
	require.Contains(t, list.Recipes[499].Summary, "word499")
	var answer refusal
	require.Equal(t, 200, c.post(t, "save", saving(1, `"recipe":`+tagged), &answer), "%s", answer.Error)
	var got oneCase
	require.NoError(t, c.helpdesk.Receive(t.Context(), message("m1", "a refund, please")))
	require.Equal(t, 200, c.get(t, "cases/mention%2Fm1", &got))
	require.Equal(t, 500, got.Events[0].LeftOut, "recipes of other topics are only counted")
}

// A set of 10 MB is a draft like others; a longer one is refused in words.
func TestTenMegabytes(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	set := many(100, desk.MaxSet/100-300)
	require.InDelta(t, desk.MaxSet, len(set), 50_000)
	var got checkAnswer
	require.Equal(t, 200, c.post(t, "check", `{"set":`+set+`}`, &got))
	require.Empty(t, got.Faults)
	longer := `"set":` + many(100, desk.MaxSet/100)
	for call, body := range map[string]string{"check": "{" + longer + "}", "save": saving(1, longer)} {
		var answer refusal
		require.Equal(t, 413, c.as(t, bob, "POST", call, body, &answer), call)
		require.Contains(t, answer.Error, "longer than 10 MB")
	}
}

// The schema and the help are those of the host.
func TestSchema(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	out := c.Do(t.Context(), ann, desk.Request{Method: "GET", Path: "schema"})
	require.Equal(t, 200, out.Status)
	var want bytes.Buffer
	version, err := c.sets.Revision(t.Context(), 1)
	require.NoError(t, err)
	set, err := recipe.Decode(version.Set)
	require.NoError(t, err)
	set.Recipes = nil
	require.NoError(t, json.Compact(&want, c.Engine.Schema(set)))
	require.JSONEq(t, want.String(), string(out.Body))
	var help struct {
		Fields []struct {
			Name  string
			Words []string
		}
		Functions, Operators []struct{ Name, Doc string }
		Calendars, Filters   []string
		Kinds                []string
		Availability         action.Availability
	}
	require.Equal(t, 200, c.get(t, "help", &help))
	require.Equal(t, []string{"bru", "madrid"}, help.Calendars)
	require.Equal(t, []string{"customer", "spam", "vip"}, help.Filters)
	require.Contains(t, help.Kinds, "webhook")
	require.Equal(t, action.Anywhere, help.Availability)
	words := make(map[string][]string)
	for _, f := range help.Fields {
		words[f.Name] = f.Words
	}
	require.Equal(t, []string{"unresolved", "pending", "resolved"}, words["case.status"])
	require.Contains(t, words, "mention.content")
	require.NotEmpty(t, help.Functions)
	require.NotEmpty(t, help.Operators)
}
