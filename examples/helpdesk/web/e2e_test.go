package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/examples/helpdesk/web"
)

// ten is Monday at ten in Brussels.
var ten = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// site is the helpdesk as its users see it, over HTTP, with a clock that the test moves.
type site struct {
	t       *testing.T
	dir     string
	now     time.Time
	desk    *desk.Desk
	server  *httptest.Server
	recipes string
}

func newSite(t *testing.T, recipes string) *site {
	s := &site{t: t, dir: t.TempDir(), now: ten, recipes: recipes}
	s.start()
	t.Cleanup(s.stop)
	return s
}

func (s *site) start() {
	s.t.Helper()
	var err error
	s.desk, err = desk.Open(desk.Config{
		Database: filepath.Join(s.dir, "desk.db"), Recipes: s.recipes, Now: func() time.Time { return s.now },
	})
	require.NoError(s.t, err)
	s.server = httptest.NewServer((&web.API{Desk: s.desk}).Handler())
}

func (s *site) stop() {
	s.server.Close()
	require.NoError(s.t, s.desk.Close())
}

// tick moves the clock and carries out what is due.
func (s *site) tick(d time.Duration) {
	s.t.Helper()
	s.now = s.now.Add(d)
	require.NoError(s.t, s.desk.Tick(s.t.Context()))
}

// ask sends a request as an agent, wants the status, and returns the answer.
func (s *site) ask(method, path, body string, want int) any {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, strings.NewReader(body))
	require.NoError(s.t, err)
	r.Header.Set("Agent", "ann")
	answer, err := s.server.Client().Do(r)
	require.NoError(s.t, err)
	defer answer.Body.Close()
	var data bytes.Buffer
	_, err = data.ReadFrom(answer.Body)
	require.NoError(s.t, err)
	require.Equal(s.t, want, answer.StatusCode, "%s %s: %s", method, path, &data)
	require.Equal(s.t, "application/json", answer.Header.Get("Content-Type"))
	var v any
	require.NoError(s.t, json.Unmarshal(data.Bytes(), &v))
	return v
}

func (s *site) object(method, path, body string) map[string]any {
	s.t.Helper()
	return s.ask(method, path, body, http.StatusOK).(map[string]any)
}

func (s *site) list(path string) []any {
	s.t.Helper()
	return s.ask("GET", path, "", http.StatusOK).([]any)
}

// open opens a case and returns its path.
func (s *site) open(email string) string {
	s.t.Helper()
	k := s.object("POST", "/cases", `{"subject":"Broken","text":"It is","customer":{"email":"`+email+`","name":"Ada"}}`)
	return "/cases/" + k["id"].(string)
}

// texts returns what was written in a case.
func (s *site) texts(path string) (all []string) {
	s.t.Helper()
	for _, m := range s.object("GET", path, "")["messages"].([]any) {
		all = append(all, m.(map[string]any)["text"].(string))
	}
	return all
}

// An important customer opens a case: one recipe tags it, and the tag starts the next one.
func TestChain(t *testing.T) {
	t.Parallel()
	s := newSite(t, "../recipes.json")
	s.object("PUT", "/agents/ann/away", "")
	path := s.open("ada@bank.example")
	s.tick(time.Second)
	k := s.object("GET", path, "")
	require.Equal(t, []any{"vip"}, k["tags"])
	require.Equal(t, "high", k["priority"])
	require.Equal(t, []any{"bob"}, k["users"], "ann is away")
	require.Len(t, s.list("/agents/lead/notifications"), 1)
	s.object("DELETE", "/agents/ann/away", "")

	var log []string
	for _, e := range s.list(path + "/history") {
		e := e.(map[string]any)
		actor := e["actor"].(map[string]any)
		log = append(log, actor["id"].(string)+" "+e["action"].(string))
	}
	require.Equal(t, "ada@bank.example case_created", log[0])
	require.Contains(t, log, "vip add_tags")
	require.Contains(t, log, "route-vip assign")
}

// What waits goes on after a restart on the same file, at its instant, and is done once.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := newSite(t, "../recipes.json")
	path := s.open("ada@mail.example")
	s.object("POST", path+"/replies", `{"text":"Have you tried?"}`)
	s.object("PATCH", path, `{"status":"pending"}`)
	s.tick(time.Second)
	require.Len(t, s.list(path+"/waiting"), 2)

	s.stop()
	s.start()
	waiting := s.list(path + "/waiting")
	require.Len(t, waiting, 2)
	require.Contains(t, waiting[0].(map[string]any)["key"], "wait/close-quiet/private_reply/")
	require.Equal(t, "2026-01-06T09:00:00Z", waiting[0].(map[string]any)["due"])
	s.tick(24 * time.Hour)
	require.Equal(t, []string{"It is", "Have you tried?", "Is it solved, Ada?"}, s.texts(path))

	s.stop()
	s.start()
	s.tick(24 * time.Hour)
	require.Equal(t, "pending", s.object("GET", path, "")["status"])
	s.tick(24 * time.Hour)
	require.Equal(t, "solved", s.object("GET", path, "")["status"])
	require.Len(t, s.texts(path), 3)
	require.Empty(t, s.list(path+"/waiting"))
}

