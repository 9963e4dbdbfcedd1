package inbound_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// ten is the instant at which messages come in: a Monday, 10:00 UTC.
var ten = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// inbox keeps the events that a handler took.
type inbox struct {
	events []trigger.Event
	err    error // what it answers
}

func (b *inbox) Handle(_ context.Context, ev trigger.Event) error {
	b.events = append(b.events, ev)
	return b.err
}

func anybody(*http.Request) error { return nil }

// taking takes events from anybody.
func taking(b *inbox) inbound.Receiver {
	return inbound.Receiver{Handle: b.Handle, Authorize: anybody, Now: func() time.Time { return ten }}
}

// postJSON sends a body as JSON, with further headers as name and value.
func postJSON(h http.Handler, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/events", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return answer(h, r)
}

func answer(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// problem is the document that a refused request is answered with.
type problem struct {
	Title, Detail string
	Status        int
	Errors        []struct {
		Path, Detail string
		Line, Column int
	}
}

// refusal reads the problem, and its faults as "line:column path: detail".
func refusal(t require.TestingT, w *httptest.ResponseRecorder) (p problem, faults []string) {
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	require.Equal(t, w.Code, p.Status)
	require.Equal(t, http.StatusText(w.Code), p.Title)
	for _, e := range p.Errors {
		faults = append(faults, fmt.Sprintf("%d:%d %s: %s", e.Line, e.Column, e.Path, e.Detail))
	}
	return p, faults
}

const event = `{"id":"e1","kind":"record_received","at":"2026-01-05T10:00:00Z",
	"record":{"source":"reviews","id":"r1","fields":{"stars":1}}}`

func TestReceiverTakesAnEvent(t *testing.T) {
	t.Parallel()
	var b inbox
	w := postJSON(taking(&b), event)
	require.Equal(t, http.StatusNoContent, w.Code)
	require.Empty(t, w.Body.String())
	require.Equal(t, []trigger.Event{{
		ID: "e1", Kind: trigger.RecordReceived, At: ten,
		Record: &trigger.Record{Source: "reviews", ID: "r1", Fields: map[string]any{"stars": 1}},
	}}, b.events)
}

func TestReceiverRequests(t *testing.T) {
	t.Parallel()
	request := func(method, contentType string) *http.Request {
		r := httptest.NewRequest(method, "/events", strings.NewReader(event))
		r.Header.Set("Content-Type", contentType)
		return r
	}
	const asJSON = "application/json"
	for _, tt := range []struct {
		name   string
		r      *http.Request
		edit   func(r *http.Request, rc *inbound.Receiver)
		status int
		detail string
		header [2]string
	}{
		{"an event", request("POST", asJSON), nil, 204, "", [2]string{}},
		{"UTF-8", request("POST", `Application/JSON; charset="UTF-8"`), nil, 204, "", [2]string{}},
		{"JSON of a sort", request("POST", "application/cloudevents+json"), nil, 204, "", [2]string{}},
		{"not compressed", request("POST", asJSON), func(r *http.Request, _ *inbound.Receiver) { r.Header.Set("Content-Encoding", "identity") },
			204, "", [2]string{}},
		{"exactly as large as allowed", request("POST", asJSON), func(_ *http.Request, rc *inbound.Receiver) { rc.MaxBytes = int64(len(event)) },
			204, "", [2]string{}},
		{"a GET", request("GET", asJSON), nil, 405, "only POST is answered", [2]string{"Allow", "POST"}},
		{"a HEAD", request("HEAD", asJSON), nil, 405, "only POST is answered", [2]string{"Allow", "POST"}},
		{"an OPTIONS", request("OPTIONS", asJSON), nil, 405, "only POST is answered", [2]string{"Allow", "POST"}},
		{"a PUT", request("PUT", asJSON), nil, 405, "only POST is answered", [2]string{"Allow", "POST"}},
		{"a form", request("POST", "application/x-www-form-urlencoded"), nil,
			415, "the content type must be application/json, in UTF-8", [2]string{"Accept", "application/json"}},
		{"text", request("POST", "text/json"), nil,
			415, "the content type must be application/json, in UTF-8", [2]string{"Accept", "application/json"}},
		{"a picture of JSON", request("POST", "image/x+json"), nil,
			415, "the content type must be application/json, in UTF-8", [2]string{"Accept", "application/json"}},
		{"no content type", request("POST", ""), nil,
			415, "the content type must be application/json, in UTF-8", [2]string{"Accept", "application/json"}},
		{"a broken content type", request("POST", "application/json; charset"), nil,
			415, "the content type must be application/json, in UTF-8", [2]string{"Accept", "application/json"}},
		{"another encoding", request("POST", "application/json; charset=iso-8859-1"), nil,
			415, "the content type must be application/json, in UTF-8", [2]string{"Accept", "application/json"}},
		{"compressed", request("POST", asJSON), func(r *http.Request, _ *inbound.Receiver) { r.Header.Set("Content-Encoding", "gzip") },
			415, "the body must not be compressed", [2]string{"Accept-Encoding", "identity"}},
		{"compressed twice", request("POST", asJSON), func(r *http.Request, _ *inbound.Receiver) {
			r.Header["Content-Encoding"] = []string{"identity", "gzip"}
		}, 415, "the body must not be compressed", [2]string{"Accept-Encoding", "identity"}},
		{"too large", request("POST", asJSON), func(_ *http.Request, rc *inbound.Receiver) { rc.MaxBytes = int64(len(event)) - 1 },
			413, fmt.Sprintf("the body is larger than %d bytes", len(event)-1), [2]string{}},
		{"too large, of unknown length", request("POST", asJSON), func(r *http.Request, rc *inbound.Receiver) {
			r.ContentLength, rc.MaxBytes = -1, int64(len(event))-1
		}, 413, fmt.Sprintf("the body is larger than %d bytes", len(event)-1), [2]string{}},
		{"too large to be authorized", request("POST", asJSON), func(_ *http.Request, rc *inbound.Receiver) {
			rc.MaxBytes, rc.Authorize = 10, func(r *http.Request) error {
				_, err := io.ReadAll(r.Body)
				return err
			}
		}, 413, "the body is larger than 10 bytes", [2]string{}},
		{"a body that breaks off", request("POST", asJSON), func(r *http.Request, _ *inbound.Receiver) {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader(event), iotestError{}))
		}, 503, "the body is incomplete; send it again", [2]string{}},
		{"no body", request("POST", asJSON), func(r *http.Request, _ *inbound.Receiver) { r.Body = nil }, 400, "the body has faults", [2]string{}},
		{"nobody may send", request("POST", asJSON), func(_ *http.Request, rc *inbound.Receiver) { rc.Authorize = nil },
			401, "not authorized", [2]string{"WWW-Authenticate", "Bearer"}},
		{"somebody else may send", request("POST", asJSON), func(_ *http.Request, rc *inbound.Receiver) {
			rc.Authorize = func(*http.Request) error { return errors.New("key 17 has expired") }
		}, 401, "not authorized", [2]string{"WWW-Authenticate", "Bearer"}},
		{"nothing handles it", request("POST", asJSON), func(_ *http.Request, rc *inbound.Receiver) { rc.Handle = nil },
			503, "the event could not be taken; send it again", [2]string{}},
		{"the handler fails", request("POST", asJSON), func(_ *http.Request, rc *inbound.Receiver) {
			rc.Handle = func(context.Context, trigger.Event) error { return errors.New("table events is locked") }
		}, 503, "the event could not be taken; send it again", [2]string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b inbox
			rc := taking(&b)
			if tt.edit != nil {
				tt.edit(tt.r, &rc)
			}
			w := answer(rc, tt.r)
			require.Equal(t, tt.status, w.Code)
			if tt.status == http.StatusNoContent {
				require.Len(t, b.events, 1)
				return
			}
			require.Empty(t, b.events)
			p, _ := refusal(t, w)
			require.Equal(t, tt.detail, p.Detail)
			if tt.header[0] != "" {
				require.Equal(t, []string{tt.header[1]}, w.Header().Values(tt.header[0]))
			}
		})
	}
}

