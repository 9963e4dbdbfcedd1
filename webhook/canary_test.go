package webhook_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// canary stands in everything that is not to be kept: addresses, credentials, secrets, messages and answers.
const canary = "c4n4ry"

// canarySecret is a secret of the right form with the canary in what it stands for.
var canarySecret = action.Secret("whsec_" + base64.StdEncoding.EncodeToString([]byte(canary+strings.Repeat("x", 26))))

// sings fails when the text holds the canary, in any dress.
func sings(t *testing.T, where, text string) {
	t.Helper()
	for _, dress := range []string{
		canary, hex.EncodeToString([]byte(canary)), base64.RawStdEncoding.EncodeToString([]byte(canary)), string(canarySecret),
		url.QueryEscape(canary), fmt.Sprint([]byte(canary)),
	} {
		require.NotContains(t, strings.ToLower(text), strings.ToLower(dress), where)
	}
}

// nests are receivers that fail in every way there is, each with the canary in all that they say.
func nests(t *testing.T) map[string]string {
	answer := func(head string) string {
		return "http://" + raw(t, func(c net.Conn) {
			read(c)
			_, _ = fmt.Fprintf(c, head+"\r\nLocation: http://%[1]s.example/%[1]s\r\nX-%[1]s: %[1]s\r\nRetry-After: %[1]s\r\nContent-Length: 6\r\n\r\n%[1]s", canary)
		})
	}
	all := map[string]string{
		"blocked": "http://10.0.0.1", "dns": "http://nobody.example", "bad_url": "http://" + canary + "@127.0.0.1", "odd": "http://0x7f." + canary + ".1",
		"port": "http://127.0.0.1:1", "fragment": "http://127.0.0.1/#" + canary,
		"reset":     "http://" + raw(t, func(c net.Conn) { read(c); _, _ = c.Write([]byte(canary)) }),
		"malformed": "http://" + raw(t, func(c net.Conn) { read(c); _, _ = c.Write([]byte("HTTP/1.1 " + canary + "\r\n\r\n")) }),
		"header": "http://" + raw(t, func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\n" + canary + "\r\n\r\n"))
		}),
		"tls":       "https://" + raw(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)); _, _ = c.Write([]byte(canary)) }),
		"timeout":   "http://" + raw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }),
		"too_large": "http://" + raw(t, func(c net.Conn) { read(c); forever(c, "HTTP/1.1 103 "+canary+"\r\n\r\n") }),
	}
	for _, code := range []int{200, 302, 400, 410, 429, 500, 503} {
		all[fmt.Sprint(code)] = answer(fmt.Sprintf("HTTP/1.1 %d %s", code, canary))
	}
	return all
}

// Nothing that is kept or shown holds what is secret: the history, the log, the errors, the rows of the store, what the
// host is told.
func TestNothingSecretIsKept(t *testing.T) {
	t.Parallel()
	names := resolver(t, nil)
	var mu sync.Mutex
	seen := map[webhook.Class]bool{}
	t.Run("all", func(t *testing.T) {
		for name, address := range nests(t) {
			for _, with := range []string{
				`"name":"slack-it","variables":[{"variable":"mention.content"}],"content_type":"application/json; x=` + canary + `"`,
				`"name":"slack-it","method":"GET","variables":[{"key":"` + canary + `","variable":"mention.content"}]`,
				`"name":"slack-it","body":"{{ mention }}","secret":"crm","body_secret":"client"`,
				`"name":"slack-it","secret":"vault"`,
				`"name":"slack-it","body":"{}","authorization":"Bearer {{ mention.content }}"`,
			} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					s := to(t, "127.0.0.1:1")
					if u, err := url.Parse(address); err == nil && u.Hostname() == "127.0.0.1" && name != "port" && u.Port() != "" {
						s = to(t, u.Host)
					}
					s.Resolver = names
					if name == "timeout" {
						s.Timeout = 100 * time.Millisecond
					}
					if !strings.Contains(with, "authorization") {
						with += `,"authorization":"Bearer ` + canary + `"`
					}
					c := `{"url":"` + address + `/` + canary + `/{{ mention.id }}?k=` + canary + `","description":"` + canary + `",` + with + `}`
					class := carryOut(t, s, c)
					mu.Lock()
					defer mu.Unlock()
					seen[class] = true
				})
			}
		}
	})
	for _, want := range []webhook.Class{"", "redirect", "http_4xx", "gone", "throttled", "http_5xx", "timeout", "dns", "reset", "tls", "blocked", "bad_url", "too_large"} {
		require.True(t, seen[want], "%q was not tried", want)
	}
}

