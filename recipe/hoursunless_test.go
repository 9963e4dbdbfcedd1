package recipe_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// closedAnswer is a recipe that asks in the office's hours, for each case that turns pending, unless the customer replies.
func closedAnswer(more string) string {
	return inOffice(one("rem", toPending, "", ask(`,`+during+`,"unless":["customer_reply"]`+more)))
}

// An action that only hours put off is cancelled by the signals of its unless, as a wait is, until it is begun.
func TestUnlessOfWhatHoursPutOff(t *testing.T) {
	monday := time.Date(2026, 1, 12, 8, 0, 0, 0, time.UTC)
	evening := time.Date(2026, 1, 9, 18, 0, 0, 0, time.UTC) // a Friday
	pending := pendingOn(t, evening.Format(time.RFC3339))
	reply := func(at time.Time) trigger.Event { return customer("reply", at) }

	t.Run("a reply at night", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		require.Equal(t, []string{"rem: waiting"}, outcomes(k.Send(pending).Decisions))
		require.Equal(t, []action.Signal{action.CustomerReply}, must(k.Engine.Waiting(t.Context(), pending))[0].Unless)
		require.Equal(t, []string{"rem/0 private_reply: cancelled customer_reply"}, ends(k.Send(reply(evening.Add(20*time.Hour))).Actions))
		require.Empty(t, k.Until(monday.Add(time.Hour)))
		require.Empty(t, k.Calls())
	})
	t.Run("nobody replies", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		k.Send(pending, agent("a", evening.Add(time.Hour)))
		k.Until(monday.Add(time.Hour))
		require.Equal(t, []string{"Mon 08:00 private_reply"}, instants(t, k, "UTC"))
	})
	t.Run("a reply by another name of the thread", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		ev := pendingOn(t, evening.Format(time.RFC3339))
		ev.Mention = &trigger.Mention{ID: "m1", Topic: "support", Type: "sent", CaseID: "5", Conversation: "v1"}
		other := reply(evening.Add(time.Hour))
		other.Mention.CaseID, other.Mention.Conversation = "", "v1"
		k.Send(ev, other)
		k.Until(monday.Add(time.Hour))
		require.Empty(t, k.Calls())
	})
	t.Run("a reply that is applied before what it answers", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		k.Send(reply(evening.Add(time.Minute)))
		late := k.Send(pending)
		require.Equal(t, "cancelled customer_reply", string(late.Decisions[0].Actions[0].Outcome)+" "+string(late.Decisions[0].Actions[0].Reason))
		k.Until(monday.Add(time.Hour))
		require.Empty(t, k.Calls())
	})
	t.Run("a reply that is older", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		k.Send(pending, reply(evening.Add(-time.Minute)))
		k.Until(monday.Add(time.Hour))
		require.Len(t, k.Calls(), 1)
	})
	t.Run("a reply that was accepted", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		require.NoError(t, k.Engine.Accept(t.Context(), pending))
		k.Until(evening.Add(time.Hour))
		require.NoError(t, k.Engine.Accept(t.Context(), reply(evening.Add(time.Hour))))
		k.Until(monday.Add(time.Hour))
		require.Empty(t, k.Calls())
	})
	t.Run("one for each event", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		again := pendingOn(t, evening.Add(2*time.Hour).Format(time.RFC3339))
		again.ID = "e2"
		k.Send(pending, reply(evening.Add(time.Hour)), again)
		k.Until(monday.Add(time.Hour))
		require.Len(t, k.Calls(), 1, "what came after the reply waits")
		require.Contains(t, k.Calls()[0].Key, "/e2/")
	})
	t.Run("between two tries", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("private_reply", errors.New("busy"))
		k.Load(closedAnswer(""))
		k.Send(pending)
		require.Equal(t, []string{"rem/0 private_reply: waiting"}, ends(k.Until(monday)))
		require.Equal(t, []string{"rem/0 private_reply: cancelled customer_reply"}, ends(k.Send(reply(monday)).Actions))
		k.Until(monday.Add(24 * time.Hour))
		require.Empty(t, k.Done())
	})
	t.Run("while the office is open it runs at once", func(t *testing.T) {
		k := recipetest.Load(t, closedAnswer(""))
		k.Send(pendingOn(t, monday.Add(time.Hour).Format(time.RFC3339)), reply(monday.Add(2*time.Hour)))
		require.Len(t, k.Calls(), 1)
		require.Empty(t, k.History.Find(history.Query{Outcome: "cancelled"}))
	})
	t.Run("an edit that adds it cancels nothing that was heard before", func(t *testing.T) {
		k := recipetest.Load(t, inOffice(one("rem", toPending, "", ask(`,`+during))))
		k.Send(reply(evening.Add(-time.Minute)), pending)
		k.Load(closedAnswer(""))
		k.Until(monday.Add(time.Hour))
		require.Len(t, k.Calls(), 1)
	})
}

// A collected match is not cancelled, and the fault says what to write.
func TestUnlessOfDigestInHours(t *testing.T) {
	e := recipe.Engine{Handlers: handlers()}
	notify := func(more string) string {
		return inOffice(one("r", toPending, "", `{"do":"notify","with":{"users":["7"],"channel":"push","at_most_every":"1h"},`+during+`,"unless":["any"]`+more+`}`))
	}
	require.ErrorContains(t, e.Check(parse(t, notify(""))), "unless: given beside a count or a quiet time; collected matches are not cancelled; write after")
	require.NoError(t, e.Check(parse(t, notify(`,"after":"1h"`))))
}
