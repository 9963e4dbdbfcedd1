package recipe_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// instants writes when each call was made, in the zone, as "Mon 09:00 kind".
func instants(t *testing.T, k *recipetest.Kitchen, zone string) []string {
	t.Helper()
	where, err := time.LoadLocation(zone)
	require.NoError(t, err)
	all := []string{}
	for _, c := range k.Calls() {
		all = append(all, c.At.In(where).Format("Mon 15:04 ")+c.Do)
	}
	return all
}

// inOffice writes a set with the calendar "office": Monday to Friday, 9 to 17 in Brussels, closed on 6 April 2026.
func inOffice(recipes ...string) string {
	var week, always []string
	for i, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if i < 5 {
			week = append(week, `"`+day+`":["09:00-17:00"]`)
		}
		always = append(always, `"`+day+`":["00:00-24:00"]`)
	}
	return `{"format":1,"calendars":{"office":{"zone":"Europe/Brussels","week":{` + strings.Join(week, ",") + `},"closed":["2026-04-06"]},
		"always":{"zone":"UTC","week":{` + strings.Join(always, ",") + `}}},"recipes":[` + strings.Join(recipes, ",") + `]}`
}

const (
	toPending = `{"on":"case_status_changed","status":"pending","topics":["support"]}`
	during    = `"hours":{"calendar":"office","when":"during"}`
	outside   = `"hours":{"calendar":"office","when":"outside"}`
)

func ask(more string) string {
	return `{"do":"private_reply","with":{"message":"Is it solved?"}` + more + `}`
}

func pendingOn(t *testing.T, at string) trigger.Event {
	instant, err := time.Parse(time.RFC3339, at)
	require.NoError(t, err)
	ev := status("e1", instant, trigger.Unresolved, trigger.Pending)
	ev.Actor = trigger.Agent
	return ev
}

// Hours that say during hold when an action comes due, too.
func TestHoursWhenDue(t *testing.T) {
	for _, tt := range []struct {
		name, hours, action, pending string
		want                         []string
	}{
		{"after closing time", during, ask(`,"after":"2h"`), "2026-01-09T16:50:00+01:00", []string{"Mon 09:00"}},
		{"open time", during, ask(`,"after":"2h","in":"office"`), "2026-01-09T16:50:00+01:00", []string{"Mon 10:50"}},
		{"repeated", during, ask(`,"after":"2h","repeat":{"every":"2h","times":3}`), "2026-01-09T16:50:00+01:00", []string{"Mon 09:00", "Mon 11:00", "Mon 13:00"}},
		{"repeated in open time", during, ask(`,"after":"2h","in":"office","repeat":{"every":"2h","times":3}`), "2026-01-09T16:50:00+01:00",
			[]string{"Mon 10:50", "Mon 12:50", "Mon 14:50"}},
		{"outside is asked at the event only", outside, ask(`,"after":"64h"`), "2026-01-09T17:10:00+01:00", []string{"Mon 09:10"}},
		{"open time ends at closing", during, ask(`,"after":"10m","in":"office"`), "2026-01-09T16:50:00+01:00", []string{"Mon 09:00"}},
		{"without hours it ends there", "", ask(`,"after":"10m","in":"office"`), "2026-01-09T16:50:00+01:00", []string{"Fri 17:00"}},
		{"clocks set forward", during, ask(`,"after":"2h","in":"office"`), "2026-03-27T16:50:00+01:00", []string{"Mon 10:50"}},
		{"clocks set back", during, ask(`,"after":"2h","in":"office"`), "2026-10-23T16:50:00+02:00", []string{"Mon 10:50"}},
		{"clocks set forward, all time", during, ask(`,"after":"64h"`), "2026-03-27T16:50:00+01:00", []string{"Mon 09:50"}},
		{"a holiday", during, ask(`,"after":"2h","in":"office"`), "2026-04-03T16:50:00+02:00", []string{"Tue 10:50"}},
		{"put off over a holiday", during, ask(`,"after":"2h"`), "2026-04-03T16:50:00+02:00", []string{"Tue 09:00"}},
		{"action hours, at once", "", ask(`,` + during), "2026-01-09T18:00:00+01:00", []string{"Mon 09:00"}},
		{"action hours take the place", outside, ask(`,"after":"1h",` + during), "2026-01-09T18:00:00+01:00", []string{"Mon 09:00"}},
		{"action hours, outside", "", ask(`,` + outside), "2026-01-09T16:00:00+01:00", []string{"Fri 17:00"}},
		{"action hours, outside, when due", during, ask(`,"after":"1h",` + outside), "2026-01-09T15:00:00+01:00", []string{"Fri 17:00"}},
		{"open already", during, ask(`,"after":"2h"`), "2026-01-09T10:00:00+01:00", []string{"Fri 12:00"}},
		{"repeats that are put off are one", during, ask(`,"repeat":{"every":"6h","times":4}`), "2026-01-09T16:00:00+01:00",
			[]string{"Fri 16:00", "Mon 09:00", "Mon 15:00", "Tue 09:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, inOffice(one("rem", toPending, tt.hours, tt.action)))
			ev := pendingOn(t, tt.pending)
			k.Send(ev)
			k.Until(ev.At.Add(8 * 24 * time.Hour))
			var got []string
			for _, at := range instants(t, k, "Europe/Brussels") {
				got = append(got, strings.TrimSuffix(at, " private_reply"))
			}
			require.Equal(t, tt.want, got)
		})
	}
}

