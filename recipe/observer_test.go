package recipe_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// ear is an observer that writes each observation down, as "action e: recipe/action outcome 10:00:00-10:00:05, lag 0s".
type ear struct {
	mu    sync.Mutex
	heard []string
	all   []recipe.Observation
}

func (e *ear) Observe(_ context.Context, o recipe.Observation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	text := "event " + o.Event.ID
	switch {
	case o.Action != nil:
		of := ""
		if o.Decision == nil {
			of = ", of an earlier event"
		}
		text = fmt.Sprintf("action %s: %s/%s %s%s", o.Event.ID, o.Action.Recipe, o.Action.Action, o.Action.Outcome, of)
		if !o.CameDue.IsZero() {
			text += fmt.Sprintf(", due %s, lag %s", o.CameDue.Format(time.TimeOnly), o.Lag())
		}
	case o.Decision != nil:
		text = fmt.Sprintf("decision %s: %s %s", o.Event.ID, o.Decision.Recipe, o.Decision.Outcome)
	}
	e.heard = append(e.heard, text+", "+o.Started.Format(time.TimeOnly)+"-"+o.Ended.Format(time.TimeOnly))
	e.all = append(e.all, o)
}

// take returns the texts since the last call.
func (e *ear) take() []string {
	heard := e.heard
	e.heard, e.all = nil, nil
	return heard
}

// observed is a host whose handlers each take five seconds, and its observer.
func observed(t *testing.T, recipes ...string) (*inbox, *ear) {
	b, heard := newInbox(t, nil, recipes...), new(ear)
	b.Observer = heard
	b.Handlers = new(action.Handlers)
	action.HandleAll(b.Handlers, func(_ context.Context, c action.Config, _ action.Input) error {
		b.now = b.now.Add(5 * time.Second)
		if c.Kind() == "assign" {
			return action.Permanent(errDown)
		}
		return nil
	})
	require.NoError(t, b.Load(parse(t, set(recipes...))))
	return b, heard
}

// One event: itself, each decision that its report has, and each action, with the instants of the engine's clock. A recipe that
// does not match is not told of; the actions of one in shadow, which nobody carries out, neither.
func TestObserver(t *testing.T) {
	b, heard := observed(t,
		newItem("r", tagA, `{"do":"resolve","after":"10m"}`, `{"do":"assign","with":{"users":["7"]}}`),
		one("other", `{"on":"case_mention","all_topics":true}`, `"filter":"mention.content == 'no'"`, tagA),
		one("off", `{"on":"new_item","all_topics":true}`, `"shadow":true`, tagA))
	report, err := b.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	all := heard.all
	require.Equal(t, []string{
		"event e, 10:00:00-10:00:10",
		"decision e: r partial, 10:00:00-10:00:10",
		"action e: r/add_tags done, 10:00:00-10:00:05",
		"action e: r/resolve waiting, 10:00:00-10:00:00",
		"action e: r/assign failed, 10:00:05-10:00:10",
		"decision e: off would_fire, 10:00:00-10:00:10",
	}, heard.take())
	require.Equal(t, trigger.MentionCreated, all[0].Event.Kind)
	run := report.Decisions[0].Run
	require.NotEmpty(t, run)
	for _, o := range all[2:5] {
		require.Equal(t, run, o.Decision.Run)
		require.Equal(t, run, o.Action.Run)
	}
	require.Equal(t, ten.Add(10*time.Minute), all[3].Action.Due)
	require.Equal(t, 1, all[2].Action.Attempt)
	require.Empty(t, all[2].Action.DeadLetter)
	require.Equal(t, must(b.DeadLetters(t.Context(), "", 9))[0].Key, all[4].Action.DeadLetter)

	_, err = b.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	require.Equal(t, []string{
		"decision e: r repeated, 10:00:10-10:00:10", "decision e: off repeated, 10:00:10-10:00:10",
	}, heard.take(), "the event is applied once")

	_, err = b.Handle(t.Context(), trigger.Event{})
	require.Error(t, err)
	require.Empty(t, heard.take())
	require.NotNil(t, b.Plan(customer("f", ten)))
	require.Empty(t, heard.take(), "nothing is done")
}

