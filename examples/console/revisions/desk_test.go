package revisions_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/console"
	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/revisions"
	"github.com/commis-recipes/commis/examples/console/sample"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

const set = `{"format":1,"recipes":[{"id":"tag","name":"Tag","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
	"actions":[{"do":"add_tags","with":{"tags":["new"]}}]}]}`

var ann = desk.User{ID: "ann", Edit: true, Operate: true}

// process is a desk of a process of its own on a database.
func process(t *testing.T, db *sql.DB) *desk.Desk {
	t.Helper()
	past := revisions.NewHistory(db)
	h := sample.New(sample.Parts{Store: &sqlite.Store{DB: db}, History: past})
	h.Begin(sample.Now)
	d := &desk.Desk{Engine: h.Engine, Sets: &revisions.Sets{DB: db}, Events: &revisions.Events{DB: db}, History: past}
	require.NoError(t, d.Start(t.Context(), ann, []byte(set)))
	return d
}

// A key that nothing can have is answered as one that nothing has: the store is not down.
func TestKeys(t *testing.T) {
	t.Parallel()
	d := process(t, open(t))
	long := strings.Repeat("k", 100_000)
	for _, test := range []struct {
		path   string // with the key escaped, or in the body
		body   string
		status []int // for NUL; invalid UTF-8; a line break, empty and long keys
	}{
		{"recipes/", "", []int{404, 404, 404}}, {"cases/", "", []int{404, 404, 404}}, {"revisions/", "", []int{404, 404, 400}},
		{"recipes/?id=", "", []int{404, 404, 404}}, {"cases/?id=", "", []int{404, 404, 404}}, {"revisions/?id=", "", []int{404, 404, 400}},
		{"dead?after=", "", []int{400, 400, 200}}, {"cases?q=", "", []int{400, 400, 200}}, {"revisions?id=", "", []int{400, 400, 200}},
		{"export?id=", "", []int{400, 400, 422}}, {"recipes?other=", "", []int{400, 400, 200}},
		{"waiting/cancel", `{"key":"%s"}`, []int{404, 400, 404}}, {"dead/retry", `{"key":"%s"}`, []int{404, 400, 404}},
		{"dead/discard", `{"key":"%s"}`, []int{404, 400, 404}}, {"timeline", `{"case":"%s"}`, []int{404, 400, 404}},
		{"state", `{"version":1,"id":"%s","state":"on"}`, []int{404, 400, 404}}, {"save", `{"version":1,"remove":"%s"}`, []int{404, 400, 404}},
		{"order", `{"version":1,"ids":["%s"]}`, []int{404, 400, 404}}, {"restore", `{"version":1,"to":1,"id":"x%s"}`, []int{404, 400, 404}},
		{"import/apply", `{"version":1,"plan":"%s"}`, []int{404, 400, 404}},
	} {
		for i, keys := range [][]string{{"\x00", "a\x00b"}, {"\xff", "a\xc3"}, {"a\nb", "nobody", "%", "' OR 1=1 --", long}} {
			for _, key := range keys {
				r := desk.Request{Method: "GET", Path: test.path + url.PathEscape(key)}
				if path, name, ok := strings.Cut(test.path, "?"); ok {
					r.Path, r.Query = path, url.Values{strings.TrimSuffix(name, "="): {key}}
				}
				if test.body != "" {
					text := strings.NewReplacer("\x00", `\u0000`, "\n", `\n`).Replace(key)
					r = desk.Request{Method: "POST", Path: test.path, Body: fmt.Appendf(nil, test.body, text)}
				}
				answer := d.Do(t.Context(), ann, r)
				require.Equal(t, test.status[i], answer.Status, "%s %.40q: %.300s", test.path, key, answer.Body)
				require.NoError(t, answer.Err)
				require.Less(t, len(answer.Body), 1000, "what is wrong is told in a line")
			}
		}
	}
}

// Of editors at several processes one saves, and the others are told; nobody is told that the store is down.
func TestSeveralProcesses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "test.db")
	var desks []*desk.Desk
	for range 4 {
		db, err := sqlite.Open(file, "synchronous(OFF)")
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		require.NoError(t, (&sqlite.Store{DB: db}).Migrate(t.Context()))
		require.NoError(t, revisions.Migrate(t.Context(), db))
		desks = append(desks, process(t, db))
	}
	for version := 1; version <= 5; version++ {
		statuses := make(chan int, 2*len(desks))
		for i := range cap(statuses) {
			go func() {
				body := fmt.Sprintf(`{"version":%d,"confirmed":true,"recipe":%s}`, version, strings.Replace(set[strings.Index(set, `{"id"`):len(set)-2], "Tag", fmt.Sprintf("Tag %d %d", version, i), 1))
				statuses <- desks[i%len(desks)].Do(context.Background(), ann, desk.Request{Method: "POST", Path: "save", Body: []byte(body)}).Status
			}()
		}
		count := make(map[int]int)
		for range cap(statuses) {
			count[<-statuses]++
		}
		require.Equal(t, map[int]int{200: 1, 409: cap(statuses) - 1}, count)
	}
	for _, d := range desks {
		require.Contains(t, string(d.Do(t.Context(), ann, desk.Request{Method: "GET", Path: "recipes"}).Body), `"version":6`)
	}
}

// A browser that goes away before the database is asked is no error on our side, and changes nothing.
func TestGoneAway(t *testing.T) {
	t.Parallel()
	d := process(t, open(t))
	for path, body := range map[string]string{
		"save": `{"version":1,"remove":"tag","confirmed":true}`, "dead/retry": `{"key":"x"}`, "waiting/cancel": `{"key":"x"}`,
	} {
		ctx, leave := context.WithCancel(t.Context())
		var log bytes.Buffer
		login := console.LoginFunc(func(*http.Request) (desk.User, error) { return ann, nil })
		h := &console.Handler{Desk: d, Login: login, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
		r := httptest.NewRequestWithContext(ctx, "POST", "/api/"+path, leaving{strings.NewReader(body), leave})
		r.Header.Set("Content-Type", "application/json")
		h.ServeHTTP(httptest.NewRecorder(), r)
		require.Contains(t, log.String(), "level=DEBUG", path)
		require.NotContains(t, log.String(), "level=ERROR", path)
	}
	require.Contains(t, string(d.Do(t.Context(), ann, desk.Request{Method: "GET", Path: "recipes"}).Body), `"version":1`)
}

// leaving is the body of a browser that goes away after it has sent it.
type leaving struct {
	*strings.Reader
	leave func()
}

func (l leaving) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if err != nil {
		l.leave()
	}
	return n, err
}
