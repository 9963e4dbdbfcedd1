package history_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// A recipe ran on a mention and put a tag on its case; then an agent replied.
func story() *history.Memory {
	mention := trigger.Ref{Kind: trigger.MentionItem, ID: "5"}
	ticket := trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
	recipe := history.Recipe{ID: "vip", Name: "Mark VIPs", Revision: "1f"}
	by := history.Actor{Kind: trigger.Recipe, ID: "vip", Name: "Mark VIPs"}
	ada := history.Actor{Kind: trigger.Agent, ID: "7", Name: "Ada"}
	var m history.Memory
	err := m.Record(context.Background(),
		history.Entry{ID: "e1/vip", At: noon, Item: mention, Actor: by, Event: "e1", Recipe: recipe, Run: "e1/vip", Action: history.Triggered, Outcome: "fired"},
		history.Entry{ID: "e1/vip/0", At: noon, Item: ticket, Actor: by, Event: "e1", Recipe: recipe, Run: "e1/vip", Action: "add_tags", Outcome: "done", Changed: true},
		history.Entry{ID: "reply-1", At: noon.Add(time.Minute), Item: mention, Actor: ada, Action: "reply", Changed: true},
	)
	if err != nil {
		panic(err)
	}
	return &m
}

// Mentions and cases have separate logs: the tag is in the log of the case, which
// is what it changed.
func ExampleMemory_Log() {
	m := story()
	for _, kind := range []string{trigger.MentionItem, trigger.CaseItem} {
		s := trigger.Ref{Kind: kind, ID: "5"}
		for _, e := range m.Log(s) {
			fmt.Println(s, e.At.Format(time.TimeOnly), e.Actor.Kind, e.Actor.Name, e.Action)
		}
	}
	// Output:
	// mention/5 12:00:00 recipe Mark VIPs recipe_triggered
	// mention/5 12:01:00 agent Ada reply
	// case/5 12:00:00 recipe Mark VIPs add_tags
}

func ExampleMemory_Triggered() {
	m := story()
	mention := trigger.Ref{Kind: trigger.MentionItem, ID: "5"}
	ticket := trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
	fmt.Println(m.Triggered("vip", mention), m.Triggered("vip", ticket), m.Triggered("spam", mention))
	// Output: true false false
}

func ExampleMemory_Find() {
	m := story()
	for _, e := range m.Find(history.Query{Run: "e1/vip"}) {
		fmt.Println(e.Item, e.Action)
	}
	fmt.Println(len(m.Find(history.Query{Actor: trigger.Agent, Since: noon})))
	// Output:
	// mention/5 recipe_triggered
	// case/5 add_tags
	// 1
}

// The same ID again is the same fact, so a call may be repeated.
func ExampleMemory_Record() {
	var m history.Memory
	s := trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
	e := history.Entry{ID: "a", At: noon, Item: s, Actor: history.Actor{Kind: trigger.Bot}, Action: "message"}
	fmt.Println(m.Record(context.Background(), e), m.Record(context.Background(), e), len(m.Log(s)))
	// Output: <nil> <nil> 1
}

// All faults of all entries come at once, and nothing of the call is kept.
func ExampleMemory_Record_refused() {
	var m history.Memory
	s := trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
	fmt.Println(m.Record(context.Background(),
		history.Entry{ID: "a", At: noon, Item: s, Actor: history.Actor{Kind: trigger.Bot}, Action: "message"},
		history.Entry{ID: "b", Item: s, Actor: history.Actor{Kind: "robot"}, Action: "message"},
	))
	fmt.Println(len(m.Log(s)))
	// Output:
	// entries[1]: at: missing
	// entries[1]: actor.kind: "robot" is not agent, customer, recipe, bot or system
	// 0
}

func ExampleEntry_Check() {
	fmt.Println(history.Entry{ID: "a", At: noon}.Check())
	// Output:
	// item.kind: missing
	// item.id: missing
	// actor.kind: missing
	// action: missing
}

func ExampleEntry() {
	out, err := json.Marshal(story().Log(trigger.Ref{Kind: trigger.CaseItem, ID: "5"})[0])
	fmt.Println(string(out), err)
	// Output: {"id":"e1/vip/0","at":"2026-01-05T12:00:00Z","item":{"kind":"case","id":"5"},"actor":{"kind":"recipe","id":"vip","name":"Mark VIPs"},"event":"e1","recipe":{"id":"vip","name":"Mark VIPs","revision":"1f"},"run":"e1/vip","action":"add_tags","outcome":"done","changed":true} <nil>
}

// A function can stand in front of another recorder, here to count.
func ExampleRecorderFunc() {
	var m history.Memory
	n := 0
	var r history.Recorder = history.RecorderFunc(func(ctx context.Context, entries ...history.Entry) error {
		n += len(entries)
		return m.Record(ctx, entries...)
	})
	s := trigger.Ref{Kind: trigger.MentionItem, ID: "1"}
	err := r.Record(context.Background(), history.Entry{ID: "a", At: noon, Item: s, Actor: history.Actor{Kind: trigger.Customer}, Action: "wrote"})
	fmt.Println(n, len(m.Log(s)), err)
	// Output: 1 1 <nil>
}

func ExampleQuery_Match() {
	q := history.Query{Item: trigger.Ref{Kind: trigger.CaseItem}, Since: noon, Until: noon.Add(time.Hour)}
	e := history.Entry{Item: trigger.Ref{Kind: trigger.CaseItem, ID: "5"}, At: noon}
	fmt.Println(q.Match(e))
	e.At = noon.Add(time.Hour)
	fmt.Println(q.Match(e))
	// Output:
	// true
	// false
}
