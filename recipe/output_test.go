package recipe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// review is a record that comes in.
func review(id string, fields map[string]any) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.RecordReceived, At: ten, Record: &trigger.Record{Source: "reviews", ID: id, Fields: fields}}
}

// workflow is a recipe on records.
func workflow(actions ...string) string {
	return `{"id":"w","name":"W","enabled":true,"trigger":{"on":"record"},"actions":[` + strings.Join(actions, ",") + `]}`
}

const (
	open  = `{"do":"ticket","id":"ticket","with":{"name":"Review {{ record.id }}","owner":"ada"}}`
	tell  = `{"do":"slack","with":{"channel":"#r","text":"{{ task.ticket.id }} {{ task.ticket.token }} {{ task.ticket.big }}"}}`
	later = `{"do":"email","with":{"to":["a@example.com"],"subject":"{{ task.ticket.id }}","text":"x"},"after":"1h"}`
)

// opens returns a kitchen whose ticket handler finds something out, and may fail.
func opens(t *testing.T, fail func(try int) error, recipes ...string) *recipetest.Kitchen {
	k := recipetest.New(t)
	try := 0
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
		try++
		in.Output.Set("id", fmt.Sprint("T", try))
		in.Output.Set("big", int64(12345678901234567))
		in.Output.Hide("token", "s3cret")
		return fail(try)
	})
	k.Load(set(recipes...))
	return k
}

func fine(int) error { return nil }

// The output of an action is read by the texts of later ones, now or after a wait.
func TestOutputs(t *testing.T) {
	k := opens(t, fine, workflow(open, tell, later, `{"do":"slack","with":{"channel":"#s","text":"plain"}}`))
	report := k.Send(review("1", nil))
	require.Equal(t, []string{"w/0 ticket: done", "w/1 slack: done", "w/2 email: waiting", "w/3 slack: done"}, ends(report.Decisions[0].Actions))
	k.Until(ten.Add(2 * time.Hour))
	require.Equal(t, []string{
		`slack record/1 {"channel":"#r","text":"T1 s3cret 12345678901234567"}`,
		`slack record/1 {"channel":"#s","text":"plain"}`,
		`email record/1 {"to":["a@example.com"],"subject":"T1","text":"x"}`,
	}, k.Done())
}

// An action that reads an output waits for the action that sets it, and is begun after that however it ends.
func TestOutputsOfFailures(t *testing.T) {
	k := opens(t, func(try int) error {
		if try == 1 {
			return action.Retry(time.Minute, errors.New("busy"))
		}
		return nil
	}, workflow(open, tell))
	report := k.Send(review("1", nil))
	require.Equal(t, []string{"w/0 ticket: waiting", "w/1 slack: waiting"}, ends(report.Decisions[0].Actions))
	require.Empty(t, k.Done())
	k.Until(ten.Add(time.Hour))
	require.Equal(t, []string{`slack record/1 {"channel":"#r","text":"T2 s3cret 12345678901234567"}`}, k.Done())

	k = opens(t, func(int) error { return action.Permanent(errors.New("no")) }, workflow(open, tell))
	k.Send(review("1", nil))
	require.Len(t, k.Done(), 1, "an action that failed keeps the others from nothing")

	k = opens(t, func(int) error { return action.Permanent(errors.New("no")) }, workflow(strings.Replace(open, `"id"`, `"on_error":"stop","id"`, 1), tell))
	report = k.Send(review("1", nil))
	require.Equal(t, []string{"w/0 ticket: failed", "w/1 slack: skipped stopped"}, ends(report.Decisions[0].Actions))
}

// An output that cannot be kept is replaced, and harms nothing else.
func TestOddOutputs(t *testing.T) {
	for name, v := range map[string]any{"cannot be written as JSON": func() {}, "too long": strings.Repeat("x", action.MaxOutput)} {
		k := recipetest.New(t)
		action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
			in.Output.Set("x", v)
			return nil
		})
		k.Load(set(workflow(open, `{"do":"slack","with":{"channel":"#r","text":"{{ task.ticket.omitted }}"}}`)))
		k.Send(review("1", nil))
		require.Equal(t, []string{`slack record/1 {"channel":"#r","text":"` + name + `"}`}, k.Done())
		log := k.History.Find(history.Query{Action: "ticket"})
		require.Len(t, log, 1)
		require.Equal(t, history.Document(`{"omitted":"`+name+`"}`), log[0].Output)
	}
}

func TestOutputFaults(t *testing.T) {
	for actions, want := range map[string]string{
		tell: "actions[0].with: reads task.ticket, and no action before it has that id",
		strings.Replace(open, `"id":"ticket"`, `"id":"a b"`, 1): `actions[0].id: "a b" is not a lower-case letter followed by up to 63 of a-z, 0-9, _ and -`,
		open + "," + open: `actions[1].id: "ticket" is the id of an action before it too`,
		strings.Replace(open, `"id"`, `"after":"1m","id"`, 1) + "," + tell:                      "actions[1].with: reads task.ticket, and that action is not carried out at once and once",
		strings.Replace(open, `"id"`, `"repeat":{"every":"1h","times":2},"id"`, 1) + "," + tell: "actions[1].with: reads task.ticket, and that action is not carried out at once and once",
	} {
		k := recipetest.Load(t, set())
		require.EqualError(t, k.Engine.Check(parse(t, set(workflow(actions)))), "recipe w: "+want)
	}
}

