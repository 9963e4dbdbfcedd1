package conformance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// afterSilence puts an action off for half an hour, and drops it when the customer writes.
func afterSilence(kind, with string) string {
	return `{"do":"` + kind + `","with":` + with + `,"after":"30m","unless":["customer_reply"]}`
}

// quietCase resolves a case when an agent's message stays unanswered; quietMention does the same to the message itself.
var (
	sent         = filtered("mention.type == 'sent'")
	quietCase    = rule("quiet", onMention, afterSilence("set_status", `{"status":"resolved"}`), sent)
	quietMention = rule("quiet", newItem, afterSilence("resolve", `{}`), sent)
	closeQuiet   = rule("close-quiet", onPending,
		do("private_reply", `{"message":"Is it solved?"}`)+","+afterSilence("set_status", `{"status":"resolved"}`))
)

const (
	resolved = `set_status case/5 {"status":"resolved"}`
	reminder = `private_reply case/5 {"message":"Is it solved?"}`
)

// cancelled are the reasons why actions that waited were cancelled.
func cancelled(reports []recipe.ActionReport) []string {
	var reasons []string
	for _, s := range reports {
		if s.Outcome == recipe.Cancelled {
			reasons = append(reasons, string(s.Reason))
		}
	}
	return reasons
}

func delayRows() []row {
	return []row{
		{"DLY-01", "A case is resolved when 30 minutes pass without an answer of the customer.", func(t *testing.T) {
			k := cook(t, quietCase)
			r := k.Send(arrives("10:00", of("5", answer("m1"))))
			require.Equal(t, []string{"waiting"}, outcomes(r))
			require.Equal(t, at("10:30"), r.Decisions[0].Actions[0].Due)
			k.Until(at("10:29:59"))
			require.Empty(t, k.Done())
			k.Until(at("10:30"))
			require.Equal(t, []string{resolved}, k.Done())
			require.Equal(t, at("10:30"), k.Calls()[0].At)
			k.Wait(1000 * time.Hour)
			require.Len(t, k.Done(), 1)
		}},
		{"DLY-02", "An answer of the customer cancels it, at the last instant too, and the history says so.", func(t *testing.T) {
			for _, when := range []string{"10:00:01", "10:29:59", "10:30:00"} {
				k := cook(t, quietCase)
				k.Send(arrives("10:00", of("5", answer("m1"))))
				r := k.Send(arrives(when, of("5", message("m2", "It still fails"))))
				require.Equal(t, []string{"customer_reply"}, cancelled(r.Actions), when)
				k.Wait(1000 * time.Hour)
				require.Empty(t, k.Done(), when)
				log := k.History.Find(history.Query{Outcome: "cancelled"})
				require.Len(t, log, 1)
				require.Equal(t, trigger.Ref{Kind: "case", ID: "5"}, log[0].Item)
				require.Equal(t, "set_status", log[0].Action)
				require.Equal(t, "customer_reply", log[0].Reason)
				require.Equal(t, at(when), log[0].At)
			}
			late := cook(t, quietCase)
			late.Send(arrives("10:00", of("5", answer("m1"))), arrives("10:30:01", of("5", message("m2", "It still fails"))))
			require.Equal(t, []string{resolved}, late.Done())
		}},
		{"DLY-03", "It works for a case and for a conversation without one.", func(t *testing.T) {
			for name, where := range map[string]func(*trigger.Mention){
				"case":         func(m *trigger.Mention) { m.CaseID, m.Contact.ID = "5", "" },
				"conversation": func(m *trigger.Mention) { m.Conversation, m.Contact.ID = "c1", "" },
				"contact":      func(*trigger.Mention) {},
			} {
				silent := cook(t, quietMention)
				silent.Send(arrives("10:00", with(answer("m1"), where)))
				silent.Until(at("10:30"))
				require.Equal(t, []string{"resolve mention/m1 {}"}, silent.Done(), name)

				answered := cook(t, quietMention)
				answered.Send(arrives("10:00", with(answer("m1"), where)))
				r := answered.Send(arrives("10:20", with(message("m2", "It still fails"), where)))
				require.Equal(t, []string{"customer_reply"}, cancelled(r.Actions), name)
				answered.Wait(time.Hour)
				require.Empty(t, answered.Done(), name)
			}
			stranger := cook(t, quietMention)
			stranger.Send(arrives("10:00", answer("m1")))
			other := with(message("m2", "Hello"), func(m *trigger.Mention) { m.Contact.ID = "bob" })
			elsewhere := with(message("m3", "Hello"), func(m *trigger.Mention) { m.Service = "facebook" })
			stranger.Send(arrives("10:10", other), arrives("10:11", elsewhere))
			stranger.Until(at("10:30"))
			require.Equal(t, []string{"resolve mention/m1 {}"}, stranger.Done(), "somebody else's messages are no answer")
		}},
		{"DLY-04", "The time counts from the agent's last message.", func(t *testing.T) {
			k := cook(t, quietCase)
			k.Send(arrives("10:00", of("5", answer("m1"))))
			r := k.Send(arrives("10:20", of("5", answer("m2"))))
			require.Equal(t, []string{"rearmed"}, cancelled(r.Actions))
			k.Until(at("10:49:59"))
			require.Empty(t, k.Done())
			k.Until(at("10:50"))
			require.Equal(t, []string{resolved}, k.Done())

			k = cook(t, quietCase)
			k.Send(arrives("10:00", of("5", answer("m1"))), arrives("10:20", of("5", answer("m2"))))
			k.Send(arrives("10:25", of("5", message("m3", "It still fails"))))
			k.Wait(time.Hour)
			require.Empty(t, k.Done())
		}},
		{"DLY-05", "A reminder goes out before a case is closed.", func(t *testing.T) {
			k := cook(t, closeQuiet)
			r := k.Send(turns("10:00", matter("5"), trigger.Pending))
			require.Equal(t, []string{"done", "waiting"}, outcomes(r))
			require.Equal(t, []string{reminder}, k.Done())
			k.Until(at("10:30"))
			require.Equal(t, []string{reminder, resolved}, k.Done())
		}},
		{"DLY-06", "A customer who still needs help opens the case again, and it is not closed.", func(t *testing.T) {
			k := cook(t, closeQuiet,
				rule("reopened", `{"on":"case_status_changed","status":"unresolved","topics":["support"]}`, tag("reopened")))
			k.Send(turns("10:00", matter("5"), trigger.Pending))
			r := k.Send(arrives("10:10", of("5", message("m1", "No, it still fails"))))
			require.Equal(t, []string{"customer_reply"}, cancelled(r.Actions))
			// The host's rule: a customer's mention on a pending case opens it.
			pending := with(matter("5"), func(c *trigger.Case) { c.Status = trigger.Pending })
			require.Equal(t, []string{"reopened"}, ran(k.Send(turns("10:10", pending, trigger.Unresolved))))
			k.Wait(time.Hour)
			require.Equal(t, []string{reminder, `add_tags case/5 {"tags":["reopened"]}`}, k.Done())
		}},
	}
}
