package action_test

import (
	"context"
	"fmt"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func ExampleNotify() {
	fmt.Println(action.Notify{Channel: action.ByBoth}.Validate())
	fmt.Println(action.Notify{Users: []string{"7"}, Channel: action.ByBoth}.Validate())
	// Output:
	// users: missing; name at least one user or team
	// <nil>
}

func ExampleNote() {
	fmt.Println(action.Note{Text: " "}.Validate())
	fmt.Println(action.Note{Text: "Called back"}.Target(events()["mention"]))
	fmt.Println(action.Note{Text: "Called back"}.Target(events()["record"]))
	// Output:
	// text: missing
	// mention/m1 <nil>
	//  skipped: no_mention_or_case
}

func ExampleSetField() {
	fmt.Println(action.SetField{Field: "case.product", Value: "router"}.Validate())
	c := action.SetField{Field: "case.fields.product", Value: "router"}
	fmt.Println(c.Split())
	fmt.Println(c.Target(events()["mention"]))
	fmt.Println(c.Target(events()["lone mention"])) // which belongs to no case
	// Output:
	// field: "case.product" is not a field of the host's, such as "case.fields.product" or "mention.fields.product"
	// case product
	// case/5 <nil>
	//  skipped: no_associated_case
}

func ExampleUnassign() {
	fmt.Println(action.Unassign{}.Target(events()["mention"]))
	fmt.Println(action.Unassign{On: action.OnCase}.Target(events()["lone mention"])) // which belongs to no case
	// Output:
	// mention/m1 <nil>
	//  skipped: no_associated_case
}

func ExampleUnassigner() {
	u := action.Unassigner{Assign: func(_ context.Context, in action.Input, to trigger.Assigned) error {
		fmt.Println(in.Item, "is nobody's:", to.Nobody())
		return nil
	}}
	fmt.Println(u.Handle(context.Background(), action.Unassign{}, action.Input{Item: trigger.Ref{Kind: "case", ID: "5"}}))
	fmt.Println(action.Unassigner{}.Handle(context.Background(), action.Unassign{}, action.Input{}))
	// Output:
	// case/5 is nobody's: true
	// <nil>
	// the host has no function for assigning
}

func ExampleResolve() {
	fmt.Println(action.Resolve{}.Target(events()["mention"]))
	fmt.Println(action.Resolve{}.Target(events()["record"]))
	// Output:
	// mention/m1 <nil>
	//  skipped: no_mention_or_case
}

func ExampleAssign() {
	fmt.Println(action.Assign{Users: []string{"7", "9"}}.Validate())
	keep := action.Assign{Users: []string{"7"}, KeepExisting: true}
	_, err := keep.Target(events()["taken"])
	fmt.Println(err)
	// Output:
	// pick: missing, want one or all
	// skipped: already_assigned
}

func ExampleSmartAssign() {
	fmt.Println(action.SmartAssign{Within: "12h"}.Validate())
	fmt.Println(action.SmartAssign{Within: action.TwoDays}.Window())
	// Output:
	// within: "12h" is not 3h, 24h, 2d, 3d or 1w
	// 48h0m0s
}

func ExampleEdit() {
	fmt.Println(action.Edit{Property: action.Language, Value: "Dutch"}.Validate())
	high := action.Edit{Property: action.Priority, Value: "high"}
	_, err := high.Target(events()["mention"])
	fmt.Println(high.Validate(), err)
	// Output:
	// value: "Dutch" is not a language of two lower-case letters, such as "nl"
	// <nil> skipped: cases_only
}

func ExampleReply() {
	r := action.Reply{Message: "Hello", Mode: action.AsDraft, Service: "twitter facebook"}
	fmt.Println(r.Validate())
	r.Service = action.Facebook
	_, err := r.Target(events()["mention"]) // which came in on twitter
	fmt.Println(err)
	// Output:
	// service: "twitter facebook" is not one word; leave it out for the mention's own service
	// skipped: service_mismatch
}

func ExamplePrivateReply() {
	fmt.Println(action.PrivateReply{Message: "Is it solved?", Survey: action.NPS}.Validate())
	// Output:
	// survey: given beside message; a private reply is one of the two
}

func ExamplePublicReply() {
	fmt.Println(action.PublicReply{Message: "Thank you!", Service: action.EmailService}.Validate())
	// Output:
	// profile: missing
}

func ExampleRemove() {
	fmt.Println(action.Remove{How: action.Hide}.Irreversible())
	_, err := action.Remove{How: action.Hide}.Target(events()["new case"])
	fmt.Println(err)
	// Output:
	// true
	// skipped: mentions_only
}

func ExampleAddTags() {
	vip := action.AddTags{Tags: []string{"vip"}, On: action.OnCase}
	fmt.Println(vip.Target(events()["mention"]))
	_, err := vip.Target(events()["lone mention"])
	fmt.Println(err)
	// Output:
	// case/5 <nil>
	// skipped: no_associated_case
}

func ExampleRemoveTags() {
	fmt.Println(action.RemoveTags{Tags: []string{"waiting"}}.Target(events()["mention"]))
	// Output:
	// case/5 <nil>
}

func ExampleSetStatus() {
	fmt.Println(action.CheckWords(action.SetStatus{Status: "closed"}, trigger.World{}))
	// Output:
	// status: "closed" is not unresolved, pending or resolved
}

func ExampleMessage() {
	fmt.Println(action.Message{Channel: action.LastUsed, Cards: []action.Card{{
		Title: "INC1", Buttons: []action.Button{{Label: "Approve"}},
	}}}.Validate())
	// Output:
	// to: missing; give a user or a group
	// cards[0].buttons[0].value: missing
}

func ExampleDistributeSurvey() {
	c := action.DistributeSurvey{Method: action.SurveyBySMS, Survey: "SV_1", List: "closed-cases"}
	c.Email = "ada@example.com"
	fmt.Println(c.Validate())
	// Output:
	// phone: missing
}

func ExampleSaveContact() {
	c := action.SaveContact{As: action.AsTransaction}
	c.FirstName, c.LastName = "Ada", "Lovelace"
	c.EmbeddedData = action.EmbeddedData{"Points": "3"}
	fmt.Println(c.Validate())
	// Output:
	// email: missing
	// embedded_data["Points"]: the name is reserved
}

func ExampleEmbeddedData_NearMisses() {
	data := action.EmbeddedData{"Store Name": "Ghent", "Location": "BE"}
	fmt.Println(data.NearMisses([]string{"Location", "store name"}))
	// Output:
	// map[store name:Store Name]
}

func ExampleTicket() {
	fmt.Println(action.Ticket{Name: "One star"}.Validate())
	// Output:
	// owner: missing
}

func ExampleEmail() {
	fmt.Println(action.Email{To: []string{"ada"}, Subject: "Help\nBcc: eve@example.com", Text: "x"}.Validate())
	// Output:
	// to[0]: "ada" is not an e-mail address
	// subject: holds a line break
}

func ExampleSlack() {
	fmt.Println(action.Slack{Channel: "#reviews"}.Validate())
	// Output:
	// text: missing
}

func ExampleWebService() {
	c := action.WebService{Method: "POST", URL: "api.example.com", BodyType: action.JSONBody, Body: `{"a":1}`,
		Authorization: "Bearer abc"}
	fmt.Println(c.Validate())
	fmt.Println(c.Escape("body"), c.Authorization)
	// Output:
	// url: not an absolute http or https address with a host
	// json [redacted]
}

func ExampleSync() {
	fmt.Println(action.Sync{System: "zendesk", Object: "ticket", Operation: "update", ID: "5"}.Validate())
	fmt.Println(action.Sync{System: "freshdesk", Object: "ticket", Operation: "update", ID: "5"}.Validate())
	// Output:
	// <nil>
	// operation: "update" is not create, the one operation on a freshdesk ticket
}
