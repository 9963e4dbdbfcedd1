package inbound_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/causeheader"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// FuzzReceiver sends a body as an event and as a document. What is taken is valid and means the same when it is sent
// again as the library writes it; what is refused has faults.
func FuzzReceiver(f *testing.F) {
	header := causeheader.Write(chain)
	for _, seed := range []string{
		event, review, withCause(f, chain), `{"id":"e","kind":"x","at":"0001-01-01T00:00:00+23:59","case":{"id":"5"}}`, `{"id":1e999}`, `{"id":"a","id":"b"}`,
		`{"id":"e1","kind":"case_status_changed","at":"2026-01-05T10:00:00Z","case":{"id":"5","status":"pending"},"to":"pending","from":"resolved"}`,
		`{"id":"e1","kind":"case_updated","at":"2026-01-05T10:00:00Z","case":{"id":"5"},"changes":{"priority":{"from":1.0,"to":"high"}}}`,
		`{"id":12345678901234567890,"review":{"id":3,"at":"2026-01-05T10:00:00Z"}}`, `[]`, `null`, ``, "\xff", `{"review":[{"id":""}]}`,
	} {
		f.Add(seed, "")
		f.Add(seed, header)
	}
	f.Fuzz(func(t *testing.T, body, cause string) {
		for _, d := range []*inbound.Document{nil, {Source: "s", ID: "review.id", At: "review.at"}, {Message: "id"}} {
			var b inbox
			rc := taking(&b)
			rc.Document = d
			w := postJSON(rc, body, causeHeader, cause)
			if w.Code != http.StatusNoContent {
				require.Equal(t, http.StatusBadRequest, w.Code)
				_, faults := refusal(t, w)
				require.NotEmpty(t, faults)
				require.LessOrEqual(t, len(faults), 101)
				require.Empty(t, b.events)
				continue
			}
			require.True(t, json.Valid([]byte(body)))
			require.Len(t, b.events, 1)
			require.NoError(t, b.events[0].Check())
			if d != nil {
				var fields map[string]any
				require.NoError(t, json.Unmarshal([]byte(body), &fields))
				require.Len(t, b.events[0].Record.Fields, len(fields))
			}
			again := written(t, b.events[0])
			require.Equal(t, http.StatusNoContent, postJSON(taking(&b), again).Code, again)
			require.Equal(t, again, written(t, b.events[1]))
		}
	})
}

// written is the event as JSON.
func written(t *testing.T, ev trigger.Event) string {
	t.Helper()
	text, err := json.Marshal(ev.Normal())
	require.NoError(t, err)
	return string(text)
}
