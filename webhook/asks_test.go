package webhook_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// A receiver that asks to be left alone for an hour gets no request before, and one soon after.
func TestLeftAlone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, asks string
		code       int
	}{
		{"seconds", "3600", 429},
		{"seconds of a service that is away", "3600", 503},
		{"a date", at.Add(time.Hour).Format(http.TimeFormat), 429},
		{"a date of a service that is away", at.Add(time.Hour).Format(http.TimeFormat), 503},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var tries atomic.Int64
			r := listen(t, func(w http.ResponseWriter, _ *http.Request) {
				tries.Add(1)
				w.Header().Set("Retry-After", tt.asks)
				w.WriteHeader(tt.code)
			})
			s := r.sender(t)
			s.Tries = 0
			k := recipetest.New(t)
			action.Handle(k.Handlers, s)
			k.Load(`{"format":1,"recipes":[{"id":"h","name":"h","enabled":true,"trigger":{"on":"new_item","all_topics":true},
				"actions":[{"do":"webhook","with":{"name":"n","url":"` + r.URL + `/x","variables":[{"variable":"mention.id"}]}}]}]}`)
			k.Send(trigger.Event{ID: "e1", Kind: trigger.MentionCreated, At: at, Mention: &trigger.Mention{ID: "m1", Topic: "t"}})
			require.EqualValues(t, 1, tries.Load())
			k.Until(at.Add(time.Hour - time.Second))
			require.EqualValues(t, 1, tries.Load(), "not before the receiver wants it")
			k.Until(at.Add(time.Hour + time.Minute))
			require.EqualValues(t, 2, tries.Load(), "but then")
		})
	}
}

// What no header can hold is refused at once, and nothing is sent.
func TestControlCharacters(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"NUL": "a\x00b", "escape": "a\x1bb", "delete": "a\x7fb", "a line feed": "a\nX: y", "a line break": "a\r\nX: y", "a vertical tab": "a\vb",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := listen(t, nil)
			_, err := service(t, r.sender(t), action.WebService{Method: "GET", URL: r.URL, Headers: map[string]action.Secret{"X-Key": action.Secret(value)}})
			require.True(t, action.IsPermanent(err), "%v", err)
			require.ErrorContains(t, err, "X-Key")
			require.NotContains(t, err.Error(), value)
			_, err = service(t, r.sender(t), action.WebService{Method: "GET", URL: r.URL, Authorization: action.Secret("Bearer {{" + value)})
			require.True(t, action.IsPermanent(err), "%v", err)
			err = r.sender(t).Handle(within(t), webhook.Config{URL: r.URL, ContentType: "text/plain; x=" + value, Body: "x"}, arrival(trigger.Mention{ID: "77"}))
			require.True(t, action.IsPermanent(err), "%v", err)
			require.Empty(t, r.got())
		})
	}
	r := listen(t, nil)
	_, err := service(t, r.sender(t), action.WebService{Method: "GET", URL: r.URL, Headers: map[string]action.Secret{"X-Key": "a\tb é"}})
	require.NoError(t, err, "a tab and a letter outside of ASCII are legal")
	require.Equal(t, "a\tb é", r.got()[0].header.Get("X-Key"))
}
