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

// inbox is a host that accepts events: an engine on a clock of the test, and the actions that it carried out.
type inbox struct {
	*recipe.Engine
	t    testing.TB
	now  time.Time
	done []string // "recipe event", in order
	log  history.Memory
}

func newInbox(t testing.TB, store schedule.Store, recipes ...string) *inbox {
	b := &inbox{t: t, now: ten}
	b.Engine = &recipe.Engine{
		Handlers: new(action.Handlers), Store: store, History: &b.log, Now: func() time.Time { return b.now }, Workers: 1,
	}
	action.HandleAll(b.Handlers, func(_ context.Context, _ action.Config, in action.Input) error {
		b.done = append(b.done, in.Recipe.ID+" "+in.Event.ID)
		return nil
	})
	require.NoError(t, b.Load(parse(t, set(recipes...))))
	return b
}

func (b *inbox) accept(events ...trigger.Event) {
	b.t.Helper()
	for _, ev := range events {
		require.NoError(b.t, b.Accept(b.t.Context(), ev))
	}
}

// at moves the clock, and ticks.
func (b *inbox) at(now time.Time) recipe.Report {
	b.t.Helper()
	b.now = now
	report, err := b.Tick(b.t.Context())
	require.NoError(b.t, err)
	return report
}

// takeDone returns the actions done since the last call.
func (b *inbox) takeDone() []string {
	done := b.done
	b.done = nil
	return done
}

// onTagX starts on a tag of a case.
const onTagX = `{"on":"case_tag_added","tag":"x","all_topics":true}`

// An event that was accepted is applied by the next Tick, as Handle would have, and once.
func TestAccept(t *testing.T) {
	b := newInbox(t, nil, newItem("now", tagA), newItem("later", `{"do":"resolve","after":"10m"}`))
	b.accept(customer("e", ten))
	require.Empty(t, b.done, "nothing is decided yet")
	report := b.at(ten.Add(time.Second))
	require.Equal(t, []string{"now: waiting", "later: waiting"}, outcomes(report.Decisions))
	require.Equal(t, []string{"now/0 add_tags: done"}, ends(report.Actions))
	require.Equal(t, []string{"later/0 resolve: done"}, ends(b.at(ten.Add(10*time.Minute)).Actions))
	require.Equal(t, []string{"now e", "later e"}, b.done)
}

// It is refused for the same faults as by Handle, all at once, and nothing of it is kept.
func TestAcceptRefuses(t *testing.T) {
	var store schedule.Memory
	b := newInbox(t, &store, newItem("r", tagA))
	bad := trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{}}
	_, refused := b.Handle(t.Context(), bad)
	require.Error(t, refused)
	require.EqualError(t, b.Accept(t.Context(), bad), refused.Error())
	require.ErrorContains(t, b.Accept(t.Context(), trigger.Event{ID: "p", Kind: trigger.RecordPolled, At: ten, Record: &trigger.Record{Source: "s", ID: "1"}}), "polling")
	unwritable := customer("u", ten)
	unwritable.Mention.Fields = map[string]any{"f": func() {}}
	require.ErrorContains(t, b.Accept(t.Context(), unwritable), "cannot be kept")
	require.Zero(t, store.Len())
}

// Events are applied by their instants, however they arrived, and those of one instant as they came.
func TestAcceptedInOrder(t *testing.T) {
	b := newInbox(t, nil, one("r", `{"on":"new_item","all_topics":true}`, ``, tagA))
	b.accept(customer("late", ten.Add(3*time.Second)), customer("z", ten.Add(2*time.Second)), customer("a", ten.Add(2*time.Second)), customer("early", ten))
	var order []string
	for _, d := range b.at(ten.Add(time.Minute)).Decisions {
		order = append(order, d.Event)
	}
	require.Equal(t, []string{"early", "z", "a", "late"}, order)
}

// HandleAll reports each event, in order; one that is refused stops no other.
func TestHandleAll(t *testing.T) {
	b := newInbox(t, nil, newItem("r", tagA))
	bad := customer("bad", ten)
	bad.Mention.Content = "x"
	bad.ID = ""
	reports, err := b.HandleAll(t.Context(), []trigger.Event{customer("e1", ten), bad, customer("e1", ten), customer("e2", ten)})
	require.ErrorContains(t, err, "id")
	require.Len(t, reports, 4)
	require.Equal(t, []string{"r: fired"}, outcomes(reports[0].Decisions))
	require.Empty(t, reports[1])
	require.True(t, reports[2].Repeated)
	require.Equal(t, []string{"r: fired"}, outcomes(reports[3].Decisions))
	require.Equal(t, []string{"r e1", "r e2"}, b.done)
	reports, err = b.HandleAll(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, reports)
}

