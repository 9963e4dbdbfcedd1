package recipe_test

import (
	"context"
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
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

const removal = `{"do":"remove","with":{"how":"hide"}}`

// removing writes a recipe that removes mentions on Twitter; more are further members of its action.

func removing(more string) string {
	return set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"mention.service == 'twitter'"`,
		`{"do":"remove","with":{"how":"hide"}`+more+`}`))
}

// An irreversible action that had no effect may ask for another try as often as it likes.

func TestIrreversibleRetriedTwice(t *testing.T) {
	for _, wait := range []string{"", `,"after":"1m"`} {
		k := recipetest.New(t)
		busy := action.Retry(time.Minute, errors.New("busy"))
		k.Fail("remove", busy, busy)
		k.Load(removing(wait))
		k.Send(customer("e", ten))
		got := ends(k.Wait(10 * time.Minute))
		require.Equal(t, []string{"r/0 remove: waiting", "r/0 remove: done"}, got[len(got)-2:])
		require.Len(t, k.Calls(), 3)
	}
}

// twice is a store that runs each function twice, as one that retries a conflict does.

type twice struct{ schedule.Memory }

var errAgain = errors.New("again")

func (s *twice) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	err := s.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		if err := fn(ctx, tx); err != nil {
			return err
		}
		return errAgain
	})
	if !errors.Is(err, errAgain) {
		return err
	}
	return s.Memory.Update(ctx, about, fn)
}

// A store may run a function again from the start.

func TestStoreRunsTwice(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Store = &twice{}
	now := ten
	k.Engine.Now = func() time.Time { return now }
	k.Load(set(
		one("r", `{"on":"new_item","all_topics":true}`, `"filter":"true"`, removal, `{"id":"later","do":"remove","with":{"how":"hide"},"after":"1h","unless":["customer_reply"]}`),
		newItem("chain", `{"do":"assign","with":{"users":["7","8"],"pick":"one"},"on_error":"stop"}`, tagA),
		newItem("digest", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2}}`)))
	for _, id := range []string{"e1", "e2"} {
		_, err := k.Engine.Handle(t.Context(), agent(id, ten))
		require.NoError(t, err)
	}
	for range 10 {
		now = now.Add(time.Hour)
		_, err := k.Engine.Tick(t.Context())
		require.NoError(t, err)
	}
	counts := map[string]int{}
	for _, c := range k.Calls() {
		counts[fmt.Sprint(c.Do, " ", c.Recipe)]++
	}
	// The wait of the first mention was moved by the second's.
	require.Equal(t, map[string]int{"remove r": 3, "assign chain": 2, "add_tags chain": 2, "notify digest": 1}, counts)
}

// Actions that take long keep the claims on those after them: nobody else begins one that is still to come.

