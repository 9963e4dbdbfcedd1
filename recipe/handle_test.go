package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// Each gate has its own outcome, and the first that does not hold is the one that is told.
func TestGates(t *testing.T) {
	k := recipetest.Load(t, `{"format":1,
		"calendars":{"office":{"zone":"UTC","week":{"monday":["09:00-12:00"]}}},
		"recipes":[
		{"id":"off","name":"n","trigger":{"on":"new_item","topics":["x"]},"filter":"false","actions":[`+tagA+`]},
		{"id":"trigger","name":"n","enabled":true,"trigger":{"on":"case_updated","topics":["x"]},"filter":"false","actions":[`+tagA+`]},
		{"id":"topic","name":"n","enabled":true,"trigger":{"on":"new_item","topics":["x"]},"filter":"false","actions":[`+tagA+`]},
		{"id":"filter","name":"n","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"mention.service == 'email'","hours":{"calendar":"office","when":"outside"},"actions":[`+tagA+`]},
		{"id":"hours","name":"n","enabled":true,"trigger":{"on":"new_item","all_topics":true},"hours":{"calendar":"office","when":"outside"},"actions":[`+tagA+`]},
		{"id":"broken","name":"n","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"number(mention.title) > 3","actions":[`+tagA+`]},
		{"id":"fires","name":"n","enabled":true,"trigger":{"on":"new_item","all_topics":true},"hours":{"calendar":"office","when":"during"},"actions":[`+tagA+`]}]}`)
	ev := customer("e1", ten)
	ev.Mention.Title = "three"
	explained := k.Engine.Explain(ev)
	require.Equal(t, []string{"off: disabled", "trigger: other_trigger", "topic: other_topic", "filter: filtered_out",
		"hours: outside_hours", "broken: failed filter_error", "fires: fired"}, outcomes(explained))
	require.Len(t, explained[3].Tests, 1)
	require.Equal(t, "mention.service", explained[3].Tests[0].Values[0].Path)
	require.Equal(t, "twitter", explained[3].Tests[0].Values[0].Value)
	require.ErrorContains(t, explained[5].Err, "filter: line 1, column 1: ")
	require.Equal(t, recipe.Planned, explained[6].Actions[0].Outcome)

	for _, want := range explained {
		one, err := k.Engine.ExplainRecipe(want.Recipe, ev)
		require.NoError(t, err)
		require.Equal(t, want, one)
	}
	_, err := k.Engine.ExplainRecipe("nobody", ev)
	require.ErrorIs(t, err, recipe.ErrNoRecipe)

	planned := k.Engine.Plan(ev)
	require.Equal(t, []string{"broken: failed filter_error", "fires: fired"}, outcomes(planned))
	require.Empty(t, k.Calls(), "neither does anything")
	require.Empty(t, k.History.Find(history.Query{}))

	report := k.Send(ev)
	require.Equal(t, outcomes(planned), outcomes(report.Decisions))
	require.Equal(t, []string{`add_tags mention/e1 {"tags":["a"]}`}, k.Done())
	broken := k.History.Find(history.Query{Recipe: "broken"})
	require.Len(t, broken, 1, "a filter that fails is in the history, and is not a triggered recipe")
	require.Equal(t, []string{"failed", "filter_error"}, []string{broken[0].Outcome, broken[0].Reason})
	require.False(t, k.History.Triggered("broken", trigger.Ref{Kind: "mention", ID: "e1"}))
}

func TestRepeated(t *testing.T) {
	k := recipetest.Load(t, set(newItem("r", tagA), one("n", `{"on":"case_updated","all_topics":true}`, "", tagA)))
	require.False(t, k.Send(customer("e1", ten)).Repeated)
	again := k.Send(customer("e1", ten.Add(time.Hour)))
	require.True(t, again.Repeated)
	require.Equal(t, []string{"r: repeated applied"}, outcomes(again.Decisions))
	require.Len(t, k.Done(), 1)
}

