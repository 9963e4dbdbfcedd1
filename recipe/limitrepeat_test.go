package recipe_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// A repeat counts as one from its first time that was carried out: whatever becomes of the later ones gives nothing back.
func TestLimitOfRepeatThatEnds(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers []error // of the first times
		filter  string  // of the recipe by the time of the second one
		done    int     // how often ann was written to before the second event
		want    string  // what becomes of the second event
	}{
		{"the second time fails", []error{nil, action.Permanent(errors.New("no"))}, "true", 1, "auto: skipped limited"},
		{"the second time is skipped", []error{nil, action.Skip("why")}, "true", 1, "auto: skipped limited"},
		{"the second time does not match any more", nil, "mention.content != 'hola'", 1, "auto: skipped limited"},
		{"only the first time fails", []error{action.Permanent(errors.New("no"))}, "true", 1, "auto: skipped limited"},
		{"all times fail", []error{action.Permanent(errors.New("no")), action.Permanent(errors.New("no"))}, "true", 0, "auto: fired"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			load := func(filter string) string {
				return set(one("auto", `{"on":"case_mention","all_topics":true}`, `"filter":"`+filter+`"`,
					`{"do":"private_reply","with":{"message":"We are on it"},"repeat":{"every":"1h","times":2}`+onceADay+`}`))
			}
			k := recipetest.New(t)
			k.Fail("private_reply", tt.answers...)
			k.Load(load("true"))
			k.Send(writes("a", ten, "ann"))
			k.Load(load(tt.filter))
			k.Wait(2 * time.Hour)
			require.Len(t, k.Done(), tt.done)
			k.Load(load("true"))
			require.Equal(t, []string{tt.want}, outcomes(k.Send(writes("b", k.Now(), "ann")).Decisions))
		})
	}
}

// An event whose action is skipped, since its limit is reached, ends no earlier one that is still to be repeated.
func TestLimitedLetsRepeatsGoOn(t *testing.T) {
	for _, accepted := range []bool{false, true} {
		t.Run(fmt.Sprintf("accepted %t", accepted), func(t *testing.T) {
			k := recipetest.Load(t, answering(`,"repeat":{"every":"1h","times":3}`+onceADay))
			k.Send(writes("a", ten, "ann"))
			k.Wait(5 * time.Minute)
			again := writes("b", k.Now(), "ann")
			again.Mention.CaseID = "case of a"
			if accepted {
				require.NoError(t, k.Engine.Accept(t.Context(), again))
			} else {
				require.Equal(t, []string{"auto: skipped limited"}, outcomes(k.Send(again).Decisions))
			}
			k.Wait(5 * time.Hour)
			require.Equal(t, []string{"Mon 10:00 private_reply", "Mon 11:00 private_reply", "Mon 12:00 private_reply"}, instants(t, k, "UTC"))
			limited := k.History.Find(history.Query{Outcome: "skipped"})
			require.Len(t, limited, 1)
			require.Equal(t, "limited", limited[0].Reason)
			require.Empty(t, k.History.Find(history.Query{Outcome: "cancelled"}))
		})
	}
}
