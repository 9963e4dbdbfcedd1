package inbound_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/causeheader"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// The answers that Salesforce expects, byte for byte.
const (
	ackTrue = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">` +
		`<soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>`
	ackFalse = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">` +
		`<soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>false</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>`
)

// salesforce takes messages at "/?token=t0ken".
func salesforce(b *inbox) inbound.Salesforce {
	return inbound.Salesforce{Handle: b.Handle, Token: "t0ken", Now: func() time.Time { return ten }}
}

// soap is a request with an outbound message.
func soap(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/?token=t0ken", strings.NewReader(body))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	return r
}

// acknowledged requires that Salesforce is told that the message was taken, or that it was not.
func acknowledged(t testing.TB, want bool, w *httptest.ResponseRecorder) {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "text/xml; charset=utf-8", w.Header().Get("Content-Type"))
	if want {
		require.Equal(t, ackTrue, w.Body.String())
		return
	}
	require.Equal(t, ackFalse, w.Body.String())
}

func TestSalesforceTakesAMessage(t *testing.T) {
	t.Parallel()
	var b inbox
	s := salesforce(&b)
	acknowledged(t, true, answer(s, soap(closedCase)))
	require.Equal(t, []trigger.Event{closed().Event("salesforce", ten)}, b.events)

	s.Source = "crm"
	acknowledged(t, true, answer(s, soap(notifications(t, 3))))
	require.Len(t, b.events, 4)
	require.Equal(t, "crm/00D000000000001/04l000000000003", b.events[3].ID)
	require.Equal(t, trigger.Ref{Kind: "record", ID: "500000000000003"}, b.events[3].Item())
}

func TestSalesforceRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		edit   func(r *http.Request, s *inbound.Salesforce)
		status int
		detail string
	}{
		{"application/xml", func(r *http.Request, _ *inbound.Salesforce) { r.Header.Set("Content-Type", "application/xml") }, 200, ""},
		{"a GET", func(r *http.Request, _ *inbound.Salesforce) { r.Method = "GET" }, 405, "only POST is answered"},
		{"another token", func(r *http.Request, _ *inbound.Salesforce) { r.URL.RawQuery = "token=t0keN" }, 404, "there is nothing here"},
		{"the beginning of the token", func(r *http.Request, _ *inbound.Salesforce) { r.URL.RawQuery = "token=t0ke" }, 404, "there is nothing here"},
		{"no token", func(r *http.Request, _ *inbound.Salesforce) { r.URL.RawQuery = "" }, 404, "there is nothing here"},
		{"no token wanted", func(_ *http.Request, s *inbound.Salesforce) { s.Token = "" }, 404, "there is nothing here"},
		{"no token wanted, none sent", func(r *http.Request, s *inbound.Salesforce) { s.Token, r.URL.RawQuery = "", "" }, 404, "there is nothing here"},
		{"JSON", func(r *http.Request, _ *inbound.Salesforce) { r.Header.Set("Content-Type", "application/json") },
			415, "the content type must be text/xml, in UTF-8"},
		{"SOAP 1.2", func(r *http.Request, _ *inbound.Salesforce) { r.Header.Set("Content-Type", "application/soap+xml") },
			415, "the content type must be text/xml, in UTF-8"},
		{"UTF-16", func(r *http.Request, _ *inbound.Salesforce) { r.Header.Set("Content-Type", "text/xml; charset=utf-16") },
			415, "the content type must be text/xml, in UTF-8"},
		{"compressed", func(r *http.Request, _ *inbound.Salesforce) { r.Header.Set("Content-Encoding", "gzip") }, 415, "the body must not be compressed"},
		{"too large", func(_ *http.Request, s *inbound.Salesforce) { s.MaxBytes = 100 }, 413, "the body is larger than 100 bytes"},
		{"a damaged chain", func(r *http.Request, _ *inbound.Salesforce) { r.Header.Set(causeHeader, "%") }, 400, "the body has faults"},
		{"no message", func(r *http.Request, _ *inbound.Salesforce) { r.Body = io.NopCloser(strings.NewReader("hello")) }, 400, "the body has faults"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b inbox
			s, r := salesforce(&b), soap(closedCase)
			tt.edit(r, &s)
			w := answer(s, r)
			require.Equal(t, tt.status, w.Code)
			if tt.status == http.StatusOK {
				acknowledged(t, true, w)
				require.Len(t, b.events, 1)
				return
			}
			p, _ := refusal(t, w)
			require.Equal(t, tt.detail, p.Detail)
			require.Empty(t, b.events)
		})
	}
}

