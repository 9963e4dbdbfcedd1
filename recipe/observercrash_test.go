package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// torn is a store with a history in the same database. One of its transactions is rolled back when all of it was done.
type torn struct {
	schedule.Memory
	calls, failAt int
	log           map[string]bool // what the history holds, see facts
}

type tornKey struct{}

func (s *torn) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	s.calls++
	fails := s.calls == s.failAt
	var entries []history.Entry
	err := s.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		entries = nil
		err := fn(context.WithValue(ctx, tornKey{}, &entries), tx)
		if err == nil && fails {
			return errDown
		}
		return err
	})
	for _, en := range entries {
		if err == nil {
			s.log[fmt.Sprint(en.Recipe.ID, en.Run, en.Event, en.Place, en.Nth, en.Outcome, en.At.UTC())] = true
		}
	}
	return err
}

func (s *torn) Record(ctx context.Context, entries ...history.Entry) error {
	all := ctx.Value(tornKey{}).(*[]history.Entry)
	*all = append(*all, entries...)
	return nil
}

// has reports whether the history tells of an action, or of a decision that is no repetition.
func (s *torn) has(o recipe.Observation) bool {
	if a := o.Action; a != nil {
		event := a.Event
		if len(o.Matches) > 0 {
			event = o.Matches[0].Event
			return s.log[fmt.Sprint(a.Recipe, o.Matches[0].Run, event, a.Place, a.Nth, a.Outcome, a.At.UTC())]
		}
		return s.log[fmt.Sprint(a.Recipe, a.Run, event, a.Place, a.Nth, a.Outcome, a.At.UTC())]
	}
	d := *o.Decision
	if d.Run != "" {
		d.Outcome = recipe.Fired
	}
	return s.log[fmt.Sprint(d.Recipe, d.Run, d.Event, 0, 0, d.Outcome, d.At.UTC())]
}

// entriesOf writes what a report has, and what was heard, in one form.
func entriesOf(r recipe.Report) (all []string) {
	for i := range r.Decisions {
		d := &r.Decisions[i]
		all = append(all, fmt.Sprint("decision ", d.Event, d.Recipe, d.Outcome, d.At))
		for j := range d.Actions {
			if d.Run != "" {
				all = append(all, actionOf(&d.Actions[j], true))
			}
		}
	}
	for i := range r.Actions {
		all = append(all, actionOf(&r.Actions[i], false))
	}
	return all
}

func actionOf(a *recipe.ActionReport, own bool) string {
	return fmt.Sprint("action ", own, a.Event, a.Recipe, a.Run, a.Action, a.Nth, a.Attempt, a.Outcome, a.Reason, a.At, a.DeadLetter)
}

// attentive compares what an observer hears during each call with the report that the call returns, and with the history.
type attentive struct {
	t     *testing.T
	store *torn
	heard []recipe.Observation
	kinds map[string]int // what was heard in all
}

func (a *attentive) Observe(_ context.Context, o recipe.Observation) { a.heard = append(a.heard, o) }

func (a *attentive) check(report recipe.Report, err error) {
	a.t.Helper()
	var told []string
	for _, o := range a.heard {
		require.False(a.t, o.Ended.Before(o.Started))
		switch {
		case o.Action != nil:
			told = append(told, actionOf(o.Action, o.Decision != nil))
			a.kinds[fmt.Sprintf("%s %s %s", o.Action.Do, o.Action.Outcome, o.Action.Reason)]++
			if o.Action.Outcome == recipe.Waiting || o.Action.Run == "" { // nothing has ended, or what can only be dropped
				continue
			}
			require.True(a.t, a.store.has(o), "not committed: %+v", o.Action)
		case o.Decision != nil:
			told = append(told, fmt.Sprint("decision ", o.Decision.Event, o.Decision.Recipe, o.Decision.Outcome, o.Decision.At))
			a.kinds[fmt.Sprintf("%s %s", o.Decision.Recipe, o.Decision.Outcome)]++
			if o.Decision.Outcome != recipe.Repeated {
				require.True(a.t, a.store.has(o), "not committed: %+v", o.Decision)
			}
			require.Equal(a.t, o.Decision.Event, o.Event.ID)
		default:
			a.kinds["event "+string(o.Event.Kind)]++
		}
	}
	require.ElementsMatch(a.t, entriesOf(report), told, "%v", err)
	a.heard = nil
}

