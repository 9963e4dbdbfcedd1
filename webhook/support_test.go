package webhook_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// within returns a context that ends long after the test, unless the test hangs.
func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// request is one that a receiver got.
type request struct {
	method, uri, body string
	header            http.Header
}

// receiver is somebody's server on this machine, and what it got.
type receiver struct {
	*httptest.Server
	mu   sync.Mutex
	list []request
}

// listen starts a receiver that answers by the function; nil answers 200.
func listen(t testing.TB, answer http.HandlerFunc) *receiver {
	r := new(receiver)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		r.list = append(r.list, request{req.Method, req.RequestURI, string(body), req.Header})
		r.mu.Unlock()
		if answer != nil {
			answer(w, req)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// got returns the requests so far.
func (r *receiver) got() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.list
}

// to returns a sender that may reach this machine on the port of the address, and tries once.
func to(t testing.TB, address string) *webhook.Sender {
	port, err := netip.ParseAddrPort(address)
	require.NoError(t, err)
	return &webhook.Sender{
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		Ports: []uint16{port.Port()},
		Tries: 1,
	}
}

func (r *receiver) sender(t testing.TB) *webhook.Sender {
	return to(t, r.Listener.Addr().String())
}

// status is a receiver's answer.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// arrival is a mention that arrives, for a recipe.
func arrival(m trigger.Mention) action.Input {
	return input(trigger.Event{ID: "e1", Kind: trigger.MentionCreated, At: noon, Mention: &m})
}

func input(ev trigger.Event) action.Input {
	return action.Input{
		Event: ev, Recipe: action.Recipe{ID: "it-alerts", Name: "IT alerts", Revision: "1f"}, Run: "run-1", Item: ev.Item(),
		Key: "it-alerts/0/e1/mention/77", Attempt: 1, At: noon.Add(time.Second),
	}
}

// discard is the log of a server that a test makes fail.
func discard() *log.Logger { return log.New(io.Discard, "", 0) }