// The token is the end of the path or in the query; the path goes first.
func TestSalesforceToken(t *testing.T) {
	t.Parallel()
	var b inbox
	mux := http.NewServeMux()
	mux.Handle("/flows/{token}", salesforce(&b))
	for target, status := range map[string]int{
		"/flows/t0ken": 200, "/flows/other": 404, "/flows/t0ken?token=other": 200, "/flows/other?token=t0ken": 404,
	} {
		r := soap(closedCase)
		r.URL, _ = url.Parse(target)
		require.Equal(t, status, answer(mux, r).Code, target)
	}
}

func TestEventToken(t *testing.T) {
	t.Parallel()
	secret := []byte("0123456789abcdef0123456789abcdef")
	// printf 'commis event url\nclose-case' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary | base64url
	require.Equal(t, "bJzvRtn8RIpCzAxhQNJfUcKXSb1HDwyI1IneEVa_S1A", string(inbound.EventToken(secret, "close-case")))
	require.NotEqual(t, inbound.EventToken(secret, "close-case"), inbound.EventToken(secret, "close-case-2"))
	require.NotEqual(t, inbound.EventToken(secret, "close-case"), inbound.EventToken(secret[1:], "close-case"))
	require.Empty(t, inbound.EventToken(nil, "close-case"))
	require.Empty(t, inbound.EventToken(secret, ""))
}

func TestSalesforceZeroValueRefuses(t *testing.T) {
	t.Parallel()
	require.Equal(t, http.StatusNotFound, answer(inbound.Salesforce{}, soap(closedCase)).Code)
	acknowledged(t, false, answer(inbound.Salesforce{Token: "t0ken"}, soap(closedCase)))
}

// A notification that does not belong to the flow starts nothing, is reported, and is not sent again.
func TestSalesforceMismatch(t *testing.T) {
	t.Parallel()
	deleted := closedCase[strings.Index(closedCase, "<sObject"):strings.Index(closedCase, "</Notification>")]
	for _, tt := range []struct {
		name string
		body string
		edit func(s *inbound.Salesforce)
		want inbound.Mismatch // empty when it starts something
	}{
		{"the organization", closedCase, func(s *inbound.Salesforce) { s.Organization = "00D000000000001" }, ""},
		{"its long ID", closedCase, func(s *inbound.Salesforce) { s.Organization = "00D000000000001AAA" }, ""},
		{"its short ID", edited(t, "00D000000000001", "00D000000000001AAA"), func(s *inbound.Salesforce) { s.Organization = "00D000000000001" }, ""},
		{"another organization", closedCase, func(s *inbound.Salesforce) { s.Organization = "00D000000000002" }, inbound.OtherOrganization},
		{"one that differs in case", edited(t, "00D000000000001", "00D00000000000a"), func(s *inbound.Salesforce) { s.Organization = "00D00000000000A" },
			inbound.OtherOrganization},
		{"the object", closedCase, func(s *inbound.Salesforce) { s.Object = "Case" }, ""},
		{"another object", closedCase, func(s *inbound.Salesforce) { s.Object = "Lead" }, inbound.OtherObject},
		{"another object and organization", closedCase, func(s *inbound.Salesforce) { s.Object, s.Organization = "Lead", "x" }, inbound.OtherOrganization},
		{"a deleted record", edited(t, deleted, ""), func(s *inbound.Salesforce) { s.Object = "Case" }, inbound.NoRecord},
		{"a record without an ID", edited(t, "<sf:Id>500000000000001</sf:Id>", ""), func(*inbound.Salesforce) {}, inbound.NoRecord},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b inbox
			var got []inbound.Mismatch
			s := salesforce(&b)
			s.NotStarted = func(_ context.Context, n inbound.Notification, why inbound.Mismatch) error {
				require.Equal(t, "04l000000000001", n.ID)
				got = append(got, why)
				return nil
			}
			tt.edit(&s)
			acknowledged(t, true, answer(s, soap(tt.body)))
			if tt.want == "" {
				require.Empty(t, got)
				require.Len(t, b.events, 1)
				return
			}
			require.Equal(t, []inbound.Mismatch{tt.want}, got)
			require.Empty(t, b.events)

			s.NotStarted = nil
			acknowledged(t, true, answer(s, soap(tt.body)))
			s.NotStarted = func(context.Context, inbound.Notification, inbound.Mismatch) error { return errors.New("no disk") }
			acknowledged(t, false, answer(s, soap(tt.body)))
			require.Empty(t, b.events)
		})
	}
}

