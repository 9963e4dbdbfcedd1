package recipe_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// quiet resolves a case, 30 minutes after an agent's reply, unless the customer writes.
const quiet = `{"id":"quiet","name":"Close quiet cases","enabled":true,
	"trigger":{"on":"case_mention","all_topics":true},"filter":"mention.type == 'sent'",
	"actions":[{"do":"set_status","with":{"status":"resolved"},"after":"30m","unless":["customer_reply"]}]}`

// The timelines of "resolve after 30 minutes without a further response".
func TestSilence(t *testing.T) {
	const resolved = `set_status case/5 {"status":"resolved"}`
	type reply struct {
		at   string
		from func(id string, at time.Time) trigger.Event
	}
	for _, tt := range []struct {
		name    string
		replies []reply
		closed  string // when the case is resolved; "" means never
	}{
		{"silent", []reply{{"10:00:00", agent}}, "10:30:00"},
		{"the customer one second before", []reply{{"10:00:00", agent}, {"10:29:59", customer}}, ""},
		{"the customer at the very instant", []reply{{"10:00:00", agent}, {"10:30:00", customer}}, ""},
		{"the customer one second late", []reply{{"10:00:00", agent}, {"10:30:01", customer}}, "10:30:00"},
		{"the agent again", []reply{{"10:00:00", agent}, {"10:20:00", agent}}, "10:50:00"},
		{"the agent again, then the customer", []reply{{"10:00:00", agent}, {"10:20:00", agent}, {"10:25:00", customer}}, ""},
		{"the customer first", []reply{{"09:59:00", customer}, {"10:00:00", agent}}, "10:30:00"},
		{"the customer, and the agent once more", []reply{{"10:00:00", agent}, {"10:10:00", customer}, {"10:15:00", agent}}, "10:45:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(quiet))
			for i, r := range tt.replies {
				k.Send(r.from(string(rune('a'+i)), clock(t, r.at)))
			}
			k.Until(clock(t, "23:59:59"))
			if tt.closed == "" {
				require.Empty(t, k.Done())
				return
			}
			require.Equal(t, []string{resolved}, k.Done())
			require.Equal(t, clock(t, tt.closed), k.Calls()[0].At)
		})
	}
}

// A customer's reply is reported and recorded in the call that brings it.
func TestCancelIsReported(t *testing.T) {
	k := recipetest.Load(t, set(quiet))
	k.Send(agent("e1", ten))
	report := k.Send(customer("e2", ten.Add(time.Minute)))
	require.Equal(t, []string{"quiet/0 set_status: cancelled customer_reply"}, ends(report.Actions))
	require.Equal(t, "e1", report.Actions[0].Event, "a step keeps the event that it belongs to")
	log := k.History.Find(history.Query{Item: trigger.Ref{Kind: "case", ID: "5"}, Outcome: "cancelled"})
	require.Len(t, log, 1)
	require.Equal(t, "customer_reply", log[0].Reason)
	require.Empty(t, k.Until(ten.Add(100*time.Hour)))
}

func TestRearmed(t *testing.T) {
	k := recipetest.Load(t, set(quiet))
	k.Send(agent("e1", ten))
	report := k.Send(agent("e2", ten.Add(20*time.Minute)))
	require.Equal(t, []string{"quiet/0 set_status: cancelled rearmed"}, ends(report.Actions))
	require.Equal(t, "e1", report.Actions[0].Event)
	reports := k.Until(ten.Add(time.Hour))
	require.Equal(t, []string{"quiet/0 set_status: done"}, ends(reports))
	require.Equal(t, "e2", reports[0].Event)
}