// The report and the history say that it waits, why, and until when.
func TestPutOffIsTold(t *testing.T) {
	k := recipetest.Load(t, inOffice(one("rem", toPending, during, ask(`,"after":"2h","unless":["customer_reply"]`))))
	ev := pendingOn(t, "2026-01-09T15:50:00Z")
	k.Send(ev)
	reports := k.Until(ev.At.Add(3 * time.Hour))
	require.Equal(t, []string{"rem/0 private_reply: waiting outside_hours"}, ends(reports))
	monday := time.Date(2026, 1, 12, 8, 0, 0, 0, time.UTC)
	require.Equal(t, monday, reports[0].Due)
	reply := customer("c", ev.At.Add(20*time.Hour))
	require.Equal(t, []string{"rem/0 private_reply: cancelled customer_reply"}, ends(k.Send(reply).Actions), "it still waits for what cancels it")
	require.Empty(t, ends(k.Until(monday.Add(time.Hour))))
}

// What would have run at once but for its hours waits like everything else that was put off: it is asked again of the item as
// it is when the office opens, and an agent sees it and can end it.
func TestPutOffIsAskedAgain(t *testing.T) {
	monday := time.Date(2026, 1, 12, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		refresh func(*trigger.Event) error
		want    string
	}{
		{"nothing happened", func(*trigger.Event) error { return nil }, "done"},
		{"in another status", func(ev *trigger.Event) error { ev.Case.Status = trigger.Unresolved; return nil }, "cancelled trigger_ended"},
		{"in another topic", func(ev *trigger.Event) error { ev.Case.Topic = "billing"; return nil }, "cancelled other_topic"},
		{"not for the filter", func(ev *trigger.Event) error { ev.Case.Tags = []string{"quiet"}; return nil }, "cancelled filtered_out"},
		{"gone", func(*trigger.Event) error { return recipe.ErrGone }, "cancelled gone"},
	} {
		for _, action := range []string{ask("," + during), ask("," + during + `,"repeat":{"every":"1h","times":1}`)} {
			t.Run(tt.name, func(t *testing.T) {
				k := recipetest.New(t)
				k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
					matter := *ev.Case
					ev.Case = &matter
					return tt.refresh(ev)
				}
				k.Load(inOffice(one("rem", toPending, `"filter":"'quiet' not in case.tags"`, action)))
				k.Send(pendingOn(t, "2026-01-09T18:00:00Z"))
				require.Empty(t, k.Until(monday.Add(-time.Second)))
				require.Equal(t, []string{"rem/0 private_reply: " + tt.want}, ends(k.Until(monday)))
			})
		}
	}
	t.Run("an agent ends it", func(t *testing.T) {
		k := recipetest.Load(t, inOffice(one("rem", toPending, "", ask(","+during))))
		ev := pendingOn(t, "2026-01-09T18:00:00Z")
		k.Send(ev)
		waits, err := k.Engine.Waiting(t.Context(), ev)
		require.NoError(t, err)
		require.Len(t, waits, 1)
		require.Equal(t, monday, waits[0].Due)
		require.NoError(t, k.Engine.Cancel(t.Context(), waits[0].Key))
		require.Empty(t, k.Until(monday.Add(time.Hour)))
		require.Empty(t, k.Calls())
	})
}

