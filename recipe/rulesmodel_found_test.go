package recipe_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// What the model found, as worlds of their own.

// A customer whose clock is a little ahead has not answered what an agent writes after that.
func TestReplyDatedAhead(t *testing.T) {
	k := recipetest.Load(t, set(quiet))
	k.Until(ten)
	_, err := k.Engine.Handle(t.Context(), customer("e1", ten.Add(3*time.Minute)))
	require.NoError(t, err)
	k.Send(agent("e2", ten.Add(time.Minute)))
	k.Wait(time.Hour)
	require.Len(t, k.Done(), 1)
}

// What comes after an action that its limit skips goes on, also where a failure would stop it.
func TestLimitedDoesNotStop(t *testing.T) {
	k := recipetest.Load(t, set(newItem("r", `{"do":"add_tags","with":{"tags":["a"]},"limit":{"times":1,"every":"24h","per":"recipe"},"on_error":"stop"}`,
		`{"do":"private_reply","with":{"message":"hi"}}`, `{"do":"resolve","after":"30m"}`)))
	k.Send(customer("e1", ten), customer("e2", ten.Add(time.Hour)))
	k.Wait(time.Hour)
	var did []string
	for _, c := range k.Calls() {
		did = append(did, c.At.Format("15:04 ")+c.Do)
	}
	require.Equal(t, []string{"10:00 add_tags", "10:00 private_reply", "10:30 resolve", "11:00 private_reply", "11:30 resolve"}, did)
}

// An instant of the item that closed hours put off for longer than 72 hours is not too late at the opening.
func TestInstantWithinClosedDays(t *testing.T) {
	k := recipetest.Load(t, strings.Replace(inOffice(one("sla", toPending, during, `{"do":"add_tags","with":{"tags":["due"]},"at":"{{ case.fields.due }}"}`)),
		`"closed":["2026-04-06"]`, `"closed":["2026-04-06","2026-04-07"]`, 1))
	ev := pendingOn(t, "2026-04-03T16:00:00+02:00")
	ev.Case.Fields = map[string]any{"due": "2026-04-03T18:00:00+02:00"}
	k.Send(ev)
	k.Until(ev.At.Add(8 * 24 * time.Hour))
	require.Equal(t, []string{"Wed 09:00 add_tags"}, instants(t, k, "Europe/Brussels"))
}

// A customer's reply of the very instant cancels, whatever else is named before it.
func TestReplyOfTheSameInstantBesideOthers(t *testing.T) {
	k := recipetest.Load(t, set(strings.Replace(quiet, `["customer_reply"]`, `["any","customer_reply"]`, 1)))
	k.Send(agent("e1", ten), customer("e2", ten))
	k.Wait(2 * time.Hour)
	require.Empty(t, k.Done())
}

// A repeat whose first time is put off is one for each thread, and ends as its later times do.
func TestFirstTimePutOff(t *testing.T) {
	chasing := func(more string) *recipetest.Kitchen {
		return recipetest.Load(t, inOffice(one("chase", `{"on":"case_mention","topics":["support"]}`, `"filter":"mention.type == 'sent'"`,
			ask(`,"unless":["customer_reply"],`+during+`,"repeat":{"every":"1h","times":`+more))))
	}
	night := time.Date(2026, 1, 8, 20, 0, 0, 0, time.UTC) // a Thursday
	for _, tt := range []struct {
		name, more string
		events     []trigger.Event
		want       []string
	}{
		{"two at night", `2}`, []trigger.Event{agent("e1", night), agent("e2", night.Add(time.Hour))}, []string{"Fri 09:00 private_reply", "Fri 10:00 private_reply"}},
		{"the first counts", `1},"from":"first"`, []trigger.Event{agent("e1", night), agent("e2", night.Add(time.Hour))}, []string{"Fri 09:00 private_reply"}},
		{"answered at night", `1}`, []trigger.Event{agent("e1", night), customer("e2", night.Add(time.Hour))}, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := chasing(tt.more)
			k.Send(tt.events...)
			k.Until(night.Add(20 * time.Hour))
			require.Equal(t, tt.want, instants(t, k, "Europe/Brussels"))
		})
	}
}

// One that is carried out a single time counts from the first event as others do.
func TestFromFirstOfOneTime(t *testing.T) {
	k := recipetest.Load(t, set(newItem("r", `{"do":"private_reply","with":{"message":"hi"},"from":"first","unless":["agent_reply"],"repeat":{"every":"1h","times":1}}`)))
	k.Send(customer("e1", ten), customer("e2", ten.Add(time.Hour)))
	require.Len(t, k.Done(), 1)
}

// A limit of what is repeated skips all of its times, whenever the first one was to be.
func TestLimitedRepeat(t *testing.T) {
	k := recipetest.Load(t, set(newItem("r", `{"do":"private_reply","with":{"message":"hi"},"after":"10m","repeat":{"every":"10m","times":2},"limit":{"times":1,"every":"24h","per":"recipe"}}`)))
	second := customer("e2", ten.Add(time.Hour))
	second.Mention.CaseID = "6"
	k.Send(customer("e1", ten), second)
	require.Equal(t, []string{"r/0 private_reply: skipped limited"}, ends(k.Wait(time.Hour)))
	require.Len(t, k.Done(), 2)
}

// What waited when its recipe was switched off keeps no later event from arming the action.
func TestArmedAfterDisabled(t *testing.T) {
	rule := one("late", `{"on":"new_item","topics":["support"]}`, "", `{"do":"notify","with":{"users":["boss"],"channel":"push"},"after":"1h","from":"first","unless":["agent_reply"]}`)
	k := recipetest.Load(t, set(rule))
	k.Send(customer("e1", ten))
	k.Wait(time.Minute)
	k.Load(set(strings.Replace(rule, `"enabled":true`, `"enabled":false`, 1)))
	k.Wait(time.Minute)
	k.Load(set(rule))
	k.Wait(time.Minute)
	report := k.Send(customer("e2", ten.Add(10*time.Minute)))
	require.Equal(t, []string{"late/0 notify: cancelled recipe_disabled"}, ends(report.Actions))
	k.Until(ten.Add(3 * time.Hour))
	require.Len(t, k.Calls(), 1)
	require.Equal(t, ten.Add(70*time.Minute), k.Calls()[0].At)
}