// The report of a run: its input, and each action's output or error, without what is hidden.
func TestRunReports(t *testing.T) {
	k := opens(t, fine, workflow(open, tell, later))
	k.Fail("slack", action.Permanent(errors.New("no such channel")))
	k.Send(review("1", map[string]any{"rating": 1, "text": "bad"}))
	runs := history.Runs(k.History.Find(history.Query{}))
	require.Len(t, runs, 1)
	require.Equal(t, []any{history.Running, history.Document(`{"rating":1,"text":"bad"}`), 3}, []any{runs[0].Status, runs[0].Input, len(runs[0].Actions)})
	k.Until(ten.Add(2 * time.Hour))
	runs = history.Runs(k.History.Find(history.Query{}), history.PartiallyFailed)
	require.Len(t, runs, 1)
	require.Equal(t, []history.Action{
		{Place: 1, Do: "ticket", At: ten, Outcome: "done", Attempts: 1, Output: `{"big":12345678901234567,"id":"T1"}`},
		{Place: 2, Do: "slack", At: ten, Outcome: "failed", Attempts: 1, Error: "no such channel"},
		{Place: 3, Do: "email", At: ten.Add(time.Hour), Outcome: "done", Attempts: 1},
	}, runs[0].Actions)
	require.Equal(t, ten.Add(time.Hour), runs[0].Finished)
	require.NotContains(t, toJSON(t, k.History.Find(history.Query{})), "s3cret")
}

// An edit between an action and the one that reads it lets that one go on.
func TestOutputsOfEditedRecipe(t *testing.T) {
	k := opens(t, func(try int) error {
		if try == 1 {
			return action.Retry(time.Hour, errors.New("busy"))
		}
		return nil
	}, workflow(open, tell))
	k.Send(review("1", nil))
	k.Load(set(workflow(strings.Replace(open, "Review", "The review", 1), tell)))
	reports := k.Until(ten.Add(2 * time.Hour))
	require.Equal(t, []string{"w/0 ticket: done", "w/1 slack: done"}, ends(reports))
}

// A task that reads outputs and fails when it is filled in stops those after it.
func TestStopOfTaskThatReads(t *testing.T) {
	k := opens(t, fine, workflow(open,
		`{"do":"email","with":{"to":["{{ task.ticket.nobody }}"],"subject":"s","text":"x"},"on_error":"stop"}`,
		`{"do":"slack","with":{"channel":"#r","text":"all went well"}}`))
	report := k.Send(review("1", nil))
	require.Equal(t, []string{"w/0 ticket: done", "w/1 email: failed", "w/2 slack: skipped stopped"}, ends(report.Decisions[0].Actions))
}

// A text reads the output of another action, however it is written.
func TestReads(t *testing.T) {
	for _, text := range []string{
		`{{\ntask.ticket.id }}`, `{{\ttask.ticket.id }}`, `\u007b\u007b task.ticket.id }}`,
		`{{ record.x == \"}\" ? \"\" : task.ticket.id }}`,
	} {
		k := opens(t, fine, workflow(open, `{"do":"slack","with":{"channel":"#r","text":"`+text+`"}}`))
		k.Send(review("1", nil))
		require.Equal(t, []string{`slack record/1 {"channel":"#r","text":"T1"}`}, k.Done(), text)
	}
}

// An edit while a task with an output is being tried again forgets no polled record.
func TestEditBehindOutput(t *testing.T) {
	text := strings.Replace(approvals, `"actions":[`, `"actions":[`+open+`,`, 1)
	text = strings.Replace(text, `{{ record.title }}`, `{{ task.ticket.id }}`, 1)
	text = strings.Replace(text, `"name":"Review {{ record.id }}"`, `"name":"x"`, 1)
	k := recipetest.New(t)
	f := &feed{now: k.Now, items: []string{ticket("INC1", "Laptop")}}
	k.Engine.Sources = recipe.Sources{"itsm": f.fetch}
	try := 0
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
		if try++; try == 1 {
			return action.Retry(time.Minute, errors.New("busy"))
		}
		in.Output.Set("id", "T1")
		return nil
	})
	k.Load(set(text))
	k.Until(nine)
	k.Load(set(strings.Replace(text, "Chase approvals", "Chase", 1)))
	k.Until(nine.Add(24 * time.Hour))
	require.Len(t, sent(k), 3)
}

