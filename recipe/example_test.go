package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// A recipe set, as an administrator's page keeps it.
const outage = `{"format": 1, "recipes": [{
	"id": "outage", "name": "Tag outages", "enabled": true,
	"trigger": {"on": "new_item", "topics": ["support"]},
	"filter": "mention.type != 'sent' and word(mention.content, 'falla', 'error de servidor')",
	"actions": [{"do": "add_tags", "with": {"tags": ["outage"]}},
	            {"do": "resolve", "after": "2h", "unless": ["any"]}]}]}`

func mention(id, content string) trigger.Event {
	return trigger.Event{
		ID: id, Kind: trigger.MentionCreated, At: ten,
		Mention: &trigger.Mention{ID: "m" + id, Topic: "support", Service: "twitter", Content: content},
	}
}

// host returns an engine whose handlers print what they are asked to do.
func host() *recipe.Engine {
	now := ten
	e := &recipe.Engine{Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleAll(e.Handlers, func(_ context.Context, c action.Config, in action.Input) error {
		fmt.Printf("%s %s %+v\n", c.Kind(), in.Item, c)
		return nil
	})
	return e
}

func loaded(text string) *recipe.Engine {
	set, err := recipe.Decode([]byte(text))
	if err != nil {
		log.Fatal(err)
	}
	e := host()
	if err := e.Load(set); err != nil {
		log.Fatal(err)
	}
	return e
}

func ExampleEngine_Handle() {
	e := loaded(outage)
	report, err := e.Handle(context.Background(), mention("1", "¡La app FALLA otra vez!"))
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range report.Decisions {
		fmt.Println(d.Recipe, d.Outcome)
		for _, s := range d.Actions {
			fmt.Println(s.Place, s.Do, s.Outcome)
		}
	}
	// Output:
	// add_tags mention/m1 {Tags:[outage] On:}
	// outage fired
	// 1 add_tags done
	// 2 resolve waiting
}

func ExampleEngine_Tick() {
	now := ten
	e := loaded(outage)
	e.Now = func() time.Time { return now }
	if _, err := e.Handle(context.Background(), mention("1", "falla")); err != nil {
		log.Fatal(err)
	}
	now = now.Add(2 * time.Hour) // a host calls Tick each second or so
	report, err := e.Tick(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range report.Actions {
		fmt.Println(s.Recipe, s.Do, s.Item, s.Outcome)
	}
	// Output:
	// add_tags mention/m1 {Tags:[outage] On:}
	// resolve mention/m1 {}
	// outage resolve mention/m1 done
}

// Explain tells an administrator why a recipe did not run.
func ExampleEngine_Explain() {
	e := loaded(outage)
	for _, d := range e.Explain(mention("1", "Gracias, ya funciona")) {
		fmt.Println(d.Recipe, d.Outcome)
		for _, test := range d.Tests {
			fmt.Println(test.Text)
			for _, v := range test.Values {
				fmt.Printf("  %s is %q\n", v.Path, v.Value)
			}
		}
	}
	// Output:
	// outage filtered_out
	// word(mention.content, "falla", "error de servidor")
	//   mention.content is "Gracias, ya funciona"
}

func ExampleEngine_Plan() {
	e := loaded(outage)
	for _, d := range e.Plan(mention("1", "falla")) {
		for _, s := range d.Actions {
			fmt.Println(s.Do, s.Item, s.Outcome, string(s.With))
		}
	}
	// Output:
	// add_tags mention/m1 planned {"tags":["outage"]}
	// resolve mention/m1 waiting
}

// Load reports every fault at once, and goes on with what it had.
func ExampleEngine_Load() {
	set, err := recipe.Decode([]byte(`{"format": 1, "recipes": [{"id": "bad", "name": "Bad", "enabled": true,
		"trigger": {"on": "case_status_changed", "status": "closed", "topics": ["support"]},
		"filter": "case.priorty == 'high' and word(case.title, '')",
		"actions": [{"do": "set_status", "with": {"status": "closed"}, "after": "30m"}]}]}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(host().Load(set))
	// Output:
	// recipe bad: trigger.status: "closed" is not unresolved, pending or resolved
	// recipe bad: filter: line 1, column 1: unknown field case.priorty, did you mean case.priority?
	// recipe bad: filter: line 1, column 45: the term "" is empty
	// recipe bad: actions[0].with.status: "closed" is not unresolved, pending or resolved
}

func ExampleDecode() {
	_, err := recipe.Decode([]byte(`{"format": 1, "recipes": [{"id": "r", "nam": "R", "enabled": "yes"}]}`))
	for _, f := range recipe.Faults(err) {
		fmt.Printf("line %d: %v\n", f.Line, f)
	}
	// Output:
	// line 1: recipe r: nam: unknown member "nam", did you mean "name"?
	// line 1: recipe r: enabled: want true or false, got a string
}

func ExampleEngine_history() {
	e := loaded(outage)
	log := new(history.Memory)
	e.History = log
	if _, err := e.Handle(context.Background(), mention("1", "falla")); err != nil {
		fmt.Println(err)
	}
	for _, entry := range log.Log(trigger.Ref{Kind: "mention", ID: "m1"}) {
		fmt.Println(entry.Actor.Kind, entry.Actor.Name, entry.Action, entry.Outcome)
	}
	// Output:
	// add_tags mention/m1 {Tags:[outage] On:}
	// recipe Tag outages recipe_triggered fired
	// recipe Tag outages resolve waiting
	// recipe Tag outages add_tags done
}

func ExampleEngine_DeadLetters() {
	e := loaded(outage)
	fails := true
	e.Handlers = new(action.Handlers)
	action.HandleFunc(e.Handlers, func(_ context.Context, c action.AddTags, in action.Input) error {
		if fails {
			return action.Permanent(errors.New("no such tag"))
		}
		fmt.Println("tagged", in.Item)
		return nil
	})
	ctx := context.Background()
	if _, err := e.Handle(ctx, mention("1", "falla")); err != nil {
		log.Fatal(err)
	}
	dead, err := e.DeadLetters(ctx, "", 10)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(dead), dead[0].Recipe, dead[0].Do, dead[0].Item)

	fails = false // somebody made the tag
	if err := e.Retry(ctx, dead[0].Key); err != nil {
		log.Fatal(err)
	}
	if _, err := e.Tick(ctx); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 outage add_tags mention/m1
	// tagged mention/m1
}

// What an action changes comes back as an event of the host, with the cause that ends loops.
func ExampleEngine_cause() {
	e := host()
	e.Handlers = new(action.Handlers)
	ctx := context.Background()
	n := 0
	action.HandleFunc(e.Handlers, func(ctx context.Context, c action.AddTags, in action.Input) error {
		n++
		report, err := e.Handle(ctx, trigger.Event{
			ID: fmt.Sprintf("%s/%d", in.Event.Root(), n), Kind: trigger.CaseTagAdded, At: in.At, Tag: c.Tags[0],
			Case: in.Event.Case, Actor: trigger.Recipe, Cause: in.Cause(),
		})
		for _, d := range report.Decisions {
			fmt.Printf("%s on tag %s: %s\n", d.Recipe, c.Tags[0], d.Outcome)
		}
		return err
	})
	set, err := recipe.Decode([]byte(`{"format": 1, "recipes": [
		{"id": "ping", "name": "Ping", "enabled": true, "trigger": {"on": "case_tag_added", "tag": "a", "all_topics": true},
		 "actions": [{"do": "add_tags", "with": {"tags": ["b"]}}]},
		{"id": "pong", "name": "Pong", "enabled": true, "trigger": {"on": "case_tag_added", "tag": "b", "all_topics": true},
		 "actions": [{"do": "add_tags", "with": {"tags": ["a"]}}]}]}`))
	if err := errors.Join(err, e.Load(set)); err != nil {
		log.Fatal(err)
	}
	_, err = e.Handle(ctx, trigger.Event{ID: "e", Kind: trigger.CaseTagAdded, At: ten, Tag: "a", Case: &trigger.Case{ID: "5"}})
	fmt.Println(err)
	// Output:
	// ping on tag a: loop_stopped
	// pong on tag b: fired
	// <nil>
}
