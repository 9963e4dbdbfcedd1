package recipe_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// A row of each kind that a later version of the engine wrote is neither run, dropped, moved nor replaced by this one,
// whatever comes: its time, a customer's reply, an event that would move it, an edit, a removal, a hundred days. When it is of
// this version again, as for the process that knows it, it is there.
func TestRowsOfALaterVersion(t *testing.T) {
	waits := newItem("r", `{"do":"resolve","after":"30m","unless":["customer_reply"]}`)
	edited := `{"do":"resolve","after":"40m","unless":["customer_reply"]}`
	digest := newItem("d", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2,"at_most_every":"1h"}}`)
	fails := newItem("f", `{"do":"assign","with":{"users":["7"]}}`)
	pick := newItem("t", `{"do":"assign","with":{"users":["7","8"],"pick":"one"}}`)
	in := func(kase string, ev trigger.Event) trigger.Event { ev.Mention.CaseID = kase; return ev }
	for _, tt := range []struct {
		name, recipe, prefix string
		assign               error // what the handler of assign answers
		events               []trigger.Event
		accepted             []trigger.Event
	}{
		{name: "a wait", recipe: waits, prefix: "wait/r/", events: []trigger.Event{agent("e1", ten)}},
		{name: "a retry", recipe: fails, prefix: "do/f/", assign: errors.New("down"), events: []trigger.Event{agent("e1", ten)}},
		{name: "a dead letter", recipe: fails, prefix: "dead/", assign: action.Permanent(errors.New("no")), events: []trigger.Event{agent("e1", ten)}},
		{name: "a digest", recipe: digest, prefix: "digest/d/", events: []trigger.Event{agent("e1", ten), in("6", agent("e2", ten)), in("7", agent("e3", ten))}},
		{name: "round robin", recipe: pick, prefix: "turn/", events: []trigger.Event{agent("e1", ten)}},
		{name: "what was heard", recipe: waits, prefix: "heard/", events: []trigger.Event{customer("e1", ten)}},
		{name: "an accepted event", recipe: waits, prefix: "event/", accepted: []trigger.Event{agent("e1", ten)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			store, now, done := &shelf{}, ten, map[string]int{}
			var answer error
			start := func() *recipe.Engine {
				e := process(t, store, &now, done, "")
				e.Handlers = new(action.Handlers)
				action.HandleAll(e.Handlers, func(ctx context.Context, c action.Config, in action.Input) error {
					if c.Kind() == "assign" && answer != nil {
						return answer
					}
					if in.Chooser != nil {
						if _, err := in.Chooser.Choose(ctx, []string{"7", "8"}); err != nil {
							return err
						}
					}
					done[c.Kind()+" "+in.Event.ID]++
					return nil
				})
				require.NoError(t, e.Load(parse(t, set(tt.recipe))))
				return e
			}
			e := start()
			answer = tt.assign
			for _, ev := range tt.events {
				_, err := e.Handle(t.Context(), ev)
				require.NoError(t, err)
			}
			for _, ev := range tt.accepted {
				require.NoError(t, e.Accept(t.Context(), ev))
			}
			answer = nil
			clear(done)
			kept := store.setVersion(t, tt.prefix, "99")
			unharmed := func(when string) {
				t.Helper()
				rows := map[string]schedule.Job{}
				for _, j := range store.rows(t, tt.prefix) {
					rows[j.Key] = j
				}
				for _, j := range kept {
					is, ok := rows[j.Key]
					require.True(t, ok, "%s: %s is gone", when, j.Key)
					require.Equal(t, string(j.Payload), string(is.Payload), when)
					require.Equal(t, j.Due, is.Due, "%s: it was moved", when)
					require.Equal(t, j.Version, is.Version, "%s: it was replaced", when)
				}
			}
			tick := func(d time.Duration) {
				t.Helper()
				now = now.Add(d)
				_, err := e.Tick(t.Context())
				require.NoError(t, err, "what it does not know is no failure")
				unharmed("after " + now.Sub(ten).String())
			}
			tick(time.Minute)
			other := in("other", customer("other", now))
			_, err := e.Handle(t.Context(), other)
			if tt.name != "a digest" && tt.name != "round robin" {
				require.NoError(t, err, "other threads go on")
			}
			for _, ev := range []trigger.Event{customer("reply", now), agent("move", now)} {
				if _, err := e.Handle(t.Context(), ev); err != nil {
					require.ErrorContains(t, err, "later version")
				}
				unharmed(ev.ID)
			}
			for range 4 {
				tick(20 * time.Minute)
			}
			_, err = e.DeadLetters(t.Context(), "", 9)
			require.NoError(t, err)
			unharmed("DeadLetters")
			require.NoError(t, e.Load(parse(t, set(newItem("r", edited), newItem("d", tagA), newItem("f", tagA), newItem("t", tagA)))))
			tick(time.Minute)
			require.NoError(t, e.Load(parse(t, set(newItem("none", tagA)))))
			tick(time.Minute)
			tick(2 * time.Hour)
			e = start()
			for range 10 {
				tick(10 * 24 * time.Hour)
			}
			require.Empty(t, done["resolve e1"])
			require.Empty(t, done["assign e1"])
			require.Empty(t, done["notify e2"])
		})
	}
}

// A signal that came while a row of a later version waited cancels it in the process that knows it, and an event that was
// refused, since it would have moved the row, can be sent again there.
func TestHeardForALaterVersion(t *testing.T) {
	waits := newItem("r", `{"do":"resolve","after":"30m","unless":["customer_reply"]}`)
	start := func(t *testing.T) (*shelf, *time.Time, *recipe.Engine, map[string]int) {
		store, now, done := &shelf{}, ten, map[string]int{}
		e := process(t, store, &now, done, "", waits)
		_, err := e.Handle(t.Context(), agent("e1", ten))
		require.NoError(t, err)
		store.setVersion(t, "wait/", "99")
		return store, &now, e, done
	}
	t.Run("a reply", func(t *testing.T) {
		store, now, e, done := start(t)
		e.Handlers = new(action.Handlers)
		action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { return nil })
		require.NoError(t, e.Load(parse(t, set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"mention.type == 'sent'"`,
			`{"do":"resolve","after":"30m","unless":["customer_reply"]}`)))))
		_, err := e.Handle(t.Context(), customer("reply", ten.Add(time.Minute)))
		require.NoError(t, err)
		store.setVersion(t, "wait/", "1")
		*now = ten.Add(time.Hour)
		report, err := e.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"r/0 resolve: cancelled customer_reply"}, ends(report.Actions))
		require.Empty(t, done)
	})
	t.Run("an event that would move it", func(t *testing.T) {
		store, now, e, done := start(t)
		*now = ten.Add(time.Minute)
		_, err := e.Handle(t.Context(), agent("e2", *now))
		require.ErrorContains(t, err, "later version")
		store.setVersion(t, "wait/", "1")
		report, err := e.Handle(t.Context(), agent("e2", *now))
		require.NoError(t, err)
		require.False(t, report.Repeated)
		*now = ten.Add(time.Hour)
		_, err = e.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, map[string]int{"r resolve e2": 1}, done)
	})
}

// Every row that the engine keeps says of which version it is.
func TestRowsHaveAVersion(t *testing.T) {
	store := &shelf{}
	runDay(t, store)
	require.NotEmpty(t, store.keys)
	e := recipe.Engine{Store: store, Now: func() time.Time { return ten }}
	require.NoError(t, e.Accept(t.Context(), customer("accepted", ten)))
	for _, j := range store.rows(t, "") {
		require.Regexp(t, `^\{"v":[1-9]`, string(j.Payload), j.Key)
	}
}
