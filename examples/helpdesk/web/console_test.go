package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/console"
	recipes "github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/examples/helpdesk/web"
)

// A recipe that is saved in the console runs for the next case, is told in the case's history, and is there after a restart.
func TestConsole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "recipes.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"format":1,"recipes":[]}`), 0o600))
	ann := recipes.User{ID: "ann", Name: "Ann", Edit: true, Operate: true}
	var helpdesk *desk.Desk
	start := func() *httptest.Server {
		var err error
		helpdesk, err = desk.Open(desk.Config{Database: filepath.Join(dir, "desk.db"), Recipes: file, Console: true})
		require.NoError(t, err)
		admin, err := web.Console(t.Context(), helpdesk, file, console.LoginFunc(func(*http.Request) (recipes.User, error) { return ann, nil }))
		require.NoError(t, err)
		mux := http.NewServeMux()
		mux.Handle("/", (&web.API{Desk: helpdesk}).Handler())
		mux.Handle("/admin/", admin)
		return httptest.NewServer(mux)
	}
	call := func(server *httptest.Server, method, path, body string) string {
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		answer, err := server.Client().Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.Equal(t, 200, answer.StatusCode, "%s", text)
		return string(text)
	}
	server := start()
	open := `{"subject":"Broken","text":"I want a refund","customer":{"email":"ada@mail.example"}}`
	call(server, "POST", "/cases", open)
	require.NoError(t, helpdesk.Tick(t.Context()), "no recipe is there for it yet")
	tag := `{"id":"refund","name":"Tag refunds","enabled":true,"trigger":{"on":"new_item","all_topics":true},
		"filter":"word(mention.content, 'refund')","actions":[{"do":"add_tags","with":{"tags":["refund"]}}]}`
	require.Contains(t, call(server, "POST", "/admin/api/try", `{"events":100,"recipe":`+tag+`}`), `"runs":1`, "it is tried on the case that is there")
	require.Contains(t, call(server, "POST", "/admin/api/save", `{"version":1,"recipe":`+tag+`}`), `"version":2`)

	var opened struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(call(server, "POST", "/cases", open)), &opened))
	require.NoError(t, helpdesk.Tick(t.Context()))
	require.Contains(t, call(server, "GET", "/cases/"+opened.ID, ""), `"tags":["refund"]`)
	history := call(server, "GET", "/admin/api/cases/"+opened.ID, "")
	require.Contains(t, history, `"outcome":"fired"`)
	require.Contains(t, history, `"recorded":true`)
	server.Close()
	require.NoError(t, helpdesk.Close())

	server = start()
	defer server.Close()
	require.Contains(t, call(server, "GET", "/admin/api/recipes", ""), `"runs_24h":1`)
	require.NoError(t, helpdesk.Close())
}

// What a host writes to mount the console is at most thirty lines.
func TestConsoleIsShort(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("console.go")
	require.NoError(t, err)
	lines := 0
	for line := range bytes.Lines(source) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
			lines++
		}
	}
	require.LessOrEqual(t, lines, 30)
}