// All recipes decide on the event as it came: the effect of one is not seen by another.
func TestOneSnapshot(t *testing.T) {
	k := recipetest.New(t)
	ev := customer("e1", ten)
	action.HandleFunc(k.Handlers, func(context.Context, action.AddTags, action.Input) error {
		ev.Mention.Tags = append(ev.Mention.Tags, "a")
		return nil
	})
	k.Load(set(newItem("first", tagA), one("second", `{"on":"new_item","all_topics":true}`, `"filter":"'a' in mention.tags"`, tagB)))
	require.Equal(t, []string{"first: fired"}, outcomes(k.Send(ev).Decisions))
}

// The error of a handler decides the outcome of the action, and of the decision.
func TestAnswers(t *testing.T) {
	down := errors.New("desk is down")
	for _, tt := range []struct {
		name     string
		answer   error
		step     recipe.Outcome
		reason   recipe.Reason
		decision recipe.Outcome
	}{
		{"done", nil, recipe.Done, "", recipe.Fired},
		{"unchanged", action.ErrUnchanged, recipe.Done, "", recipe.Fired},
		{"unchanged, wrapped", fmt.Errorf("tags: %w", action.ErrUnchanged), recipe.Done, "", recipe.Fired},
		{"skip", action.Skip("no_reason_at_all"), recipe.Skipped, "no_reason_at_all", recipe.Skipped},
		{"fails, to be tried again", down, recipe.Waiting, "", recipe.Waiting},
		{"asks for another try", action.Retry(time.Minute, down), recipe.Waiting, "", recipe.Waiting},
		{"fails for good", action.Permanent(down), recipe.Failed, "", recipe.Failed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			k.Fail("add_tags", tt.answer)
			k.Load(set(newItem("r", tagA)))
			report := k.Send(customer("e1", ten))
			d, s := report.Decisions[0], report.Decisions[0].Actions[0]
			require.Equal(t, tt.step, s.Outcome)
			require.Equal(t, tt.decision, d.Outcome)
			require.Equal(t, tt.reason, s.Reason)
			require.Equal(t, 1, s.Attempt)
			if tt.step == recipe.Waiting || tt.step == recipe.Failed {
				require.ErrorIs(t, s.Err, down)
			}
			entries := k.History.Find(history.Query{Action: "add_tags"})
			require.Len(t, entries, 1)
			require.Equal(t, string(tt.step), entries[0].Outcome)
			require.Equal(t, tt.answer == nil, entries[0].Changed)
		})
	}
}

// A failure stays where it is: the other actions and recipes run.
func TestFailureIsAlone(t *testing.T) {
	k := recipetest.New(t)
	action.HandleFunc(k.Handlers, func(_ context.Context, c action.RemoveTags, _ action.Input) error { panic("boom") })
	k.Fail("edit", action.Permanent(errors.New("no")))
	edit := `{"do":"edit","with":{"property":"category","value":"x"}}`
	k.Load(set(
		newItem("partial", edit, tagA),
		one("panics", `{"on":"case_mention","all_topics":true}`, "", tagA, `{"do":"remove_tags","with":{"tags":["x"]}}`, tagB),
		newItem("fine", tagC)))
	report := k.Send(customer("e1", ten))
	require.Equal(t, []string{"partial: partial", "panics: partial panic", "fine: fired"}, outcomes(report.Decisions))
	require.Equal(t, []string{"panics/0 add_tags: done", "panics/1 remove_tags: failed panic", "panics/2 add_tags: done"}, ends(report.Decisions[1].Actions))
	require.Equal(t, recipe.Panicked, report.Decisions[1].Reason)
	require.ErrorContains(t, report.Decisions[1].Err, "actions[1]: panic: boom")
	require.Len(t, k.Done(), 4)
	require.Empty(t, k.Wait(100*time.Hour), "neither a panic nor a permanent failure is tried again")
}

