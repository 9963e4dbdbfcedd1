package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/console"
	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/sample"
)

const small = `{"format":1,"recipes":[{"id":"tag","name":"Tag refunds","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
	"filter":"word(mention.content, 'refund')","actions":[{"do":"add_tags","with":{"tags":["refund"]}}]}]}`

// host is a host that mounts the console under a path, after its login.
type host struct {
	*httptest.Server
	user desk.User
	err  error // of the login
}

func newHost(t *testing.T, set string) *host {
	t.Helper()
	h := sample.New(sample.Parts{})
	h.Begin(sample.Now)
	d := &desk.Desk{Engine: h.Engine, Sets: new(desk.MemorySets), Events: h.Journal}
	require.NoError(t, d.Start(t.Context(), desk.User{ID: "system"}, []byte(set)))
	out := &host{user: desk.User{ID: "ann", Name: "Ann", Edit: true, Operate: true}}
	page := fstest.MapFS{
		"index.html":         {Data: []byte("<!doctype html><title>Recipes</title>")},
		"assets/app-1a2b.js": {Data: []byte("export {}")},
	}
	handler := &console.Handler{Desk: d, Page: page, Login: console.LoginFunc(func(*http.Request) (desk.User, error) { return out.user, out.err })}
	mux := http.NewServeMux()
	mux.Handle("/my/recipes/", http.StripPrefix("/my/recipes", handler))
	out.Server = httptest.NewServer(mux)
	t.Cleanup(out.Close)
	return out
}

// send sends a request with headers, written as "Name: value".
func (h *host) send(t *testing.T, method, path, body string, headers ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.URL+"/my/recipes"+path, strings.NewReader(body))
	require.NoError(t, err)
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func message(t *testing.T, answer *http.Response) string {
	t.Helper()
	var told struct{ Error string }
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&told))
	return told.Error
}

const (
	asJSON = "Content-Type: application/json"
	off    = `{"version":1,"id":"tag","state":"off"}`
)

// Every request that changes something comes from our own page.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"save", "state", "order", "restore", "waiting/cancel", "dead/retry", "dead/discard", "import/plan", "import/apply",
		"check", "try", "timeline", "filter", "complete",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, small)
			kind := asJSON
			if path == "import/plan" {
				kind = "Content-Type: application/zip"
			}
			for _, strange := range [][]string{
				{kind, "Sec-Fetch-Site: cross-site"}, {kind, "Sec-Fetch-Site: same-site"}, {kind, "Origin: https://evil.example"},
				{kind, "Origin: null"}, {"Content-Type: text/plain"}, {"Content-Type: application/x-www-form-urlencoded"}, {},
				{"Content-Type: multipart/form-data; boundary=x"},
			} {
				answer := h.send(t, "POST", "/api/"+path, off, strange...)
				require.Equal(t, 403, answer.StatusCode, "%v", strange)
				require.NotEmpty(t, message(t, answer))
			}
			answer := h.send(t, "POST", "/api/"+path, off, kind, "Sec-Fetch-Site: same-origin", "Origin: "+h.URL)
			require.NotEqual(t, 403, answer.StatusCode, "our own page")
		})
	}
	h := newHost(t, small)
	answer := h.send(t, "POST", "/api/state", off, asJSON, "Sec-Fetch-Site: cross-site")
	require.Equal(t, 403, answer.StatusCode)
	answer = h.send(t, "GET", "/api/recipes", "")
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Contains(t, string(body), `"version":1`, "nothing was changed")
}

// Each path says which methods it takes, and others change nothing.
func TestMethods(t *testing.T) {
	t.Parallel()
	h := newHost(t, small)
	for _, test := range []struct{ path, allow string }{
		{"/api/save", "POST"}, {"/api/state", "POST"}, {"/api/dead/retry", "POST"}, {"/api/import/plan", "POST"},
		{"/api/recipes", "GET, HEAD"}, {"/api/recipes/tag", "GET, HEAD"}, {"/api/revisions/1", "GET, HEAD"}, {"/api/export", "GET, HEAD"},
		{"/", "GET, HEAD"}, {"/assets/app-1a2b.js", "GET, HEAD"},
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} {
			if strings.Contains(test.allow, method) {
				continue
			}
			answer := h.send(t, method, test.path, off, asJSON)
			require.Equal(t, 405, answer.StatusCode, "%s %s", method, test.path)
			require.Equal(t, test.allow, answer.Header.Get("Allow"), "%s %s", method, test.path)
			if method != "HEAD" && strings.HasPrefix(test.path, "/api/") {
				require.Contains(t, message(t, answer), "is answered to "+test.allow)
			}
		}
	}
	require.Empty(t, h.send(t, "GET", "/api/nothing", "").Header.Get("Allow"), "404 allows nothing")
	require.Equal(t, 404, h.send(t, "PUT", "/api/nothing", "").StatusCode)
}