// An action that waits carries its event, its run and its cause along, so that it can be linked to them when it comes due late.
func TestObserverOfWhatWaited(t *testing.T) {
	b, heard := observed(t, newItem("r", `{"do":"resolve","after":"10m"}`, `{"do":"note","with":{"text":"x"},"after":"1h","unless":["customer_reply"]}`))
	ev := customer("e", ten)
	ev.Cause = trigger.Cause{Root: "first", Via: []trigger.Run{{Recipe: "other", Item: ev.Item()}}}
	ev.Actor, ev.Mention.Type = trigger.System, "inbox"
	report, err := b.Handle(t.Context(), ev)
	require.NoError(t, err)
	run := report.Decisions[0].Run
	heard.take()
	b.at(ten.Add(10*time.Minute + 3*time.Second))
	late := heard.all[0]
	require.Equal(t, []string{"action e: r/resolve done, of an earlier event, due 10:10:00, lag 3s, 10:10:03-10:10:08"}, heard.take())
	require.Equal(t, run, late.Action.Run)
	require.Equal(t, "first", late.Event.Cause.Root)
	require.Equal(t, trigger.MentionCreated, late.Event.Kind)

	b.now = ten.Add(20 * time.Minute)
	b.accept(customer("reply", b.now))
	b.at(ten.Add(25 * time.Minute))
	require.Equal(t, []string{
		"event reply, 10:25:00-10:25:00",
		"decision reply: r waiting, 10:25:00-10:25:00",
		"action reply: r/resolve waiting, 10:25:00-10:25:00",
		"action reply: r/note waiting, 10:25:00-10:25:00",
		"action e: r/note cancelled, of an earlier event, 10:25:00-10:25:00",
	}, heard.take())
}

// A try that fails is told of, and so is the next one, which comes due when the engine says.
func TestObserverOfTries(t *testing.T) {
	b, heard := observed(t, newItem("r", tagA))
	fails := true
	b.Handlers = new(action.Handlers)
	action.HandleFunc(b.Handlers, func(context.Context, action.AddTags, action.Input) error {
		if fails {
			return errDown
		}
		return nil
	})
	require.NoError(t, b.Load(parse(t, set(newItem("r", tagA)))))
	report, err := b.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	again := report.Decisions[0].Actions[0].Due
	require.Equal(t, "action e: r/add_tags waiting, 10:00:00-10:00:00", heard.take()[2])
	fails = false
	b.at(again.Add(time.Minute))
	o := heard.all[0]
	require.Equal(t, again, o.CameDue)
	require.Equal(t, time.Minute, o.Lag())
	require.Equal(t, 2, o.Action.Attempt)
	require.Equal(t, recipe.Done, o.Action.Outcome)
}