func TestOnError(t *testing.T) {
	edit := func(onError string) string {
		return `{"do":"edit","with":{"property":"category","value":"x"},"on_error":"` + onError + `"}`
	}
	later := `{"do":"resolve","after":"1h"}`
	t.Run("continue", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("edit", action.Permanent(errors.New("no")))
		k.Load(set(newItem("r", edit("continue"), tagA)))
		require.Equal(t, []string{"r/0 edit: failed", "r/1 add_tags: done"}, ends(k.Send(customer("e1", ten)).Decisions[0].Actions))
	})
	t.Run("stop", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("edit", action.Permanent(errors.New("no")))
		k.Load(set(newItem("r", tagB, edit("stop"), tagA, later)))
		report := k.Send(customer("e1", ten))
		require.Equal(t, []string{"r/0 add_tags: done", "r/1 edit: failed", "r/2 add_tags: skipped stopped", "r/3 resolve: skipped stopped"},
			ends(report.Decisions[0].Actions))
		k.Wait(2 * time.Hour)
		require.Equal(t, []string{`add_tags mention/e1 {"tags":["b"]}`}, k.Done())
	})
	t.Run("stop, and all goes well", func(t *testing.T) {
		k := recipetest.Load(t, set(newItem("r", edit("stop"), tagA, edit("stop"), later)))
		report := k.Send(customer("e1", ten))
		require.Equal(t, []string{"r/0 edit: done", "r/1 add_tags: done", "r/2 edit: done", "r/3 resolve: waiting"}, ends(report.Decisions[0].Actions))
		require.Equal(t, []string{"r/3 resolve: done"}, ends(k.Wait(time.Hour)))
	})
	t.Run("stop, tried again", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("edit", action.Retry(time.Minute, errors.New("not now")))
		k.Load(set(newItem("r", edit("stop"), tagA, later)))
		report := k.Send(customer("e1", ten))
		require.Equal(t, []string{"r/0 edit: waiting", "r/1 add_tags: waiting", "r/2 resolve: waiting"}, ends(report.Decisions[0].Actions),
			"what comes behind waits with it")
		require.Empty(t, k.Done())
		reports := k.Wait(time.Minute)
		require.Equal(t, []string{"r/0 edit: done", "r/2 resolve: waiting", "r/1 add_tags: done"}, ends(reports))
		require.Equal(t, ten.Add(time.Hour), reports[1].Due, "it counts from the event")
	})
}