// iotestError is a body whose connection breaks.
type iotestError struct{}

func (iotestError) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestReceiverZeroValueRefuses(t *testing.T) {
	t.Parallel()
	require.Equal(t, http.StatusUnauthorized, postJSON(inbound.Receiver{}, event).Code)
}

// The largest body is 1 MiB when the host does not say.
func TestReceiverLargestBody(t *testing.T) {
	t.Parallel()
	var b inbox
	room := 1<<20 - len(event)
	require.Equal(t, http.StatusNoContent, postJSON(taking(&b), event+strings.Repeat(" ", room)).Code)
	require.Equal(t, http.StatusRequestEntityTooLarge, postJSON(taking(&b), event+strings.Repeat(" ", room+1)).Code)
	require.Len(t, b.events, 1)
}

// All that is wrong with an event is told, with its place.
func TestReceiverFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"empty", ``, []string{"1:1 : the document is empty"}},
		{"cut off", `{"id":"e1",`, []string{"1:12 : the document ends where a member's name in double quotes is missing"}},
		{"two documents", event + `{}`, []string{`2:63 : text after the end of the document: "{"`}},
		{"a list", `[]`, []string{"1:1 : want an object, got a list"}},
		{"null", `null`, []string{"1:1 : want an object, got null"}},
		{"a byte order mark", "\ufeff{}", []string{"1:1 : byte order mark before the document"}},
		{"deep", strings.Repeat("[", 65), []string{"1:65 : nested deeper than 64 levels"}},
		{"form and meaning", `{"id":"","kid":"x","kind":"case_tag_added",
  "at":"2026-01-05T10:00:00Z","case":{"id":"5","status":"closed"},"actor":7}`, []string{
			`1:10 kid: unknown member "kid", did you mean "id"?`, "2:75 actor: want a string, got a number",
			"1:7 id: missing", "0:0 tag: missing in a case_tag_added event",
			`2:57 case.status: "closed" is not unresolved, pending or resolved`,
		}},
		{"a member twice", `{"id":"e1","id":"e2","kind":"x","at":"2026-01-05T10:00:00Z","case":{"id":"5"}}`,
			[]string{`1:12 id: duplicate member "id"`}},
		{"a place once", `{"id":7,"kind":"x","at":"2026-01-05T10:00:00Z","case":{"id":"5"}}`, []string{"1:7 id: want a string, got a number"}},
		{"no item", `{"id":"e1","kind":"x","at":"2026-01-05T10:00:00Z"}`, []string{"0:0 : an event carries a mention, a case or a record"}},
		{"a via without a root", `{"id":"e1","kind":"x","at":"2026-01-05T10:00:00Z","case":{"id":"5"},
			"cause":{"via":[{"recipe":"r","item":{"kind":"case","id":"5"}}]}}`, []string{"0:0 cause.root: missing"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b inbox
			w := postJSON(taking(&b), tt.body)
			require.Equal(t, http.StatusBadRequest, w.Code)
			_, faults := refusal(t, w)
			require.Equal(t, tt.want, faults)
			require.Empty(t, b.events)
		})
	}
}

