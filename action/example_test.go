package action_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Page is a host's own kind of action: it calls somebody out of bed.
type Page struct {
	Pager string `json:"pager"`
	Text  string `json:"text"`
}

// Kind returns "page_somebody".
func (Page) Kind() string { return "page_somebody" }

// Validate wants a pager.
func (p Page) Validate() error {
	if p.Pager == "" {
		return trigger.Invalid("pager", "missing")
	}
	return nil
}

// A host adds a kind of its own by a struct and a handler.
func Example_customKind() {
	var hs action.Handlers
	action.HandleFunc(&hs, func(_ context.Context, p Page, in action.Input) error {
		fmt.Printf("%s: %s (%s)\n", p.Pager, p.Text, in.Item)
		return nil
	})

	_, err := hs.Decode("page_somebody", json.RawMessage(`{"text":"disk full"}`))
	fmt.Println(err)

	c, err := hs.Decode("page_somebody", json.RawMessage(`{"pager":"555-1","text":"disk full"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(hs.Run(context.Background(), c, action.Input{Item: trigger.Ref{Kind: "case", ID: "5"}}))
	// Output:
	// pager: missing
	// 555-1: disk full (case/5)
	// <nil>
}

// A handler takes the typed config of its kind.
func ExampleHandleFunc() {
	var hs action.Handlers
	action.HandleFunc(&hs, func(_ context.Context, c action.AddTags, in action.Input) error {
		fmt.Println("tag", in.Item, "with", c.Tags)
		return nil
	})
	c, err := hs.Decode("add_tags", json.RawMessage(`{"tags":["vip"]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(hs.Run(context.Background(), c, action.Input{Item: trigger.Ref{Kind: "case", ID: "5"}}))
	fmt.Println(hs.Kinds())
	// Output:
	// tag case/5 with [vip]
	// <nil>
	// [add_tags]
}

// All that is wrong is told at once, with paths.
func ExampleHandlers_Decode() {
	_, err := every().Decode("notify", json.RawMessage(`{"users":["7","7"],"channel":"fax"}`))
	fmt.Println(err)
	// Output:
	// users[1]: "7" is given already, at users[0]
	// channel: "fax" is not push, email or both
}

// What a handler returns steers what follows.
func ExampleRetry() {
	busy := action.Retry(time.Minute, errors.New("desk is busy"))
	after, ok := action.RetryAfter(busy)
	fmt.Println(busy, after, ok)

	gone := action.Permanent(errors.New("account is closed"))
	fmt.Println(gone, action.IsPermanent(gone))

	reason, ok := action.SkipReason(action.Skip(action.NoContact))
	fmt.Println(reason, ok)
	// Output:
	// desk is busy 1m0s true
	// account is closed true
	// no_contact true
}

func ExampleAvailability_Allowed() {
	resolve := action.SetStatus{Status: trigger.Resolved}
	fmt.Println(action.SocialConnect.Allowed(resolve, trigger.Trigger{On: []string{trigger.OnCaseMention}}, trigger.World{}))
	fmt.Println(action.SocialConnect.Allowed(resolve, trigger.Trigger{On: []string{trigger.OnNewItem}}, trigger.World{}))
	fmt.Println(action.Anywhere.Allowed(resolve, trigger.Trigger{On: []string{trigger.OnRecord}}, trigger.World{}))
	// Output:
	// <nil>
	// with.status: "resolved" does not go with a new_item trigger, only case_mention, mention_updated and case_status_changed; here it may be pending (availability social_connect; "availability": "anywhere" in the set allows it)
	// do: set_status needs a case, which no event of a record trigger has; new_item, case_mention, case_tag_added, case_tag_removed, case_status_changed, case_assigned, case_updated, mention_updated and schedule with each do (availability anywhere)
}

func ExampleNeedsCases() {
	onArrival := trigger.Trigger{On: []string{trigger.OnNewItem}}
	fmt.Println(action.NeedsCases(action.AddTags{On: action.OnCase}, onArrival))
	fmt.Println(action.NeedsCases(action.AddTags{}, onArrival))
	// Output:
	// true
	// false
}

// Of several candidates one is chosen among those who are there. The engine says whose turn it is.
func ExampleAssigner() {
	a := action.Assigner{
		Assign: func(_ context.Context, in action.Input, to trigger.Assigned) error {
			fmt.Println("assigned to", to.Users)
			return nil
		},
		Available: func(_ context.Context, user string) (bool, error) { return user != "bob", nil },
	}
	c := action.Assign{Users: []string{"ada", "bob", "eve"}, Pick: action.PickOne}
	in := action.Input{Output: new(action.Output), Chooser: action.ChooserFunc(func(_ context.Context, among []string) (string, error) {
		fmt.Println("whose turn is it:", among)
		return among[1], nil
	})}
	fmt.Println(a.Handle(context.Background(), c, in))
	fmt.Println(in.Output.Shown())
	// Output:
	// whose turn is it: [user/ada user/eve]
	// assigned to [eve]
	// <nil>
	// map[users:[eve]]
}

func ExampleSmartAssigner() {
	now := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	a := action.SmartAssigner{
		LastHandler: func(_ context.Context, contact string, since time.Time) (action.Handled, bool, error) {
			fmt.Println("who handled", contact, "since", since.Format(time.TimeOnly))
			return action.Handled{User: "ada", At: now.Add(-2 * time.Hour)}, true, nil
		},
		Assign: func(_ context.Context, in action.Input, to trigger.Assigned) error {
			fmt.Println(in.Item, "goes to", to.Users)
			return nil
		},
	}
	ev := events()["mention"]
	in := action.Input{Event: ev, Item: ev.Item(), At: now}
	fmt.Println(a.Handle(context.Background(), action.SmartAssign{Within: action.ThreeHours}, in))
	// Output:
	// who handled c1 since 07:00:00
	// mention/m1 goes to [ada]
	// <nil>
}

func ExampleCheckURL() {
	fmt.Println(action.CheckURL("https://hooks.example.com/T0/B0"))
	fmt.Println(action.CheckURL("/T0/B0"))
	// Output:
	// <nil>
	// not an absolute http or https address with a host
}

func ExampleSecret() {
	s := action.Secret("Bearer abc")
	text, err := json.Marshal(s)
	fmt.Println(s, string(text), err)
	fmt.Println(action.Secret("abc").CheckAuthorization())
	// Output:
	// [redacted] "Bearer abc" <nil>
	// not a type and credentials, such as "Bearer" and a token, in one line of ASCII
}
