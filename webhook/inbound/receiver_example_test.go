package inbound_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// reviewer is an engine with one recipe, which tells a channel about reviews of one star.
func reviewer() *recipe.Engine {
	var can action.Handlers
	action.HandleFunc(&can, func(_ context.Context, c action.Slack, in action.Input) error {
		fmt.Println(in.Item, c.Channel, c.Text)
		return nil
	})
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"one-star","name":"One star","enabled":true,
		"trigger":{"on":"record","object":"review"}, "filter":"record.stars == 1",
		"actions":[{"do":"slack","with":{"channel":"#reviews","text":"Call {{ record.author }}"}}]}]}`))
	if err != nil {
		log.Fatal(err)
	}
	e := &recipe.Engine{Handlers: &can}
	if err := e.Load(set); err != nil {
		log.Fatal(err)
	}
	return e
}

// sendJSON posts a body with credentials and prints the answer.
func sendJSON(url, authorization, body string) {
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", authorization)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}

// Another system sends whole events. One that comes again does nothing; one that is wrong is told all that is.
func ExampleReceiver() {
	engine := reviewer()
	server := httptest.NewServer(inbound.Receiver{
		Authorize: inbound.Credentials("Bearer s3cret"),
		Handle: func(ctx context.Context, ev trigger.Event) error {
			_, err := engine.Handle(ctx, ev)
			return err
		},
	})
	defer server.Close()
	const event = `{"id":"e1", "kind":"record_received", "at":"2026-01-05T10:00:00Z",
		"record":{"object":"review", "id":"r1", "fields":{"stars":1, "author":"Ada"}}}`
	sendJSON(server.URL, "Bearer s3cret", event)
	sendJSON(server.URL, "Bearer s3cret", event)
	sendJSON(server.URL, "Bearer other", event)
	sendJSON(server.URL, "Bearer s3cret", `{"id":"e2", "kind":"record_received", "when":"today"}`)
	// Output:
	// record/r1 #reviews Call Ada
	// 204 No Content
	// 204 No Content
	// 401 Unauthorized
	// {"title":"Unauthorized","status":401,"detail":"not authorized"}
	// 400 Bad Request
	// {"title":"Bad Request","status":400,"detail":"the body has faults","errors":[{"path":"when","line":1,"column":39,"detail":"unknown member \"when\""},{"path":"at","detail":"missing"},{"path":"record","detail":"missing in a record_received event"}]}
}

// Another system sends its own documents.
func ExampleDocument() {
	engine := reviewer()
	server := httptest.NewServer(inbound.Receiver{
		Authorize: inbound.Credentials("Bearer s3cret"),
		Document:  &inbound.Document{Source: "shop", Object: "review", ID: "review_id", At: "written"},
		Handle: func(ctx context.Context, ev trigger.Event) error {
			_, err := engine.Handle(ctx, ev)
			return err
		},
	})
	defer server.Close()
	sendJSON(server.URL, "Bearer s3cret", `{"review_id":77, "stars":1, "author":"Ada", "written":"2026-01-05T10:00:00Z"}`)
	sendJSON(server.URL, "Bearer s3cret", `{"review_id":78, "stars":5, "author":"Bob", "written":"yesterday"}`)
	// Output:
	// record/77 #reviews Call Ada
	// 204 No Content
	// 400 Bad Request
	// {"title":"Bad Request","status":400,"detail":"the body has faults","errors":[{"path":"written","line":1,"column":55,"detail":"want an instant in RFC 3339"}]}
}

// The signature of Standard Webhooks says who sends.
func ExampleReceiver_signature() {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	sent := time.Unix(1614265330, 0)
	h := inbound.Receiver{
		Document: &inbound.Document{Source: "shop", Object: "order", ID: "test"},
		Authorize: func(r *http.Request) error {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			return webhook.Verify(r.Header, body, sent, 0, secret) // a host says time.Now() in the place of sent
		},
		Handle: func(_ context.Context, ev trigger.Event) error {
			fmt.Println(ev.ID, ev.Item())
			return nil
		},
	}
	for _, body := range []string{`{"test": 2432232314}`, `{"test": 2432232315}`} {
		r := httptest.NewRequest(http.MethodPost, "/orders", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
		r.Header.Set("Webhook-Timestamp", "1614265330")
		r.Header.Set("Webhook-Signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// shop/order/msg_p5jXN8AQM9LWM0D4loKWxJek record/2432232314
	// 204
	// 401
}