// An action that reads an output is cancelled when its record is gone.
func TestChainAfterResolved(t *testing.T) {
	text := strings.Replace(approvals, `"actions":[`, `"actions":[`+strings.Replace(open, `Review {{ record.id }}`, "x", 1)+`,`, 1)
	k, f := polled(t, strings.Replace(text, `{{ record.title }}`, `{{ task.ticket.id }}`, 1))
	f.items = []string{ticket("INC1", "Laptop")}
	k.Fail("ticket", action.Retry(2*time.Hour, errors.New("down")))
	k.Until(nine)
	f.items = nil
	k.Until(nine.Add(10 * time.Hour))
	for _, c := range k.Calls() {
		require.NotEqual(t, "message", c.Do)
	}
}

// An answer with a number that fits no float.
func TestOutputInfinite(t *testing.T) {
	k := recipetest.New(t)
	calls := 0
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
		calls++
		in.Output.Hide("body", json.RawMessage(`{"x":1e999}`))
		return nil
	})
	k.Load(set(workflow(open, `{"do":"slack","with":{"channel":"#r","text":"x {{ task.ticket.id }}"}}`)))
	k.Sleep(ten)
	_, _ = k.Engine.Handle(t.Context(), review("1", nil))
	for at := ten; at.Before(ten.Add(time.Hour)); at = at.Add(time.Minute) {
		k.Engine.Now = func() time.Time { return at }
		_, _ = k.Engine.Tick(t.Context())
	}
	require.Equal(t, 1, calls)
}

// An answer that is nested so that the row cannot be read.
func TestOutputNested(t *testing.T) {
	k := recipetest.New(t)
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
		in.Output.Hide("body", json.RawMessage(strings.Repeat("[", 9998)+strings.Repeat("]", 9998)))
		return nil
	})
	k.Load(set(workflow(open, later)))
	k.Send(review("1", nil))
	ev := review("1", nil)
	ev.ID, ev.At = "2", ten.Add(time.Minute)
	k.Send(ev)
	k.Until(ten.Add(10 * time.Hour))
}

// A name of an output that there is not is a fault.
func TestUnknownOutput(t *testing.T) {
	s, err := recipe.Decode([]byte(set(workflow(open, `{"do":"slack","with":{"channel":"#r","text":"{{ task.tikcet.id }}"}}`))))
	require.NoError(t, err)
	k := opens(t, fine)
	require.Error(t, k.Engine.Check(s))
}

// A path of a poll without a name in the way; null documents; scalars.
func TestCaseOfConfigMembers(t *testing.T) {
	var hs action.Handlers
	action.HandleFunc(&hs, func(context.Context, action.WebService, action.Input) error { return nil })
	with := json.RawMessage(`{"METHOD":"GET","URL":"https://u:p@example.com/s3cret","Authorization":"Bearer s3cret"}`)
	_, err := hs.Decode("web_service", with)
	t.Log(err)
	if err == nil {
		require.NotContains(t, string(hs.Report("web_service", with)), "s3cret")
	}
}

// A waiting action after one that is tried again: an answer cancels it, and its time is its own.
func TestAfterBehindAs(t *testing.T) {
	k := recipetest.New(t)
	n := 0
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
		if n++; n == 1 {
			return action.Retry(3*time.Hour, errors.New("busy"))
		}
		return nil
	})
	k.Load(set(workflow(open, `{"do":"slack","with":{"channel":"#r","text":"plain"},"after":"1h"}`)))
	k.Send(review("1", nil))
	k.Until(ten.Add(10 * time.Hour))
	for _, c := range k.Calls() {
		require.Equal(t, "11:00", c.At.Format("15:04"))
	}
}

// Errors of configs that are filled in hold no secret.
func TestSecretInError(t *testing.T) {
	k := recipetest.New(t)
	k.Load(set(workflow(`{"do":"web_service","with":{"method":"GET","url":"https://example.com/","authorization":"Bearer {{ record.token }}","headers":{"X-Key":"{{ record.token }}"}}}`,
		`{"do":"web_service","with":{"method":"GET","url":"https://{{ record.host }}/s3cret"}}`)))
	k.Send(review("1", map[string]any{"token": "s3cret\ns3cret", "host": " s3cret%zz@@x"}))
	for _, e := range k.History.Find(history.Query{}) {
		require.NotContains(t, e.Error, "s3cret")
	}
}

// A task that reads two outputs waits for both.
func TestReadsSecondOutput(t *testing.T) {
	k := opens(t, fine, workflow(open, strings.Replace(open, `"id":"ticket"`, `"id":"second"`, 1),
		`{"do":"slack","with":{"channel":"#r","text":"{{ task.second.id }}"}}`))
	k.Send(review("1", nil))
	require.Equal(t, []string{`slack record/1 {"channel":"#r","text":"T2"}`}, k.Done())
}

// An answer within the limit is handed on, whatever its letters.
func TestOutputEscapes(t *testing.T) {
	k := recipetest.New(t)
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
		in.Output.Set("status", 200)
		in.Output.Hide("body", strings.Repeat("<b>", 300_000))
		return nil
	})
	k.Load(set(workflow(open, `{"do":"slack","with":{"channel":"#r","text":"status {{ task.ticket.status }}"}}`)))
	k.Send(review("1", nil))
	require.Equal(t, []string{`slack record/1 {"channel":"#r","text":"status 200"}`}, k.Done())
}