func TestHoursThatNeverOpen(t *testing.T) {
	k := recipetest.Load(t, inOffice(one("rem", toPending, "", ask(`,"after":"2h","hours":{"calendar":"always","when":"outside"}`))))
	k.Send(pendingOn(t, "2026-01-09T15:50:00Z"))
	require.Equal(t, []string{"rem/0 private_reply: cancelled outside_hours"}, ends(k.Wait(3*time.Hour)))
	k = recipetest.Load(t, inOffice(one("rem", toPending, "", ask(`,"hours":{"calendar":"always","when":"outside"}`))))
	require.Equal(t, []string{"rem: skipped outside_hours"}, outcomes(k.Send(pendingOn(t, "2026-01-09T15:50:00Z")).Decisions))
}

// A deadline counts from the first message that nobody answered.
func TestFromFirst(t *testing.T) {
	set := set(one("late", `{"on":"new_item","topics":["support"]}`, `"filter":"mention.type != 'sent'"`,
		`{"do":"notify","with":{"users":["boss"],"channel":"push"},"after":"1h","from":"first","unless":["agent_reply"]}`))
	type message struct{ at, who string }
	for _, tt := range []struct {
		name  string
		sent  []message
		until string
		want  []string
	}{
		{"a customer who goes on writing", []message{{"09:00", "c"}, {"09:50", "c"}, {"10:40", "c"}}, "16:00", []string{"10:00"}},
		{"answered after it ran", []message{{"09:00", "c"}, {"09:50", "c"}, {"10:20", "a"}, {"10:40", "c"}}, "16:00", []string{"10:00", "11:40"}},
		{"answered in time", []message{{"09:00", "c"}, {"09:30", "a"}}, "16:00", nil},
		{"answered in time, written again", []message{{"09:00", "c"}, {"09:30", "a"}, {"09:40", "c"}, {"10:00", "c"}}, "16:00", []string{"10:40"}},
		{"the answer says nothing before the message", []message{{"09:00", "a"}, {"09:00", "c"}}, "16:00", []string{"10:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set)
			for i, m := range tt.sent {
				ev := customer(fmt.Sprint("e", i), clock(t, m.at+":00"))
				if m.who == "a" {
					ev = agent(fmt.Sprint("e", i), clock(t, m.at+":00"))
				}
				k.Send(ev)
			}
			k.Until(clock(t, tt.until+":00"))
			var got []string
			for _, c := range k.Calls() {
				got = append(got, c.At.Format("15:04"))
			}
			require.Equal(t, tt.want, got)
		})
	}
	t.Run("four hours", func(t *testing.T) {
		k := recipetest.Load(t, strings.Replace(set, `"1h"`, `"4h"`, 1))
		for i := range 5 {
			k.Send(customer(fmt.Sprint("e", i), clock(t, "08:00:00").Add(time.Duration(3*i)*time.Hour)))
		}
		k.Until(clock(t, "08:00:00").Add(22 * time.Hour))
		require.Len(t, k.Calls(), 1)
		require.Equal(t, clock(t, "12:00:00"), k.Calls()[0].At)
	})
	t.Run("the earliest event counts, also one that comes later", func(t *testing.T) {
		k := recipetest.Load(t, set)
		k.Send(customer("e2", clock(t, "09:30:00")))
		k.Send(customer("e1", clock(t, "09:00:00")))
		k.Until(clock(t, "16:00:00"))
		require.Len(t, k.Calls(), 1)
		require.Equal(t, clock(t, "10:00:00"), k.Calls()[0].At)
	})
	t.Run("without unless the next event arms it", func(t *testing.T) {
		k := recipetest.Load(t, strings.Replace(set, `,"unless":["agent_reply"]`, "", 1))
		for i, at := range []string{"09:00:00", "09:30:00", "10:30:00"} {
			k.Send(customer(fmt.Sprint("e", i), clock(t, at)))
		}
		k.Until(clock(t, "16:00:00"))
		require.Len(t, k.Calls(), 2)
		require.Equal(t, clock(t, "11:30:00"), k.Calls()[1].At)
	})
	t.Run("the report of one that does not arm", func(t *testing.T) {
		k := recipetest.Load(t, set)
		k.Send(customer("e1", clock(t, "09:00:00")))
		require.Equal(t, []string{"late: skipped armed_before"}, outcomes(k.Send(customer("e2", clock(t, "09:30:00"))).Decisions))
	})
	t.Run("what ran is remembered for 366 days", func(t *testing.T) {
		k := recipetest.Load(t, set)
		k.Send(customer("e1", ten))
		k.Until(ten.Add(365 * 24 * time.Hour))
		k.Send(customer("e2", k.Now()))
		k.Wait(2 * time.Hour)
		require.Len(t, k.Calls(), 1)
		k.Wait(2 * 24 * time.Hour)
		k.Send(customer("e3", k.Now()))
		k.Wait(2 * time.Hour)
		require.Len(t, k.Calls(), 2)
	})
	t.Run("a repeat goes on", func(t *testing.T) {
		k := recipetest.Load(t, strings.Replace(set, `"after":"1h"`, `"repeat":{"every":"1h","times":3}`, 1))
		for i, at := range []string{"09:00:00", "09:30:00", "12:30:00"} {
			k.Send(customer(fmt.Sprint("e", i), clock(t, at)))
		}
		k.Send(agent("a", clock(t, "12:40:00")), customer("e9", clock(t, "12:50:00")))
		k.Until(clock(t, "16:00:00"))
		var got []string
		for _, c := range k.Calls() {
			got = append(got, c.At.Format("15:04"))
		}
		require.Equal(t, []string{"09:00", "10:00", "11:00", "12:50", "13:50", "14:50"}, got)
	})
}

