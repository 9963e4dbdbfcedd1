package recipe_test

import (
	"context"
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
	steps := k.Until(ev.At.Add(3 * time.Hour))
	require.Equal(t, []string{"rem/0 private_reply: waiting outside_hours"}, ends(steps))
	monday := time.Date(2026, 1, 12, 8, 0, 0, 0, time.UTC)
	require.Equal(t, monday, steps[0].Due)
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

func TestTimingFaults(t *testing.T) {
	for _, tt := range []struct{ name, more, want string }{
		{"from of nothing", `,"from":"first"`, "from: given without after, at or repeat"},
		{"an unknown from", `,"after":"1h","from":"begin"`, `from: "begin" is not first or last`},
		{"in of nothing", `,"in":"office"`, "in: given without after or repeat"},
		{"in beside at alone", `,"at":"{{ case.fields.due }}","in":"office"`, "in: given without after or repeat"},
		{"an unknown calendar", `,"after":"1h","in":"ofice"`, `in: "ofice" is not one of the set's calendars, did you mean office?`},
		{"negative", `,"after":"-1h"`, "after: negative; only what comes before an instant (at) is"},
		{"longer than a year", `,"after":"367d"`, "after: longer than 366d"},
		{"longer than a year before", `,"at":"{{ case.fields.due }}","after":"-367d"`, "after: longer than 366d"},
		{"a duration in at", `,"at":"2h"`, `at: "2h" is not an instant; write {{ case.fields.due }} for one of the item's, or 2026-01-31T12:00:00Z; write a duration in after`},
		{"negative in open time", `,"at":"{{ case.fields.due }}","after":"-1h","in":"office"`, "after: negative beside in"},
		{"stop beside at", `,"at":"{{ case.fields.due }}","on_error":"stop"`, "on_error: stop is for actions that run at once"},
		{"stop beside hours", `,` + during + `,"on_error":"stop"`, "on_error: stop is for actions that run at once"},
		{"at that is none", `,"at":"tomorrow"`, `at: "tomorrow" is not an instant`},
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
