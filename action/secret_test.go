package action_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

func TestSecretIsNotShown(t *testing.T) {
	t.Parallel()
	const hidden = "hunter2"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%.3s", "%t"} {
		s := action.Secret(hidden)
		for _, v := range []any{s, &s, []action.Secret{s}, map[string]action.Secret{"k": s},
			struct{ A action.Secret }{s}, action.WebService{Authorization: s, Headers: map[string]action.Secret{"X": s}}} {
			text := fmt.Sprintf(verb, v)
			require.NotContains(t, text, hidden, "%s of %T", verb, v)
			require.NotContains(t, strings.ToLower(text), "68756e74657232", "%s of %T", verb, v)
		}
	}
	require.Equal(t, "[redacted]", action.Secret(hidden).String())
	require.Equal(t, `"[redacted]"`, fmt.Sprintf("%#v", action.Secret(hidden)))
	require.Empty(t, action.Secret("").String())
	require.Equal(t, `|""|`, fmt.Sprintf("%v|%#v|", action.Secret(""), action.Secret("")))
	require.Equal(t, `"[redacted]"`, action.Secret(hidden).GoString())
}

func TestSecretIsNotLogged(t *testing.T) {
	t.Parallel()
	s := action.Secret("hunter2")
	c := action.WebService{Method: "POST", Authorization: s, Headers: map[string]action.Secret{"X": s}}
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		out.Reset()
		slog.New(h).Info("x", "secret", s, "config", c, "pointer", &c)
		require.NotContains(t, out.String(), "hunter2")
		require.Contains(t, out.String(), "POST")
	}
}

func TestSecretStaysInJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(action.WebService{Authorization: "Bearer abc"})
	require.NoError(t, err)
	require.Contains(t, string(text), `"authorization":"Bearer abc"`)
}

func TestCheckAuthorization(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, value string
		ok          bool
	}{
		{"basic", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", true},
		{"bearer", "Bearer abc", true},
		{"several spaces", "Bearer   abc", true},
		{"parameters", `Digest username="a", realm="b"`, true},
		{"none", "", true},
		{"braces", "{{ record.auth }}", false},
		{"type only", "Bearer", false},
		{"type and space", "Bearer ", false},
		{"credentials only", " abc", false},
		{"line break", "a\nb c", false},
		{"line break at the end", "Bearer abc\n", false},
		{"carriage return", "Bearer a\rb", false},
		{"tab", "Bearer\tabc", false},
		{"beyond ASCII", "Bearer é", false},
		{"colon in the type", "a:b c", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := action.Secret(tt.value).CheckAuthorization()
			require.Equal(t, tt.ok, err == nil)
			if !tt.ok {
				require.EqualError(t, err, `not a type and credentials, such as "Bearer" and a token, in one line of ASCII`)
			}
		})
	}
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	const relative = "not an absolute http or https address with a host"
	tests := []struct{ name, url, want string }{
		{"https", "https://example.com/a?b=c", ""},
		{"http with a port", "http://example.com:8080", ""},
		{"address", "http://[::1]:80/x", ""},
		{"capitals", "HTTPS://EXAMPLE.COM", ""},
		{"braces", "{{ record.url }}", relative},
		{"braces in another scheme", "ftp:{{ record.x }}", relative},
		{"empty", "", "missing"},
		{"relative", "/hook", relative},
		{"no scheme", "example.com/hook", relative},
		{"no scheme but slashes", "//example.com", relative},
		{"another scheme", "ftp://example.com", relative},
		{"script", "javascript:alert(1)", relative},
		{"no host", "https:///x", relative},
		{"port without host", "https://:443/x", relative},
		{"opaque", "https:example.com", relative},
		{"password", "https://ada:secret@example.com", "holds a user name or password; give an authorization instead"},
		{"user", "https://ada@example.com", "holds a user name or password; give an authorization instead"},
		{"line break", "https://example.com/\nX: y", "not an address"},
		{"bad port", "https://example.com:x", "not an address"},
		{"bad escape", "https://exa%zzmple.com", "not an address"},
		{"white space", "  ", relative},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := action.CheckURL(tt.url)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tt.want)
		})
	}
}

// Reports show where a request goes, and neither path, query nor body.
func TestReport(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	action.HandleAll(&hs, func(context.Context, action.Config, action.Input) error { return nil })
	for with, want := range map[string]string{
		`{"method":"POST","url":"https://user@api.example.com:8443/t0ken?key=k3y#f","body_type":"text","body":"s3cret","authorization":"Bearer s3cret","headers":{"X-Key":"k3y"}}`: `{"method":"POST","url":"https://api.example.com:8443","body_type":"text","authorization":"[redacted]","headers":{"X-Key":"[redacted]"}}`,
		`{"method":"GET","url":"::t0ken"}`: `{"method":"GET","url":""}`,
		`{"method":"GET"}`:                 `{"method":"GET"}`,
	} {
		require.JSONEq(t, want, string(hs.Report("web_service", json.RawMessage(with))))
	}
	require.JSONEq(t, `{"channel":"#r","text":"t"}`, string(hs.Report("slack", json.RawMessage(`{"channel":"#r","text":"t"}`))))
	require.Nil(t, hs.Report("unknown", json.RawMessage(`{}`)))
}
