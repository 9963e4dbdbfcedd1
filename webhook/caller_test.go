package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/webhook"
)

// service calls a receiver and returns what it found out.
func service(t *testing.T, s *webhook.Sender, c action.WebService) (map[string]any, error) {
	in := action.Input{Key: "k", Attempt: 1, At: noon, Output: new(action.Output)}
	err := webhook.Caller{Sender: s}.Handle(within(t), c, in)
	return in.Output.All(), err
}

func TestCaller(t *testing.T) {
	t.Parallel()
	r := listen(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id":12345678901234567}`) })
	for _, tt := range []struct {
		config                     action.WebService
		method, body, content, uri string
	}{
		{action.WebService{Method: "GET"}, "GET", "", "", "/a?b=c"},
		{action.WebService{Method: "POST", BodyType: action.JSONBody, Body: `{"a":"<é>"}`}, "POST", `{"a":"<é>"}`, "application/json", "/a?b=c"},
		{action.WebService{Method: "PUT", BodyType: action.FormBody, Body: "a=1&b=2"}, "PUT", "a=1&b=2", "application/x-www-form-urlencoded", "/a?b=c"},
		{action.WebService{Method: "PATCH", BodyType: action.XMLBody, Body: "<a/>"}, "PATCH", "<a/>", "application/xml", "/a?b=c"},
		{action.WebService{Method: "DELETE", BodyType: action.TextBody, Body: "x"}, "DELETE", "x", "text/plain; charset=utf-8", "/a?b=c"},
	} {
		tt.config.URL = r.URL + "/a?b=c"
		tt.config.Authorization = "Bearer s3cret"
		tt.config.Headers = map[string]action.Secret{"X-Api-Key": "k3y"}
		output, err := service(t, r.sender(t), tt.config)
		require.NoError(t, err)
		require.Equal(t, 200, output["status"])
		require.Equal(t, `{"id":12345678901234567}`, fmt.Sprintf("%s", output["body"]))
		got := r.got()[len(r.got())-1]
		require.Equal(t, []string{tt.method, tt.body, tt.content, tt.uri}, []string{got.method, got.body, got.header.Get("Content-Type"), got.uri})
		require.Equal(t, []string{"Bearer s3cret", "k3y"}, []string{got.header.Get("Authorization"), got.header.Get("X-Api-Key")})
		require.NotEmpty(t, got.header.Get(webhook.IDHeader))
	}
}

func TestCallerAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		body   string
		class  webhook.Class
		output map[string]any
	}{
		{"text", 200, "fine", webhook.OK, map[string]any{"status": 200, "body": "fine"}},
		{"nothing", 204, "", webhook.OK, map[string]any{"status": 204, "body": ""}},
		{"as much as may be", 200, strings.Repeat("x", webhook.ServiceAnswer), webhook.OK, map[string]any{"status": 200, "body": strings.Repeat("x", webhook.ServiceAnswer)}},
		{"more", 200, strings.Repeat("x", webhook.ServiceAnswer+1), webhook.TooLarge, map[string]any{"status": 200}},
		{"elsewhere", 302, "", webhook.Redirect, map[string]any{"status": 302}},
		{"no", 404, "why", webhook.HTTP4xx, map[string]any{"status": 404}},
		{"later", 500, "why", webhook.HTTP5xx, map[string]any{"status": 500}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := listen(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			})
			output, err := service(t, r.sender(t), action.WebService{Method: "GET", URL: r.URL})
			require.Equal(t, tt.output, output)
			if tt.class == webhook.OK {
				require.NoError(t, err)
				return
			}
			var failed *webhook.DeliveryError
			require.ErrorAs(t, err, &failed)
			require.Equal(t, tt.class, failed.Class)
			require.Equal(t, tt.class.Final(), action.IsPermanent(err))
			require.NotContains(t, err.Error(), "why")
		})
	}
}

// What must not be reached is not, and what cannot be sent is refused.
func TestCallerRefuses(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	_, err := service(t, new(webhook.Sender), action.WebService{Method: "GET", URL: r.URL})
	var failed *webhook.DeliveryError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, webhook.Blocked, failed.Class)
	for _, c := range []action.WebService{
		{Method: "GET", URL: "http://us3r:p4ss@example.com"},
		{Method: "TRACE", URL: r.URL},
		{Method: "GET", URL: r.URL, Headers: map[string]action.Secret{"X": "a\r\nY: b"}},
		{Method: "GET", URL: r.URL, Authorization: "Bearer"},
	} {
		_, err := service(t, r.sender(t), c)
		require.True(t, action.IsPermanent(err), "%v", err)
		require.NotContains(t, err.Error(), "p4ss")
	}
	require.Empty(t, r.got())
	require.Error(t, webhook.Caller{}.Handle(t.Context(), action.WebService{}, action.Input{}))
}

// A service that does not end its answer costs its time.
func TestCallerDeadline(t *testing.T) {
	t.Parallel()
	r := listen(t, func(w http.ResponseWriter, req *http.Request) {
		fmt.Fprint(w, "a")
		w.(http.Flusher).Flush()
		<-req.Context().Done()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := webhook.Caller{Sender: r.sender(t)}.Handle(ctx, action.WebService{Method: "GET", URL: r.URL}, action.Input{Key: "k", Attempt: 1, At: noon})
	var failed *webhook.DeliveryError
	require.True(t, errors.As(err, &failed))
	require.Equal(t, webhook.Timeout, failed.Class)
}