func TestSlowHandle(t *testing.T) {
	now := ten
	var done []string
	e := &recipe.Engine{Workers: 1, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleFunc(e.Handlers, func(ctx context.Context, c action.AddTags, in action.Input) error {
		done = append(done, c.Tags[0])
		now = now.Add(25 * time.Second) // within the deadline of 30 s
		if len(done) == 4 {             // another goroutine's Tick
			_, err := e.Tick(ctx)
			require.NoError(t, err)
		}
		return nil
	})
	tag := func(s string) string { return `{"do":"add_tags","with":{"tags":["` + s + `"]}}` }
	require.NoError(t, e.Load(parse(t, set(newItem("r", tag("1"), tag("2"), tag("3"), tag("4"), tag("5"))))))
	_, err := e.Handle(t.Context(), customer("e", ten))
	require.NoError(t, err)
	require.Equal(t, []string{"1", "2", "3", "4", "5"}, done)
}

// The same for the rows that a Tick has taken.

func TestSlowTick(t *testing.T) {
	now := ten
	n := map[string]int{}
	e := &recipe.Engine{Workers: 1, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	calls := 0
	action.HandleFunc(e.Handlers, func(ctx context.Context, c action.Resolve, in action.Input) error {
		n[in.Key]++
		calls++
		now = now.Add(20 * time.Second)
		if calls == 4 { // begun at 60 s, ends at 80 s; the lease ended at 75 s
			_, err := e.Tick(ctx)
			require.NoError(t, err)
		}
		return nil
	})
	require.NoError(t, e.Load(parse(t, set(newItem("r", `{"do":"resolve","after":"1m"}`)))))
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		ev := customer(id, ten)
		ev.Mention.CaseID = id
		_, err := e.Handle(t.Context(), ev)
		require.NoError(t, err)
	}
	now = ten.Add(time.Minute)
	_, err := e.Tick(t.Context())
	require.NoError(t, err)
	for k, v := range n {
		require.Equal(t, 1, v, k)
	}
}

// An action whose texts cannot be filled in stops the actions after it, too.

func TestStopOnPlanFailure(t *testing.T) {
	k := recipetest.Load(t, set(newItem("r",
		`{"do":"add_tags","with":{"tags":["{{ number(mention.title) }}"]},"on_error":"stop"}`, tagB)))
	ev := customer("e", ten)
	ev.Mention.Title = "three"
	r := k.Send(ev)
	require.Equal(t, []string{"r/0 add_tags: failed", "r/1 add_tags: skipped stopped"}, ends(r.Decisions[0].Actions))
	require.Empty(t, k.Done())
}

// names makes an agent's reply or a customer's message of a mention with the given names.

// Two items are of one thread by the best name that both have: another case is another thread, whoever wrote.

// Arming again moves the timer also when the thread got a better name meanwhile.

// Whatever a handler returns for an error, it is settled.

// However late it is found, an irreversible action that was begun is ambiguous, and its report names the action.

func TestAmbiguousHoweverLate(t *testing.T) {
	store := &flaky{}
	now := ten
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleFunc(e.Handlers, func(context.Context, action.Remove, action.Input) error {
		store.failAt = store.calls + 1
		return nil
	})
	require.NoError(t, e.Load(parse(t, set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"mention.service == 'twitter'"`, `{"do":"remove","with":{"how":"hide"}}`)))))
	_, err := e.Handle(t.Context(), customer("e", ten))
	require.Error(t, err)
	now = ten.Add(80 * time.Hour)
	r, err := e.Tick(t.Context())
	require.NoError(t, err)
	t.Logf("%+v", r.Actions)
	require.Equal(t, []string{"r/0 remove: ambiguous"}, ends(r.Actions))
	require.True(t, r.Actions[0].Irreversible)
	require.Len(t, must(e.DeadLetters(t.Context(), "", 9)), 1)
}

// ping is a host's own kind whose methods do what the test says.

// A host's own config may panic or answer nonsense wherever it is asked: it is a fault of the set, or an error of its

// recipe alone.

// A wait that is moved by an action after one that may stop is reported.

func TestRearmedBehindStop(t *testing.T) {
	k := recipetest.Load(t, set(one("r", `{"on":"case_mention","all_topics":true}`, "",
		`{"do":"add_tags","with":{"tags":["a"]},"on_error":"stop"}`, `{"do":"private_reply","with":{"message":"x"},"after":"30m"}`)))
	k.Send(agent("e1", ten))
	r := k.Send(agent("e2", ten.Add(time.Minute)))
	require.Equal(t, []string{"r/1 private_reply: cancelled rearmed"}, ends(r.Actions))
}

// An action that waits for another try of the action before it is reported as due with that.

func TestHeldBackUntil(t *testing.T) {
	k := recipetest.New(t)
	k.Fail("add_tags", action.Retry(time.Minute, errors.New("x")))
	k.Load(set(one("r", `{"on":"case_mention","all_topics":true}`, "",
		`{"do":"add_tags","with":{"tags":["a"]},"on_error":"stop"}`, `{"do":"private_reply","with":{"message":"x"},"after":"30m"}`, tagB)))
	r := k.Send(agent("e1", ten))
	st := r.Decisions[0].Actions
	require.Equal(t, ten.Add(time.Minute), st[2].Due)
}

// Attempt counts the calls of the handler, whatever else was tried before.

func TestAttemptsAreCalls(t *testing.T) {
	k := recipetest.New(t)
	n := 0
	k.Engine.Refresh = func(context.Context, *trigger.Event) error {
		n++
		if n < 4 {
			return errors.New("x")
		}
		return nil
	}
	k.Load(set(quiet))
	k.Send(agent("e1", ten))
	st := k.Wait(time.Hour)
	for _, s := range st {
		t.Log(s.Outcome, s.Attempt)
	}
	require.Equal(t, 1, k.Calls()[0].Attempt)
}

// An action that was cancelled before it was tried is reported as cancelled.

func TestNoAttemptNoCount(t *testing.T) {
	k := recipetest.Load(t, set(quiet))
	k.Send(agent("e1", ten))
	k.Load(set(newItem("x", tagA)))
	st := k.Wait(time.Hour)
	require.Equal(t, 0, st[0].Attempt)
}

// An item that cannot be read for a day is a failure that is told, and no try of the action.

func TestRefreshFailsForGood(t *testing.T) {
	k := recipetest.New(t)
	reads := 0
	k.Engine.Refresh = func(context.Context, *trigger.Event) error { reads++; return errors.New("down") }
	k.Load(set(quiet))
	k.Send(agent("e1", ten))
	reports := k.Wait(100 * time.Hour)
	require.Equal(t, "quiet/0 set_status: failed", ends(reports)[len(reports)-1])
	require.Equal(t, recipe.MaxAttempts, reads)
	require.Empty(t, k.Calls())
	require.Zero(t, reports[len(reports)-1].Attempt)
}

// A reply during the handler is too late to cancel: the history tells one end.

func TestReplyDuringHandler(t *testing.T) {
	k := recipetest.New(t)
	action.HandleFunc(k.Handlers, func(ctx context.Context, _ action.SetStatus, in action.Input) error {
		report, err := k.Engine.Handle(ctx, customer("e2", ten.Add(20*time.Minute)))
		require.NoError(t, err)
		require.Empty(t, report.Actions)
		return nil
	})
	k.Load(set(quiet))
	k.Send(agent("e1", ten))
	k.Wait(time.Hour)
	var ends []string
	for _, en := range k.History.Find(history.Query{Action: "set_status"}) {
		ends = append(ends, en.Outcome)
	}
	require.Equal(t, []string{"waiting", "done"}, ends)
}

// But it cancels the next try.

func TestReplyBetweenTries(t *testing.T) {
	k := recipetest.New(t)
	k.Fail("set_status", action.Retry(time.Hour, errors.New("busy")))
	k.Load(set(quiet))
	k.Send(agent("e1", ten), customer("e2", ten.Add(time.Hour)))
	require.Len(t, k.Calls(), 1)
	k.Wait(10 * time.Hour)
	require.Len(t, k.Calls(), 1)
	require.Len(t, k.History.Find(history.Query{Action: "set_status", Outcome: "cancelled"}), 1)
}

// A reply does not hide that an irreversible action was begun and never ended.

func TestBegunThenCancelled(t *testing.T) {
	store := &flaky{}
	now := ten
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleFunc(e.Handlers, func(context.Context, action.Remove, action.Input) error {
		store.failAt = store.calls + 1
		return nil
	})
	require.NoError(t, e.Load(parse(t, set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"mention.service == 'twitter' and mention.type == 'sent'"`, `{"do":"remove","with":{"how":"hide"},"after":"30m","unless":["customer_reply"]}`)))))
	_, err := e.Handle(t.Context(), agent("e", ten))
	require.NoError(t, err)
	now = ten.Add(time.Hour)
	_, err = e.Tick(t.Context())
	require.Error(t, err)
	r, err := e.Handle(t.Context(), customer("e2", now))
	require.NoError(t, err)
	require.Empty(t, r.Actions)
	now = now.Add(time.Hour)
	r2, err := e.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 remove: ambiguous"}, ends(r2.Actions))
}

