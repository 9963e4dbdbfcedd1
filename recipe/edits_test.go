package recipe_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// closing resolves a case half an hour after it turned pending.
func closing(name, enabled string) string {
	return set(`{"id":"close","name":"` + name + `","enabled":` + enabled + `,"trigger":{"on":"case_status_changed","status":"pending","topics":["support"]},
		"actions":[{"do":"set_status","with":{"status":"resolved"},"after":"30m","unless":["customer_reply"]}]}`)
}

func pendingAt(at time.Time) trigger.Event {
	return status("e1", at, trigger.Unresolved, trigger.Pending)
}

// A recipe that gets another name goes on with its runs.
func TestRenamed(t *testing.T) {
	k := recipetest.Load(t, closing("Close", "true"))
	k.Send(pendingAt(ten))
	k.Load(closing("Close quiet cases", "true"))
	k.Until(ten.Add(30*time.Minute - time.Second))
	require.Empty(t, k.Done())
	k.Until(ten.Add(30 * time.Minute))
	require.Equal(t, []string{`set_status case/5 {"status":"resolved"}`}, k.Done())
}

// A case that has moved to a topic that is not the recipe's is left alone.
func TestTopicMoved(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
		ev.Case.Topic = "billing"
		return nil
	}
	k.Load(closing("Close", "true"))
	k.Send(pendingAt(ten))
	require.Equal(t, []string{"close/0 set_status: cancelled other_topic"}, ends(k.Wait(time.Hour)))
}

// The trigger is another one: the waits for the old one end.
func TestTriggerChanged(t *testing.T) {
	k := recipetest.Load(t, closing("Close", "true"))
	k.Send(pendingAt(ten))
	k.Load(strings.Replace(closing("Close", "true"), `"on":"case_status_changed","status":"pending"`, `"on":"case_mention"`, 1))
	require.Equal(t, []string{"close/0 set_status: cancelled trigger_changed"}, ends(k.Wait(time.Hour)))
}

// An action waits through every edit of the others, by its id, at its instant, under its key, with its text of now.
func TestWaitSurvivesEdits(t *testing.T) {
	rule := func(name, before, text string) string {
		return set(`{"id":"ask","name":"` + name + `","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},"actions":[` +
			before + `{"id":"private_reply","do":"private_reply","with":{"message":"` + text + `"},"after":"72h"}]}`)
	}
	for _, tt := range []struct{ name, before string }{
		{"the text alone", ""},
		{"another kind in front", `{"do":"add_tags","with":{"tags":["x"]}},`},
		{"the same kind in front", `{"id":"private_reply-2","do":"private_reply","with":{"message":"Hello"}},`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, rule("Ask", "", "Is it slved?"))
			key := k.Send(pendingAt(ten)).Decisions[0].Actions[0].Key
			k.Until(ten.Add(time.Hour))
			k.Load(rule("Ask again", tt.before, "Is it solved?"))
			k.Until(ten.Add(72*time.Hour - time.Second))
			require.Empty(t, k.Calls())
			k.Until(ten.Add(72 * time.Hour))
			require.Equal(t, []string{`private_reply case/5 {"message":"Is it solved?"}`}, k.Done())
			require.Equal(t, key, k.Calls()[0].Key)
		})
	}
	t.Run("it is removed", func(t *testing.T) {
		k := recipetest.Load(t, rule("Ask", "", "Is it solved?"))
		k.Send(pendingAt(ten))
		k.Load(set(one("ask", `{"on":"case_status_changed","status":"pending","all_topics":true}`, "", tagA)))
		require.Equal(t, []string{"ask/0 private_reply: cancelled action_removed"}, ends(k.Until(ten.Add(80*time.Hour))))
		k.Load(rule("Ask", "", "Is it solved?"))
		k.Wait(80 * time.Hour)
		require.Empty(t, k.Calls())
	})
	t.Run("its id names another kind", func(t *testing.T) {
		k := recipetest.Load(t, rule("Ask", "", "Is it solved?"))
		k.Send(pendingAt(ten))
		k.Load(strings.Replace(rule("Ask", "", "x"), `"do":"private_reply","with":{"message":"x"}`, `"do":"add_tags","with":{"tags":["x"]}`, 1))
		require.Equal(t, []string{"ask/0 private_reply: cancelled action_removed"}, ends(k.Until(ten.Add(80*time.Hour))))
	})
}

// Of two actions of one kind, those that last need an id; the fault proposes the kind for the one that had it.
func TestProposedIDs(t *testing.T) {
	waits := `{"do":"notify","with":{"users":["7"],"channel":"push"},"after":"1h"}`
	other := `{"do":"notify","with":{"users":["8"],"channel":"push"},"after":"2h"}`
	k := recipetest.Load(t, set(newItem("r", waits)))
	require.Equal(t, []string{
		`recipe r: actions[0].id: missing; the recipe has several of notify, whose waits are identified by id: write "id": "notify-2"`,
		`recipe r: actions[1].id: missing; the recipe has several of notify, whose waits are identified by id: write "id": "notify"`,
	}, faults(t, k.Engine, set(newItem("r", other, waits))))
	require.Empty(t, faults(t, k.Engine, set(newItem("r", tagA, tagB, waits))), "what does not last needs none")
}

