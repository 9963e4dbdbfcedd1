package recipe_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// writes is a customer's message, each in a case of its own.
func writes(id string, at time.Time, contact string) trigger.Event {
	ev := customer(id, at)
	ev.Mention.CaseID, ev.Mention.Contact.ID = "case of "+id, contact
	return ev
}

func answering(more string) string {
	return set(one("auto", `{"on":"case_mention","all_topics":true}`, "", `{"do":"private_reply","with":{"message":"We are on it"}`+more+`}`))
}

const onceADay = `,"limit":{"times":1,"every":"24h","per":"contact"}`

// A robot that answers every two seconds gets one reply a day; others get theirs.
func TestLimit(t *testing.T) {
	k := recipetest.Load(t, answering(onceADay))
	for i := range 1000 {
		k.Send(writes(fmt.Sprint("r", i), ten.Add(time.Duration(2*i)*time.Second), "robot"))
	}
	require.Len(t, k.Calls(), 1)
	require.Equal(t, []string{"auto: skipped limited"}, outcomes(k.Send(writes("r", k.Now(), "robot")).Decisions))
	require.Equal(t, []string{"auto: fired"}, outcomes(k.Send(writes("a", k.Now(), "ann")).Decisions))
	require.Equal(t, []string{"auto: skipped limited"}, outcomes(k.Send(writes("b", ten.Add(24*time.Hour-time.Second), "robot")).Decisions))
	require.Equal(t, []string{"auto: fired"}, outcomes(k.Send(writes("c", ten.Add(24*time.Hour), "robot")).Decisions), "in (t-24h, t] there is none")
	require.Equal(t, []string{"auto: fired"}, outcomes(k.Send(writes("d", ten.Add(36*time.Hour), "ann")).Decisions))
	require.Equal(t, []string{"auto: skipped limited"}, outcomes(k.Send(writes("e", ten.Add(36*time.Hour), "robot")).Decisions), "the window slides")
}

func TestLimitPer(t *testing.T) {
	inCase := func(id, kase, contact string) trigger.Event {
		ev := writes(id, ten, contact)
		ev.Mention.CaseID = kase
		return ev
	}
	for _, tt := range []struct {
		name, per string
		events    []trigger.Event
		want      int
	}{
		{"contact", "contact", []trigger.Event{inCase("a", "1", "ann"), inCase("b", "2", "ann"), inCase("c", "2", "bob")}, 2},
		{"no contact counts as its thread", "contact", []trigger.Event{inCase("a", "1", ""), inCase("b", "1", ""), inCase("c", "2", "")}, 2},
		{"thread", "thread", []trigger.Event{inCase("a", "1", "ann"), inCase("b", "1", "bob"), inCase("c", "2", "ann")}, 2},
		{"recipe", "recipe", []trigger.Event{inCase("a", "1", "ann"), inCase("b", "2", "bob"), inCase("c", "3", "eve")}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, answering(`,"limit":{"times":1,"every":"24h","per":"`+tt.per+`"}`))
			k.Send(tt.events...)
			require.Len(t, k.Calls(), tt.want)
		})
	}
}

// An action that fails or is skipped does not count; one that is tried again counts once.
func TestLimitGivesBack(t *testing.T) {
	t.Run("failed", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("private_reply", action.Permanent(errors.New("no")))
		k.Load(answering(onceADay))
		k.Send(writes("a", ten, "ann"), writes("b", ten, "ann"), writes("c", ten, "ann"))
		require.Len(t, k.Done(), 1)
		require.Len(t, k.Calls(), 2)
	})
	t.Run("skipped", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("private_reply", action.Skip("why"))
		k.Load(answering(onceADay))
		k.Send(writes("a", ten, "ann"), writes("b", ten, "ann"), writes("c", ten, "ann"))
		require.Len(t, k.Done(), 1)
	})
	t.Run("tried again", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("private_reply", errors.New("later"), errors.New("later"))
		k.Load(answering(`,"limit":{"times":2,"every":"24h","per":"contact"}`))
		k.Send(writes("a", ten, "ann"))
		k.Wait(time.Hour)
		require.Len(t, k.Calls(), 3)
		k.Send(writes("b", k.Now(), "ann"), writes("c", k.Now(), "ann"))
		require.Len(t, k.Done(), 2)
	})
	t.Run("repeated", func(t *testing.T) {
		k := recipetest.Load(t, answering(`,"repeat":{"every":"1h","times":3}`+onceADay))
		k.Send(writes("a", ten, "ann"))
		k.Wait(5 * time.Hour)
		require.Len(t, k.Done(), 3)
		k.Send(writes("b", k.Now(), "ann"))
		require.Len(t, k.Done(), 3)
	})
	t.Run("put off", func(t *testing.T) {
		k := recipetest.Load(t, answering(`,"after":"1h"`+onceADay))
		k.Send(writes("a", ten, "ann"), writes("b", ten.Add(time.Minute), "ann"))
		require.Equal(t, []string{"auto/0 private_reply: done", "auto/0 private_reply: skipped limited"}, ends(k.Wait(2*time.Hour)))
	})
	t.Run("retried", func(t *testing.T) {
		k := recipetest.New(t)
		k.Fail("private_reply", action.Permanent(errors.New("no")))
		k.Load(answering(onceADay))
		k.Send(writes("a", ten, "ann"), writes("b", ten, "ann"))
		dead := must(k.Engine.DeadLetters(t.Context(), "", 9))
		require.Len(t, dead, 1)
		require.NoError(t, k.Engine.Retry(t.Context(), dead[0].Key))
		require.Equal(t, []string{"auto/0 private_reply: skipped limited"}, ends(k.Wait(time.Minute)))
	})
}