// An event that was accepted and not applied when the process ended is applied by the next one.
func TestAcceptedBeforeTheEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t, "../recipes.json")
	path := s.open("ada@bank.example")
	s.stop()
	s.start()
	require.Empty(t, s.object("GET", path, "")["tags"])
	s.tick(time.Second)
	require.Equal(t, []any{"vip"}, s.object("GET", path, "")["tags"])
}

// A customer who writes ends what waits, and reopens the case.
func TestReply(t *testing.T) {
	t.Parallel()
	s := newSite(t, "../recipes.json")
	path := s.open("ada@mail.example")
	s.object("PATCH", path, `{"status":"pending","users":["ann"]}`)
	s.tick(time.Hour)
	s.object("POST", path+"/messages", `{"id":"<1@mail.example>","text":"No"}`)
	s.object("POST", path+"/messages", `{"id":"<1@mail.example>","text":"No"}`)
	s.tick(0)
	require.Empty(t, s.list(path+"/waiting"))
	s.tick(7 * 24 * time.Hour)
	require.Equal(t, "open", s.object("GET", path, "")["status"])
	require.Equal(t, []string{"It is", "No"}, s.texts(path))
}

// Tags go on and off; what changes nothing is no error, and no event.
func TestTags(t *testing.T) {
	t.Parallel()
	s := newSite(t, "../recipes.json")
	path := s.open("ada@mail.example")
	for range 2 {
		require.Equal(t, []any{"a b"}, s.object("PUT", path+"/tags/a%20b", "")["tags"])
	}
	for range 2 {
		require.Equal(t, []any{}, s.object("DELETE", path+"/tags/a%20b", "")["tags"])
	}
	require.Len(t, s.list(path+"/history"), 3)
}

// A webhook that is refused is a dead letter, which can be retried or discarded.
func TestDeadLetters(t *testing.T) {
	t.Parallel()
	recipes := filepath.Join(t.TempDir(), "recipes.json")
	require.NoError(t, os.WriteFile(recipes, []byte(`{"format":1,"recipes":[{"id":"hook","name":"Hook","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},
		"actions":[{"do":"webhook","with":{"name":"hook","url":"https://127.0.0.1/","method":"POST"}}]}]}`), 0o600))
	s := newSite(t, recipes)
	s.open("ada@mail.example")
	s.open("bob@mail.example")
	s.tick(time.Second)
	dead := s.list("/dead-letters")
	require.Len(t, dead, 2)
	letter := dead[0].(map[string]any)
	require.Equal(t, "hook", letter["recipe"])
	require.Equal(t, "webhook", letter["do"])
	id, err := json.Marshal(map[string]any{"key": letter["key"]})
	require.NoError(t, err)
	s.object("POST", "/dead-letters/retry", string(id))
	require.Len(t, s.list("/dead-letters"), 1)
	s.tick(time.Second)
	dead = s.list("/dead-letters")
	require.Len(t, dead, 2, "it failed again")
	id, err = json.Marshal(map[string]any{"key": dead[0].(map[string]any)["key"]})
	require.NoError(t, err)
	s.object("POST", "/dead-letters/discard", string(id))
	require.Len(t, s.list("/dead-letters"), 1)
	s.ask("POST", "/dead-letters/discard", string(id), http.StatusNotFound)
	require.Len(t, s.list("/dead-letters?after="+dead[1].(map[string]any)["key"].(string)), 0)
}

// Which recipes run can be asked.
func TestRecipes(t *testing.T) {
	t.Parallel()
	s := newSite(t, "../recipes.json")
	state := s.object("GET", "/recipes", "")
	require.EqualValues(t, 5, state["recipes"])
	require.NotContains(t, state, "error")
}

// What a client can mend is told.
func TestBadRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t, "../recipes.json")
	path := s.open("ada@mail.example")
	for _, tc := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"no such case", "GET", "/cases/5", "", 404, `case "5": no such case`},
		{"history of no case", "GET", "/cases/5/history", "", 404, "no such case"},
		{"waiting in no case", "GET", "/cases/5/waiting", "", 404, "no such case"},
		{"message in no case", "POST", "/cases/5/messages", `{"text":"a"}`, 404, "no such case"},
		{"no JSON", "POST", path + "/replies", "{", 400, "body: unexpected EOF"},
		{"an unknown member", "POST", path + "/replies", `{"txt":"a"}`, 400, `unknown field "txt"`},
		{"an empty reply", "POST", path + "/replies", `{"text":""}`, 400, "text: missing"},
		{"an unknown status", "PATCH", path, `{"status":"pendign"}`, 400, "did you mean pending?"},
		{"a customer without an address", "POST", "/cases", `{"subject":"a","text":"b"}`, 400, "customer.email: missing"},
		{"too long", "POST", path + "/replies", `{"text":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "too large"},
		{"no such dead letter", "POST", "/dead-letters/retry", `{"key":"?"}`, 404, "no dead letter has this key"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := *s
			s.t = t
			answer := s.ask(tc.method, tc.path, tc.body, tc.status)
			require.Contains(t, answer.(map[string]any)["error"], tc.want)
		})
	}
	require.Equal(t, []string{"It is"}, s.texts(path))

	r, err := http.NewRequestWithContext(t.Context(), "PATCH", s.server.URL+path, strings.NewReader(`{"status":"solved"}`))
	require.NoError(t, err)
	answer, err := s.server.Client().Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusBadRequest, answer.StatusCode, "nobody said who they are")
}
