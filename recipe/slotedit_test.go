package recipe_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// Edited times count from the edit on: neither what the new ones would have had before, nor the old ones after it.
func TestEditedTimes(t *testing.T) {
	t.Parallel()
	k, _ := slotted(t, at("05 08:00"), nil, onSchedule("r", `"times":["09:00","11:00"],"zone":"UTC"`, say))
	k.Until(at("05 10:30"))
	k.Load(set(onSchedule("r", `"times":["10:00","12:00"],"zone":"UTC"`, say)))
	k.Until(at("06 10:00"))
	require.Equal(t, []string{"05 09:00 r/2026-01-05T09:00:00Z", "05 12:00 r/2026-01-05T12:00:00Z", "06 10:00 r/2026-01-06T10:00:00Z"}, said(k))
	k.Load(set(strings.Replace(onSchedule("r", `"times":["12:00","10:00","10:00"],"zone":"UTC"`, say), "Recipe r", "Another name", 1))) // no edit of the times
	k.Until(at("06 12:00"))
	k.Load(set(onSchedule("r", `"times":["13:00"],"zone":"Europe/Brussels"`, say))) // noon in UTC: this instant again
	k.Until(at("07 12:00"))
	require.Equal(t, []string{"06 12:00 r/2026-01-06T12:00:00Z", "07 12:00 r/2026-01-07T12:00:00Z"}, said(k)[3:])
}

// A recipe that is disabled has no slots; what was missed meanwhile stays missed when it is enabled again, also by another
// process, and the row of one that is removed is dropped.
func TestDisabledSchedule(t *testing.T) {
	t.Parallel()
	r := onSchedule("r", daily, say)
	disabled := strings.Replace(r, `"enabled":true`, `"enabled":false`, 1)
	k, _ := slotted(t, at("05 08:00"), nil, disabled)
	k.Until(at("05 12:00"))
	require.Zero(t, k.Rows())
	k.Load(set(r))
	k.Until(at("06 12:00"))
	require.Equal(t, []string{"06 09:00 r/2026-01-06T09:00:00Z"}, said(k))
	k.Load(set(disabled))
	k.Until(at("07 08:00"))
	k.Load(set(r))
	k.Until(at("07 08:30"))
	k.Load(set(disabled))
	k.Until(at("07 08:45")) // from here on nobody ticks
	k.Sleep(at("07 10:00"))
	k.Load(set(r))
	k.Until(at("08 09:00"))
	require.Equal(t, []string{"08 09:00 r/2026-01-08T09:00:00Z"}, said(k)[1:])
	k.Load(set())
	k.Until(at("09 12:00"))
	require.Len(t, said(k), 2)
	k.Until(at("12 12:00"))
	require.Equal(t, 1, k.Rows(), "that it was removed is kept, and nothing else")
}

func TestEnabledAtOfSchedule(t *testing.T) {
	t.Parallel()
	var store schedule.Memory
	now := at("05 08:00")
	done := map[string]int{}
	r := onSchedule("r", daily, say)
	_, err := process(t, &store, &now, done, "p", r).Tick(t.Context())
	require.NoError(t, err)
	now = at("06 08:00") // disabled on the 5th at ten and enabled on the 6th at eight, which no process saw; nobody ticked
	enabled := strings.Replace(r, `"enabled":true`, `"enabled":true,"enabled_at":"2026-01-06T08:00:00Z"`, 1)
	_, err = process(t, &store, &now, done, "p", enabled).Tick(t.Context())
	require.NoError(t, err)
	require.Empty(t, done)
	now = at("06 10:00")
	_, err = process(t, &store, &now, done, "p", enabled).Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]int{"r slack r/2026-01-06T09:00:00Z": 1}, done)
}

// While an old and a new process work side by side, each slot runs once, by the times that were told last; rows of recipes
// that a process does not know are left to others for an hour.
func TestScheduleRollingDeploy(t *testing.T) {
	t.Parallel()
	for _, oldFirst := range []bool{true, false} {
		var store schedule.Memory
		now := at("05 08:00")
		done := map[string]int{}
		before := process(t, &store, &now, done, "old", onSchedule("r", `"times":["09:00","09:20"],"zone":"UTC"`, say))
		tick := func(e *recipe.Engine) {
			_, err := e.Tick(t.Context())
			require.NoError(t, err)
		}
		tick(before)
		now = at("05 08:30")
		after := process(t, &store, &now, done, "new", onSchedule("r", `"times":["09:10","09:20"],"zone":"UTC"`, say), onSchedule("new", daily, say))
		tick(after)
		for ; now.Before(at("05 10:00")); now = now.Add(time.Minute) {
			turns := []*recipe.Engine{before, after}
			if (now.Minute()/2%2 == 0) == oldFirst { // a row that one has left is free after two minutes
				slices.Reverse(turns)
			}
			tick(turns[0])
			tick(turns[1])
		}
		require.Equal(t, map[string]int{
			"r slack r/2026-01-05T09:10:00Z": 1, "r slack r/2026-01-05T09:20:00Z": 1, "new slack new/2026-01-05T09:00:00Z": 1,
		}, done)
		for ; now.Before(at("06 12:00")); now = now.Add(10 * time.Minute) { // the new process is gone: the old one takes over
			tick(before)
		}
		require.Equal(t, 1, done["r slack r/2026-01-06T09:20:00Z"])
		require.Equal(t, 1, lasting(t, &store, now), "the row of the recipe that nobody knows any more is dropped")
	}
}

// A clock that was years ahead, and is set right, leaves no recipe without its slots.
func TestScheduleClockSetBack(t *testing.T) {
	t.Parallel()
	var store schedule.Memory
	now := at("05 08:00").AddDate(9, 0, 0)
	done := map[string]int{}
	e := process(t, &store, &now, done, "p", onSchedule("r", daily, say))
	_, err := e.Tick(t.Context())
	require.NoError(t, err)
	now = at("05 08:00")
	for ; now.Before(at("05 12:00")); now = now.Add(10 * time.Minute) {
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, map[string]int{"r slack r/2026-01-05T09:00:00Z": 1}, done)
}

// The row of a recipe on a schedule that a later version of the engine wrote is left to it.
func TestScheduleRowOfLaterVersion(t *testing.T) {
	t.Parallel()
	var store schedule.Memory
	now := at("05 08:00")
	done := map[string]int{}
	payload := `{"v":2,"state":{"recipe":"r","something":"new"}}`
	require.NoError(t, store.Update(t.Context(), schedule.On("slot/r"), func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: "slot/r", Kind: "schedule", Subject: "slot/r", Due: at("05 09:00"), Payload: []byte(payload)})
		return err
	}))
	e := process(t, &store, &now, done, "p", onSchedule("r", daily, say))
	for ; now.Before(at("06 12:00")); now = now.Add(30 * time.Minute) {
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
	}
	require.Empty(t, done)
	require.NoError(t, store.Update(t.Context(), schedule.On("slot/r"), func(_ context.Context, tx schedule.Tx) error {
		rows, err := tx.Get("slot/r")
		require.Len(t, rows, 1)
		require.Equal(t, payload, string(rows[0].Payload))
		return err
	}))
}
