package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// chat is a chat's server on this machine, which prints what it gets and answers with the status.
func chat(status int) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println(r.Method, r.URL.Path, string(body))
		w.WriteHeader(status)
	}))
}

// intranet returns a sender that may reach this machine; the zero value may not.
func intranet(server *httptest.Server) *webhook.Sender {
	return &webhook.Sender{
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Ports: []uint16{netip.MustParseAddrPort(server.Listener.Addr().String()).Port()},
	}
}

// A recipe tells a chat about mentions of crashes.
func Example() {
	server := chat(http.StatusOK)
	defer server.Close()
	var handlers action.Handlers
	action.Handle(&handlers, intranet(server))
	engine := recipe.Engine{Handlers: &handlers}
	set, err := recipe.Decode([]byte(`{"format": 1, "recipes": [{
		"id": "crashes", "name": "Tell the chat", "enabled": true,
		"trigger": {"on": "new_item", "topics": ["support"]},
		"filter": "word(mention.content, 'falla')",
		"actions": [{"do": "webhook", "with": {"name": "slack-it", "url": "` + server.URL + `/T0/B0",
			"variables": [{"key": "text", "variable": "mention.content"}]}}]}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := engine.Load(set); err != nil {
		fmt.Println(err)
		return
	}
	report, err := engine.Handle(context.Background(), trigger.Event{
		ID: "e1", Kind: trigger.MentionCreated, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
		Mention: &trigger.Mention{ID: "7", Topic: "support", Content: "¡La app falla & se cierra!"},
	})
	fmt.Println(report.Decisions[0].Outcome, err)
	// Output:
	// POST /T0/B0 {"text":"¡La app falla & se cierra!"}
	// fired <nil>
}

// A receiver that wants no more is disabled. The host is told, and may enable it again.
func ExampleSender_Enable() {
	server := chat(http.StatusGone)
	defer server.Close()
	sender := intranet(server)
	sender.Disabled = func(_ context.Context, e webhook.Endpoint) error {
		fmt.Println("disabled:", e.Host, e.Class)
		return sender.Enable(context.Background(), e.ID) // after somebody has looked at it
	}
	send := func() error {
		return sender.Handle(context.Background(), webhook.Config{URL: server.URL + "/hook"}, action.Input{
			Key: "crashes/0/e1", Attempt: 1, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
			Event: trigger.Event{ID: "e1", Kind: trigger.MentionCreated, At: time.Date(2026, 1, 5, 9, 59, 58, 0, time.UTC), Mention: &trigger.Mention{ID: "7"}},
		})
	}
	fmt.Println(send())
	sender.Disabled = nil
	fmt.Println(send())
	fmt.Println(send())
	// Output:
	// POST /hook {"mention":{"id":"7"},"event":{"id":"e1","kind":"mention_created","at":"2026-01-05T09:59:58Z"}}
	// disabled: 127.0.0.1 gone
	// webhook to 127.0.0.1: gone, status 410, attempt 1
	// POST /hook {"mention":{"id":"7"},"event":{"id":"e1","kind":"mention_created","at":"2026-01-05T09:59:58Z"}}
	// webhook to 127.0.0.1: gone, status 410, attempt 1
	// webhook to 127.0.0.1: disabled, attempt 1
}

// Without more ado only public addresses are reached. The error holds the host's name, and no path.
func ExampleDeliveryError() {
	var sender webhook.Sender
	err := sender.Handle(context.Background(), webhook.Config{URL: "http://169.254.169.254/latest/meta-data"}, action.Input{
		Key: "crashes/0/e1", Attempt: 1, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
	})
	fmt.Println(err)
	var failed *webhook.DeliveryError
	if errors.As(err, &failed) {
		text, err := json.Marshal(failed)
		fmt.Println(string(text), err)
		fmt.Println("final:", failed.Class.Final())
	}
	// Output:
	// webhook to 169.254.169.254: blocked, attempt 1
	// {"class":"blocked","host":"169.254.169.254","id":"crashes/0/e1","attempt":1,"at":"2026-01-05T10:00:00Z"} <nil>
	// final: true
}

// Secrets are the host's. A config only names them, so an export holds none.
func ExampleSender_secrets() {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		now := time.Date(2026, 1, 5, 10, 1, 0, 0, time.UTC)
		fmt.Println(webhook.Verify(r.Header, body, now, 5*time.Minute, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
	}))
	defer server.Close()
	sender := intranet(server)
	sender.Secrets = func(_ context.Context, name string) ([]action.Secret, error) {
		return map[string][]action.Secret{"crm": {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}[name], nil
	}
	fmt.Println(sender.Handle(context.Background(), webhook.Config{URL: server.URL, Secret: "crm"}, action.Input{
		Key: "crashes/0/e1", Attempt: 1, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
	}))
	// Output:
	// <nil>
	// <nil>
}