// Tries go on with growing waits for about a day, with one key, and end as a dead entry.
func TestRetries(t *testing.T) {
	k := recipetest.New(t)
	for range recipe.MaxAttempts {
		k.Fail("add_tags", errors.New("down"))
	}
	k.Load(set(newItem("r", tagA)))
	report := k.Send(customer("e1", ten))
	require.Equal(t, recipe.Waiting, report.Decisions[0].Outcome)
	reports := k.Wait(48 * time.Hour)
	require.Len(t, reports, recipe.MaxAttempts-1)
	require.Equal(t, recipe.Failed, reports[len(reports)-1].Outcome)

	calls := k.Calls()
	require.Len(t, calls, recipe.MaxAttempts)
	plain := []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute,
		time.Hour, 3 * time.Hour, 7 * time.Hour, 12 * time.Hour}
	for i, c := range calls {
		require.Equal(t, calls[0].Key, c.Key, "one action, one key")
		require.Equal(t, i+1, c.Attempt)
		if i > 0 {
			wait := c.At.Sub(calls[i-1].At)
			require.InDelta(t, plain[i-1].Seconds(), wait.Seconds(), plain[i-1].Seconds()/5+1, "try %d", i+1)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	k := recipetest.New(t)
	k.Fail("add_tags", action.Retry(7*time.Minute, errors.New("busy")))
	k.Load(set(newItem("r", tagA)))
	s := k.Send(customer("e1", ten)).Decisions[0].Actions[0]
	require.Equal(t, ten.Add(7*time.Minute), s.Due)
	require.Equal(t, []string{"r/0 add_tags: done"}, ends(k.Wait(7*time.Minute)))
}

func TestRetryOfDeadLetters(t *testing.T) {
	k := recipetest.New(t)
	k.Fail("add_tags", action.Permanent(errors.New("no")), nil)
	k.Load(set(newItem("r", tagA), newItem("later", `{"do":"resolve","after":"1m"}`)))
	k.Send(customer("e1", ten))
	k.Fail("resolve", action.Permanent(errors.New("no")))
	k.Wait(time.Hour)
	dead, err := k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, dead, 2)
	again, err := k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Equal(t, dead, again, "listing changes nothing")
	first := dead[0]
	require.Equal(t, "r", first.Recipe)
	require.Equal(t, "add_tags", first.Do)
	require.Equal(t, "e1", first.Event)
	require.Equal(t, "mention/e1", first.Item.String())
	require.Equal(t, ten, first.Since)

	require.NoError(t, k.Engine.Retry(t.Context(), first.Key))
	require.ErrorIs(t, k.Engine.Retry(t.Context(), first.Key), recipe.ErrNoDeadLetter)
	require.Equal(t, []string{"r/0 add_tags: done"}, ends(k.Wait(0)))
	calls := k.Calls()
	require.Equal(t, calls[0].Key, calls[len(calls)-1].Key)
	require.Equal(t, calls[0].Key, first.IdempotencyKey)

	require.NoError(t, k.Engine.Retry(t.Context(), dead[1].Key))
	require.Equal(t, []string{"later/0 resolve: done"}, ends(k.Wait(0)))
	require.ErrorIs(t, k.Engine.Discard(t.Context(), dead[1].Key), recipe.ErrNoDeadLetter)
	left, err := k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestDiscard(t *testing.T) {
	k := recipetest.New(t)
	k.Fail("add_tags", action.Permanent(errors.New("no")))
	k.Load(set(newItem("r", tagA)))
	k.Send(customer("e1", ten))
	dead, err := k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.NoError(t, k.Engine.Discard(t.Context(), dead[0].Key))
	require.Empty(t, k.Wait(73*time.Hour))
	require.Zero(t, k.Rows())
}

// An irreversible action whose end is unknown is not tried again.
func TestIrreversible(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer error
		want   recipe.Outcome
	}{
		{"an error that does not tell", errors.New("timeout"), recipe.Ambiguous},
		{"a permanent failure", action.Permanent(errors.New("no such post")), recipe.Failed},
		{"had no effect", action.Retry(time.Minute, errors.New("not connected")), recipe.Waiting},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			k.Fail("remove", tt.answer)
			k.Load(set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"word(mention.content, 'spam')"`,
				`{"do":"remove","with":{"how":"delete"}}`)))
			ev := customer("e1", ten)
			ev.Mention.Content = "SPAM!"
			report := k.Send(ev)
			require.Equal(t, tt.want, report.Decisions[0].Actions[0].Outcome)
			require.True(t, report.Decisions[0].Actions[0].Irreversible)
			k.Wait(48 * time.Hour)
			want := 1
			if tt.want == recipe.Waiting {
				want = 2
			}
			require.Len(t, k.Calls(), want)
		})
	}
}

// A handler that blocks is ended by its deadline, and tried again.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := recipetest.New(t)
		k.Engine.Deadline = 3 * time.Second
		action.HandleFunc(k.Handlers, func(ctx context.Context, _ action.AddTags, _ action.Input) error {
			<-ctx.Done()
			return ctx.Err()
		})
		k.Load(set(newItem("r", tagA), newItem("next", `{"do":"resolve"}`)))
		start := time.Now()
		report := k.Send(customer("e1", ten))
		require.Equal(t, 3*time.Second, time.Since(start))
		require.Equal(t, []string{"r: waiting", "next: fired"}, outcomes(report.Decisions))
		require.ErrorIs(t, report.Decisions[0].Actions[0].Err, context.DeadlineExceeded)
	})
}

// A caller that gives up between two actions loses none.
func TestCancelledCaller(t *testing.T) {
	k := recipetest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	action.HandleFunc(k.Handlers, func(context.Context, action.Resolve, action.Input) error { cancel(); return nil })
	k.Load(set(newItem("r", resolve, tagA)))
	k.Until(ten)
	report, err := k.Engine.Handle(ctx, customer("e1", ten))
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 resolve: done", "r/1 add_tags: waiting"}, ends(report.Decisions[0].Actions))
	require.Empty(t, k.Done(), "the second was not begun")
	k.Wait(time.Hour)
	require.Equal(t, []string{`add_tags mention/e1 {"tags":["a"]}`}, k.Done())

	_, err = k.Engine.Handle(ctx, customer("e2", ten))
	require.ErrorIs(t, err, context.Canceled, "nothing of the event was applied")
	require.Equal(t, []string{"r: fired"}, outcomes(k.Send(customer("e2", ten)).Decisions))
}

// Templates are filled in with the event's values, and a value that makes no valid config is a failure that is told.
func TestTemplates(t *testing.T) {
	notify := `{"do":"notify","with":{"users":["{{ mention.author.id }}"],"channel":"push"}}`
	k := recipetest.Load(t, set(newItem("r", `{"do":"add_tags","with":{"tags":["from {{ mention.service }}","plain"]}}`, notify)))
	ev := customer("e1", ten)
	ev.Mention.Author.ID = `7"}`
	k.Send(ev)
	require.Equal(t, []string{`add_tags mention/e1 {"tags":["from twitter","plain"]}`, `notify mention/e1 {"users":["7\"}"],"channel":"push"}`}, k.Done())
	report := k.Send(customer("e2", ten)) // nobody is the author
	require.Equal(t, []string{"r/0 add_tags: done", "r/1 notify: failed"}, ends(report.Decisions[0].Actions))
	require.ErrorContains(t, report.Decisions[0].Err, "actions[1]: with: users[0]: ")
}

// No report of the library has a secret.
func TestNoSecrets(t *testing.T) {
	var log strings.Builder
	k := recipetest.New(t)
	k.Engine.Logger = slog.New(slog.NewTextHandler(&log, nil))
	recipetest.Record[webhook.Config](k)
	k.Fail("webhook", action.Permanent(errors.New("refused")))
	k.Load(set(newItem("r", `{"do":"webhook","with":{"name":"w","method":"POST","url":"https://x.example/","authorization":"Bearer s3cr3t"}}`)))
	report := k.Send(customer("e1", ten))
	for name, text := range map[string]string{
		"report": fmt.Sprintf("%+v", report), "with": string(report.Decisions[0].Actions[0].With),
		"history": toJSON(t, k.History.Find(history.Query{})), "log": log.String(), "plan": string(k.Engine.Plan(customer("e2", ten))[0].Actions[0].With),
	} {
		require.NotContains(t, text, "s3cr3t", name)
		require.NotEmpty(t, text, name)
	}
	require.Equal(t, "w", k.History.Find(history.Query{Action: "webhook"})[0].Webhook)
}

func TestInvalidEvent(t *testing.T) {
	k := recipetest.Load(t, set(newItem("r", tagA)))
	_, err := k.Engine.Handle(t.Context(), trigger.Event{Kind: trigger.MentionCreated})
	require.EqualError(t, err, "event \"\": id: missing\nat: missing\nmention: missing in a mention_created event")
	var refused *trigger.RefusedError
	require.ErrorAs(t, err, &refused)
	require.Len(t, trigger.FieldErrors(refused.Err), 3)
	polled := trigger.Event{ID: "e1", Kind: trigger.RecordPolled, At: ten, Record: &trigger.Record{ID: "r1"}}
	_, err = k.Engine.Handle(t.Context(), polled)
	require.ErrorAs(t, err, &refused, "it would be refused again")
	require.Zero(t, k.Rows())
}

// An event that JSON cannot hold is refused as a whole.
func TestEventThatCannotBeKept(t *testing.T) {
	k := recipetest.Load(t, set(newItem("r", tagA)))
	ev := customer("e1", ten)
	loop := map[string]any{}
	loop["self"] = loop
	ev.Mention.Fields = loop
	_, err := k.Engine.Handle(t.Context(), ev)
	require.ErrorContains(t, err, "cannot be kept")
	var refused *trigger.RefusedError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "e1", refused.ID)
	require.Empty(t, k.Calls())
	ev.Mention.Fields = nil
	require.Equal(t, []string{"r: fired"}, outcomes(k.Send(ev).Decisions))
}

func TestZeroEngine(t *testing.T) {
	var e recipe.Engine
	report, err := e.Handle(t.Context(), customer("e1", ten))
	require.NoError(t, err)
	require.Empty(t, report.Decisions)
	report, err = e.Tick(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Actions)
	require.Empty(t, e.Explain(customer("e1", ten)))
	require.NoError(t, e.Load(recipe.Set{}))
	require.ErrorContains(t, e.Load(parse(t, set(newItem("r", tagA)))), "there is one for missing; write the kind of the action")
}
