package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/console"
	"github.com/commis-recipes/commis/examples/console/desk"
)

// site is the console on a server of its own.
type site struct {
	*world
	server *httptest.Server
	user   desk.User
}

// newSite opens the console on a file, and serves it under a path of a host.
func newSite(t *testing.T, file string) *site {
	w, err := open(t.Context(), file, "")
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.close() })
	s := &site{world: w, user: desk.User{ID: "ann", Name: "Ann", Edit: true, Operate: true}}
	h := &console.Handler{Desk: w.desk, Login: console.LoginFunc(func(*http.Request) (desk.User, error) { return s.user, nil })}
	mux := http.NewServeMux()
	mux.Handle("/host/recipes/", http.StripPrefix("/host/recipes", h))
	s.server = httptest.NewServer(mux)
	t.Cleanup(s.server.Close)
	return s
}

// call sends a request and decodes the answer.
func (s *site) call(t *testing.T, method, path, body string, into any) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+"/host/recipes/api/"+path, strings.NewReader(body))
	require.NoError(t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := s.server.Client().Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	require.NoError(t, json.NewDecoder(answer.Body).Decode(into))
	return answer.StatusCode
}

// What is saved is there after a restart, and the day is not played again.
func TestRestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "console.db")
	s := newSite(t, file)
	var saved struct{ Version int }
	status := s.call(t, "POST", "save", `{"version":1,"recipe":{"id":"hello","name":"Hello","enabled":false,
		"trigger":{"on":"new_item","topics":["support"]},"actions":[{"do":"add_tags","with":{"tags":["new"]}}]},"tags":["Greetings"]}`, &saved)
	require.Equal(t, 200, status)
	require.Equal(t, 2, saved.Version)
	events, err := s.helpdesk.Journal.Last(t.Context(), 1e6)
	require.NoError(t, err)
	s.server.Close()
	require.NoError(t, s.close())

	s = newSite(t, file)
	var list struct {
		Version int
		Recipes []struct {
			ID   string
			Tags []string
		}
	}
	require.Equal(t, 200, s.call(t, "GET", "recipes", "", &list))
	require.Equal(t, 2, list.Version)
	last := list.Recipes[len(list.Recipes)-1]
	require.Equal(t, "hello", last.ID)
	require.Equal(t, []string{"Greetings"}, last.Tags)
	again, err := s.helpdesk.Journal.Last(t.Context(), 1e6)
	require.NoError(t, err)
	require.Len(t, again, len(events))
}
