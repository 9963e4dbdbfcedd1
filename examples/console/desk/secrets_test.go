package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/desk"
)

const hook = `{"id":"hook","name":"Tell the wall","owner":"bob","enabled":false,"trigger":{"on":"case_assigned","all_topics":true},
	"actions":[{"do":"webhook","with":{"url":"https://wall.example/in","authorization":"[redacted]"}}]}`

// stored returns the stored set.
func stored(t *testing.T, c *console) string {
	t.Helper()
	version, err := c.sets.Version(t.Context())
	require.NoError(t, err)
	r, err := c.sets.Revision(t.Context(), version)
	require.NoError(t, err)
	return string(r.Set)
}

// A secret that a page sends back as it saw it stays; it goes to no other address.
func TestSecrets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		old     string // in hook
		now     string // instead
		status  int
		says    string
		keeps   bool // the secret
		changes string
	}{
		{"another name", "Tell the wall", "Show it", 200, "", true, "name"},
		{"another path of the host", "wall.example/in", "wall.example/v2", 200, "", true, "url"},
		{"a new secret", "[redacted]", "Bearer another-secret", 200, "", false, "a secret"},
		{"another host", "wall.example", "evil.example", 422, "fill in the secret again", true, ""},
		{"another scheme", "https://", "http://", 422, "fill in the secret again", true, ""},
		{"another action", `"do"`, `"id":"other","do"`, 422, "fill in the secret again", true, ""},
		{"another recipe", `"id":"hook"`, `"id":"copy"`, 422, "fill in the secret again", true, ""},
		{"a text that says so", "Tell the wall", "[redacted]", 200, "", true, "name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t, small)
			var answer refusal
			require.Equal(t, test.status, c.as(t, bob, "POST", "save", saving(1, `"recipe":`+strings.Replace(hook, test.old, test.now, 1)), &answer))
			if test.says != "" {
				require.Contains(t, answer.Faults[0].Message, test.says)
			}
			require.Equal(t, test.keeps, strings.Contains(stored(t, c), "s3cret-token"))
			require.NotContains(t, stored(t, c), `"authorization":"[redacted]"`)
		})
	}
}

// No answer has a secret, whatever is asked, and whatever goes wrong.
func TestNoSecretInAnyAnswer(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	require.Equal(t, 200, c.as(t, bob, "POST", "save", saving(1, `"recipe":`+strings.Replace(hook, "[redacted]", "Bearer other-s3cret", 1)), nil))
	whole := strings.ReplaceAll(small, "Bearer s3cret-token", "Bearer third-s3cret")
	for _, r := range []desk.Request{
		{Method: "GET", Path: "recipes"}, {Method: "GET", Path: "recipes/hook"}, {Method: "GET", Path: "set"}, {Method: "GET", Path: "revisions"},
		{Method: "GET", Path: "revisions/1"}, {Method: "GET", Path: "revisions/2"}, {Method: "GET", Path: "export"}, {Method: "GET", Path: "help"},
		{Method: "POST", Path: "check", Body: []byte(`{"recipe":` + hook + `}`)},
		{Method: "POST", Path: "check", Body: []byte(`{"set":` + strings.Replace(small, "webhook", "webhok", 1) + `}`)},
		{Method: "POST", Path: "try", Body: []byte(`{"events":10,"recipe":` + hook + `}`)},
		{Method: "POST", Path: "save", Body: []byte(saving(1, `"recipe":`+hook))},
		{Method: "POST", Path: "save", Body: []byte(saving(1, `"set":`+whole))},
		{Method: "POST", Path: "save", Body: []byte(saving(2, `"recipe":`+strings.Replace(hook, "wall.example", "evil.example", 1)))},
		{Method: "POST", Path: "restore", Body: []byte(saving(2, `"to":1`))},
	} {
		out := c.Do(t.Context(), bob, r)
		require.NotContains(t, string(out.Body), "s3cret", "%s %s", r.Method, r.Path)
	}
	require.Contains(t, stored(t, c), "s3cret-token", "the restored one is there")
}
