package recipetest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// One recipe tags a case, a second one answers the tag, and a third one the status that the second one sets.
const chained = `{"format":1,"recipes":[
	{"id":"vip","name":"VIP","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"case.contact.name == 'Ada'","actions":[{"do":"add_tags","with":{"tags":["vip"]}}]},
	{"id":"route","name":"Route","enabled":true,"trigger":{"on":"case_tag_added","tag":"vip","all_topics":true},
	 "actions":[{"do":"assign","with":{"users":["ann","bob"],"pick":"one"}},{"do":"set_status","with":{"status":"pending"}}]},
	{"id":"close","name":"Close","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},
	 "actions":[{"do":"resolve","after":"30m","unless":["customer_reply"]}]}]}`

func opened() trigger.Event {
	return trigger.Event{ID: "e1", Kind: trigger.CaseCreated, At: ten,
		Case: &trigger.Case{ID: "5", Status: trigger.Unresolved, Contact: trigger.Contact{Name: "Ada"}}}
}

// What an action changes comes back as an event, and starts the next recipe.
func ExampleLoadWithDesk() {
	var t testing.TB = &failing{} // in a test, its own *testing.T

	k := recipetest.LoadWithDesk(t, chained)
	k.Send(opened())
	k.Until(ten.Add(30 * time.Minute))

	for _, done := range k.Done() {
		fmt.Println(done)
	}
	matter, _ := k.Desk.Case("5")
	fmt.Println(matter.Status, matter.Tags, matter.Assigned.Users)
	// Output:
	// add_tags case/5 {"tags":["vip"]}
	// assign case/5 {"users":["ann","bob"],"pick":"one"}
	// set_status case/5 {"status":"pending"}
	// resolve case/5 {}
	// resolved [vip] [ann]
}

// Escalate is a kind of action that only one host has.
type Escalate struct {
	Level int `json:"level"`
}

func (Escalate) Kind() string { return "escalate" }

const escalating = `{"format":1,"recipes":[
	{"id":"sla","name":"SLA","enabled":true,"trigger":{"on":"sla_breached","all_topics":true},
	 "actions":[{"do":"escalate","with":{"level":2}}]},
	{"id":"tell","name":"Tell","enabled":true,"trigger":{"on":"escalated","all_topics":true},
	 "actions":[{"do":"notify","with":{"users":["ann"],"channel":"push"}}]}]}`

// Kinds of event and of action that only the host has: the kinds of event are declared, Record writes down an action.
func ExampleRecord() {
	var t testing.TB = &failing{} // in a test, its own *testing.T

	k := recipetest.New(t)
	k.Engine.Kinds = []trigger.OwnKind{{Name: "sla_breached", About: trigger.CaseItem}, {Name: "escalated", About: trigger.CaseItem}}
	recipetest.Record[Escalate](k)
	k.Load(escalating)
	k.Send(trigger.Event{ID: "e1", Kind: "sla_breached", At: ten, Case: &trigger.Case{ID: "5"}})

	fmt.Println(k.Done())
	// Output: [escalate case/5 {"level":2}]
}

// A desk that can do what only the host can: it changes the case, and tells of it by a kind of the host's own.
func TestOwnKindOnDesk(t *testing.T) {
	t.Parallel()
	k := recipetest.NewWithDesk(t)
	k.Engine.Kinds = []trigger.OwnKind{{Name: "sla_breached", About: trigger.CaseItem}, {Name: "escalated", About: trigger.CaseItem}}
	recipetest.Record[Escalate](k)
	action.HandleFunc(k.Desk.Handlers(), func(_ context.Context, c Escalate, in action.Input) error {
		k.Desk.Tell(in, trigger.Event{Kind: "escalated", Case: in.Event.Case})
		return k.Desk.Change(in, nil, func(k *trigger.Case) { k.Priority = "high" })
	})
	k.Load(escalating)
	k.Send(trigger.Event{ID: "e1", Kind: "sla_breached", At: ten, Case: &trigger.Case{ID: "5"}})
	require.Equal(t, []string{`escalate case/5 {"level":2}`, `notify case/5 {"users":["ann"],"channel":"push"}`}, k.Done())
	require.Equal(t, map[string]int{"notify by push": 1}, k.Desk.Outside())
	matter, _ := k.Desk.Case("5")
	require.Equal(t, "high", matter.Priority)
}

