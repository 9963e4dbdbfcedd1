// Flows runs three automations over real HTTP on this machine, and prints what each side sees:
//
//   - a customer writes that the app crashes, and a webhook tells a Slack channel;
//   - Salesforce tells that a case was closed, and its customer is kept in a directory and sent a survey;
//   - a review of one star comes in, and becomes a ticket that somebody owns.
//
// Nothing leaves the machine.
//
//	go run ./examples/flows
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
)

// noon is the clock of the example.
var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer) error {
	for _, flow := range []func(context.Context, io.Writer) error{crash, closedCase, badReview} {
		if err := flow(ctx, out); err != nil {
			return err
		}
	}
	return nil
}

// engine returns an engine that runs the recipes, and its history.
func engine(can *action.Handlers, recipes string) (*recipe.Engine, *history.Memory, error) {
	log := new(history.Memory)
	e := &recipe.Engine{Handlers: can, History: log, Now: func() time.Time { return noon }}
	set, err := recipe.Decode([]byte(recipes))
	if err != nil {
		return nil, nil, err
	}
	return e, log, e.Load(set)
}

// report prints the runs in a history.
func report(out io.Writer, log *history.Memory) {
	for _, r := range history.Runs(log.Find(history.Query{})) {
		fmt.Fprintln(out, "  run of", r.Recipe.ID, "for", r.Item, r.Status)
		for _, a := range r.Actions {
			fmt.Fprintln(out, "   ", strings.TrimSpace(fmt.Sprint(a.Do, " ", a.Outcome, " ", a.Output, " ", a.Error)))
		}
	}
}
