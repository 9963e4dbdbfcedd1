package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// crashRecipes tells IT of mentions that speak of a crash, once the address is put in.
const crashRecipes = `{"format":1,"recipes":[{"id":"crash","name":"Tell IT of crashes","enabled":true,
	"trigger":{"on":"new_item","topics":["support"]},
	"filter":"mention.type != 'sent' and word(mention.content, 'falla', 'crash', 'error de servidor')",
	"actions":[{"do":"webhook","with":{"name":"slack-it","url":%q,"authorization":"Bearer s3cret","secret":"slack",
		"variables":[{"key":"text","variable":"mention.content"}]}}]}]}`

// slackSecret is what we share with the receiver.
var slackSecret = []byte("32 random bytes that both know..")

// crash sends two mentions, of which one speaks of a crash, to a helpdesk whose Slack is a server on this machine.
func crash(ctx context.Context, out io.Writer) error {
	fmt.Fprintln(out, "A customer writes that the app crashes:")
	slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintln(out, "  Slack gets", r.Method, string(body), err)
		fmt.Fprintln(out, "  signed by us:", verify(slackSecret, r.Header, body, noon))
	}))
	defer slack.Close()
	address, err := url.Parse(slack.URL)
	if err != nil {
		return err
	}
	port, err := strconv.ParseUint(address.Port(), 10, 16)
	if err != nil {
		return err
	}
	var can action.Handlers
	action.Handle(&can, &webhook.Sender{ // which reaches nothing on this machine unless it is told to
		Secrets: func(context.Context, string) ([]action.Secret, error) {
			return []action.Secret{action.Secret("whsec_" + base64.StdEncoding.EncodeToString(slackSecret))}, nil
		},
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{uint16(port)},
	})
	e, log, err := engine(&can, fmt.Sprintf(crashRecipes, slack.URL))
	if err != nil {
		return err
	}
	for id, content := range []string{"¡La app FALLA otra vez! 😡", "Thank you, all is well"} {
		m := trigger.Mention{ID: strconv.Itoa(id), Topic: "support", Service: "twitter", Content: content}
		ev := trigger.Event{ID: "e" + m.ID, Kind: trigger.MentionCreated, At: noon, Mention: &m}
		if _, err := e.Handle(ctx, ev); err != nil {
			return err
		}
	}
	report(out, log)
	return nil
}