// An instant of the item: it moves with the item, either way, and is gone with it.
func TestAt(t *testing.T) {
	due := func(id string, at time.Time, value any) trigger.Event {
		ev := status(id, at, trigger.Unresolved, trigger.Pending)
		ev.Case.Fields = map[string]any{"due": value}
		return ev
	}
	updated := func(id string, at time.Time, value any) trigger.Event {
		ev := due(id, at, value)
		ev.Kind, ev.From, ev.To = trigger.CaseUpdated, "", ""
		ev.Changes = map[string]trigger.Change{"case.fields.due": {}}
		return ev
	}
	at := func(more string) string {
		return set(one("sla", toPending, "", `{"do":"add_tags","with":{"tags":["due"]},"at":"{{ case.fields.due }}"`+more+`}`))
	}
	five := ten.Add(5 * time.Hour)
	for _, tt := range []struct {
		name, more string
		events     []trigger.Event
		want       []time.Time
		became     string
	}{
		{"a text", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z")}, []time.Time{five}, ""},
		{"a date", "", []trigger.Event{due("e", ten, "2026-01-06")}, []time.Time{ten.Add(14 * time.Hour)}, ""},
		{"seconds", "", []trigger.Event{due("e", ten, int(five.Unix()))}, []time.Time{five}, ""},
		{"a warning before it", `,"after":"-1h"`, []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z")}, []time.Time{ten.Add(4 * time.Hour)}, ""},
		{"some time after it", `,"after":"1h"`, []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z")}, []time.Time{ten.Add(6 * time.Hour)}, ""},
		{"moved later", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T17:00:00Z")},
			[]time.Time{ten.Add(7 * time.Hour)}, "sla/0 add_tags: waiting moved"},
		{"moved earlier", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T12:00:00Z")},
			[]time.Time{ten.Add(2 * time.Hour)}, "sla/0 add_tags: waiting moved"},
		{"moved into the past", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T09:00:00Z")},
			[]time.Time{ten.Add(time.Hour)}, "sla/0 add_tags: waiting moved"},
		{"moved far into the past", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2025-12-05T09:00:00Z")},
			nil, "sla/0 add_tags: skipped too_late"},
		{"gone", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), nil)}, nil, "sla/0 add_tags: cancelled no_instant"},
		{"not moved", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T15:00:00Z")}, []time.Time{five}, ""},
		{"past already", "", []trigger.Event{due("e", ten, "2026-01-04T15:00:00Z")}, []time.Time{ten}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, at(tt.more))
			var report recipe.Report
			for _, ev := range tt.events {
				report = k.Send(ev)
			}
			if tt.became != "" {
				require.Equal(t, []string{tt.became}, ends(report.Actions))
			} else {
				require.Empty(t, report.Actions)
			}
			k.Until(ten.Add(100 * time.Hour))
			var got []time.Time
			for _, c := range k.Calls() {
				got = append(got, c.At)
			}
			require.Equal(t, tt.want, got)
		})
	}
	for _, tt := range []struct {
		name  string
		value any
		want  string
	}{
		{"none", nil, "sla: skipped no_instant"},
		{"no instant", "soon", "sla: failed"},
		{"a duration is none", "2h", "sla: failed"},
		{"long over", "2025-12-05T09:00:00Z", "sla: skipped too_late"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, at(""))
			report := k.Send(due("e", ten, tt.value))
			require.Equal(t, []string{tt.want}, outcomes(report.Decisions))
			if strings.HasSuffix(tt.want, "failed") {
				require.ErrorContains(t, report.Decisions[0].Err, "is no instant")
			}
		})
	}
	t.Run("when it comes due", func(t *testing.T) {
		k := recipetest.New(t)
		field := any("2026-01-05T15:00:00Z")
		k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
			kase := *ev.Case
			kase.Fields = map[string]any{"due": field}
			ev.Case = &kase
			return nil
		}
		k.Load(at(""))
		k.Send(due("e", ten, "2026-01-05T15:00:00Z"))
		field = "2026-01-05T18:00:00Z"
		reports := k.Until(five)
		require.Equal(t, []string{"sla/0 add_tags: waiting moved"}, ends(reports))
		require.Equal(t, ten.Add(8*time.Hour), reports[0].Due)
		field = nil
		require.Equal(t, []string{"sla/0 add_tags: cancelled no_instant"}, ends(k.Until(ten.Add(20*time.Hour))))
	})
	t.Run("more than a year ahead", func(t *testing.T) {
		k := recipetest.Load(t, at(""))
		k.Send(due("e", ten, "2028-01-05T10:00:00Z"))
		k.Until(time.Date(2028, 1, 5, 9, 59, 0, 0, time.UTC))
		require.Empty(t, k.Calls())
		k.Until(time.Date(2028, 1, 5, 10, 0, 0, 0, time.UTC))
		require.Len(t, k.Calls(), 1)
	})
	t.Run("a duration of the item", func(t *testing.T) {
		k := recipetest.Load(t, set(one("sla", toPending, "", `{"do":"add_tags","with":{"tags":["due"]},"after":"{{ case.fields.due }}"}`)))
		k.Send(due("e", ten, "2h"))
		k.Until(ten.Add(100 * time.Hour))
		require.Equal(t, ten.Add(2*time.Hour), k.Calls()[0].At)
		require.Equal(t, []string{"sla: failed"}, outcomes(k.Send(due("e2", k.Now(), "-2h")).Decisions))
		require.Equal(t, []string{"sla: failed"}, outcomes(k.Send(due("e3", k.Now(), "long")).Decisions))
		require.Equal(t, []string{"sla: skipped no_instant"}, outcomes(k.Send(due("e4", k.Now(), nil)).Decisions))
	})
}