// Events may come in any order; what counts is when they happened.
func TestOutOfOrder(t *testing.T) {
	t.Run("the customer's answer before the reply that it answers", func(t *testing.T) {
		k := recipetest.Load(t, set(quiet))
		k.Send(customer("answer", ten.Add(5*time.Minute)))
		report := k.Send(agent("reply", ten))
		require.Equal(t, []string{"quiet/0 set_status: cancelled customer_reply"}, ends(report.Decisions[0].Actions))
		k.Until(ten.Add(time.Hour))
		require.Empty(t, k.Done())
	})
	t.Run("an old customer's message behind the reply", func(t *testing.T) {
		k := recipetest.Load(t, set(quiet))
		k.Send(agent("reply", ten), customer("old", ten.Add(-time.Minute)))
		k.Until(ten.Add(time.Hour))
		require.Len(t, k.Done(), 1)
	})
	t.Run("an older reply behind a newer one", func(t *testing.T) {
		k := recipetest.Load(t, set(quiet))
		k.Send(agent("newer", ten.Add(20*time.Minute)))
		report := k.Send(agent("older", ten))
		require.Equal(t, []string{"quiet/0 set_status: cancelled rearmed"}, ends(report.Decisions[0].Actions))
		k.Until(ten.Add(time.Hour))
		require.Equal(t, ten.Add(50*time.Minute), k.Calls()[0].At)
	})
	t.Run("a late event is due at once", func(t *testing.T) {
		k := recipetest.Load(t, set(quiet))
		k.Until(ten.Add(2 * time.Hour))
		k.Send(agent("late", ten))
		require.Equal(t, []string{"quiet/0 set_status: done"}, ends(k.Wait(0)))
	})
}

// A thread is the case, else the conversation, else the contact in its topic and service.
func TestThreads(t *testing.T) {
	rule := one("quiet", `{"on":"new_item","all_topics":true}`, `"filter":"mention.type == 'sent'"`,
		`{"do":"resolve","after":"30m","unless":["customer_reply"]}`)
	at := func(edit func(m *trigger.Mention)) func(id string, at time.Time, kind string) trigger.Event {
		return func(id string, at time.Time, kind string) trigger.Event {
			m := &trigger.Mention{ID: id, Topic: "t", Service: "email", Type: kind}
			edit(m)
			return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: at, Mention: m}
		}
	}
	inCase := at(func(m *trigger.Mention) { m.CaseID = "5" })
	inTalk := at(func(m *trigger.Mention) { m.Conversation = "c" })
	inBoth := at(func(m *trigger.Mention) { m.CaseID, m.Conversation = "5", "c" })
	ofAda := at(func(m *trigger.Mention) { m.Contact.ID = "ada" })
	ofBob := at(func(m *trigger.Mention) { m.Contact.ID = "bob" })
	adaElsewhere := at(func(m *trigger.Mention) { m.Contact.ID, m.Service = "ada", "twitter" })
	alone := at(func(*trigger.Mention) {})
	for _, tt := range []struct {
		name         string
		reply, after func(id string, at time.Time, kind string) trigger.Event
		cancels      bool
	}{
		{"same case", inCase, inCase, true},
		{"same conversation", inTalk, inTalk, true},
		{"same contact, topic and service", ofAda, ofAda, true},
		{"another contact", ofAda, ofBob, false},
		{"another service", ofAda, adaElsewhere, false},
		{"nothing in common", alone, alone, false},
		{"a case was made of the conversation meanwhile", inTalk, inBoth, true},
		{"the answer does not know its case yet", inBoth, inTalk, true},
		{"another thread", inCase, inTalk, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(rule))
			k.Send(tt.reply("e1", ten, "sent"), tt.after("e2", ten.Add(time.Minute), "inbox"))
			k.Until(ten.Add(time.Hour))
			if tt.cancels {
				require.Empty(t, k.Done())
			} else {
				require.Equal(t, []string{"resolve mention/e1 {}"}, k.Done())
			}
		})
	}
}