// One notification that fails does not keep the others back; Salesforce sends all of them again.
func TestSalesforceOneFails(t *testing.T) {
	t.Parallel()
	applied := map[string]int{}
	fails := "salesforce/00D000000000001/04l000000000002"
	s := inbound.Salesforce{Token: "t0ken", Handle: func(_ context.Context, ev trigger.Event) error {
		if ev.ID == fails {
			return errors.New("no disk")
		}
		applied[ev.ID]++
		return nil
	}}
	acknowledged(t, false, answer(s, soap(notifications(t, 3))))
	require.Equal(t, map[string]int{"salesforce/00D000000000001/04l000000000001": 1, "salesforce/00D000000000001/04l000000000003": 1}, applied)
	fails = ""
	acknowledged(t, true, answer(s, soap(notifications(t, 3))))
	require.Equal(t, map[string]int{"salesforce/00D000000000001/04l000000000001": 2, "salesforce/00D000000000001/04l000000000002": 1,
		"salesforce/00D000000000001/04l000000000003": 2}, applied, "with the IDs that they had")
}

// Nothing is done for a message of which only the last notification is wrong.
func TestSalesforceAllOrNothing(t *testing.T) {
	t.Parallel()
	var b inbox
	s := salesforce(&b)
	var refused []string
	s.Refused = func(_ context.Context, err error) { refused = append(refused, lines(err)...) }
	w := answer(s, soap(strings.Replace(notifications(t, 100), "04l000000000100", "?", 1)))
	require.Equal(t, http.StatusBadRequest, w.Code)
	_, faults := refusal(t, w)
	require.Equal(t, []string{"0:0 notifications.Notification[99].Id: want an ID of 15 or 18 letters and digits"}, faults)
	require.Equal(t, []string{"notifications.Notification[99].Id: want an ID of 15 or 18 letters and digits"}, refused)
	require.Empty(t, b.events)
}

// Two notifications with one ID are one event.
func TestSalesforceSameIDTwice(t *testing.T) {
	t.Parallel()
	var b inbox
	acknowledged(t, true, answer(salesforce(&b), soap(strings.Replace(notifications(t, 2), "04l000000000002", "04l000000000001", 1))))
	require.Len(t, b.events, 2)
	require.Equal(t, b.events[0].ID, b.events[1].ID)
}

// Once the sender is gone nothing more is begun, and nothing is acknowledged.
func TestSalesforceContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	s := inbound.Salesforce{Token: "t0ken", Handle: func(got context.Context, _ trigger.Event) error {
		n++
		if n == 2 {
			cancel()
		}
		return nil
	}}
	acknowledged(t, false, answer(s, soap(notifications(t, 3)).WithContext(ctx)))
	require.Equal(t, 2, n)
}

// A chain that somebody on the way put in is the cause of every event.
func TestSalesforceCause(t *testing.T) {
	t.Parallel()
	var b inbox
	r := soap(notifications(t, 2))
	r.Header.Set(causeHeader, causeheader.Write(chain))
	acknowledged(t, true, answer(salesforce(&b), r))
	require.Equal(t, chain, b.events[0].Cause)
	require.Equal(t, chain, b.events[1].Cause)
}