// An answer does not list faults without end.
func TestReceiverManyFaults(t *testing.T) {
	t.Parallel()
	var b inbox
	w := postJSON(taking(&b), `{`+strings.Repeat(`"x":1,`, 5000)+`"y":1}`)
	_, faults := refusal(t, w)
	require.Len(t, faults, 101)
	require.Equal(t, "0:0 : more faults are not listed", faults[100])
	require.Less(t, w.Body.Len(), 20_000)
}

// A signature can be verified over the body, which is then read as if nobody had.
func TestReceiverAuthorizeReadsTheBody(t *testing.T) {
	t.Parallel()
	for _, bytes := range []int64{0, 10, 1 << 20} {
		var b inbox
		rc := taking(&b)
		rc.Authorize = func(r *http.Request) error {
			defer r.Body.Close()
			text, err := io.ReadAll(io.LimitReader(r.Body, bytes))
			if string(text) != event[:min(bytes, int64(len(event)))] {
				return errors.New("another body")
			}
			return err
		}
		require.Equal(t, http.StatusNoContent, postJSON(rc, event).Code)
		require.Equal(t, "e1", b.events[0].ID)
	}
}

// A body without end costs the receiver no more than its limit, and the sender its connection.
func TestReceiverEndlessBody(t *testing.T) {
	t.Parallel()
	var b inbox
	rc := taking(&b)
	rc.MaxBytes = 10_000
	server := httptest.NewServer(rc)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, endless{})
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil { // else the server closed the connection before the client had read the answer
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode)
		require.True(t, response.Close)
	}
	require.NoError(t, ctx.Err())
	require.Empty(t, b.events)
}