func TestUnless(t *testing.T) {
	later := ten.Add(time.Minute)
	events := map[string]trigger.Event{
		"customer": customer("e2", later),
		"agent":    agent("e2", later),
		"tag":      tagged("e2", later, "x"),
		"status":   status("e2", later, trigger.Pending, trigger.Unresolved),
		"update": {ID: "e2", Kind: trigger.CaseUpdated, At: later, Case: &trigger.Case{ID: "5"},
			Changes: map[string]trigger.Change{"priority": {From: "low", To: "high"}}},
	}
	bot := agent("e2", later)
	bot.Actor = trigger.Bot
	events["bot"] = bot
	for unless, by := range map[string][]string{
		"customer_reply": {"customer"},
		"agent_reply":    {"agent"},
		"tag_added":      {"tag"},
		"status_changed": {"status"},
		"any":            {"customer", "agent", "tag", "status", "update", "bot"},
	} {
		for name, ev := range events {
			t.Run(unless+" by "+name, func(t *testing.T) {
				k := recipetest.Load(t, set(one("r", `{"on":"case_tag_added","tag":"start","all_topics":true}`, "",
					`{"do":"private_reply","with":{"message":"hi"},"after":"30m","unless":["`+unless+`"]}`)))
				start := tagged("e1", ten, "start")
				k.Send(start, ev)
				k.Until(ten.Add(time.Hour))
				want := 1
				for _, b := range by {
					if b == name {
						want = 0
					}
				}
				require.Len(t, k.Done(), want)
			})
		}
	}
}

// What the recipe itself brings about does not cancel its own waits; what another recipe brings about does.
func TestOwnEffects(t *testing.T) {
	for _, tt := range []struct {
		by   string
		want int
	}{{"r", 1}, {"other", 0}} {
		t.Run(tt.by, func(t *testing.T) {
			k := recipetest.Load(t, set(one("r", `{"on":"case_tag_added","tag":"start","all_topics":true}`, "",
				`{"do":"private_reply","with":{"message":"hi"},"after":"30m","unless":["any"]}`)))
			start := tagged("e1", ten, "start")
			k.Send(start)
			effect := tagged("e1/1", ten, "x")
			effect.At = ten.Add(time.Second)
			effect.Cause = start.NextCause(tt.by)
			k.Send(effect)
			k.Until(ten.Add(time.Hour))
			require.Len(t, k.Done(), tt.want)
		})
	}
}

// When an action comes due, everything that made it wait must still hold.
func TestWake(t *testing.T) {
	const start = `"trigger":{"on":"case_status_changed","status":"pending","all_topics":true}`
	rule := func(enabled, filter, message string) string {
		return `{"id":"r","name":"R","enabled":` + enabled + `,` + start + `,"filter":"` + filter + `",
			"actions":[{"do":"private_reply","with":{"message":"` + message + `"},"after":"30m"}]}`
	}
	const vip = `case.priority != 'low'`
	base := rule("true", vip, "hi {{ case.contact.name }}")
	for _, tt := range []struct {
		name    string
		reload  string
		refresh func(ev *trigger.Event) error
		want    string
	}{
		{"nothing changed", "", nil, "r/0 private_reply: done"},
		{"removed", set(newItem("other", tagA)), nil, "r/0 private_reply: cancelled recipe_removed"},
		{"disabled", set(rule("false", vip, "hi {{ case.contact.name }}")), nil, "r/0 private_reply: cancelled recipe_disabled"},
		{"edited", set(rule("true", vip, "bye")), nil, "r/0 private_reply: done"},
		{"reloaded as it was", set(newItem("other", tagA), base), nil, "r/0 private_reply: done"},
		{"the case was reopened", "", func(ev *trigger.Event) error { ev.Case.Status = trigger.Unresolved; return nil },
			"r/0 private_reply: cancelled trigger_ended"},
		{"the filter says no by now", "", func(ev *trigger.Event) error { ev.Case.Priority = "low"; return nil },
			"r/0 private_reply: cancelled filtered_out"},
		{"the case is gone", "", func(*trigger.Event) error { return recipe.ErrGone }, "r/0 private_reply: cancelled gone"},
		{"the case cannot be read", "", func(*trigger.Event) error { return errors.New("down") }, "r/0 private_reply: waiting"},
		{"reading it panics", "", func(*trigger.Event) error { panic("no") }, "r/0 private_reply: failed panic"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			if tt.refresh != nil {
				k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error { return tt.refresh(ev) }
			}
			k.Load(set(base))
			k.Send(status("e1", ten, trigger.Unresolved, trigger.Pending))
			if tt.reload != "" {
				k.Load(tt.reload)
			}
			require.Equal(t, []string{tt.want}, ends(k.Until(ten.Add(30*time.Minute))))
		})
	}
}

