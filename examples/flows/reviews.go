package main

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// reviewRecipes makes somebody look at reviews of one star.
const reviewRecipes = `{"format":1,"recipes":[{"id":"one-star","name":"One star","enabled":true,
	"trigger":{"on":"record","object":"review"},
	"filter":"record.rating == 1",
	"actions":[
		{"do":"ticket","id":"ticket","with":{"name":"{{ record.author }} about {{ record.place }}","owner":"ada","priority":"high","comment":"{{ record.text }}"}},
		{"do":"slack","with":{"channel":"#reviews","text":"{{ task.ticket.id }}: {{ record.text }}"}}]}]}`

// badReview receives three reviews, the last of them twice.
func badReview(ctx context.Context, out io.Writer) error {
	fmt.Fprintln(out, "A review of one star comes in:")
	var can action.Handlers
	action.HandleFunc(&can, func(_ context.Context, c action.Ticket, in action.Input) error {
		fmt.Fprintln(out, "  ticket for", c.Owner+":", c.Name)
		in.Output.Set("id", "T-"+in.Item.ID)
		return nil
	})
	action.HandleFunc(&can, func(_ context.Context, c action.Slack, _ action.Input) error {
		fmt.Fprintln(out, " ", c.Channel+":", c.Text)
		return nil
	})
	e, log, err := engine(&can, reviewRecipes)
	if err != nil {
		return err
	}
	server := httptest.NewServer(inbound.Receiver{
		Authorize: inbound.Credentials("Bearer s3cret"),
		Document:  &inbound.Document{Source: "google", Object: "review", ID: "review"},
		Now:       func() time.Time { return noon },
		Handle: func(ctx context.Context, ev trigger.Event) error {
			_, err := e.Handle(ctx, ev)
			return err
		},
	})
	defer server.Close()
	for _, review := range []string{
		`{"review":"r1","place":"Ghent","rating":5,"author":"Bob","text":"Lovely"}`,
		`{"review":"r2","place":"Bruges","rating":1,"author":"Eve","text":"Cold soup"}`,
		`{"review":"r2","place":"Bruges","rating":1,"author":"Eve","text":"Cold soup"}`,
	} {
		answer, err := post(ctx, server.URL, "application/json", review)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "  the sender is told:", strings.TrimSpace(answer))
	}
	report(out, log)
	return nil
}
