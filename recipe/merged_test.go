package recipe_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// mergeInto makes the host say from now on that every case is this one.
func mergeInto(k *recipetest.Kitchen, id string) {
	k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
		kase := *ev.Case
		kase.ID = id
		ev.Case = &kase
		return nil
	}
}

func pendingIn(id, kase string, at time.Time) trigger.Event {
	ev := pendingAt(at)
	ev.ID, ev.Case.ID = id, kase
	return ev
}

// Case 7 goes into case 5, whose customer wrote before its own wait was armed: that one is nobody's second, and runs.
func TestMergedAfterAReply(t *testing.T) {
	k := recipetest.New(t)
	k.Load(closing("Close", "true")) // half an hour of silence
	reply := customer("r", ten.Add(5*time.Minute))
	k.Send(pendingIn("e7", "7", ten), reply, pendingIn("e5", "5", ten.Add(10*time.Minute)))
	mergeInto(k, "5")
	require.Equal(t, []string{"close/0 set_status: cancelled customer_reply", "close/0 set_status: done"}, ends(k.Wait(time.Hour)))
}

// The first of two runs no more often than its limit says; that the second is cancelled for it is told all the same.
func TestMergedAndLimited(t *testing.T) {
	k := recipetest.Load(t, set(one("close", toPending, "",
		`{"do":"set_status","with":{"status":"resolved"},"after":"30m","limit":{"times":1,"every":"24h","per":"recipe"}}`)))
	k.Send(pendingIn("e9", "9", ten))
	k.Wait(time.Hour)
	require.Len(t, k.Done(), 1)
	k.Send(pendingIn("e7", "7", k.Now()), pendingIn("e5", "5", k.Now().Add(time.Minute)))
	mergeInto(k, "5")
	require.ElementsMatch(t, []string{"close/0 set_status: skipped limited", "close/0 set_status: cancelled merged"}, ends(k.Wait(time.Hour)))
	require.Len(t, k.Done(), 1)
}

// asks is an action that waits for half an hour in the thread of a mention.
const asks = `{"do":"notify","with":{"users":["7"],"channel":"push"},"after":"30m"}`

// named is an agent's mention in a conversation, a case or both.
func named(id, kase, conversation string, at time.Time) trigger.Event {
	ev := agent(id, at)
	ev.Mention.CaseID, ev.Mention.Conversation = kase, conversation
	return ev
}

// joinCase says that the conversation belongs to case 5.
func joinCase(conversation string) func(context.Context, *trigger.Event) error {
	return func(_ context.Context, ev *trigger.Event) error {
		if m := *ev.Mention; m.Conversation == conversation {
			m.CaseID, ev.Mention = "5", &m
		}
		return nil
	}
}

// A conversation that becomes a part of a case brings its wait along: of the two the first one runs.
func TestConversationJoinsCase(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []trigger.Event
		done   string
	}{
		{"the conversation's is first", []trigger.Event{named("e1", "", "c", ten), named("e2", "5", "", ten.Add(time.Minute))}, "e1"},
		{"the case's is first", []trigger.Event{named("e2", "5", "", ten), named("e1", "", "c", ten.Add(time.Minute))}, "e2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(newItem("ask", asks)))
			k.Send(tt.events...)
			k.Engine.Refresh = joinCase("c")
			actions := k.Wait(time.Hour)
			require.ElementsMatch(t, []string{"ask/0 notify: done", "ask/0 notify: cancelled merged"}, ends(actions))
			require.Len(t, k.Calls(), 1)
			require.Equal(t, trigger.Ref{Kind: trigger.MentionItem, ID: tt.done}, k.Calls()[0].Item)
		})
	}
}

// An action that is being tried goes before one that waits in a thread that is merged with its own, whatever is due first.
func TestMergedWhileTried(t *testing.T) {
	var store schedule.Memory
	now, done := ten, map[string]int{}
	other := process(t, &store, &now, done, "other", newItem("ask", asks))
	var inside recipe.Report
	first := recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: other.Now, Workers: 1}
	action.HandleFunc(first.Handlers, func(ctx context.Context, _ action.Notify, in action.Input) (err error) {
		done["first "+in.Event.ID]++
		inside, err = other.Tick(ctx)
		return err
	})
	require.NoError(t, first.Load(parse(t, set(newItem("ask", asks)))))
	for _, ev := range []trigger.Event{named("e2", "5", "", ten.Add(time.Minute)), named("e1", "", "c", ten)} {
		_, err := first.Handle(t.Context(), ev)
		require.NoError(t, err)
	}
	other.Refresh = joinCase("c")
	first.Refresh = func(_ context.Context, ev *trigger.Event) error {
		if ev.ID == "e1" {
			return errors.New("not now") // it is left to the other process
		}
		return nil
	}
	now = ten.Add(31 * time.Minute)
	_, err := first.Tick(t.Context())
	require.NoError(t, err)
	now = ten.Add(40 * time.Minute)
	report, err := other.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"ask/0 notify: cancelled merged"}, ends(append(inside.Actions, report.Actions...)))
	require.Equal(t, map[string]int{"first e2": 1}, done)
}

// A case that moves to another topic is no other thread, and a dead wait of it that is tried again is its own.
func TestRetriedAfterTopicMoved(t *testing.T) {
	k := recipetest.Load(t, set(newItem("ask", asks)))
	k.Fail("notify", action.Permanent(errors.New("no")))
	ev := named("e1", "5", "", ten)
	ev.Mention.Contact.ID = "ada"
	k.Send(ev)
	k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
		m := *ev.Mention
		m.Topic, ev.Mention = "sales", &m
		return nil
	}
	require.Equal(t, []string{"ask/0 notify: failed"}, ends(k.Wait(time.Hour)))
	dead, err := k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, dead, 1)
	require.NoError(t, k.Engine.Retry(t.Context(), dead[0].Key))
	require.Equal(t, []string{"ask/0 notify: done"}, ends(k.Wait(time.Hour)))
}
