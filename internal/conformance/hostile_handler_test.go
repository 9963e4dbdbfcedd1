package conformance_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// A handler that panics is an error of its own action; the others run, and it can be retried once it is mended.
func TestHandlerPanics(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	broken := true
	action.HandleFunc(k.Handlers, func(context.Context, action.Resolve, action.Input) error {
		if broken {
			panic("index out of range")
		}
		return nil
	})
	k.Load(set(rule("r", newItem, do("resolve", `{}`)+","+tag("a")), rule("other", newItem, tag("b"))))
	r := k.Send(arrives("10:00", message("m1", "Hello")))
	require.Equal(t, []string{"failed panic", "done"}, outcomes(r))
	require.Equal(t, recipe.Partial, r.Decisions[0].Outcome)
	require.Equal(t, recipe.Panicked, r.Decisions[0].Reason)
	require.ErrorContains(t, r.Decisions[0].Err, "index out of range")
	require.Equal(t, recipe.Fired, r.Decisions[1].Outcome)
	require.Equal(t, []string{`add_tags mention/m1 {"tags":["a"]}`, `add_tags mention/m1 {"tags":["b"]}`}, k.Done())
	require.Empty(t, k.Wait(100*time.Hour), "it is not tried again by itself")

	dead, err := k.Engine.DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, dead, 1)
	broken = false
	require.NoError(t, k.Engine.Retry(t.Context(), dead[0].Key))
	reports := k.Wait(time.Second)
	require.Len(t, reports, 1)
	require.Equal(t, recipe.Done, reports[0].Outcome)
}

// A handler that blocks is given up at its deadline: its action is tried again, or ambiguous if that could do harm.
func TestHandlerBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := &recipe.Engine{Handlers: new(action.Handlers), Now: time.Now, Deadline: 5 * time.Second}
		tries := 0
		action.HandleFunc(e.Handlers, func(ctx context.Context, _ action.AddTags, _ action.Input) error {
			if tries++; tries == 1 {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		})
		action.HandleFunc(e.Handlers, func(ctx context.Context, _ action.Remove, _ action.Input) error {
			<-ctx.Done()
			return ctx.Err()
		})
		action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { return nil })
		parsed, err := recipe.Decode([]byte(`{"format":1,"recipes":[` +
			rule("r", newItem, tag("a")+","+do("remove", `{"how":"hide"}`)+","+do("resolve", `{}`)) + `]}`))
		require.NoError(t, err)
		require.NoError(t, e.Load(parsed))

		start := time.Now()
		m := message("m1", "Hello")
		r, err := e.Handle(t.Context(), event(trigger.MentionCreated, start, &m, nil))
		require.NoError(t, err)
		require.Equal(t, []string{"waiting", "ambiguous", "done"}, outcomes(r))
		require.Equal(t, 10*time.Second, time.Since(start), "two deadlines")
		again := r.Decisions[0].Actions[0]
		require.ErrorIs(t, again.Err, context.DeadlineExceeded)

		time.Sleep(time.Until(again.Due))
		r, err = e.Tick(t.Context())
		require.NoError(t, err)
		require.Len(t, r.Actions, 1)
		require.Equal(t, recipe.Done, r.Actions[0].Outcome)
		require.Equal(t, again.Key, r.Actions[0].Key)
		require.Equal(t, 2, tries)
	})
}

// A caller that gives up loses nothing: before an event is applied it can be sent again, afterwards its actions go on.
func TestCallerGivesUp(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	action.HandleFunc(k.Handlers, func(ctx context.Context, _ action.Resolve, _ action.Input) error {
		cancel()
		return ctx.Err()
	})
	k.Load(set(rule("r", newItem, do("resolve", `{}`)+","+tag("a"))))
	ev := arrives("10:00", message("m1", "Hello"))
	k.Until(ev.At)
	r, err := k.Engine.Handle(ctx, ev)
	require.NoError(t, err)
	require.Equal(t, []string{"waiting", "waiting"}, outcomes(r))

	other := arrives("10:00", message("m2", "Hello"))
	_, err = k.Engine.Handle(ctx, other)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []string{"r"}, ran(k.Send(other)))
	k.Wait(time.Hour)
	require.ElementsMatch(t, []string{`add_tags mention/m1 {"tags":["a"]}`, `add_tags mention/m2 {"tags":["a"]}`}, k.Done())
	require.Len(t, k.History.Find(history.Query{Action: "resolve", Outcome: "done"}), 2)
}

// When the history panics the event is not applied, and can be sent again.
func TestHistoryPanics(t *testing.T) {
	t.Parallel()
	k := cook(t, rule("r", newItem, tag("a")))
	broken := true
	k.Engine.History = history.RecorderFunc(func(ctx context.Context, entries ...history.Entry) error {
		if broken {
			panic("no disk")
		}
		return k.History.Record(ctx, entries...)
	})
	ev := arrives("10:00", message("m1", "Hello"))
	_, err := k.Engine.Handle(t.Context(), ev)
	require.ErrorContains(t, err, "no disk")
	require.Empty(t, k.Calls())
	broken = false
	require.Equal(t, []string{"r"}, ran(k.Send(ev)))
	require.Len(t, k.Done(), 1)
}

// When the item cannot be read again, a wait is put off and not lost.
func TestRefreshFails(t *testing.T) {
	t.Parallel()
	k := cook(t, quietCase)
	tries := 0
	k.Engine.Refresh = func(context.Context, *trigger.Event) error {
		if tries++; tries < 3 {
			return errors.New("no connection")
		}
		return nil
	}
	k.Send(arrives("10:00", of("5", answer("m1"))))
	k.Until(at("11:00"))
	require.Equal(t, []string{resolved}, k.Done())
	require.Equal(t, 3, tries)
}

// A filter that cannot be evaluated is an error of its recipe, not a "no", and the others run.
func TestFilterFails(t *testing.T) {
	t.Parallel()
	k := cook(t,
		rule("number", onRecord, do("slack", `{"channel":"#a","text":"Look"}`), filtered("number(record.Rating) < 3")),
		rule("other", onRecord, do("slack", `{"channel":"#b","text":"Look"}`)))
	r := k.Send(comes("10:00", "r1", map[string]any{"Rating": "many"}))
	require.Len(t, r.Decisions, 2)
	require.Equal(t, recipe.Failed, r.Decisions[0].Outcome)
	require.Equal(t, recipe.FilterError, r.Decisions[0].Reason)
	require.ErrorContains(t, r.Decisions[0].Err, "line 1, column")
	require.Equal(t, []string{`slack record/r1 {"channel":"#b","text":"Look"}`}, k.Done())
	require.Len(t, k.History.Find(history.Query{Recipe: "number", Outcome: "failed"}), 1)
}

// Nothing of a request but its host stands in a report or in the history.
func TestRequestsInReports(t *testing.T) {
	k := receiving(t, rule("r", newItem, do("webhook", `{"name":"n","url":"$URL/t0ken?k=t0ken","authorization":"Bearer t0ken","body":"{\"a\":\"t0ken {{ mention.content }}\"}"}`)))
	report := k.Send(arrives("10:00", message("m1", "t0ken")))
	require.Len(t, k.got, 1)
	require.Contains(t, k.got[0].body, "t0ken t0ken")
	shown, err := json.Marshal(report)
	require.NoError(t, err)
	require.Contains(t, string(shown), k.url)
	require.NotContains(t, string(shown), "t0ken")
	require.NotContains(t, fmt.Sprint(k.History.Find(history.Query{})), "t0ken")
}