// A notification whose count is lowered tells all that was pending.
func TestDigestCountLowered(t *testing.T) {
	rule := func(before string, count int) string {
		return set(newItem("n", before+fmt.Sprintf(`{"id":"notify","do":"notify","with":{"users":["7"],"channel":"push","after_count":%d}}`, count)))
	}
	for _, tt := range []struct {
		name, before string
		more         int // how many come after the edit
	}{
		{"and more come", "", 2},
		{"and nothing comes any more", "", 0},
		{"and another notification is put in front", `{"id":"first","do":"notify","with":{"users":["8"],"channel":"push","after_count":9}},`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			var told []string
			action.Handle(k.Handlers, action.Notifier{Push: func(_ context.Context, in action.Input, _ action.Notify, _ string) error {
				for _, m := range in.Digest {
					told = append(told, m.Item.ID)
				}
				if in.Digest == nil {
					told = append(told, in.Item.ID)
				}
				return nil
			}})
			k.Load(rule("", 3))
			want := []string{"a", "b"}
			k.Send(customer("a", ten), customer("b", ten.Add(time.Minute)))
			k.Load(rule(tt.before, 1))
			for i := range tt.more {
				id := fmt.Sprint("m", i)
				want = append(want, id)
				k.Send(customer(id, ten.Add(time.Duration(2+i)*time.Minute)))
			}
			for range 6 { // in real life a ticker
				k.Wait(10 * time.Minute)
			}
			require.Equal(t, want, told, "within an hour")
		})
	}
}

// Who is no customer answers nothing, and a customer answers whatever led to it, by whatever name.
func TestWhoAnswers(t *testing.T) {
	rule := closing("Close", "true")
	caused := trigger.Cause{Root: "e0", Via: []trigger.Run{{Recipe: "bridge", Item: trigger.Ref{Kind: "mention", ID: "m0"}}}}
	for _, tt := range []struct {
		name  string
		edit  func(ev *trigger.Event)
		quiet bool
	}{
		{"a customer", func(*trigger.Event) {}, false},
		{"an agent's draft", func(ev *trigger.Event) { ev.Mention.Type = "draft" }, true},
		{"what waits for approval", func(ev *trigger.Event) { ev.Mention.Type = "awaiting_approval" }, true},
		{"what is sent later", func(ev *trigger.Event) { ev.Mention.Type = "scheduled" }, true},
		{"a note", func(ev *trigger.Event) { ev.Mention.Type = "note" }, true},
		{"an agent in the inbox", func(ev *trigger.Event) { ev.Actor = trigger.Agent }, true},
		{"a bot", func(ev *trigger.Event) { ev.Actor = trigger.Bot }, true},
		{"a customer that a webhook led to", func(ev *trigger.Event) { ev.Cause = caused }, false},
		{"that one, by the conversation", func(ev *trigger.Event) { ev.Cause, ev.Mention.CaseID = caused, "" }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, rule)
			first := pendingAt(ten)
			first.Mention = &trigger.Mention{ID: "m1", Topic: "support", Service: "whatsapp", Type: "sent", CaseID: "5", Conversation: "v1"}
			reply := customer("e2", ten.Add(10*time.Minute))
			reply.Mention.Conversation, reply.Mention.Service = "v1", "whatsapp"
			tt.edit(&reply)
			k.Send(first, reply)
			k.Wait(time.Hour)
			require.Equal(t, tt.quiet, len(k.Done()) == 1, "%v", k.Done())
		})
	}
}

// A customer's reply of the very instant of what it answers ends the wait, when it is applied after that.
func TestReplyOfTheSameInstant(t *testing.T) {
	for _, tt := range []struct {
		name  string
		first string
		done  int
	}{{"applied later", "reply", 0}, {"applied before", "answer", 1}} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(quiet))
			if tt.first == "reply" {
				k.Send(agent("e1", ten), customer("e2", ten))
			} else {
				k.Send(customer("e2", ten), agent("e1", ten))
			}
			k.Wait(2 * time.Hour)
			require.Len(t, k.Done(), tt.done)
		})
	}
}

// A message dated in the future counts as of the clock, and the report says so.
func TestFutureDate(t *testing.T) {
	k := recipetest.Load(t, set(one("late", `{"on":"new_item","topics":["support"]}`, "",
		`{"do":"notify","with":{"users":["boss"],"channel":"push"},"after":"4h","unless":["agent_reply"]}`)))
	k.Until(ten)
	report, err := k.Engine.Handle(t.Context(), customer("e1", ten.AddDate(5, 0, 0)))
	require.NoError(t, err)
	require.Equal(t, ten.AddDate(5, 0, 0).Sub(ten), report.Ahead.Std())
	report, err = k.Engine.Handle(t.Context(), customer("e0", ten.Add(5*time.Minute)))
	require.NoError(t, err)
	require.Zero(t, report.Ahead, "clocks may differ a little")
	k.Send(customer("e2", ten.Add(time.Hour)), customer("e3", ten.Add(24*time.Hour)))
	k.Wait(30 * 24 * time.Hour)
	var told []string
	for _, c := range k.Calls() {
		told = append(told, c.At.UTC().Format("02 15:04"))
	}
	require.Equal(t, []string{"05 15:00", "06 14:00"}, told, "four hours after the last message of each day")
}
