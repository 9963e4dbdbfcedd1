package recipe_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// calls counts the transactions of a store, those of Take and those of Update.
type calls struct {
	countingTakes
	updates int
}

func (c *calls) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	c.updates++
	return c.countingTakes.Update(ctx, about, fn)
}

// A Tick with nothing to do asks the store once, for work; those of an engine with a poll or a schedule ask for that, too. Once
// a minute, and after a Load, a Tick also asks for slots, polls, signals and dead letters that are over.
func TestIdleTick(t *testing.T) {
	for _, tt := range []struct {
		name, recipe string
		takes        int
	}{
		{"waits alone", one("r", `{"on":"new_item","all_topics":true}`, "", `{"do":"resolve","after":"1h"}`), 1},
		{"a schedule", onSchedule("r", daily, say), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, store := nine.Add(time.Hour), new(calls) // after the day's slot
			e := engine(t)
			e.Store, e.Now = store, func() time.Time { return now }
			require.NoError(t, e.Load(parse(t, set(tt.recipe))))
			tick := func(after time.Duration) (takes, updates int) {
				now = now.Add(after)
				store.takes, store.updates = 0, 0
				_, err := e.Tick(t.Context())
				require.NoError(t, err)
				return store.takes, store.updates
			}
			takes, _ := tick(0)
			require.Equal(t, 5, takes, "slots, polls, work, signals and dead letters")
			for range 59 {
				takes, updates := tick(time.Second)
				require.Equal(t, tt.takes, takes)
				require.Zero(t, updates)
			}
			takes, _ = tick(time.Second)
			require.Equal(t, 5, takes, "a minute later")
			require.NoError(t, e.Load(parse(t, set(tt.recipe))))
			takes, _ = tick(time.Second)
			require.Equal(t, 5, takes, "after a Load")
		})
	}
}

// A host whose queue wakes the engine for each row is not to call it once more: dead letters whose time is over within one minute
// are dropped, each when the engine is woken for it.
func TestWakeForRowsThatAreOver(t *testing.T) {
	k := graveyard(t, time.Hour) // one a minute
	now := ten.Add(time.Hour + 30*time.Second)
	k.Engine.Now = func() time.Time { return now }
	_, err := k.Engine.Tick(t.Context())
	require.NoError(t, err)
	now = ten.Add(time.Hour + time.Minute)
	_, err = k.Engine.Tick(t.Context()) // too early to look again
	require.NoError(t, err)
	dead := must(k.Engine.DeadLetters(t.Context(), "", 9))
	require.Equal(t, []any{6, "e1"}, []any{len(dead), dead[0].Event})
	var row schedule.Job
	require.NoError(t, k.Engine.Store.Update(t.Context(), schedule.On("x"), func(_ context.Context, tx schedule.Tx) error {
		rows, err := tx.Get("dead/" + dead[0].Key)
		if err == nil {
			row = rows[0]
		}
		return err
	}))
	report, err := k.Engine.Wake(t.Context(), row.Key, row.Version)
	require.NoError(t, err)
	require.Len(t, report.Actions, 1)
	require.Equal(t, "e2", must(k.Engine.DeadLetters(t.Context(), "", 9))[0].Event)
}
