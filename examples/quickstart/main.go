// Quickstart is the smallest host: it can add tags, knows one recipe and handles one event.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

const recipes = `{"format": 1, "recipes": [{
	"id": "outage", "name": "Tag outages", "enabled": true,
	"trigger": {"on": "new_item", "topics": ["support"]},
	"filter": "mention.type != 'sent' and word(mention.content, 'falla', 'error de servidor')",
	"actions": [{"do": "add_tags", "with": {"tags": ["outage", "{{ mention.service }}"]}}]}]}`

func run(ctx context.Context, event trigger.Event) (recipe.Report, error) {
	var can action.Handlers
	action.HandleFunc(&can, func(_ context.Context, c action.AddTags, in action.Input) error {
		fmt.Println("tagging", in.Item, "with", c.Tags)
		return nil
	})
	set, err := recipe.Decode([]byte(recipes))
	if err != nil {
		return recipe.Report{}, err
	}
	engine := recipe.Engine{Handlers: &can}
	if err := engine.Load(set); err != nil { // every fault at once, each with its path
		return recipe.Report{}, err
	}
	return engine.Handle(ctx, event)
}

func main() {
	report, err := run(context.Background(), trigger.Event{
		ID: "e1", Kind: trigger.MentionCreated, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
		Mention: &trigger.Mention{ID: "7", Topic: "support", Service: "twitter", Content: "¡La app FALLA otra vez!"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range report.Decisions {
		fmt.Println(d.Recipe, d.Outcome)
	}
}
