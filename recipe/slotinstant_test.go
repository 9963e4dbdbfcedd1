package recipe_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// What comes of a schedule is no signal: what waits in the thread of a case goes on, also unless "any" thing happens.
func TestSlotIsNoSignal(t *testing.T) {
	t.Parallel()
	k, _ := slotted(t, at("05 07:00"), []recipe.SourceItem{caseItem("5")},
		newItem("wait", `{"do":"add_tags","with":{"tags":["late"]},"after":"2h","unless":["any"]}`), onSchedule("r", forAll, say))
	k.Send(trigger.Event{ID: "e", Kind: trigger.CaseCreated, At: at("05 08:00"), Case: caseItem("5").Case})
	k.Until(at("05 10:00"))
	require.Equal(t, []string{`slack case/5 {"channel":"#a","text":"r/2026-01-05T09:00:00Z/case/5"}`, `add_tags case/5 {"tags":["late"]}`}, k.Done())
}

// A slot goes after the events of its instant, also those that were accepted, and before what is due then.
func TestSlotAmongItsInstant(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		k, _ := slotted(t, at("05 07:00"), []recipe.SourceItem{caseItem("5")},
			onSchedule("r", forAll, say), onSchedule("s", daily, say),
			newItem("wait", `{"do":"add_tags","with":{"tags":["{{ event.id }}"]},"after":"1h"}`), newItem("now", `{"do":"add_tags","with":{"tags":["now"]}}`))
		opened := func(id, item string, when time.Time) trigger.Event {
			return trigger.Event{ID: id, Kind: trigger.CaseCreated, At: when, Case: caseItem(item).Case}
		}
		k.Send(opened("e1", "5", at("05 08:00")))
		for i := range 50 { // more than are taken at a time, due before the slot
			k.Send(opened(fmt.Sprint("b", i), fmt.Sprint("b", i), at("05 07:59").Add(time.Duration(i)*time.Second)))
		}
		k.Until(at("05 08:58"))
		require.NoError(t, k.Engine.Accept(t.Context(), opened("e2", "5", at("05 09:00"))))
		if late {
			k.Sleep(at("05 09:30"))
		} else {
			k.Until(at("05 09:30"))
		}
		done := k.Done()
		place := func(call string) int {
			i := slices.Index(done, call)
			require.GreaterOrEqual(t, i, 0, "%s is not in %v", call, done)
			return i
		}
		slot, alone := place(`slack case/5 {"channel":"#a","text":"r/2026-01-05T09:00:00Z/case/5"}`), place(`slack recipe/s {"channel":"#a","text":"s/2026-01-05T09:00:00Z"}`)
		var applied []string
		for _, en := range k.History.Find(history.Query{Action: history.Triggered}) {
			applied = append(applied, en.Event)
		}
		require.Contains(t, applied, "e2")
		require.Less(t, slices.Index(applied, "e2"), slices.Index(applied, "r/2026-01-05T09:00:00Z/case/5"), "the event of the instant goes first (late %v)", late)
		for i := range 50 {
			require.Less(t, place(fmt.Sprintf(`add_tags case/b%d {"tags":["b%d"]}`, i, i)), min(slot, alone), "what was due before goes first (late %v)", late)
		}
	}
	k, _ := slotted(t, at("05 07:00"), []recipe.SourceItem{caseItem("5")},
		newItem("wait", `{"do":"add_tags","with":{"tags":["due"]},"after":"1h"}`), onSchedule("r", forAll, say), onSchedule("s", daily, say))
	k.Send(trigger.Event{ID: "e", Kind: trigger.CaseCreated, At: at("05 08:00"), Case: caseItem("5").Case})
	k.Sleep(at("05 09:00"))
	require.Equal(t, []string{
		`slack case/5 {"channel":"#a","text":"r/2026-01-05T09:00:00Z/case/5"}`, `slack recipe/s {"channel":"#a","text":"s/2026-01-05T09:00:00Z"}`,
		`add_tags case/5 {"tags":["due"]}`,
	}, k.Done())
}

// Of slots that nobody was there for, the last one runs, when it is less than 72 hours late.
func TestMissedSlots(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, members, back string
		want                []string
	}{
		{"three days", daily, "08 12:00", []string{"08 12:00 r/2026-01-08T09:00:00Z"}},
		{"a moment", daily, "05 09:01", []string{"05 09:01 r/2026-01-05T09:00:00Z"}},
		{"nearly 72 hours", `"times":["09:00"],"days":["monday"],"zone":"UTC"`, "08 08:59", []string{"08 08:59 r/2026-01-05T09:00:00Z"}},
		{"72 hours", `"times":["09:00"],"days":["monday"],"zone":"UTC"`, "08 09:00", []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k, _ := slotted(t, at("05 08:00"), nil, onSchedule("r", tt.members, say))
			k.Until(at("05 08:00"))
			k.Sleep(at(tt.back))
			require.Equal(t, tt.want, said(k))
			expired := k.History.Find(history.Query{Action: "schedule"})
			if len(tt.want) == 0 {
				require.Len(t, expired, 1, "that it does not run is told")
				require.Equal(t, "expired", expired[0].Outcome)
				require.Equal(t, "late", expired[0].Reason)
				k.Until(at("12 09:00"))
				require.Equal(t, []string{"12 09:00 r/2026-01-12T09:00:00Z"}, said(k), "the next one does")
			} else {
				require.Empty(t, expired)
			}
		})
	}
}

// One store, and processes that come and go: no slot from before the recipe was first loaded there; those that were missed
// since count, whoever loads it.
func TestFirstLoadCounts(t *testing.T) {
	t.Parallel()
	var store schedule.Memory
	now := at("05 12:00")
	done := map[string]int{}
	start := func(recipes ...string) *recipe.Engine { return process(t, &store, &now, done, "p", recipes...) }
	tick := func(e *recipe.Engine) {
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
	}
	r := onSchedule("r", daily, say)
	tick(start(r))
	require.Empty(t, done, "09:00 was before it was loaded")
	now = at("06 12:00") // nobody was there at nine
	tick(start(r))
	require.Equal(t, map[string]int{"r slack r/2026-01-06T09:00:00Z": 1}, done)
	now = at("07 08:00")
	tick(start(r, onSchedule("new", daily, say)))
	now = at("07 12:00")
	e := start(r, onSchedule("new", daily, say))
	tick(e)
	tick(e)
	require.Equal(t, map[string]int{"r slack r/2026-01-06T09:00:00Z": 1, "r slack r/2026-01-07T09:00:00Z": 1, "new slack new/2026-01-07T09:00:00Z": 1}, done)
	now = at("08 09:00")
	late := start(onSchedule("exact", daily, say))
	tick(late)
	require.Equal(t, 1, done["exact slack exact/2026-01-08T09:00:00Z"], "the very instant at which it was loaded is not before it")
}
