package recipe_test

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// A recipe runs on Mondays at nine for each case that is open.
func ExampleItemSource() {
	const round = `{"format":1,"recipes":[{"id":"round","name":"Monday's round","enabled":true,
		"trigger":{"on":"schedule","times":["09:00"],"days":["monday"],"zone":"UTC","each":"open-cases","topics":["support"]},
		"actions":[{"do":"add_tags","with":{"tags":["stale"]}}]}]}`

	openCases := func(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
		return func(yield func(recipe.SourceItem, error) bool) {
			for _, id := range []string{"17", "18", "23"} { // in real life: select ... where id > q.After order by id
				if id > q.After && !yield(recipe.SourceItem{Case: &trigger.Case{ID: id, Topic: "support"}}, nil) {
					return
				}
			}
		}
	}
	var can action.Handlers
	action.HandleFunc(&can, func(_ context.Context, c action.AddTags, in action.Input) error {
		fmt.Println(in.At.Format("Monday 15:04"), in.Item, c.Tags, in.Event.ID)
		return nil
	})
	now := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC) // a Monday
	engine := recipe.Engine{
		Handlers:    &can,
		ItemSources: recipe.ItemSources{"open-cases": openCases},
		Now:         func() time.Time { return now },
	}
	set, err := recipe.Decode([]byte(round))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := engine.Load(set); err != nil {
		fmt.Println(err)
		return
	}
	for ; now.Hour() < 12; now = now.Add(time.Minute) { // in real life a ticker
		if _, err := engine.Tick(context.Background()); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// Monday 09:00 case/17 [stale] round/2026-01-05T09:00:00Z/case/17
	// Monday 09:00 case/18 [stale] round/2026-01-05T09:00:00Z/case/18
	// Monday 09:00 case/23 [stale] round/2026-01-05T09:00:00Z/case/23
}
