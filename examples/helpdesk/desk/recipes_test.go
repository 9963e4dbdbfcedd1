package desk_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// ten is Monday at ten in Brussels.
var ten = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// kitchen runs the recipes of the file on a desk in memory.
func kitchen(t *testing.T) *recipetest.Kitchen {
	set, err := os.ReadFile("../recipes.json")
	require.NoError(t, err)
	k := recipetest.NewWithDesk(t)
	k.Engine.Statuses = desk.Statuses
	k.Load(string(set))
	return k
}

func opened(at time.Time, email string) trigger.Event {
	return trigger.Event{ID: "e1", Kind: trigger.CaseCreated, At: at, Actor: trigger.Customer, Case: &trigger.Case{
		ID: "5", Status: "open", Contact: trigger.Contact{ID: email, Email: email, Name: "Ada"}}}
}

func status(id string, at time.Time, from, to trigger.Status) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.CaseStatusChanged, At: at, From: from, To: to, Actor: trigger.Agent, Case: &trigger.Case{ID: "5"}}
}

func wrote(id string, at time.Time) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: at, Mention: &trigger.Mention{ID: id, CaseID: "5", Type: "inbox"}}
}

// Out of hours a customer hears when we are back; in hours they do not.
func TestOutOfHours(t *testing.T) {
	t.Parallel()
	k := kitchen(t)
	k.Send(opened(ten, "ada@mail.example"))
	require.Empty(t, k.Done())
	k = kitchen(t)
	k.Send(opened(ten.Add(10*time.Hour), "ada@mail.example"))
	require.Equal(t, []string{`private_reply case/5 {"message":"Thank you, Ada. We are back at nine."}`}, k.Done())
}

// The tag of one recipe starts the next one, which passes over who is away.
func TestVIP(t *testing.T) {
	t.Parallel()
	k := kitchen(t)
	k.Desk.Away = []string{"ann"}
	k.Send(opened(ten, "ada@bank.example"))
	matter, _ := k.Desk.Case("5")
	require.Equal(t, []string{"vip"}, matter.Tags)
	require.Equal(t, "high", matter.Priority)
	require.Equal(t, []string{"bob"}, matter.Assigned.Users)
	require.Equal(t, map[string]int{"notify by push": 1}, k.Desk.Outside())
}

// A case of which nothing is heard is closed after three days.
func TestCloseQuiet(t *testing.T) {
	t.Parallel()
	k := kitchen(t)
	k.Send(opened(ten, "ada@mail.example"), status("e2", ten, "open", "pending"))
	k.Wait(3*24*time.Hour - 1)
	require.Equal(t, []string{`private_reply case/5 {"message":"Is it solved, Ada?"}`}, k.Done())
	k.Wait(1)
	matter, _ := k.Desk.Case("5")
	require.Equal(t, trigger.Status("solved"), matter.Status)
}

// A customer who writes reopens a case that was solved, and nothing closes it behind their back.
func TestReopen(t *testing.T) {
	t.Parallel()
	k := kitchen(t)
	k.Send(opened(ten, "ada@mail.example"), status("e2", ten, "open", "pending"), wrote("e3", ten.Add(time.Hour)))
	k.Wait(7 * 24 * time.Hour)
	matter, _ := k.Desk.Case("5")
	require.Equal(t, trigger.Status("open"), matter.Status)
	require.Empty(t, k.Desk.Sent())

	k.Send(status("e4", k.Now(), "open", "solved"), wrote("e5", k.Now().Add(time.Hour)))
	matter, _ = k.Desk.Case("5")
	require.Equal(t, trigger.Status("open"), matter.Status)
}