func TestTimingFaults(t *testing.T) {
	for _, tt := range []struct{ name, more, want string }{
		{"from of nothing", `,"from":"first"`, "from: given without after, at or repeat"},
		{"an unknown from", `,"after":"1h","from":"begin"`, `from: "begin" is not first or last`},
		{"in of nothing", `,"in":"office"`, "in: given without after or repeat"},
		{"in beside at alone", `,"at":"{{ case.fields.due }}","in":"office"`, "in: given without after or repeat"},
		{"an unknown calendar", `,"after":"1h","in":"ofice"`, `in: "ofice" is not one of the set's calendars, did you mean office?`},
		{"negative", `,"after":"-1h"`, "after: negative; only what comes before an instant (at) is"},
		{"negative in open time", `,"at":"{{ case.fields.due }}","after":"-1h","in":"office"`, "after: negative beside in"},
		{"stop beside at", `,"at":"{{ case.fields.due }}","on_error":"stop"`, "on_error: stop is for actions that run at once"},
		{"stop beside hours", `,` + during + `,"on_error":"stop"`, "on_error: stop is for actions that run at once"},
		{"at that is none", `,"at":"tomorrow"`, `at: "tomorrow" is no instant`},
		{"at that does not compile", `,"at":"{{ case. }}"`, "at: "},
		{"an instant of another action's", `,"at":"{{ task.x.due }}"`, "at: reads what an action finds out"},
		{"every over its bounds in open time", `,"in":"office","repeat":{"every":"1000d","times":2}`, "repeat.every"},
		{"hours of an unknown calendar", `,"hours":{"calendar":"off","when":"during"}`, `hours.calendar: "off" is not one of the set's calendars`},
		{"hours of no side", `,"hours":{"calendar":"office"}`, "hours.when: missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := recipe.Engine{Handlers: handlers()}
			s, err := recipe.Decode([]byte(inOffice(one("r", toPending, "", ask(tt.more)))))
			require.NoError(t, err)
			require.ErrorContains(t, e.Check(s), tt.want)
		})
	}
}