// Nor does a later event that puts the action off anew.

func TestBegunThenRearmed(t *testing.T) {
	store := &flaky{}
	now := ten
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
	action.HandleFunc(e.Handlers, func(context.Context, action.Remove, action.Input) error {
		store.failAt = store.calls + 1
		return nil
	})
	require.NoError(t, e.Load(parse(t, removing(`,"after":"30m"`))))
	_, err := e.Handle(t.Context(), agent("e", ten))
	require.NoError(t, err)
	now = ten.Add(time.Hour)
	_, err = e.Tick(t.Context())
	require.Error(t, err)
	report, err := e.Handle(t.Context(), agent("e2", now))
	require.NoError(t, err)
	require.Equal(t, []string{"r/0 remove: ambiguous"}, ends(report.Actions))
	require.Len(t, must(e.DeadLetters(t.Context(), "", 9)), 1)
}

// A damaged row is taken out of the way, listed and can be forgotten.

func TestDamagedRow(t *testing.T) {
	var store schedule.Memory
	require.NoError(t, store.Update(t.Context(), schedule.On("s"), func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: "foreign", Kind: "work", Subject: "s", Due: ten, Payload: []byte("not ours")})
		return err
	}))
	e := recipe.Engine{Store: &store, Now: func() time.Time { return ten }}
	_, err := e.Tick(t.Context())
	require.Error(t, err)
	dead := must(e.DeadLetters(t.Context(), "", 9))
	require.Len(t, dead, 1)
	require.True(t, strings.HasSuffix(dead[0].Key, "/foreign"), dead[0].Key)
	require.Error(t, dead[0].Err)
	require.Error(t, e.Retry(t.Context(), dead[0].Key))
	require.NoError(t, e.Discard(t.Context(), dead[0].Key))
	require.Zero(t, store.Len())
}

// A dead letter of a wait that is retried and fails again does not affect the wait that its thread has by now.

func TestRetriedBesideAnother(t *testing.T) {
	k := recipetest.New(t)
	k.Fail("set_status", action.Permanent(errors.New("no")), action.Retry(time.Hour, errors.New("busy")))
	k.Load(set(quiet))
	k.Send(agent("e1", ten))
	k.Wait(time.Hour)
	k.Send(agent("e2", ten.Add(2*time.Hour)))
	require.NoError(t, k.Engine.Retry(t.Context(), must(k.Engine.DeadLetters(t.Context(), "", 1))[0].Key))
	require.Equal(t, []string{"quiet/0 set_status: waiting"}, ends(k.Wait(0)), "it is busy")
	report := k.Send(customer("e3", ten.Add(2*time.Hour+time.Minute)))
	require.Equal(t, []string{"quiet/0 set_status: cancelled customer_reply", "quiet/0 set_status: cancelled customer_reply"}, ends(report.Actions))
	require.Empty(t, k.Wait(100*time.Hour))
}
