package webhook_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// quoted returns the excerpt of an answer that is made of a request.
func quoted(t *testing.T, answer func(r *http.Request) string, handle func(s *webhook.Sender, address string) error) string {
	r := listen(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(400)
		_, _ = io.WriteString(w, answer(r))
	})
	s := r.sender(t)
	s.Excerpt = 4 << 10
	var e *webhook.DeliveryError
	require.ErrorAs(t, handle(s, r.URL), &e)
	return e.Excerpt
}

// dresses are the ways in which a receiver may repeat what it was sent.
var dresses = map[string]func(s string) string{
	"as it is":      func(s string) string { return s },
	"upper case":    strings.ToUpper,
	"of a query":    url.QueryEscape,
	"of a path":     url.PathEscape,
	"%20":           func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") },
	"all of it":     func(s string) string { return percent(s, "%%%02x") },
	"JSON":          func(s string) string { b, _ := json.Marshal(s); return string(b[1 : len(b)-1]) },
	"JSON of PHP":   func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, `"`, `\"`), "/", `\/`) },
	"JSON, all":     func(s string) string { return percent(s, `\u%04X`) },
	"HTML":          html.EscapeString,
	"HTML, decimal": func(s string) string { return percent(s, "&#%d;") },
	"HTML, hex":     func(s string) string { return percent(s, "&#x%x;") },
	"hex":           func(s string) string { return hex.EncodeToString([]byte(s)) },
	"base64":        func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 of URL": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64, 1":     func(s string) string { return base64.StdEncoding.EncodeToString([]byte("x" + s + "y")) },
	"base64, 2":     func(s string) string { return base64.StdEncoding.EncodeToString([]byte("xy" + s + "xy")) },
	"base64 in a query": func(s string) string {
		return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s)))
	},
}

func percent(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

// No secret of a request comes back in an excerpt, however the receiver writes it.
func TestExcerptHidesWhatWasSent(t *testing.T) {
	t.Parallel()
	const key = `k3y/+"x<&>'%= ~z` // one of each sort that is escaped somewhere
	for name, dress := range dresses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secrets := map[string]string{
				"a header": key, "the credentials": "t0ken/a+b==", "the password": "hunter2/?", "a cookie's value": "s3ss10n-1d",
				"the end of the path": "T0-hunter3", "a value of the query": "hunter4 5",
			}
			for what, secret := range secrets {
				got := quoted(t, func(*http.Request) string { return "<" + dress(secret) + "> is wrong" }, func(s *webhook.Sender, address string) error {
					_, err := service(t, s, action.WebService{
						Method: "GET", URL: address + "/services/T0-hunter3?key=hunter4%205", Authorization: authorization(what),
						Headers: map[string]action.Secret{"X-Api-Key": key, "Cookie": "sid=s3ss10n-1d; x=1"},
					})
					return err
				})
				require.Regexp(t, `^<[0-9A-Za-z]{0,4}\[redacted\][0-9A-Za-z]{0,4}(=|%3D){0,2}> is wrong$`, got, what)
			}
		})
	}
}

func authorization(what string) action.Secret {
	if what == "the password" {
		return action.Secret("Basic " + base64.StdEncoding.EncodeToString([]byte("ada:hunter2/?")))
	}
	return "Bearer t0ken/a+b=="
}

// What is not secret is quoted as it is, and where the answer breaks off within a secret, that is one too.
func TestExcerptOfARequest(t *testing.T) {
	t.Parallel()
	sent := func(s *webhook.Sender, address string) error {
		return s.Handle(within(t), webhook.Config{URL: address + "/T0/hunter2?k=v", Authorization: "Bearer hunter3-4"}, arrival(trigger.Mention{ID: "77"}))
	}
	got := quoted(t, func(r *http.Request) string {
		return "no route " + r.RequestURI + " for " + r.Header.Get("Authorization") + ", 100% sure\\"
	}, sent)
	require.Equal(t, "no route [redacted] for Bearer [redacted], 100% sure\\", got)
	got = quoted(t, func(*http.Request) string { return strings.Repeat("é", 16380) + "hunter3-4" }, sent)
	require.Equal(t, strings.Repeat("é", 2048), got)
	got = quoted(t, func(*http.Request) string { return strings.Repeat("\ufeff", 1) + strings.Repeat("%68unter3-4", 4000) }, sent)
	require.Equal(t, strings.Repeat("[redacted]", 8192/11+1)[:4096], got)
	got = quoted(t, func(r *http.Request) string { return "/ is " + r.RequestURI }, func(s *webhook.Sender, address string) error {
		return s.Handle(within(t), webhook.Config{URL: address}, arrival(trigger.Mention{ID: "77"}))
	})
	require.Equal(t, "/ is /", got, "the path of every address")
}