// HEAD answers as GET does, without the body.
func TestHead(t *testing.T) {
	t.Parallel()
	h := newHost(t, small)
	for _, path := range []string{
		"/", "/assets/app-1a2b.js", "/nothing", "/api/session", "/api/recipes", "/api/recipes/tag", "/api/recipes/nobody", "/api/set", "/api/export", "/api/revisions/1",
		"/api/nothing", "/api/save",
	} {
		get, head := h.send(t, "GET", path, ""), h.send(t, "HEAD", path, "")
		body, err := io.ReadAll(get.Body)
		require.NoError(t, err)
		require.NotEmpty(t, body)
		none, err := io.ReadAll(head.Body)
		require.NoError(t, err)
		require.Empty(t, none)
		require.Equal(t, get.StatusCode, head.StatusCode, path)
		require.EqualValues(t, len(body), head.ContentLength, path)
		for _, header := range []http.Header{get.Header, head.Header} {
			header.Del("Date")
		}
		require.Equal(t, get.Header, head.Header, path)
	}
}

// The login decides, and a session that ended says what to do.
func TestLogin(t *testing.T) {
	t.Parallel()
	h := newHost(t, small)
	h.err = console.ErrNoSession
	for _, path := range []string{"session", "recipes", "nothing"} {
		answer := h.send(t, "GET", "/api/"+path, "")
		require.Equal(t, 401, answer.StatusCode)
		require.Contains(t, message(t, answer), "log in again")
	}
	require.Equal(t, 401, h.send(t, "POST", "/api/state", off, asJSON).StatusCode)
	h.err = errors.New("ldap: secret-host does not answer")
	answer := h.send(t, "GET", "/api/session", "")
	require.Equal(t, 503, answer.StatusCode)
	require.NotContains(t, message(t, answer), "secret-host")
	h.err, h.user = nil, desk.User{ID: "eve"}
	require.Equal(t, 200, h.send(t, "GET", "/api/recipes", "").StatusCode)
	require.Equal(t, 403, h.send(t, "POST", "/api/state", off, asJSON).StatusCode)
	require.Equal(t, 200, h.send(t, "POST", "/api/check", `{"text":"{}"}`, asJSON).StatusCode, "who looks may check")
}

// Each answer keeps strangers' contents and pages out.
func TestHeaders(t *testing.T) {
	t.Parallel()
	h := newHost(t, small)
	for _, path := range []string{"/", "/assets/app-1a2b.js", "/api/recipes", "/api/nothing", "/nothing", "/api/export"} {
		header := h.send(t, "GET", path, "").Header
		policy := header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "connect-src 'self';", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
			require.Contains(t, policy, part, path)
		}
		require.NotContains(t, policy, "unsafe", path)
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "no-referrer", header.Get("Referrer-Policy"), path)
		require.Equal(t, "same-origin", header.Get("Cross-Origin-Resource-Policy"), path)
		require.Empty(t, header.Get("Access-Control-Allow-Origin"), path)
	}
	for _, path := range []string{"/api/recipes", "/api/nothing", "/api/export", "/nothing", "/assets/nothing.js"} {
		require.Equal(t, "no-store", h.send(t, "GET", path, "").Header.Get("Cache-Control"), path)
	}
	require.Equal(t, "no-store", h.send(t, "POST", "/", "").Header.Get("Cache-Control"))
	require.Equal(t, `attachment; filename=recipes.zip`, h.send(t, "GET", "/api/export", "").Header.Get("Content-Disposition"))
}