// endless is a body of blanks.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// The handler's context is the request's.
func TestReceiverContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var b inbox
	rc := taking(&b)
	rc.Handle = func(ctx context.Context, _ trigger.Event) error { return ctx.Err() }
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader(event))
	r.Header.Set("Content-Type", "application/json")
	require.Equal(t, http.StatusServiceUnavailable, answer(rc, r).Code)
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		allowed []string
		headers []string
		ok      bool
	}{
		{"the one", []string{"Bearer s3cret"}, []string{"Bearer s3cret"}, true},
		{"the first of two", []string{"Bearer old", "Bearer new"}, []string{"Bearer old"}, true},
		{"the second of two", []string{"Bearer old", "Bearer new"}, []string{"Bearer new"}, true},
		{"basic", []string{"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}, []string{"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}, true},
		{"the type in small letters", []string{"Bearer s3cret"}, []string{"bearer  s3cret"}, true},
		{"another", []string{"Bearer s3cret"}, []string{"Bearer s3creT"}, false},
		{"of another type", []string{"Bearer s3cret"}, []string{"Basic s3cret"}, false},
		{"the beginning", []string{"Bearer s3cret"}, []string{"Bearer s3cre"}, false},
		{"none", []string{"Bearer s3cret"}, nil, false},
		{"empty", []string{"Bearer s3cret"}, []string{""}, false},
		{"two headers", []string{"Bearer s3cret"}, []string{"Bearer s3cret", "Bearer s3cret"}, false},
		{"nothing allowed", nil, []string{"Bearer s3cret"}, false},
		{"nothing allowed, nothing sent", nil, nil, false},
		{"an empty secret", []string{"Bearer "}, []string{"Bearer "}, false},
		{"empty and empty", []string{""}, []string{""}, false},
		{"without a type", []string{"s3cret"}, []string{"s3cret"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			r.Header["Authorization"] = tt.headers
			err := inbound.Credentials(secrets(tt.allowed)...)(r)
			require.Equal(t, tt.ok, err == nil)
			if err != nil {
				require.EqualError(t, err, "not authorized")
			}
		})
	}
}

// A receiver takes the statuses that its host has, and no others.
func TestReceiverStatuses(t *testing.T) {
	t.Parallel()
	var b inbox
	rc := taking(&b)
	rc.World = trigger.World{Statuses: []trigger.HostStatus{{Name: "open", Class: trigger.Unresolved}, {Name: "closed", Class: trigger.Resolved}}}
	turned := func(to string) string {
		return `{"id":"e-` + to + `","kind":"case_status_changed","at":"2026-01-05T10:00:00Z","case":{"id":"5"},"from":"open","to":"` + to + `"}`
	}
	require.Equal(t, http.StatusNoContent, postJSON(rc, turned("closed")).Code)
	w := postJSON(rc, turned("resolved"))
	require.Equal(t, http.StatusBadRequest, w.Code)
	_, faults := refusal(t, w)
	require.Len(t, faults, 1)
	require.Contains(t, faults[0], `"resolved" is not open or closed`)
	require.Len(t, b.events, 1)
}
