package desk_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/desk"
)

// sound are bodies of each request that takes one, which it answers.
var sound = map[string][]string{
	"complete":       {`{"text":"mention.","offset":8}`},
	"check":          {`{"recipe":` + tagged + `}`, `{"set":` + small + `}`, `{"text":"{}"}`, `{"set_text":"{}"}`},
	"filter":         {`{"text":"'vip' in case.tags"}`, `{"tree":{"all":[{"field":"case.title","op":"is","values":["x"]}]}}`},
	"try":            {`{"recipe":` + tagged + `,"tags":["x"],"events":10}`},
	"timeline":       {`{"recipe":` + tagged + `,"case":"mention/m1"}`},
	"save":           {`{"version":1,"recipe":` + tagged + `,"tags":["x"],"confirmed":true}`, `{"version":1,"set":` + small + `,"all_tags":{"tag":["x"]}}`, `{"version":1,"remove":"tag"}`},
	"state":          {`{"version":1,"id":"tag","state":"off","confirmed":true}`},
	"order":          {`{"version":1,"ids":["hook","tag"],"confirmed":false}`},
	"restore":        {`{"version":1,"to":1,"id":"tag","confirmed":true}`},
	"waiting/cancel": {`{"key":"x"}`},
	"dead/retry":     {`{"key":"x"}`},
	"dead/discard":   {`{"key":"x"}`},
	"import/apply":   {`{"plan":"x","version":1,"confirmed":true}`},
}

// odd are values that somebody may send instead of any other.
var odd = []string{
	`null`, `true`, `0`, `-1`, `1.5`, `1e400`, `99999999999999999999`, `9223372036854775807`, `-9223372036854775808`, `""`, `"\u0000"`, `"\ud800"`, `"\u202e"`, `[]`, `{}`, `[null]`,
	`[[[[]]]]`, `{"":{}}`, `{"id":null}`, `{"saved":""}`, `{"all":[]}`, "\"\xff\"", `"` + strings.Repeat("é", 3000) + `"`, `[` + strings.Repeat(`"x",`, 3000) + `"x"]`,
	strings.Repeat("[", 70) + strings.Repeat("]", 70), `NaN`, `'x'`, ``, `"x" "y"`,
}

// Whatever is sent instead of a member, or of a value in it, the answer says in words what is wrong, and is no fault of ours.
func TestOddBodies(t *testing.T) {
	t.Parallel()
	for path, bodies := range sound {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			n := 0
			for _, body := range bodies {
				require.NotEqual(t, 400, withMessage(t).as(t, bob, "POST", path, body, nil), body)
				c := withMessage(t)
				for _, instead := range replaced(t, json.RawMessage(body)) {
					for range 3 { // each value somewhere
						n++
						answer := c.Do(t.Context(), bob, desk.Request{Method: "POST", Path: path, Body: []byte(strings.Replace(instead, `"HERE"`, odd[n%len(odd)], 1))})
						told := string(answer.Body)
						require.Less(t, answer.Status, 500, "%s instead of HERE in %s: %s", odd[n%len(odd)], instead, told)
						require.NoError(t, answer.Err)
						require.Less(t, len(told), 1<<20)
						if answer.Status == 200 {
							c = withMessage(t) // it may have been saved
							continue
						}
						var refused refusal
						require.NoError(t, json.Unmarshal(answer.Body, &refused), told)
						require.NotEmpty(t, refused.Error)
						for _, word := range []string{"json:", "strconv", "Go value", "reflect", "unmarshal"} {
							require.NotContains(t, told, word, "an administrator reads this")
						}
					}
				}
			}
			require.Greater(t, n, 5)
		})
	}
}

// withMessage returns a console on the small set, with a case.
func withMessage(t *testing.T) *console {
	t.Helper()
	c := newConsole(t, small)
	require.NoError(t, c.helpdesk.Receive(t.Context(), message("m1", "a refund")))
	return c
}

// replaced returns the document once for each of its values, with "HERE" instead of it.
func replaced(t *testing.T, document json.RawMessage) []string {
	t.Helper()
	all := []string{`"HERE"`}
	var members map[string]json.RawMessage
	var elements []json.RawMessage
	switch document[0] {
	case '{':
		require.NoError(t, json.Unmarshal(document, &members))
		for _, name := range slices.Sorted(maps.Keys(members)) {
			for _, inner := range replaced(t, members[name]) {
				changed := maps.Clone(members)
				changed[name] = json.RawMessage(inner)
				text, err := json.Marshal(changed)
				require.NoError(t, err)
				all = append(all, string(text))
			}
		}
	case '[':
		require.NoError(t, json.Unmarshal(document, &elements))
		for i, value := range elements {
			for _, inner := range replaced(t, value) {
				changed := slices.Clone(elements)
				changed[i] = json.RawMessage(inner)
				text, err := json.Marshal(changed)
				require.NoError(t, err)
				all = append(all, string(text))
			}
		}
	}
	return all
}
