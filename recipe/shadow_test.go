package recipe_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// Before a recipe does anything, a host counts what it would do, by recipe and hour.
func ExampleObserver_shadow() {
	const set = `{"format":1,"recipes":[{"id":"vip","name":"Thank VIPs","enabled":true,"shadow":true,
		"trigger":{"on":"new_item","all_topics":true},"filter":"'vip' in mention.tags",
		"actions":[{"do":"reply","with":{"message":"Thank you!","mode":"immediate"}}]}]}`

	type cell struct{ recipe, hour string }
	counts := make(map[cell]int) // with several workers it needs a lock
	count := func(_ context.Context, o recipe.Observation) {
		if d := o.Decision; d != nil && o.Action == nil && d.Outcome == recipe.WouldFire {
			counts[cell{d.Recipe, d.At.Format("2006-01-02 15h")}]++
		}
	}
	var can action.Handlers
	action.HandleAll(&can, func(context.Context, action.Config, action.Input) error {
		fmt.Println("a message was sent")
		return nil
	})
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	engine := recipe.Engine{Handlers: &can, Observer: recipe.ObserverFunc(count), Now: func() time.Time { return now }}
	loaded, err := recipe.Decode([]byte(set))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := engine.Load(loaded); err != nil {
		fmt.Println(err)
		return
	}
	for i := range 9 { // one mention every half hour, every third without the tag
		ev := trigger.Event{ID: fmt.Sprint(i), Kind: trigger.MentionCreated, At: now, Mention: &trigger.Mention{ID: fmt.Sprint(i), Type: "inbox", Tags: []string{"vip"}}}
		if i%3 == 2 {
			ev.Mention.Tags = nil
		}
		if _, err := engine.Handle(context.Background(), ev); err != nil {
			fmt.Println(err)
		}
		now = now.Add(30 * time.Minute)
	}
	for hour := range 5 {
		at := fmt.Sprintf("2026-01-05 %02dh", 9+hour)
		fmt.Println(at, counts[cell{"vip", at}])
	}
	// Output:
	// 2026-01-05 09h 2
	// 2026-01-05 10h 1
	// 2026-01-05 11h 1
	// 2026-01-05 12h 2
	// 2026-01-05 13h 0
}

// shadowed are actions that leave rows in the store when their recipe is live: waits, limits, turns, digests, repeats.
var shadowed = []struct{ name, action string }{
	{"wait", `{"do":"resolve","after":"1h","unless":["customer_reply"]}`},
	{"wait for the first", `{"do":"resolve","after":"1h","from":"first","unless":["agent_reply"]}`},
	{"at a date", `{"do":"note","with":{"text":"x"},"at":"2026-01-06T10:00:00Z"}`},
	{"repeat", `{"do":"private_reply","with":{"message":"x"},"repeat":{"every":"1h","times":3}}`},
	{"limit", `{"do":"private_reply","with":{"message":"x"},"limit":{"times":1,"every":"1h","per":"recipe"}}`},
	{"round robin", `{"do":"assign","with":{"users":["a","b"],"pick":"one"}}`},
	{"digest", `{"do":"notify","with":{"users":["7"],"channel":"push","at_most_every":"1h"}}`},
}

// A recipe in shadow leaves no row in the store; promoted, which is one member, it leaves those of one that never was in shadow.
func TestShadowLeavesNoRow(t *testing.T) {
	t.Parallel()
	for _, tt := range shadowed {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			live := one("r", `{"on":"new_item","all_topics":true}`, "", tt.action)
			dark := strings.Replace(live, `"enabled":true`, `"enabled":true,"shadow":true`, 1)
			send := func(k *recipetest.Kitchen, from, to int) {
				for i := from; i < to; i++ {
					ev := customer(fmt.Sprint(i), ten.Add(time.Duration(i)*time.Minute))
					ev.Mention.CaseID = fmt.Sprint(i)
					k.Send(ev)
				}
			}
			k := recipetest.Load(t, set(dark))
			send(k, 0, 10)
			require.Zero(t, k.Rows())
			require.Empty(t, k.Calls())
			require.Len(t, k.History.Find(history.Query{Outcome: "would_fire"}), 10)
			require.Len(t, k.History.Find(history.Query{}), 10, "one entry each")

			k.Load(set(live))
			send(k, 10, 13)
			fresh := recipetest.Load(t, set(live))
			send(fresh, 10, 13)
			require.Positive(t, fresh.Rows())
			require.Equal(t, fresh.Rows(), k.Rows())
			require.Equal(t, fresh.Done(), k.Done())
		})
	}
}

// What a recipe in shadow says, hour by hour, is when it runs once it is live.
func TestShadowCountsRuns(t *testing.T) {
	t.Parallel()
	count := func(of recipe.Outcome, text string) map[string]int {
		counts := make(map[string]int)
		k := recipetest.New(t)
		k.Engine.Observer = recipe.ObserverFunc(func(_ context.Context, o recipe.Observation) {
			if o.Decision != nil && o.Action == nil && o.Decision.Outcome == of {
				counts[o.Decision.Recipe+o.Decision.At.Format(" 15h")]++
			}
		})
		k.Load(text)
		for i := range 30 {
			ev := customer(fmt.Sprint(i), ten.Add(time.Duration(i*7)*time.Minute))
			ev.Mention.Content = []string{"refund", "thanks", "hello"}[i%3]
			k.Send(ev)
		}
		return counts
	}
	live := set(one("a", `{"on":"new_item","all_topics":true}`, `"filter":"word(mention.content, 'refund')"`, `{"do":"note","with":{"text":"x"}}`),
		one("b", `{"on":"new_item","all_topics":true}`, `"filter":"not word(mention.content, 'hello')"`, `{"do":"note","with":{"text":"y"}}`))
	got := count(recipe.WouldFire, strings.ReplaceAll(live, `"enabled":true`, `"enabled":true,"shadow":true`))
	require.Equal(t, count(recipe.Fired, live), got)
	// One each 7 minutes from 10:00: 9 before 11:00 (0 to 8), 9 before 12:00, 8 before 13:00, 4 after.
	require.Equal(t, map[string]int{"a 10h": 3, "a 11h": 3, "a 12h": 3, "a 13h": 1, "b 10h": 6, "b 11h": 6, "b 12h": 6, "b 13h": 2}, got)
}
