package recipetest_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

const reminder = `{"format":1,"recipes":[{"id":"remind","name":"Remind, then close","enabled":true,
	"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},
	"actions":[
		{"do":"private_reply","with":{"message":"Is it solved, {{ case.contact.name }}?"}},
		{"do":"set_status","with":{"status":"resolved"},"after":"30m","unless":["customer_reply"]}]}]}`

var ten = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

func pending(id string, at time.Time) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.CaseStatusChanged, At: at, From: trigger.Unresolved, To: trigger.Pending,
		Case: &trigger.Case{ID: "5", Contact: trigger.Contact{Name: "Ada"}}}
}

// A host's test of a recipe: load it, say what happens, compare what was done.
func TestReminder(t *testing.T) {
	k := recipetest.Load(t, reminder)
	k.Send(pending("e1", ten))
	k.Until(ten.Add(time.Hour))
	require.Equal(t, []string{
		`private_reply case/5 {"message":"Is it solved, Ada?"}`,
		`set_status case/5 {"status":"resolved"}`,
	}, k.Done())
	require.Equal(t, ten.Add(30*time.Minute), k.Calls()[1].At, "each action is done at its own instant")
	require.Equal(t, ten.Add(time.Hour), k.Now())
	require.True(t, k.History.Triggered("remind", trigger.Ref{Kind: "case", ID: "5"}))
	k.Wait(72 * time.Hour)
	require.Zero(t, k.Rows(), "how often recipes ran for a first cause is kept that long")
}

// At one instant events go before what comes due.
func TestEventsFirst(t *testing.T) {
	k := recipetest.Load(t, reminder)
	k.Send(pending("e1", ten), trigger.Event{ID: "e2", Kind: trigger.MentionCreated, At: ten.Add(30 * time.Minute),
		Mention: &trigger.Mention{ID: "m", CaseID: "5"}})
	k.Wait(time.Hour)
	require.Len(t, k.Done(), 1)
}

// What comes due on the way to an event is done before it.
func TestSendMovesTheClock(t *testing.T) {
	k := recipetest.Load(t, reminder)
	k.Send(pending("e1", ten), pending("e2", ten.Add(time.Hour)))
	require.Equal(t, []time.Time{ten, ten.Add(30 * time.Minute), ten.Add(time.Hour)},
		[]time.Time{k.Calls()[0].At, k.Calls()[1].At, k.Calls()[2].At})
}

func TestFail(t *testing.T) {
	k := recipetest.Load(t, reminder)
	k.Fail("private_reply", action.Retry(time.Minute, errors.New("busy")))
	k.Send(pending("e1", ten))
	require.Empty(t, k.Done())
	k.Wait(time.Minute)
	require.Equal(t, []string{`private_reply case/5 {"message":"Is it solved, Ada?"}`}, k.Done())
	require.Equal(t, 2, k.Calls()[1].Attempt)
}

// A test may have handlers of its own; the others stay recording ones.
func TestOwnHandler(t *testing.T) {
	k := recipetest.New(t)
	var statuses []trigger.Status
	action.HandleFunc(k.Handlers, func(_ context.Context, c action.SetStatus, _ action.Input) error {
		statuses = append(statuses, c.Status)
		return nil
	})
	k.Load(reminder)
	k.Send(pending("e1", ten))
	k.Wait(time.Hour)
	require.Equal(t, []trigger.Status{trigger.Resolved}, statuses)
	require.Len(t, k.Done(), 1)
}

// failing stands in for a test, to see what makes it end.
type failing struct {
	testing.TB
	fatal string
}

func (f *failing) Helper() {}

func (f *failing) Context() context.Context { return context.Background() }

func (f *failing) Fatalf(format string, args ...any) {
	f.fatal = fmt.Sprintf(format, args...)
	panic(f)
}

func ends(t *testing.T, do func(tb testing.TB)) (fatal string) {
	t.Helper()
	f := &failing{TB: t}
	defer func() {
		if p := recover(); p != nil && p != any(f) {
			panic(p)
		}
		fatal = f.fatal
	}()
	do(f)
	return ""
}

func TestFaultsEndTheTest(t *testing.T) {
	require.Contains(t, ends(t, func(tb testing.TB) { recipetest.Load(tb, `{"recipies":[]}`) }), `did you mean "recipes"?`)
	require.Contains(t, ends(t, func(tb testing.TB) { recipetest.Load(tb, `{"format":2,"recipes":[]}`) }), "format: 2 is not 1")
	require.Contains(t, ends(t, func(tb testing.TB) { recipetest.Load(tb, reminder).Send(trigger.Event{At: ten}) }), "id: missing")
}

func ExampleKitchen() {
	var t testing.TB = &failing{} // in a test, its own *testing.T

	k := recipetest.Load(t, reminder)
	k.Send(pending("e1", ten))
	k.Until(ten.Add(30 * time.Minute))

	for _, done := range k.Done() {
		fmt.Println(done)
	}
	// Output:
	// private_reply case/5 {"message":"Is it solved, Ada?"}
	// set_status case/5 {"status":"resolved"}
}

// Those who take turns are passed over while they are away.
func TestAway(t *testing.T) {
	t.Parallel()
	k := recipetest.LoadWithDesk(t, `{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,
		"trigger":{"on":"case_tag_added","all_topics":true},
		"actions":[{"do":"assign","with":{"users":["ann","bob","cy"],"pick":"one"}}]}]}`)
	for i, tc := range []struct {
		away []string
		want string
	}{{[]string{"ann", "bob"}, "cy"}, {[]string{"bob", "cy"}, "ann"}, {[]string{"ann", "cy"}, "bob"}} {
		id := strconv.Itoa(i)
		k.Desk.Away = tc.away
		k.Send(trigger.Event{ID: id, Kind: trigger.CaseTagAdded, At: ten, Tag: "a", Case: &trigger.Case{ID: id}})
		matter, _ := k.Desk.Case(id)
		require.Equal(t, []string{tc.want}, matter.Assigned.Users)
	}
}
