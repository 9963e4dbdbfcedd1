package playback

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

var ten = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// The agenda knows the next instant at any time, as a plain map would.
func TestAgendaNext(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var a agenda
		ctx := context.Background()
		model := make(map[string]time.Time)
		keys := rapid.SampledFrom([]string{"a", "b", "c"})
		instants := rapid.Custom(func(t *rapid.T) time.Time {
			return ten.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "minutes")) * time.Minute)
		})
		fail := errors.New("rolled back")
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				key, at, ok := keys.Draw(t, "key"), instants.Draw(t, "at"), rapid.Bool().Draw(t, "ok")
				err := a.Update(ctx, schedule.On(key), func(_ context.Context, tx schedule.Tx) error {
					_, err := tx.Put(schedule.Job{Key: key, Kind: "k", Subject: key, Due: at})
					if !ok {
						err = fail
					}
					return err
				})
				if ok {
					require.NoError(t, err)
					model[key] = at
				} else {
					require.ErrorIs(t, err, fail)
				}
			},
			"drop": func(t *rapid.T) {
				key := keys.Draw(t, "key")
				require.NoError(t, a.Update(ctx, schedule.On(key), func(_ context.Context, tx schedule.Tx) error {
					_, err := tx.Drop(key)
					return err
				}))
				delete(model, key)
			},
			"take": func(t *rapid.T) {
				now, again := instants.Draw(t, "now"), rapid.Bool().Draw(t, "again")
				a.ready = true
				jobs, err := a.Take(ctx, now, "k", time.Minute, 10)
				require.NoError(t, err)
				require.LessOrEqual(t, len(jobs), 1)
				second, err := a.Take(ctx, now.Add(time.Hour), "k", time.Minute, 10)
				require.NoError(t, err)
				if len(jobs) == 0 {
					require.True(t, a.ready || len(second) == 1)
					for _, j := range second {
						model[j.Key] = now.Add(time.Hour + time.Minute)
					}
					return
				}
				require.Empty(t, second, "one row at a time")
				var retry time.Time
				if model[jobs[0].Key] = now.Add(time.Minute); again {
					retry = now.Add(2 * time.Minute)
				}
				require.NoError(t, a.Update(ctx, schedule.On(jobs[0].Key), func(_ context.Context, tx schedule.Tx) error {
					require.ErrorIs(t, tx.Settle(jobs[0].Key, jobs[0].Fence+1, time.Time{}), schedule.ErrStale)
					return tx.Settle(jobs[0].Key, jobs[0].Fence, retry)
				}))
				if model[jobs[0].Key] = retry; !again {
					delete(model, jobs[0].Key)
				}
			},
			"": func(t *rapid.T) {
				var first time.Time
				for _, at := range model {
					if first.IsZero() || at.Before(first) {
						first = at
					}
				}
				got, ok := a.next()
				require.Equal(t, len(model) > 0, ok)
				require.True(t, first.Equal(got), "want %s, got %s", first, got)
			},
		})
	})
}

// A row that nobody takes does not hold the clock for ever.
func TestAgendaSkip(t *testing.T) {
	t.Parallel()
	var a agenda
	a.set("a", ten)
	a.set("b", ten.Add(time.Minute))
	a.skip()
	at, ok := a.next()
	require.True(t, ok)
	require.Equal(t, ten.Add(time.Minute), at)
	a.skip()
	_, ok = a.next()
	require.False(t, ok)
	a.skip()
}
