package inbound_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// serve measures a handler that answers one body with a status, again and again.
func serve(b *testing.B, h http.Handler, contentType, body string, status int) {
	b.Helper()
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	r := httptest.NewRequest(http.MethodPost, "/?token=t0ken", nil)
	r.Header.Set("Content-Type", contentType)
	in := bytes.NewReader(nil)
	for b.Loop() {
		in.Reset([]byte(body))
		r.Body = io.NopCloser(in)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != status {
			b.Fatalf("got %d, want %d: %s", w.Code, status, w.Body)
		}
	}
}

func take(context.Context, trigger.Event) error { return nil }

func BenchmarkReceiver(b *testing.B) {
	rc := inbound.Receiver{Authorize: anybody, Handle: take}
	b.Run("event", func(b *testing.B) { serve(b, rc, "application/json", event, http.StatusNoContent) })
	rc.Document = &inbound.Document{ID: "review.id"}
	b.Run("document", func(b *testing.B) { serve(b, rc, "application/json", review, http.StatusNoContent) })
	const n = 1<<20 - 20 // what costs the most memory for its size
	b.Run("hostile", func(b *testing.B) {
		rc.Document = &inbound.Document{}
		serve(b, rc, "application/json", `{"id":1,"a":[{"":0}`+strings.Repeat(`,{"":0}`, n/7-3)+`]}`, http.StatusNoContent)
	})
}

func BenchmarkSalesforce(b *testing.B) {
	s := inbound.Salesforce{Token: "t0ken", Handle: take}
	b.Run("one", func(b *testing.B) { serve(b, s, "text/xml", closedCase, http.StatusOK) })
	b.Run("hundred", func(b *testing.B) { serve(b, s, "text/xml", notifications(b, 100), http.StatusOK) })
	const n = 1<<20 - 10
	b.Run("hostile", func(b *testing.B) {
		serve(b, s, "text/xml", "<a>"+strings.Repeat("<b/>", n/4)+"</a>", http.StatusBadRequest)
	})
}
