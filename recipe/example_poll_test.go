package recipe_test

import (
	"context"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// A recipe polls the tickets of another system and chases who has to approve them, every hour, at most three times.
func ExampleSources() {
	const approvals = `{"format":1,"recipes":[{"id":"approvals","name":"Chase approvals","enabled":true,
		"trigger":{"on":"poll","poll":{"source":"tickets","every":"30m","each":"result","key":"number"}},
		"filter":"record.state == 'waiting'",
		"actions":[{"do":"message","with":{"to":{"user":"{{ record.approver }}"},"text":"Please approve {{ record.number }}","channel":"teams"},
			"repeat":{"every":"1h","times":3}}]}]}`

	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	tickets := func(context.Context, recipe.Fetch) ([]byte, error) { // in real life a request
		if now.Hour() >= 11 {
			return []byte(`{"result":[]}`), nil // it was approved
		}
		return []byte(`{"result":[{"number":"CHG1","state":"waiting","approver":"ada"},{"number":"CHG2","state":"done"}]}`), nil
	}
	var can action.Handlers
	action.Handle(&can, action.Messenger{
		Send: func(_ context.Context, in action.Input, m action.Message, user, channel string) error {
			fmt.Println(in.At.Format("15:04"), user, "on", channel+":", m.Text)
			return nil
		},
	})
	engine := recipe.Engine{
		Handlers: &can,
		Sources:  recipe.Sources{"tickets": tickets},
		Now:      func() time.Time { return now },
	}
	set, err := recipe.Decode([]byte(approvals))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := engine.Load(set); err != nil {
		fmt.Println(err)
		return
	}
	for ; now.Hour() < 13; now = now.Add(time.Minute) { // in real life a ticker
		if _, err := engine.Tick(context.Background()); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// 09:00 ada on teams: Please approve CHG1
	// 10:00 ada on teams: Please approve CHG1
}
