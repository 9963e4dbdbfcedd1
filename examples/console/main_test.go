package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
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

// A name of somebody else that leads to this machine opens nothing: there is no login.
func TestLocalOnly(t *testing.T) {
	h := localOnly(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for host, want := range map[string]int{
		"127.0.0.1:8090": 204, "localhost:8090": 204, "localhost": 204, "[::1]:8090": 204, "127.8.0.1": 204,
		"rebound.example": 421, "rebound.example:8090": 421, "192.0.2.1:8090": 421, "localhost.rebound.example": 421, "": 421, ":8090": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/api/set", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		require.Equal(t, want, w.Code, host)
	}
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

// With the database gone every request says so, and the page goes on.
func TestDatabaseGone(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "console.db"))
	require.NoError(t, s.db.Close())
	for _, r := range [][3]string{
		{"GET", "recipes"}, {"GET", "waiting"}, {"GET", "dead"}, {"GET", "revisions"}, {"GET", "cases/c-1061"},
		{"POST", "save", `{"version":1,"remove":"survey"}`}, {"POST", "waiting/cancel", `{"key":"x"}`}, {"POST", "dead/retry", `{"key":"x"}`},
	} {
		var answer struct{ Error string }
		require.Equal(t, 503, s.call(t, r[0], r[1], r[2], &answer), r[1])
		require.Equal(t, "the store does not answer, and nothing was saved; keep this page open and try again", answer.Error)
	}
}

// Waits and dead letters of the database are shown, cancelled and retried.
func TestOperate(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "console.db"))
	var list struct {
		Waiting []struct{ Key, Recipe string }
		Dead    []struct{ Key, Recipe, Error string }
	}
	require.Equal(t, 200, s.call(t, "GET", "waiting", "", &list))
	require.Equal(t, "survey", list.Waiting[0].Recipe)
	require.Equal(t, 200, s.call(t, "POST", "waiting/cancel", `{"key":"`+list.Waiting[0].Key+`"}`, &struct{}{}))
	require.Equal(t, 200, s.call(t, "GET", "waiting", "", &list))
	require.Empty(t, list.Waiting)
	require.Equal(t, 200, s.call(t, "GET", "dead", "", &list))
	require.Len(t, list.Dead, 4)
	require.Equal(t, "the receiver answered 404: this hook was removed", list.Dead[0].Error)
	require.Equal(t, 200, s.call(t, "POST", "dead/retry", `{"key":"`+list.Dead[0].Key+`"}`, &struct{}{}))
	require.NoError(t, s.helpdesk.Tick(t.Context()))
	require.Equal(t, 200, s.call(t, "GET", "dead", "", &list))
	require.Len(t, list.Dead, 3)
	var one struct {
		Recipes []struct {
			ID     string
			Runs   int `json:"runs_24h"`
			Errors int `json:"errors_24h"`
		}
	}
	require.Equal(t, 200, s.call(t, "GET", "recipes", "", &one))
	for _, r := range one.Recipes {
		if r.ID == "wallboard" {
			require.Equal(t, 3, r.Errors)
			require.Greater(t, r.Runs, 3)
		}
	}
}

// There is no login, so the program listens on this machine alone, and ends when it is told to.
func TestServe(t *testing.T) {
	for _, addr := range []string{":8090", "0.0.0.0:8090", "192.0.2.1:8090", "example.com:80", "8090"} {
		require.ErrorContains(t, run(t.Context(), addr, "missing/x.db", "", slog.New(slog.DiscardHandler)), "this machine", addr)
	}
	ctx, stop := context.WithCancel(t.Context())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w, err := open(ctx, filepath.Join(t.TempDir(), "console.db"), "")
	require.NoError(t, err)
	over := make(chan error, 1)
	go func() { over <- serve(ctx, listener, w, slog.New(slog.DiscardHandler)) }()
	answer, err := http.Get("http://" + listener.Addr().String() + "/api/session")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, 200, answer.StatusCode)
	stop()
	require.NoError(t, <-over)
	require.NoError(t, w.close())
}

// A database that was left half made is told, and not gone on with.
func TestHalfMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "console.db")
	w, err := open(t.Context(), file, "")
	require.NoError(t, err)
	_, err = w.db.ExecContext(t.Context(), `DELETE FROM console_values`)
	require.NoError(t, err)
	require.NoError(t, w.close())
	_, err = open(t.Context(), file, "")
	require.ErrorContains(t, err, "remove the file, and start again")
}
