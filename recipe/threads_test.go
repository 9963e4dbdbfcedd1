package recipe_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

func names(id string, at time.Time, kind, kase, conversation, contact string) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: at, Mention: &trigger.Mention{
		ID: id, Topic: "t", Service: "email", Type: kind, CaseID: kase, Conversation: conversation,
		Contact: trigger.Contact{ID: contact},
	}}
}

func TestThreadsByTheBestName(t *testing.T) {
	rule := set(one("quiet", `{"on":"new_item","all_topics":true}`, `"filter":"mention.type == 'sent'"`,
		`{"do":"resolve","after":"30m","unless":["customer_reply"]}`))
	type item struct{ kase, conversation, contact string }
	for _, tt := range []struct {
		reply, answer item
		same          bool
	}{
		{item{"5", "", "ada"}, item{"5", "", "ada"}, true},
		{item{"5", "", "ada"}, item{"6", "", "ada"}, false},
		{item{"5", "", "ada"}, item{"", "", "ada"}, true},
		{item{"", "", "ada"}, item{"5", "", "ada"}, true},
		{item{"5", "c", ""}, item{"5", "d", ""}, true},
		{item{"5", "c", ""}, item{"6", "c", ""}, false},
		{item{"5", "c", ""}, item{"", "c", ""}, true},
		{item{"", "c", ""}, item{"5", "c", ""}, true},
		{item{"", "c", "ada"}, item{"", "d", "ada"}, false},
		{item{"", "c", "ada"}, item{"", "", "ada"}, true},
		{item{"", "", "ada"}, item{"5", "c", "ada"}, true},
		{item{"5", "c", "ada"}, item{"", "d", "ada"}, false},
		{item{"5", "c", "ada"}, item{"", "", "bob"}, false},
	} {
		for _, early := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.reply, tt.answer, early), func(t *testing.T) {
				reply := names("e1", ten, "sent", tt.reply.kase, tt.reply.conversation, tt.reply.contact)
				answer := names("e2", ten.Add(time.Minute), "inbox", tt.answer.kase, tt.answer.conversation, tt.answer.contact)
				k := recipetest.Load(t, rule)
				if early { // the answer is heard of first
					k.Send(answer, reply)
				} else {
					k.Send(reply, answer)
				}
				k.Until(ten.Add(time.Hour))
				require.Equal(t, tt.same, len(k.Done()) == 0)
			})
		}
	}
}

func TestRearmedUnderAnotherName(t *testing.T) {
	rule := set(one("quiet", `{"on":"new_item","all_topics":true}`, `"filter":"mention.type == 'sent'"`,
		`{"do":"resolve","after":"30m","unless":["customer_reply"]}`))
	for _, first := range []string{"", "5"} {
		k := recipetest.Load(t, rule)
		second := map[string]string{"": "5", "5": ""}[first]
		report := k.Send(names("e1", ten, "sent", first, "c", ""), names("e2", ten.Add(20*time.Minute), "sent", second, "c", ""))
		require.Equal(t, []string{"quiet/0 resolve: cancelled rearmed"}, ends(report.Actions))
		require.Equal(t, []string{"quiet/0 resolve: done"}, ends(k.Wait(2*time.Hour)))
		require.Equal(t, ten.Add(50*time.Minute), k.Calls()[0].At)
	}
}