// The page is served under any path, and its files alone.
func TestPage(t *testing.T) {
	t.Parallel()
	h := newHost(t, small)
	answer := h.send(t, "GET", "/", "")
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Contains(t, string(body), "<title>Recipes</title>")
	require.Equal(t, "no-cache", answer.Header.Get("Cache-Control"))
	require.Contains(t, h.send(t, "GET", "/assets/app-1a2b.js", "").Header.Get("Cache-Control"), "immutable")
	for _, path := range []string{"/assets", "/assets/", "/../handler.go", "/assets/..%2f..%2fhandler.go", "/%2e%2e/handler.go", "/index.html/x"} {
		require.NotEqual(t, 200, h.send(t, "GET", path, "").StatusCode, path)
	}

	unbuilt := httptest.NewRecorder()
	(&console.Handler{Page: fstest.MapFS{"placeholder": {}}}).ServeHTTP(unbuilt, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, 404, unbuilt.Code)
	require.Contains(t, unbuilt.Body.String(), "npm ci && npm run build")
	noSlash := httptest.NewRecorder()
	http.StripPrefix("/my/recipes", &console.Handler{}).ServeHTTP(noSlash, httptest.NewRequest("GET", "/my/recipes", nil))
	require.Equal(t, "./recipes/", noSlash.Header().Get("Location"), "relative addresses need the slash")
	for mount, want := range map[string]string{"/a:b": "./a:b/", "/javascript:x": "./javascript:x/", "/été?": "./%C3%A9t%C3%A9%3F/", "/h//evil.example": "./evil.example/"} {
		odd := httptest.NewRecorder()
		http.StripPrefix(mount, &console.Handler{}).ServeHTTP(odd, httptest.NewRequest("GET", (&url.URL{Path: mount}).EscapedPath()+"?next=//evil.example", nil))
		require.Equal(t, want, odd.Header().Get("Location"), "a relative path, whatever the mount is called")
	}
}

// A body that is too long is refused in words before it is read whole.
func TestTooLong(t *testing.T) {
	t.Parallel()
	h := newHost(t, small)
	answer := h.send(t, "POST", "/api/check", `{"text":"`+strings.Repeat("x", console.MaxBody)+`"}`, asJSON)
	require.Equal(t, 413, answer.StatusCode)
	require.Contains(t, message(t, answer), "12 MB")
}

// Names and contents of strangers are text in JSON, whose letters are none of HTML.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	h := newHost(t, strings.Replace(small, "Tag refunds", `</script><img src=x onerror=alert(1)>`, 1))
	answer := h.send(t, "GET", "/api/recipes", "")
	require.Equal(t, "application/json", answer.Header.Get("Content-Type"))
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.False(t, bytes.ContainsAny(body, "<>"))
	require.Contains(t, string(body), `\u003cimg src=x onerror`)
}

// An ID may be any text, also one that looks like a path.
func TestStrangeIDs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"tag", "a/b", "a/../b//c", "..", "%2e", "?", "#", "été 👋", `<b>"`} {
		name, err := json.Marshal(id)
		require.NoError(t, err)
		h := newHost(t, strings.Replace(small, `"tag"`, string(name), 1))
		for _, path := range []string{"/api/recipes/?id=" + url.QueryEscape(id), "/api/recipes/" + url.PathEscape(id)} {
			if strings.Contains(id, "..") && !strings.Contains(path, "?") {
				continue // hosts clean such paths
			}
			answer := h.send(t, "GET", path, "")
			require.Equal(t, 200, answer.StatusCode, path)
			var got struct{ Recipe struct{ ID string } }
			require.NoError(t, json.NewDecoder(answer.Body).Decode(&got))
			require.Equal(t, id, got.Recipe.ID)
		}
	}
}

// panics is a store with a fault.
type panics struct{ desk.Sets }

func (panics) Version(context.Context) (int, error) { panic("s3cret of the store") }

// A panic ends one request, and says that nothing was saved.
func TestPanic(t *testing.T) {
	t.Parallel()
	d := &desk.Desk{Engine: sample.New(sample.Parts{}).Engine, Sets: panics{}}
	var log bytes.Buffer
	h := &console.Handler{Desk: d, Logger: slog.New(slog.NewTextHandler(&log, nil)), Login: console.LoginFunc(func(*http.Request) (desk.User, error) { return desk.User{}, nil })}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest("GET", "/api/recipes", nil))
	require.Equal(t, 500, answer.Code)
	require.NotContains(t, answer.Body.String(), "s3cret")
	require.Contains(t, log.String(), "s3cret", "the operator is told")
}

