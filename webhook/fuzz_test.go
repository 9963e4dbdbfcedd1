package webhook

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// FuzzMessage builds requests of configs and events of anybody's: what is sent is well formed and holds what was chosen.
func FuzzMessage(f *testing.F) {
	f.Add("https://e.com/h?a=b", "POST", "", "Bearer abc", "text", "mention.content", "", "hola <&> \u2028 🚨")
	f.Add("https://e.com/h?", "GET", "", "", "q&r", `record["Store Name"]`, "", "a=b&c\r\n")
	f.Add("http://[2001:db8::1]:8080", "POST", "application/x-www-form-urlencoded", "Basic  x ", "", "fields.x", "", "\xff\x00")
	f.Add("https://e.com", "POST", "text/xml", "a\nb c", "", "mention", `<a b="c"/>`, "")
	f.Add("https://e.com", "", "application/ld+json", "", "", "case", `{"a":[1]}`, "\\u2028")
	f.Fuzz(func(t *testing.T, address, method, contentType, credentials, key, variable, body, text string) {
		c := Config{Name: "n", URL: address, Method: method, ContentType: contentType, Authorization: action.Secret(credentials), Body: body}
		if variable != "" {
			c.Variables = []Variable{{Key: key, Variable: variable}}
		}
		doc := map[string]any{"x": text, "Store Name": text, text: []any{text}}
		in := action.Input{Event: trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: time.Unix(0, 0).UTC(),
			Mention: &trigger.Mention{ID: "1", Content: text, Title: text, Fields: doc},
			Case:    &trigger.Case{ID: "5", Title: text}, Record: &trigger.Record{ID: "r", Fields: doc}}}
		m, err := c.message(&in)
		if err != nil {
			for _, secret := range []string{address, credentials, body, text} {
				if len(secret) > 30 { // shorter ones may be parts of the sentence
					require.NotContains(t, err.Error(), secret)
				}
			}
			return
		}
		require.NotRegexp(t, `[^!-~]`, m.url.String())
		require.NotRegexp(t, `[^ -~]`, m.contentType+string(m.authorization))
		if m.authorization != "" {
			kind, rest, found := strings.Cut(string(m.authorization), " ")
			require.True(t, found && kind != "" && strings.TrimSpace(rest) != "", "a type and credentials")
		}
		if c.Validate() != nil {
			return
		}
		name := c.kind()
		switch {
		case m.method == http.MethodGet:
			require.Empty(t, m.body)
			if len(c.Variables) == 1 {
				last := m.url.RawQuery[strings.LastIndexByte(m.url.RawQuery, '&')+1:]
				pair, err := url.ParseQuery(last)
				require.NoError(t, err)
				require.Contains(t, pair, c.Variables[0].key())
			}
		case body != "":
			require.Equal(t, body, string(m.body))
		case name == "json":
			var got map[string]any
			require.NoError(t, json.Unmarshal(m.body, &got), "%s", m.body)
			require.True(t, utf8.Valid(m.body))
			require.Len(t, got, len(c.Variables))
			if variable == "mention.content" && key == "k" && text != "" {
				require.Equal(t, strings.ToValidUTF8(text, "\ufffd"), got["k"])
			}
		case name == "url":
			form, err := url.ParseQuery(string(m.body))
			require.NoError(t, err)
			require.Len(t, form, len(c.Variables))
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "120", "-1", "1e9", "9223372036854775807", "18446744073709551616", "Fri, 31 Dec 1999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"} {
		f.Add(seed, int64(1767614401), 1)
	}
	f.Add("Fri, 31 Dec 9999 23:59:59 GMT", int64(-1<<62), 9)
	f.Fuzz(func(t *testing.T, value string, now int64, attempt int) {
		asked := retryAfter(value, time.Unix(now, 0))
		require.GreaterOrEqual(t, asked, time.Duration(0))
		require.LessOrEqual(t, asked, 24*time.Hour)
		got := wait("id", attempt, asked)
		plain := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
		base := plain[len(plain)-1]
		if attempt < len(plain) {
			base = plain[max(attempt, 1)-1]
		}
		least, most := base*8/10, base*12/10
		if asked > 0 {
			least, most = max(base, asked), max(base*12/10, asked)
		}
		require.GreaterOrEqual(t, got, least)
		require.LessOrEqual(t, got, most)
	})
}

// FuzzAuthorization compares what is sent with what RFC 9110 calls a type and credentials, byte by byte.
func FuzzAuthorization(f *testing.F) {
	for _, seed := range []string{"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Bearer abc", "Bearer", " abc", "a\nb c", "Bearer  a b ", "Ünknown x", "A \x7f", "Digest a=\"b\", c=d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Config{URL: "https://e.com", Authorization: action.Secret(s)}
		_, err := c.message(&action.Input{Event: trigger.Event{Mention: &trigger.Mention{ID: "1"}}})
		require.Equal(t, s == "" || isCredentials(s), err == nil, "%q", s)
		if !strings.Contains(s, "{{") {
			require.Equal(t, err == nil, c.Validate() == nil, "%q: what loads can be sent", s)
		}
	})
}

// isCredentials is a reading of RFC 9110 of its own.
func isCredentials(s string) bool {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z' || strings.IndexByte("!#$%&'*+-.^_|~", s[i]) >= 0) {
		i++
	}
	if i == 0 || i == len(s) || s[i] != ' ' {
		return false
	}
	seen := false
	for ; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
		seen = seen || s[i] != ' '
	}
	return seen
}