// An action for several events names them all.
func TestObserverOfDigest(t *testing.T) {
	b, heard := observed(t, newItem("r", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2}}`))
	for _, id := range []string{"e1", "e2"} {
		_, err := b.Handle(t.Context(), customer(id, ten))
		require.NoError(t, err)
	}
	var of []string
	for _, o := range heard.all {
		for _, m := range o.Matches {
			require.Equal(t, recipe.Done, o.Action.Outcome)
			of = append(of, m.Event)
		}
	}
	require.Equal(t, []string{"e1", "e2"}, of)
}

// An observer that panics is logged, and changes nothing.
func TestObserverPanics(t *testing.T) {
	for _, value := range []any{"a text", errDown, nil} {
		var log bytes.Buffer
		b, _ := observed(t, newItem("r", tagA))
		b.Logger = slog.New(slog.NewTextHandler(&log, nil))
		calls := 0
		b.Observer = recipe.ObserverFunc(func(context.Context, recipe.Observation) { calls++; panic(value) })
		report, err := b.Handle(t.Context(), customer("e", ten))
		require.NoError(t, err)
		require.Equal(t, []string{"r: fired"}, outcomes(report.Decisions))
		require.Equal(t, 3, calls)
		require.Equal(t, 3, strings.Count(log.String(), "observer panicked"))
	}
}

type spanKey struct{}

// The ctx is the caller's own, of Handle and of Tick.
func TestObserverContext(t *testing.T) {
	b, _ := observed(t, newItem("r", `{"do":"resolve","after":"10m"}`))
	var got []any
	b.Observer = recipe.ObserverFunc(func(ctx context.Context, _ recipe.Observation) { got = append(got, ctx.Value(spanKey{})) })
	_, err := b.HandleAll(context.WithValue(t.Context(), spanKey{}, "h"), []trigger.Event{customer("e", ten)})
	require.NoError(t, err)
	b.now = ten.Add(time.Hour)
	_, err = b.Tick(context.WithValue(t.Context(), spanKey{}, "t"))
	require.NoError(t, err)
	require.Equal(t, []any{"h", "h", "h", "t"}, got)
}

// Workers of Tick call it side by side: here each call waits for the other.
func TestObserverIsCalledByWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := observed(t, newItem("r", `{"do":"resolve","after":"10m"}`))
		b.Workers = 8
		for _, id := range []string{"1", "2"} {
			ev := customer(id, ten)
			ev.Mention.CaseID = id
			_, err := b.Handle(t.Context(), ev)
			require.NoError(t, err)
		}
		b.Handlers = new(action.Handlers)
		action.HandleAll(b.Handlers, func(context.Context, action.Config, action.Input) error { return nil })
		var both sync.WaitGroup
		both.Add(2)
		b.Observer = recipe.ObserverFunc(func(context.Context, recipe.Observation) {
			both.Done()
			both.Wait()
		})
		b.now = ten.Add(time.Hour)
		report, err := b.Tick(t.Context())
		require.NoError(t, err)
		require.Len(t, report.Actions, 2)
	})
}

// An accepted event that cannot be applied becomes a dead letter, and an observer hears so once, with the key of that. So does
// one whose row cannot be decoded, which has no event.
func TestObserverOfDeadEvents(t *testing.T) {
	var store schedule.Memory
	b, heard := newInbox(t, &store, newItem("now", tagA)), new(ear)
	b.Observer, b.History = heard, &poisoned{event: "bad"}
	b.accept(customer("bad", ten))
	require.NoError(t, store.Add(t.Context(), schedule.Job{
		Key: "event/damaged", Kind: "work", Subject: "case/7", Names: []string{"case/7"}, Lane: "event/", Due: ten, Payload: []byte(`{"v":1}`),
	}))
	require.NoError(t, store.Add(t.Context(), schedule.Job{
		Key: "do/damaged", Kind: "work", Subject: "case/8", Names: []string{"case/8"}, Due: ten, Payload: []byte(`{"v":1}`),
	}))
	var reported []recipe.ActionReport
	for minute := range 60 {
		b.now = ten.Add(time.Duration(minute) * time.Minute)
		report, _ := b.Tick(t.Context()) // the errors tell of each failure
		reported = append(reported, report.Actions...)
	}
	dead := must(b.DeadLetters(t.Context(), "", 9))
	require.Len(t, dead, 3)
	require.Len(t, reported, 3)
	want := make(map[string]string) // by key, the event
	for _, d := range dead {
		want[d.Key] = d.Event
	}
	got := make(map[string]string)
	for _, s := range reported {
		require.Contains(t, want, s.DeadLetter)
	}
	require.Len(t, heard.all, 3)
	for _, o := range heard.all {
		require.NotNil(t, o.Action)
		require.Nil(t, o.Decision)
		require.Equal(t, recipe.Failed, o.Action.Outcome)
		require.Error(t, o.Action.Err)
		require.Equal(t, o.Action.Event, o.Event.ID)
		require.Equal(t, o.Action.At, o.Started)
		require.Equal(t, o.Action.At, o.Ended)
		got[o.Action.DeadLetter] = o.Action.Event
		if o.Event.ID == "bad" {
			require.Equal(t, trigger.Ref{Kind: "mention", ID: "bad"}, o.Action.Item)
			require.Equal(t, recipe.MaxAttempts, o.Action.Attempt)
			require.ErrorIs(t, o.Action.Err, errPoison)
		}
	}
	require.Equal(t, want, got)
	heard.take()
	must(b.Tick(t.Context()))
	require.Empty(t, heard.take())
}