// gone is a store whose answers come after the browser has gone away.
type gone struct {
	desk.Sets
	leave context.CancelFunc
	err   error // of the store; nil means that of the context
}

func (g gone) Version(ctx context.Context) (int, error) {
	g.leave()
	if g.err != nil {
		return 0, g.err
	}
	return 0, fmt.Errorf("version: %w", ctx.Err())
}

// A browser that goes away is no error on our side; a store that is down is one, whether somebody waits for the answer or not.
func TestGoneAway(t *testing.T) {
	t.Parallel()
	nobody := func() {}
	for _, test := range []struct {
		name  string
		sets  func(leave context.CancelFunc) desk.Sets
		login error
		want  string
	}{
		{"went away", func(leave context.CancelFunc) desk.Sets { return gone{leave: leave} }, nil, "level=DEBUG msg=\"the browser went away"},
		{"went away while the store is down", func(leave context.CancelFunc) desk.Sets { return gone{leave: leave, err: errors.New("disk full")} }, nil, "level=ERROR"},
		{"the store is down", func(context.CancelFunc) desk.Sets { return gone{leave: nobody, err: errors.New("disk full")} }, nil, "level=ERROR"},
		{"the store gave up by itself", func(context.CancelFunc) desk.Sets { return gone{leave: nobody, err: context.Canceled} }, nil, "level=ERROR"},
		{"a panic", func(leave context.CancelFunc) desk.Sets { leave(); return panics{} }, nil, "level=ERROR"},
		{"went away at the login", func(leave context.CancelFunc) desk.Sets { leave(); return panics{} }, context.Canceled, "level=DEBUG msg=\"the browser went away"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx, leave := context.WithCancel(t.Context())
			d := &desk.Desk{Engine: sample.New(sample.Parts{}).Engine, Sets: test.sets(leave)}
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			login := console.LoginFunc(func(*http.Request) (desk.User, error) { return desk.User{}, test.login })
			h := &console.Handler{Desk: d, Logger: logger, Login: login}
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/api/recipes", nil))
			require.Contains(t, log.String(), test.want)
			require.Equal(t, 1, strings.Count(log.String(), "\n"))
			leave()
		})
	}
}

// Whatever the path and the query are, an answer below api/ is JSON with words, and the page's files alone are served.
func TestOddPaths(t *testing.T) {
	t.Parallel()
	h := newHost(t, small)
	for _, path := range []string{
		"/api/", "/api/?id=tag", "/api/recipes/", "/api/recipes/?id=", "/api/recipes/?id", "/api/RECIPES", "/api/recipes%2Ftag",
		"/api/%72ecipes", "/api/recipes/%00", "/api/recipes/%ff", "/api/recipes?id=%00", "/api/recipes?id=%zz", "/api/recipes?a;b", "/api/revisions/0", "/api/revisions/-1",
		"/api/revisions/1e3", "/api/revisions/99999999999999999999", "/api/cases/%2e%2e%2f", "/api/dead?after=%0a", "/api/export?id=tag&id=tag", "/api/set/", "/api/set/x",
		"/api/recipes/" + strings.Repeat("x", 100_000), "/api/" + strings.Repeat("x", 100_000), "/api/recipes/?id=a&id=b", "/api/" + url.PathEscape("\u202e\u2028"),
	} {
		answer := h.send(t, "GET", path, "")
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.Less(t, answer.StatusCode, 500, "%.80s", path)
		require.Less(t, len(body), 4000, "%.80s", path)
		if answer.StatusCode != 200 {
			var told struct{ Error string }
			require.Equal(t, "application/json", answer.Header.Get("Content-Type"), "%.80s", path)
			require.NoError(t, json.Unmarshal(body, &told), "%.80s", path)
			require.NotEmpty(t, told.Error)
		}
	}
	for _, path := range []string{"/api", "/apis", "/%61pi/recipes/x", "/index.html%00", "/%00", "/assets/%2e%2e/index.html", "/assets%2Fapp-1a2b.js%2F"} {
		answer := h.send(t, "GET", path, "")
		require.Contains(t, []int{301, 307, 404}, answer.StatusCode, path)
	}
}