// An action that writes to people has a limit without saying so.
func TestUsualLimit(t *testing.T) {
	t.Run("replies of a recipe to one contact", func(t *testing.T) {
		k := recipetest.Load(t, set(one("auto", `{"on":"case_mention","all_topics":true}`, "",
			`{"do":"private_reply","with":{"message":"a"}}`, `{"do":"reply","with":{"message":"b","mode":"immediate"}}`)))
		for i := range 30 {
			k.Send(writes(fmt.Sprint("r", i), ten.Add(time.Duration(i)*time.Minute), "robot"))
		}
		require.Len(t, k.Calls(), 20, "over all its replies to that contact")
		k.Send(writes("x", ten.Add(2*time.Hour), "robot"))
		require.Len(t, k.Calls(), 22)
	})
	t.Run("a limit of its own", func(t *testing.T) {
		k := recipetest.Load(t, answering(`,"limit":{"times":50,"every":"1h","per":"contact"}`))
		for i := range 60 {
			k.Send(writes(fmt.Sprint("r", i), ten, "robot"))
		}
		require.Len(t, k.Calls(), 50)
	})
	t.Run("e-mail by receiver", func(t *testing.T) {
		k := recipetest.Load(t, set(one("mail", `{"on":"record","source":"s"}`, "",
			`{"do":"email","with":{"to":["{{ record.to }}","boss@example.com"],"cc":["all@example.com"],"subject":"s","text":"t"}}`)))
		send := func(id, to string) recipe.Report {
			return k.Send(trigger.Event{ID: id, Kind: trigger.RecordReceived, At: ten, Record: &trigger.Record{
				ID: id, Source: "s", Fields: map[string]any{"to": to}}})
		}
		for i := range 20 {
			send(fmt.Sprint("e", i), fmt.Sprintf("u%d@example.com", i))
		}
		require.Contains(t, k.Done()[19], `"to":["u19@example.com","boss@example.com"],"cc":["all@example.com"]`)
		send("e20", "ann@example.com")
		require.Contains(t, k.Done()[20], `"to":["ann@example.com"],"subject"`, "those who had theirs are left out")
		require.Equal(t, []string{"mail: skipped limited"}, outcomes(send("e21", "boss@example.com").Decisions))
	})
	t.Run("a tag has none", func(t *testing.T) {
		k := recipetest.Load(t, set(one("tag", `{"on":"case_mention","all_topics":true}`, "", tagA)))
		for i := range 100 {
			k.Send(writes(fmt.Sprint("r", i), ten, "robot"))
		}
		require.Len(t, k.Calls(), 100)
	})
}

// The sending of a digest counts as one, in however many pieces.
func TestLimitOfDigest(t *testing.T) {
	k := recipetest.Load(t, set(one("tell", `{"on":"case_mention","all_topics":true}`, "",
		`{"do":"notify","with":{"users":["boss"],"channel":"push","after_count":2},"limit":{"times":1,"every":"1h","per":"recipe"}}`)))
	k.Send(writes("a", ten, "ann"), writes("b", ten, "ann"))
	require.Len(t, k.Calls(), 1)
	report := k.Send(writes("c", ten, "ann"), writes("d", ten, "ann"))
	require.Len(t, k.Calls(), 1)
	require.Contains(t, ends(append(report.Actions, report.Decisions[0].Actions...)), "tell/0 notify: skipped limited")
	k.Send(writes("e", ten.Add(time.Hour), "ann"), writes("f", ten.Add(time.Hour), "ann"))
	require.Len(t, k.Calls(), 2)
}

func TestLimitFaults(t *testing.T) {
	for _, tt := range []struct{ name, action, want string }{
		{"without per", `{"do":"private_reply","with":{"message":"a"},"limit":{"times":1,"every":"1h"}}`, "limit.per: missing, want contact, thread or recipe"},
		{"an unknown per", `{"do":"private_reply","with":{"message":"a"},"limit":{"times":1,"every":"1h","per":"user"}}`, `limit.per: "user" is not contact, thread or recipe`},
		{"no times", `{"do":"private_reply","with":{"message":"a"},"limit":{"every":"1h","per":"thread"}}`, "limit.times: 0 is not from 1 to 1000"},
		{"no window", `{"do":"private_reply","with":{"message":"a"},"limit":{"times":1,"per":"thread"}}`, "limit.every: 0s is not above 0s"},
		{"too long a window", `{"do":"private_reply","with":{"message":"a"},"limit":{"times":1,"every":"367d","per":"thread"}}`, "limit.every: 52w3d is not above 0s and at most 366d"},
		{"per contact of a digest", `{"do":"notify","with":{"users":["a"],"channel":"push","after_count":3},"limit":{"times":1,"every":"1h","per":"contact"}}`, "limit.per: contact, and a digest is for several contacts"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := recipe.Engine{Handlers: handlers()}
			require.ErrorContains(t, e.Check(parse(t, set(one("r", `{"on":"case_mention","all_topics":true}`, "", tt.action)))), tt.want)
		})
	}
}