// tornHost is an engine with one of everything that a report may tell of.
func tornHost(t *testing.T, store *torn, now *time.Time) (*recipe.Engine, *attentive) {
	heard := &attentive{t: t, store: store, kinds: make(map[string]int)}
	feed := &feed{now: func() time.Time { return *now }, items: []string{ticket("INC1", "Laptop")}}
	shelf := &shelfOf{items: []recipe.SourceItem{caseItem("1"), {}, caseItem("2")}}
	e := &recipe.Engine{
		Store: store, History: store, Observer: heard, Handlers: new(action.Handlers), Workers: 1, KeepDeadLetters: 2 * time.Hour,
		Now: func() time.Time { return *now }, ItemSources: recipe.ItemSources{"items": shelf.hand},
		Refresh: func(_ context.Context, ev *trigger.Event) error {
			if ev.Mention != nil && ev.Mention.CaseID == "6" { // merged with case 7 meanwhile
				m := *ev.Mention
				m.CaseID, ev.Mention = "7", &m
			}
			return nil
		},
		Sources: recipe.Sources{"itsm": func(ctx context.Context, f recipe.Fetch) ([]byte, error) {
			if now.Minute() >= 30 {
				return nil, errors.New("no answer")
			}
			return feed.fetch(ctx, f)
		}},
	}
	action.HandleLocal(e.Handlers, action.HandlerFunc[action.Resolve](func(context.Context, action.Resolve, action.Input) error { return nil }))
	action.HandleAll(e.Handlers, func(_ context.Context, c action.Config, _ action.Input) error {
		if c.Kind() == "assign" {
			return action.Permanent(errDown)
		}
		return nil
	})
	require.NoError(t, e.Load(parse(t, set(
		newItem("r", tagA, `{"do":"resolve","after":"10m"}`, `{"do":"assign","with":{"users":["7"]}}`, `{"do":"note","with":{"text":"x"},"after":"1h","unless":["customer_reply"]}`),
		newItem("digest", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2}}`),
		one("off", `{"on":"new_item","all_topics":true}`, `"shadow":true`, tagA),
		onSchedule("slot", `"times":["10:05"],"zone":"UTC","each":"items","all_topics":true`, say),
		approvals))))
	return e, heard
}

// Whatever transaction is rolled back: an observer hears each entry of each report once, and nothing that is not in the history.
func TestObserverHearsWhatIsCommitted(t *testing.T) {
	for failAt := 1; ; failAt++ {
		store, now := &torn{failAt: failAt, log: make(map[string]bool)}, ten
		e, heard := tornHost(t, store, &now)
		send := func(ev trigger.Event) {
			for range 2 { // the second is a repetition, or the first was rolled back
				heard.check(e.Handle(t.Context(), ev))
			}
		}
		send(customer("e1", ten))
		m6, m7 := customer("m6", ten), customer("m7", ten.Add(time.Minute))
		m6.Mention.CaseID, m7.Mention.CaseID = "6", "7"
		send(m6)
		send(m7)
		for step := range 20 {
			now = ten.Add(time.Duration(step) * 10 * time.Minute)
			if step == 3 {
				_ = e.Accept(t.Context(), customer("e2", now))
			}
			heard.check(e.Tick(t.Context()))
		}
		if failAt <= store.calls {
			continue
		}
		for _, kind := range []string{
			"event mention_created", "event record_polled", "event schedule_fired",
			"r partial", "r waiting", "r repeated", "off would_fire", "slot fired", "slot failed", "approvals fired", "approvals failed",
			"add_tags done ", "resolve done ", "resolve waiting ", "assign failed ", "assign expired dead_too_long", "note cancelled customer_reply",
			"resolve cancelled merged", "notify waiting ", "notify done ", "message done ",
		} {
			require.Positive(t, heard.kinds[kind], "%s: %v", kind, heard.kinds)
		}
		require.Greater(t, failAt, 50)
		break
	}
}
