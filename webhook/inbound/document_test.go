package inbound_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

func secrets(texts []string) []action.Secret {
	var all []action.Secret
	for _, t := range texts {
		all = append(all, action.Secret(t))
	}
	return all
}

// documents takes documents from anybody.
func documents(b *inbox, d inbound.Document) inbound.Receiver {
	rc := taking(b)
	rc.Document = &d
	return rc
}

const review = `{"review":{"id":"r1","stars":1,"text":"¡Fatal!"},"entries":[{"id":7}],"time":"2026-01-05T09:30:00+01:00","message":"m1"}`

func TestDocument(t *testing.T) {
	t.Parallel()
	fields := map[string]any{
		"review": map[string]any{"id": "r1", "stars": 1, "text": "¡Fatal!"}, "entries": []any{map[string]any{"id": 7}},
		"time": "2026-01-05T09:30:00+01:00", "message": "m1",
	}
	for _, tt := range []struct {
		name     string
		document inbound.Document
		headers  []string
		want     trigger.Event
	}{
		{"in full", inbound.Document{Source: "google", Object: "review", ID: "review.id", Message: "message", At: "time"}, nil,
			trigger.Event{ID: "google/review/m1", At: time.Date(2026, 1, 5, 8, 30, 0, 0, time.UTC),
				Record: &trigger.Record{Source: "google", Object: "review", ID: "r1", Fields: fields}}},
		{"a list, a number, the header", inbound.Document{ID: "entries.0.id"}, []string{"webhook-id", "msg_1"},
			trigger.Event{ID: "//msg_1", At: ten, Record: &trigger.Record{ID: "7", Fields: fields}}},
		{"a member goes before the header", inbound.Document{ID: "review.id", Message: "entries.0.id"}, []string{"webhook-id", "msg_1"},
			trigger.Event{ID: "//7", At: ten, Record: &trigger.Record{ID: "r1", Fields: fields}}},
		{"nothing else than the body", inbound.Document{Source: "a/b", ID: "review.id"}, nil, // printf '%s' … | sha256sum
			trigger.Event{ID: "a%2Fb//sha256:7582b08a05846c865b17f7fb249b3de3abd238a9723f17d91e5c63482625f4d6", At: ten,
				Record: &trigger.Record{Source: "a/b", ID: "r1", Fields: fields}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b inbox
			w := postJSON(documents(&b, tt.document), review, tt.headers...)
			require.Equal(t, http.StatusNoContent, w.Code, w.Body)
			require.Len(t, b.events, 1)
			got := b.events[0].Normal()
			tt.want.Kind, tt.want.Actor = trigger.RecordReceived, trigger.System
			require.Equal(t, tt.want, got)
			require.NoError(t, got.Check())
		})
	}
}

// The member is "id" when the host does not say.
func TestDocumentDefaultID(t *testing.T) {
	t.Parallel()
	var b inbox
	require.Equal(t, http.StatusNoContent, postJSON(documents(&b, inbound.Document{}), `{"id":-3}`).Code)
	require.Equal(t, "-3", b.events[0].Record.ID)
}

// A document is the same event when it is sent again, and another when there is news.
func TestDocumentAgain(t *testing.T) {
	t.Parallel()
	var b inbox
	rc := documents(&b, inbound.Document{Source: "google"})
	for _, body := range []string{`{"id":"r1","stars":1}`, `{"id":"r1","stars":1}`, `{"id":"r1","stars":2}`} {
		require.Equal(t, http.StatusNoContent, postJSON(rc, body).Code)
	}
	require.Equal(t, b.events[0].ID, b.events[1].ID)
	require.NotEqual(t, b.events[0].ID, b.events[2].ID)
	require.Equal(t, "r1", b.events[2].Record.ID)
}

func TestDocumentFaults(t *testing.T) {
	t.Parallel()
	full := inbound.Document{ID: "review.id", Message: "message", At: "time"}
	for _, tt := range []struct {
		name, body string
		document   inbound.Document
		want       []string
	}{
		{"a list", `[1]`, full, []string{"1:1 : want an object, got a list"}},
		{"a text", `"x"`, full, []string{"1:1 : want an object, got a string"}},
		{"null", `null`, inbound.Document{}, []string{"0:0 id: missing"}},
		{"all at once", `{"review":{"id":true},"time":"today"}`, full, []string{
			"1:17 review.id: want a text or a whole number", "0:0 message: missing", "1:30 time: want an instant in RFC 3339"}},
		{"empty", `{"review":{"id":""},"message":null,"time":"2026-01-05T10:00:00Z"}`, full, []string{
			"1:17 review.id: missing", "1:31 message: missing"}},
		{"a number that lost digits", `{"id":12345678901234567890}`, inbound.Document{}, []string{"1:7 id: want a text or a whole number"}},
		{"a fraction", `{"id":1.5}`, inbound.Document{}, []string{"1:7 id: want a text or a whole number"}},
		{"an object", `{"id":{}}`, inbound.Document{}, []string{"1:7 id: want a text or a whole number"}},
		{"no such element", `{"a":[{"id":"1"}]}`, inbound.Document{ID: "a.1.id"}, []string{"0:0 a.1.id: missing"}},
		{"no index", `{"a":[{"id":"1"}]}`, inbound.Document{ID: "a.id"}, []string{"0:0 a.id: missing"}},
		{"a negative index", `{"a":[{"id":"1"}]}`, inbound.Document{ID: "a.-1.id"}, []string{"0:0 a.-1.id: missing"}},
		{"into a text", `{"a":"x"}`, inbound.Document{ID: "a.id"}, []string{"0:0 a.id: missing"}},
		{"long", `{"id":"` + strings.Repeat("x", 513) + `","m":"` + strings.Repeat("y", 511) + `"}`, inbound.Document{Message: "m"}, []string{
			"1:527 m: longer than 512 bytes", "1:7 id: longer than 512 bytes"}},
		{"NUL", `{"id":"a\u0000"}`, inbound.Document{}, []string{"1:7 id: contains a NUL character"}},
		{"a year", `{"id":"a","t":"0000-01-01T00:00:00+01:00"}`, inbound.Document{At: "t"}, []string{"1:15 t: year -1 is outside 0..9999"}},
		{"a member twice", `{"id":"a","id":"b"}`, inbound.Document{}, []string{`1:11 id: duplicate member "id"`}},
		{"form and meaning", `{"n":1e999,"n":1}`, inbound.Document{}, []string{
			"1:6 n: 1e999 is out of range", `1:12 n: duplicate member "n"`, "0:0 id: missing"}},
		{"a number out of range", `{"id":"a","n":1e999}`, inbound.Document{}, []string{"1:15 n: 1e999 is out of range"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b inbox
			w := postJSON(documents(&b, tt.document), tt.body)
			require.Equal(t, http.StatusBadRequest, w.Code)
			_, faults := refusal(t, w)
			require.Equal(t, tt.want, faults)
			require.Empty(t, b.events)
		})
	}
}