// A text is filled in with the item as it is when the action runs.
func TestWakeFillsInLate(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
		ev.Case.Contact.Name = "Ada"
		return nil
	}
	k.Load(set(one("r", `{"on":"case_status_changed","status":"pending","all_topics":true}`, "",
		`{"do":"private_reply","with":{"message":"Now: {{ case.contact.name }}"}}`,
		`{"id":"later","do":"private_reply","with":{"message":"Later: {{ case.contact.name }}"},"after":"30m"}`)))
	k.Send(status("e1", ten, trigger.Unresolved, trigger.Pending))
	k.Until(ten.Add(time.Hour))
	require.Equal(t, []string{
		`private_reply case/5 {"message":"Now: "}`, `private_reply case/5 {"message":"Later: Ada"}`,
	}, k.Done())
}

func TestExpired(t *testing.T) {
	for _, tt := range []struct {
		late time.Duration
		want string
	}{
		{72 * time.Hour, "quiet/0 set_status: done"},
		{72*time.Hour + time.Minute, "quiet/0 set_status: expired late"},
	} {
		k := recipetest.Load(t, set(quiet))
		k.Send(agent("e1", ten))
		k.Engine.Now = func() time.Time { return ten.Add(30*time.Minute + tt.late) } // nobody called Tick for so long
		report, err := k.Engine.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{tt.want}, ends(report.Actions))
		if a := report.Actions[0]; a.Outcome == recipe.Expired {
			require.Equal(t, ten.Add(30*time.Minute), a.Due)
			require.Equal(t, tt.late, a.At.Sub(a.Due), "how late it was")
		}
	}
}

// An event so late in the calendar that nothing can come due after it is reported, not lost.
func TestWaitBehindTheCalendar(t *testing.T) {
	k := recipetest.Load(t, set(quiet))
	report := k.Send(agent("e1", time.Date(9999, 12, 31, 23, 45, 0, 0, time.UTC)))
	require.Equal(t, []string{"quiet: failed"}, outcomes(report.Decisions))
	require.ErrorContains(t, report.Decisions[0].Err, "after the year 9999")
}

// Nor does the first year of the calendar make a difference.
func TestWaitInYearZero(t *testing.T) {
	for _, at := range []time.Time{time.Date(0, 1, 5, 10, 0, 0, 0, time.UTC), time.Date(0, 12, 31, 23, 30, 0, 0, time.UTC)} {
		k := recipetest.New(t)
		now := at
		k.Engine.Now = func() time.Time { return now }
		k.Load(set(quiet))
		_, err := k.Engine.Handle(t.Context(), agent("e1", at))
		require.NoError(t, err)
		now = at.Add(31 * time.Minute)
		report, err := k.Engine.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"quiet/0 set_status: done"}, ends(report.Actions))

		_, err = k.Engine.Handle(t.Context(), agent("e2", at))
		require.NoError(t, err)
		answer, err := k.Engine.Handle(t.Context(), customer("e3", at.Add(time.Minute)))
		require.NoError(t, err)
		require.Equal(t, []string{"quiet/0 set_status: cancelled customer_reply"}, ends(answer.Actions))
	}
}

// The rows that remember when somebody wrote go when no wait can ask for them.
func TestSignalsAreForgotten(t *testing.T) {
	k := recipetest.Load(t, set(quiet))
	for i := range 50 {
		ev := customer("e", ten.Add(time.Duration(i)*time.Hour))
		ev.ID, ev.Mention.ID, ev.Mention.CaseID = ev.At.String(), ev.At.String(), ev.At.String()
		k.Send(ev)
	}
	rows := k.Rows()
	require.Positive(t, rows)
	k.Wait(100 * time.Hour)
	require.Zero(t, k.Rows())
}
