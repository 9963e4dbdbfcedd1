package recipe_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
)

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