// A reply that was accepted before the timer runs cancels it: earlier, at the very instant of the due, and after it as with
// Handle. Whoever wakes the timer finds the reply, though no Tick has applied it.
func TestAcceptedBeforeTheTimer(t *testing.T) {
	due := ten.Add(30 * time.Minute)
	for _, tt := range []struct {
		name  string
		reply time.Time
	}{
		{"before", due.Add(-time.Second)},
		{"at the very instant", due},
		{"it came when the timer was late", due.Add(time.Second)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, wake := range []bool{false, true} {
				db := &watched{}
				b := newInbox(t, db, quiet)
				_, err := b.Handle(t.Context(), agent("e1", ten))
				require.NoError(t, err)
				timer := db.last
				b.now = due.Add(time.Second)
				b.accept(customer("e2", tt.reply))
				if wake {
					report, err := b.Wake(t.Context(), timer.Key, timer.Version)
					require.NoError(t, err)
					require.Equal(t, []string{"quiet/0 set_status: cancelled customer_reply"}, ends(report.Actions))
				} else {
					require.Equal(t, []string{"quiet/0 set_status: cancelled customer_reply"}, ends(b.at(b.now).Actions))
				}
				b.at(due.Add(time.Hour))
				require.Empty(t, b.done)
			}
		})
	}
	t.Run("one that is committed after it ran is late", func(t *testing.T) {
		b := newInbox(t, nil, quiet)
		b.accept(agent("e1", ten))
		b.at(ten)
		require.Equal(t, []string{"quiet/0 set_status: done"}, ends(b.at(due).Actions))
		b.accept(customer("e2", due.Add(-time.Minute)))
		b.at(due.Add(time.Hour))
		require.Equal(t, []string{"quiet e1"}, b.done)
	})
}

// The reply counts by whatever name of the thread it comes, and not in another one.
func TestAcceptedByAnotherName(t *testing.T) {
	for _, tt := range []struct {
		name                        string
		kase, conversation, contact string
		same                        bool
	}{
		{"by the case", "5", "", "", true},
		{"by the conversation", "", "talk", "", true},
		{"by the contact", "", "", "ada", true},
		{"another case of the contact", "6", "", "ada", false},
		{"another conversation", "", "chat", "ada", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newInbox(t, nil, one("quiet", `{"on":"new_item","all_topics":true}`, `"filter":"mention.type == 'sent'"`,
				`{"do":"resolve","after":"30m","unless":["customer_reply"]}`))
			b.accept(names("e1", ten, "sent", "5", "talk", "ada"))
			b.at(ten)
			b.accept(names("e2", ten.Add(time.Minute), "inbox", tt.kase, tt.conversation, tt.contact))
			b.at(ten.Add(time.Hour))
			require.Equal(t, tt.same, len(b.done) == 0)
		})
	}
}

// An older event that is committed after a later one was applied is late: it changes nothing that the later one did.
func TestAcceptedOvertaken(t *testing.T) {
	b := newInbox(t, nil, quiet)
	b.now = ten.Add(10 * time.Minute)
	b.accept(agent("e3", b.now))
	b.at(b.now)
	b.accept(customer("e2", ten.Add(5*time.Minute)), agent("e1", ten))
	report := b.at(ten.Add(11 * time.Minute))
	require.Equal(t, []string{"quiet: skipped rearmed"}, outcomes(report.Decisions), "e3 was later than e1")
	require.Empty(t, b.at(ten.Add(40*time.Minute-time.Second)).Actions)
	require.Equal(t, []string{"quiet/0 set_status: done"}, ends(b.at(ten.Add(40*time.Minute)).Actions))
	require.Equal(t, []string{"quiet e3"}, b.done)
}

// The same event counts once, however it comes.
func TestAcceptedTwice(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(b *inbox, ev trigger.Event) bool // whether Handle was told that it is repeated
	}{
		{"accepted twice", func(b *inbox, ev trigger.Event) bool { b.accept(ev, ev); return true }},
		{"accepted, then handled", func(b *inbox, ev trigger.Event) bool {
			b.accept(ev)
			report, err := b.Handle(b.t.Context(), ev)
			require.NoError(b.t, err)
			return report.Repeated
		}},
		{"handled, then accepted", func(b *inbox, ev trigger.Event) bool {
			_, err := b.Handle(b.t.Context(), ev)
			require.NoError(b.t, err)
			b.accept(ev)
			return true
		}},
		{"accepted after it was applied", func(b *inbox, ev trigger.Event) bool { b.accept(ev); b.at(ten); b.accept(ev); return true }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var store schedule.Memory
			b := newInbox(t, &store, newItem("now", tagA), newItem("later", `{"do":"resolve","after":"10m"}`))
			require.True(t, tt.do(b, customer("e", ten)))
			b.at(ten)
			b.at(ten.Add(time.Hour))
			require.Equal(t, []string{"now e", "later e"}, b.done)
			b.at(ten.Add(74 * time.Hour))
			require.Zero(t, store.Len(), "no row of the event is left")
		})
	}
}