// A customer who writes in the thread cancels what waits, and reopens the case on the desk.
func TestReplyOnDesk(t *testing.T) {
	t.Parallel()
	k := recipetest.LoadWithDesk(t, chained)
	k.Send(opened(), trigger.Event{ID: "e2", Kind: trigger.MentionCreated, At: ten.Add(time.Minute),
		Mention: &trigger.Mention{ID: "m", CaseID: "5"}})
	k.Wait(time.Hour)
	require.NotContains(t, k.Done(), "resolve case/5 {}")
	matter, _ := k.Desk.Case("5")
	require.Equal(t, trigger.Unresolved, matter.Status)
}

// A loop of recipes ends: each runs once for one first cause.
func TestLoopOnDesk(t *testing.T) {
	t.Parallel()
	k := recipetest.LoadWithDesk(t, `{"format":1,"recipes":[
		{"id":"ping","name":"Ping","enabled":true,"trigger":{"on":"case_tag_removed","tag":"a","all_topics":true},
		 "actions":[{"do":"add_tags","with":{"tags":["a"]}}]},
		{"id":"pong","name":"Pong","enabled":true,"trigger":{"on":"case_tag_added","tag":"a","all_topics":true},
		 "actions":[{"do":"remove_tags","with":{"tags":["a"]}}]}]}`)
	k.Send(trigger.Event{ID: "e1", Kind: trigger.CaseTagAdded, Tag: "a", At: ten, Case: &trigger.Case{ID: "5"}})
	require.Equal(t, []string{`remove_tags case/5 {"tags":["a"]}`, `add_tags case/5 {"tags":["a"]}`}, k.Done())
}

// What fails, or was told to, is not carried out; what changes nothing is done, and nothing follows.
func TestFailOnDesk(t *testing.T) {
	t.Parallel()
	k := recipetest.LoadWithDesk(t, chained)
	k.Fail("add_tags", action.Permanent(errors.New("no")))
	k.Send(opened())
	require.Empty(t, k.Done())
	matter, _ := k.Desk.Case("5")
	require.Empty(t, matter.Tags)

	k.Desk.Away = []string{"ann", "bob"}
	k.Send(trigger.Event{ID: "e2", Kind: trigger.CaseTagAdded, Tag: "vip", At: ten, Case: &trigger.Case{ID: "5"}})
	require.Equal(t, []string{`set_status case/5 {"status":"pending"}`}, k.Done(), "nobody is there to be assigned")
	reason, _ := action.SkipReason(k.Calls()[1].Err)
	require.Equal(t, action.NobodyAvailable, reason)

	k.Send(trigger.Event{ID: "e3", Kind: trigger.CaseTagAdded, Tag: "vip", At: ten, Case: &trigger.Case{ID: "5"}})
	require.Len(t, k.Done(), 2, "it was pending before")
	require.ErrorIs(t, k.Calls()[4].Err, action.ErrUnchanged)
}

// What follows from one action is handled before the next one that is due at the same instant.
func TestOneActionAtATime(t *testing.T) {
	t.Parallel()
	k := recipetest.LoadWithDesk(t, `{"format":1,"recipes":[
		{"id":"one","name":"One","enabled":true,"trigger":{"on":"new_item","all_topics":true},
		 "actions":[{"do":"add_tags","with":{"tags":["busy"]},"after":"1h"}]},
		{"id":"two","name":"Two","enabled":true,"trigger":{"on":"new_item","all_topics":true},
		 "filter":"'busy' not in case.tags","actions":[{"do":"resolve","after":"1h"}]},
		{"id":"three","name":"Three","enabled":true,"trigger":{"on":"case_tag_added","all_topics":true},
		 "actions":[{"do":"edit","with":{"property":"priority","value":"high"}}]}]}`)
	k.Send(opened())
	k.Wait(time.Hour)
	require.Equal(t, []string{`add_tags case/5 {"tags":["busy"]}`, `edit case/5 {"property":"priority","value":"high"}`}, k.Done(),
		"the second recipe reads the case again, and its filter does not hold any more")
	require.Zero(t, len(k.Desk.Events()))
}