// carryOut runs a recipe with the webhook until it has failed for good, and looks at all that is kept. It returns how the
// first try ended, "" when it was no delivery.
func carryOut(t *testing.T, s *webhook.Sender, with string) webhook.Class {
	var log bytes.Buffer
	var told []webhook.Endpoint
	store, past := new(schedule.Memory), new(history.Memory)
	s.Store = store
	s.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.Secrets = func(_ context.Context, name string) ([]action.Secret, error) {
		if name == "vault" {
			return nil, errors.New("vault says " + canary)
		}
		return []action.Secret{canarySecret}, nil
	}
	s.Disabled = func(_ context.Context, e webhook.Endpoint) error { told = append(told, e); return nil }
	var hs action.Handlers
	action.Handle(&hs, s)
	now := noon
	engine := recipe.Engine{Handlers: &hs, History: past, Logger: s.Logger, Now: func() time.Time { return now }}
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"it-alerts","name":"IT alerts","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"webhook","with":` + with + `}]}]}`))
	require.NoError(t, err)
	require.NoError(t, engine.Load(set), "the address still holds an expression")
	report, err := engine.Handle(within(t), trigger.Event{ID: "e1", Kind: trigger.MentionCreated, At: noon, Mention: &trigger.Mention{ID: "77", Content: canary + "\r\n\x00é"}})
	require.NoError(t, err)
	require.Len(t, report.Decisions, 1)
	reports := report.Decisions[0].Actions
	for range recipe.MaxAttempts {
		now = now.Add(50 * time.Hour)
		more, err := engine.Tick(within(t))
		require.NoError(t, err)
		reports = append(reports, more.Actions...)
	}
	for _, step := range reports {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			sings(t, verb, fmt.Sprintf(verb, step.Err))
		}
		text, err := json.Marshal(step.Err)
		require.NoError(t, err)
		sings(t, "json", string(text))
	}
	entries, err := json.Marshal(past.Find(history.Query{}))
	require.NoError(t, err)
	require.Contains(t, string(entries), `"action":"webhook"`)
	sings(t, "history", string(entries))
	sings(t, "log", log.String())
	sings(t, "endpoints", fmt.Sprintf("%+v", told))
	rows, err := store.Take(within(t), now.Add(1000*day), "webhook_endpoint", 0, 100)
	require.NoError(t, err)
	for _, row := range rows {
		sings(t, "row", fmt.Sprintf("%s %s %s", row.Key, row.Subject, row.Payload))
	}
	var e *webhook.DeliveryError
	switch {
	case errors.As(reports[0].Err, &e):
	case strings.Contains(fmt.Sprint(reports[0].Err), "url: "):
		return webhook.BadURL
	default:
		return ""
	}
	text, err := json.Marshal(e)
	require.NoError(t, err)
	sings(t, "json", string(text))
	return e.Class
}

// An excerpt holds what the receiver says, since the host asked for it, but nothing of what it was sent.
func TestExcerptOfAnEcho(t *testing.T) {
	t.Parallel()
	r := listen(t, func(w http.ResponseWriter, req *http.Request) {
		w.WriteHeader(400)
		fmt.Fprintf(w, "cannot %s %s with %s", req.Method, req.RequestURI, req.Header.Get("Authorization"))
	})
	s := r.sender(t)
	s.Excerpt = 1 << 10
	err := s.Handle(within(t), webhook.Config{URL: r.URL + "/" + canary + "?k=" + canary, Authorization: "Bearer " + canary}, arrival(trigger.Mention{ID: "77"}))
	require.EqualError(t, err, `webhook to 127.0.0.1: http_4xx, status 400, attempt 1, answer "cannot POST [redacted] with Bearer [redacted]"`)

	// A long secret over and over, so that what is read of the answer ends within one.
	long := strings.Repeat(canary, 500)
	r = listen(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(400)
		fmt.Fprint(w, strings.Repeat(long, 100))
	})
	s = r.sender(t)
	s.Excerpt = 4 << 10
	err = s.Handle(within(t), webhook.Config{URL: r.URL, Authorization: action.Secret("Bearer " + long)}, arrival(trigger.Mention{ID: "77"}))
	require.ErrorContains(t, err, "http_4xx, status 400")
	sings(t, "excerpt", err.Error())
}