// A live event of the thread first applies the events that were accepted before it.
func TestHandleAppliesAcceptedFirst(t *testing.T) {
	b := newInbox(t, nil, quiet)
	b.accept(agent("e1", ten), customer("e2", ten.Add(time.Minute)))
	b.now = ten.Add(2 * time.Minute)
	report, err := b.Handle(t.Context(), agent("e3", ten.Add(2*time.Minute)))
	require.NoError(t, err)
	require.Equal(t, []string{"quiet: waiting", "quiet: waiting"}, outcomes(report.Decisions))
	require.Equal(t, "e1", report.Decisions[0].Event)
	require.Equal(t, []string{"quiet/0 set_status: cancelled customer_reply"}, ends(report.Actions))
	b.at(ten.Add(time.Hour))
	require.Equal(t, []string{"quiet e3"}, b.done)
}

// poisoned is a history that fails for one event.
type poisoned struct {
	history.Memory
	event string
	fails int
}

var errPoison = errors.New("poison")

func (p *poisoned) Record(ctx context.Context, entries ...history.Entry) error {
	for _, en := range entries {
		if en.Event == p.event {
			p.fails++
			return errPoison
		}
	}
	return p.Memory.Record(ctx, entries...)
}

// An event that cannot be applied is tried ten times, and is a dead letter then; its thread goes on, and no other one waits.
func TestAcceptedPoison(t *testing.T) {
	log := &poisoned{event: "bad"}
	b := newInbox(t, nil, newItem("now", tagA))
	b.History = log
	other := customer("other", ten)
	other.Mention.CaseID = "6"
	b.accept(customer("bad", ten), customer("good", ten), customer("later", ten.Add(time.Second)), other)
	_, err := b.Tick(t.Context())
	require.ErrorIs(t, err, errPoison)
	_, err = b.Tick(t.Context())
	require.NoError(t, err, "it is tried again after a while")
	require.Equal(t, []string{"now other"}, b.takeDone(), "other threads go on at once")
	for minute := range 60 {
		b.now = ten.Add(time.Duration(minute+1) * time.Minute)
		if _, err := b.Tick(t.Context()); err != nil {
			require.ErrorIs(t, err, errPoison)
		}
	}
	require.GreaterOrEqual(t, log.fails, recipe.MaxAttempts)
	require.Equal(t, []string{"now good", "now later"}, b.done, "in their order")
	dead, err := b.DeadLetters(t.Context(), "", 9)
	require.NoError(t, err)
	require.Len(t, dead, 1)
	require.Equal(t, "bad", dead[0].Event)
	require.Equal(t, trigger.Ref{Kind: "mention", ID: "bad"}, dead[0].Item)
	require.NoError(t, dead[0].Err)

	b.done, log.event = nil, ""
	require.NoError(t, b.Retry(t.Context(), dead[0].Key))
	b.at(b.now)
	require.Equal(t, []string{"now bad"}, b.done, "it is applied after all")
	require.Empty(t, must(b.DeadLetters(t.Context(), "", 9)))
}

// A poison event keeps a live one of its thread back ten times at most, and ones of one instant stay in their order.
func TestPoisonAndHandle(t *testing.T) {
	log := &poisoned{event: "bad"}
	b := newInbox(t, nil, newItem("now", tagA))
	b.History = log
	b.accept(customer("bad", ten), customer("good", ten))
	for range 3 * recipe.MaxAttempts {
		_, err := b.Handle(t.Context(), customer("live", ten.Add(time.Second)))
		require.ErrorIs(t, err, errPoison, "tries before it is due again do not count: what fails for a second is no poison")
	}
	for range recipe.MaxAttempts - 2 {
		b.now = b.now.Add(10 * time.Minute)
		_, err := b.Handle(t.Context(), customer("live", ten.Add(time.Second)))
		require.ErrorIs(t, err, errPoison)
	}
	log.event = "" // it is well at its last try
	report, err := b.Handle(t.Context(), customer("live", ten.Add(time.Second)))
	require.NoError(t, err)
	var order []string
	for _, d := range report.Decisions {
		order = append(order, d.Event)
	}
	require.Equal(t, []string{"bad", "good", "live"}, order)
}

// A row of an event that cannot be decoded is a dead letter at once, and its thread goes on.
func TestAcceptedDamaged(t *testing.T) {
	var store schedule.Memory
	b := newInbox(t, &store, newItem("now", tagA))
	require.NoError(t, store.Add(t.Context(), schedule.Job{
		Key: "event/damaged", Kind: "work", Subject: "case/5", Names: []string{"case/5"}, Lane: "event/", Due: ten, Payload: []byte(`{"v":1}`),
	}))
	b.accept(customer("e", ten))
	_, err := b.Tick(t.Context())
	require.ErrorContains(t, err, "not one of an engine")
	b.at(ten.Add(time.Hour))
	require.Equal(t, []string{"now e"}, b.done)
	dead, err := b.DeadLetters(t.Context(), "", 9)
	require.NoError(t, err)
	require.Len(t, dead, 1)
	require.Error(t, dead[0].Err)
}

