package inbound_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// A flow in Salesforce sends an outbound message when a case is closed, and a recipe acts on it, once.
func ExampleSalesforce() {
	var can action.Handlers
	action.HandleFunc(&can, func(_ context.Context, c action.DistributeSurvey, in action.Input) error {
		fmt.Println("asking", c.Email, "about", in.Item)
		return nil
	})
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"closed","name":"A case was closed","enabled":true,
		"trigger":{"on":"record","source":"salesforce","object":"Case"}, "filter":"record.IsClosed == 'true'",
		"actions":[{"do":"distribute_survey","with":{"method":"email","survey":"SV_1","list":"closed","email":"{{ record.ContactEmail }}"}}]}]}`))
	if err != nil {
		log.Fatal(err)
	}
	engine := recipe.Engine{Handlers: &can}
	if err := engine.Load(set); err != nil {
		log.Fatal(err)
	}

	secret := []byte("0123456789abcdef0123456789abcdef") // random, and kept where secrets are kept
	token := inbound.EventToken(secret, "closed")
	mux := http.NewServeMux()
	mux.Handle("/salesforce/{token}", inbound.Salesforce{
		Token: token, Organization: "00D000000000001", Object: "Case",
		Handle: func(ctx context.Context, ev trigger.Event) error {
			_, err := engine.Handle(ctx, ev)
			return err
		},
		NotStarted: func(_ context.Context, n inbound.Notification, why inbound.Mismatch) error {
			fmt.Println("not started:", n.ID, why)
			return nil
		},
	})
	server := httptest.NewServer(mux)
	defer server.Close()

	eventURL := server.URL + "/salesforce/" + string(token) // the endpoint of the outbound message
	lead := strings.ReplaceAll(closedCase, "sf:Case", "sf:Lead")
	for _, message := range []string{closedCase, closedCase, lead} {
		response, err := http.Post(eventURL, "text/xml; charset=utf-8", strings.NewReader(message))
		if err != nil {
			log.Fatal(err)
		}
		var answer strings.Builder
		if err := response.Write(&answer); err != nil {
			log.Fatal(err)
		}
		fmt.Println(response.Status, regexp.MustCompile(`<Ack>.*</Ack>`).FindString(answer.String()))
	}
	// Output:
	// asking ada@example.com about record/500000000000001
	// 200 OK <Ack>true</Ack>
	// 200 OK <Ack>true</Ack>
	// not started: 04l000000000001 other_object
	// 200 OK <Ack>true</Ack>
}

// One path serves every flow that a host has; the URL of each follows from its ID.
func ExampleEventToken() {
	secret := []byte("0123456789abcdef0123456789abcdef") // random, and kept where secrets are kept
	objects := map[string]string{"close-case": "Case", "close-case-copy": "Case", "new-lead": "Lead"}
	path := func(flow string) string {
		return "/salesforce/" + flow + "/" + string(inbound.EventToken(secret, flow))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/salesforce/{flow}/{token}", func(w http.ResponseWriter, r *http.Request) {
		flow := r.PathValue("flow")
		inbound.Salesforce{
			Token: inbound.EventToken(secret, flow), Object: objects[flow], Source: "salesforce/" + flow,
			Handle: func(_ context.Context, ev trigger.Event) error {
				fmt.Println(ev.Record.Source, ev.Item())
				return nil
			},
		}.ServeHTTP(w, r)
	})
	fmt.Println(path("close-case"))
	fmt.Println(path("close-case-copy"))
	for _, target := range []string{path("close-case"), strings.Replace(path("close-case"), "close-case", "close-case-copy", 1)} {
		r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(closedCase))
		r.Header.Set("Content-Type", "text/xml; charset=utf-8")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// /salesforce/close-case/bJzvRtn8RIpCzAxhQNJfUcKXSb1HDwyI1IneEVa_S1A
	// /salesforce/close-case-copy/kRCkP8L4sf3RqA-jQNiXfDFiJcBvWCt0Eh6vtUnTeTw
	// salesforce/close-case record/500000000000001
	// 200
	// 404
}

// A host that does not serve by net/http reads the message itself.
func ExampleParseOutbound() {
	all, err := inbound.ParseOutbound(strings.NewReader(closedCase), 0)
	if err != nil {
		log.Fatal(err)
	}
	for _, n := range all {
		fmt.Println(n.Object, n.Record(), n.Fields["IsClosed"])
		fmt.Println(n.Event("salesforce", ten).ID)
	}
	_, err = inbound.ParseOutbound(strings.NewReader(strings.ReplaceAll(closedCase, "500000000000001", "5")), 0)
	fmt.Println(err)
	// Output:
	// Case 500000000000001 true
	// salesforce/00D000000000001/04l000000000001
	// notifications.Notification[0].sObject.Id: want an ID of 15 or 18 letters and digits
}
