package recipe_test

import (
	"errors"
	"fmt"
	"strings"
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
		want    string  // the outcome for the second event
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

// A later event moves a repeat, and the times that are left stay within the part of the limit that they all count as:
// they are not lost, and they are not more.
func TestLimitOfRepeatThatMoves(t *testing.T) {
	for _, tt := range []struct {
		name, more string
		answers    []error
		friday     bool            // the first event comes on Friday at 16:30 in Brussels, else on Monday at 10:00
		events     []time.Duration // when the later ones come after it
		want       []string
	}{
		{"before the first time", `,"after":"5m","repeat":{"every":"1h","times":3}` + onceADay, nil, false,
			[]time.Duration{2 * time.Minute}, []string{"Mon 10:07", "Mon 11:07", "Mon 12:07"}},
		{"after the first time", `,"after":"5m","repeat":{"every":"1h","times":3}` + onceADay, nil, false,
			[]time.Duration{30 * time.Minute}, []string{"Mon 10:05", "Mon 10:35", "Mon 11:35"}},
		{"after the second time", `,"after":"5m","repeat":{"every":"1h","times":3}` + onceADay, nil, false,
			[]time.Duration{70 * time.Minute}, []string{"Mon 10:05", "Mon 11:05", "Mon 11:15"}},
		{"after the last time", `,"after":"5m","repeat":{"every":"1h","times":3}` + onceADay, nil, false,
			[]time.Duration{3 * time.Hour}, []string{"Mon 10:05", "Mon 11:05", "Mon 12:05"}},
		{"twice", `,"after":"5m","repeat":{"every":"1h","times":3}` + onceADay, nil, false,
			[]time.Duration{30 * time.Minute, 33 * time.Minute}, []string{"Mon 10:05", "Mon 10:38", "Mon 11:38"}},
		{"again and again", `,"after":"5m","repeat":{"every":"1h","times":3}` + onceADay, nil, false,
			[]time.Duration{10 * time.Minute, 20 * time.Minute, 30 * time.Minute, 40 * time.Minute, 50 * time.Minute, 60 * time.Minute},
			[]string{"Mon 10:05", "Mon 10:15", "Mon 10:25"}},
		{"when the window has passed, it counts anew", `,"after":"5m","repeat":{"every":"2h","times":3},"limit":{"times":1,"every":"1h","per":"contact"}`, nil, false,
			[]time.Duration{90 * time.Minute}, []string{"Mon 10:05", "Mon 11:35", "Mon 13:35", "Mon 15:35"}},
		{"the first time failed, and does not count", `,"after":"5m","repeat":{"every":"1h","times":3}` + onceADay, []error{action.Permanent(errors.New("no"))}, false,
			[]time.Duration{30 * time.Minute}, []string{"Mon 10:05", "Mon 10:35", "Mon 11:35", "Mon 12:35"}},
		{"put off by hours", `,` + during + `,"repeat":{"every":"1h","times":3},"limit":{"times":1,"every":"72h","per":"contact"}`, nil, true,
			[]time.Duration{90 * time.Minute}, []string{"Fri 16:30", "Mon 09:00", "Mon 10:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			k.Fail("private_reply", tt.answers...)
			k.Load(inOffice(one("auto", `{"on":"case_mention","all_topics":true}`, "", `{"do":"private_reply","with":{"message":"We are on it"}`+tt.more+`}`)))
			first, zone := ten, "UTC"
			if tt.friday {
				first, zone = time.Date(2026, 1, 9, 15, 30, 0, 0, time.UTC), "Europe/Brussels"
			}
			k.Send(writes("a", first, "ann"))
			for i, after := range tt.events {
				again := writes(fmt.Sprint("b", i), first.Add(after), "ann")
				again.Mention.CaseID = "case of a"
				k.Send(again)
			}
			k.Until(first.Add(80 * time.Hour))
			var got []string
			for _, at := range instants(t, k, zone) {
				got = append(got, strings.TrimSuffix(at, " private_reply"))
			}
			require.Equal(t, tt.want, got)
		})
	}
}