// Accept within a local handler is a part of its transaction: there as a whole or not at all, applied afterwards.
func TestAcceptWithinLocal(t *testing.T) {
	for _, tt := range []struct {
		name string
		fail func() error
		want []string
	}{
		{"done", func() error { return nil }, []string{"start first", "then next"}},
		{"skipped", func() error { return action.Skip("no") }, []string{"start first"}},
		{"failed", func() error { return action.Permanent(errors.New("no")) }, []string{"start first"}},
		{"panics", func() error { panic("no") }, []string{"start first"}},
	} {
		for _, wait := range []string{"", `,"after":"1m"`} {
			t.Run(tt.name+wait, func(t *testing.T) {
				var store schedule.Memory
				b := newInbox(t, &store)
				b.Handlers = new(action.Handlers)
				action.HandleLocal(b.Handlers, action.HandlerFunc[action.AddTags](func(ctx context.Context, _ action.AddTags, in action.Input) error {
					b.done = append(b.done, in.Recipe.ID+" "+in.Event.ID)
					if in.Recipe.ID == "start" {
						require.NoError(t, b.Accept(ctx, tagged("next", ten.Add(time.Minute), "x")))
						require.Len(t, b.done, 1, "it is not applied within")
						return tt.fail()
					}
					return nil
				}))
				require.NoError(t, b.Load(parse(t, set(newItem("start", `{"do":"add_tags","with":{"tags":["x"]}`+wait+`}`), one("then", onTagX, "", tagB)))))
				_, err := b.Handle(t.Context(), customer("first", ten))
				require.NoError(t, err)
				b.at(ten.Add(time.Minute))
				b.at(ten.Add(2 * time.Minute))
				require.Equal(t, tt.want, b.done)
			})
		}
	}
}

// Wherever a process dies between Accept and the end, another one goes on, and each event is applied once.
func TestAcceptSurvivesCrash(t *testing.T) {
	for _, after := range []bool{false, true} {
		failed := 0
		for failAt := 1; ; failAt += longer(6, 3, 1) {
			store := &flaky{failAt: failAt, after: after}
			done := map[string]int{}
			keys := map[string]bool{}
			process := func() *inbox { // each has nothing but the store
				b := newInbox(t, store, newItem("now", tagA), quiet, newItem("later", `{"do":"resolve","after":"10m"}`))
				b.Handlers = new(action.Handlers)
				action.HandleAll(b.Handlers, func(_ context.Context, _ action.Config, in action.Input) error {
					if !keys[in.Key] {
						done[in.Recipe.ID+" "+in.Event.ID]++
					}
					keys[in.Key] = true
					return nil
				})
				return b
			}
			for _, ev := range []trigger.Event{agent("a1", ten), customer("c1", ten.Add(time.Minute)), agent("a2", ten.Add(2*time.Minute))} {
				require.NoError(t, process().Accept(t.Context(), ev))
			}
			for minute := range 16 {
				b := process()
				b.now = ten.Add(time.Duration(3*minute) * time.Minute)
				if _, err := b.Tick(t.Context()); err != nil {
					require.ErrorIs(t, err, errDown)
					failed++
				}
			}
			require.Equal(t, map[string]int{"now a1": 1, "now c1": 1, "now a2": 1, "later a2": 1, "quiet a2": 1}, done, "call %d, after %v", failAt, after)
			if failAt > store.calls {
				break
			}
		}
		require.Greater(t, failed, longer(3, 6, 20))
	}
}

// A store that runs its functions twice makes no difference to accepted events.
func TestAcceptOnHastyStore(t *testing.T) {
	store := &hasty{}
	log := &poisoned{event: "bad"}
	b := newInbox(t, store, newItem("now", tagA))
	b.History = log
	b.accept(customer("bad", ten), customer("good", ten))
	for minute := range 60 {
		b.now = ten.Add(time.Duration(minute) * time.Minute)
		_, _ = b.Tick(t.Context())
	}
	require.GreaterOrEqual(t, log.fails, 2*recipe.MaxAttempts, "each try is run twice")
	require.Equal(t, []string{"now good"}, b.done)
	require.Len(t, must(b.DeadLetters(t.Context(), "", 9)), 1)
	b.now = b.now.Add(91 * 24 * time.Hour)
	report, err := b.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Actions, 1, fmt.Sprint(report.Actions))
	require.Equal(t, recipe.Expired, report.Actions[0].Outcome)
}
