package recipe_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// graveyard is a kitchen with seven dead letters, one a minute from ten on: e0 to e6.
func graveyard(t *testing.T, keep time.Duration) *recipetest.Kitchen {
	k := recipetest.New(t)
	k.Engine.KeepDeadLetters = keep
	k.Load(set(newItem("r", `{"do":"add_tags","with":{"tags":["a"]}}`)))
	for i, id := range split("e", 7) {
		k.Fail("add_tags", action.Permanent(errors.New("no")))
		k.Send(customer(id, ten.Add(time.Duration(i)*time.Minute)))
	}
	return k
}

// Dead letters come in pages, the oldest first, each once.
func TestDeadLettersInPages(t *testing.T) {
	k := graveyard(t, 0)
	for _, size := range []int{1, 3, 7, 100} {
		var all, sizes = []string{}, []int{}
		for after := ""; ; {
			dead, err := k.Engine.DeadLetters(t.Context(), after, size)
			require.NoError(t, err)
			sizes = append(sizes, len(dead))
			if len(dead) == 0 {
				break
			}
			for i, d := range dead {
				require.NoError(t, d.Err)
				require.Equal(t, ten.Add(time.Duration(len(all))*time.Minute), d.Since)
				require.Equal(t, []any{"r", "add_tags", "add_tags", "mention", d.Event}, []any{d.Recipe, d.Action, d.Do, d.Item.Kind, d.Item.ID})
				all = append(all, d.Event)
				require.Less(t, after, d.Key)
				if i == len(dead)-1 {
					after = d.Key
				}
			}
		}
		require.Equal(t, split("e", 7), all)
		want := map[int][]int{1: {1, 1, 1, 1, 1, 1, 1, 0}, 3: {3, 3, 1, 0}, 7: {7, 0}, 100: {7, 0}}
		require.Equal(t, want[size], sizes)
	}
	dead, err := k.Engine.DeadLetters(t.Context(), "", 0)
	require.NoError(t, err)
	require.Empty(t, dead)
	dead, err = new(recipe.Engine).DeadLetters(t.Context(), "", 10)
	require.NoError(t, err)
	require.Empty(t, dead)
}

// A page goes on after one that was retried or discarded meanwhile.
func TestDeadLettersAfterOneThatIsGone(t *testing.T) {
	k := graveyard(t, 0)
	page, err := k.Engine.DeadLetters(t.Context(), "", 3)
	require.NoError(t, err)
	require.NoError(t, k.Engine.Discard(t.Context(), page[2].Key))
	require.NoError(t, k.Engine.Retry(t.Context(), page[1].Key))
	next, err := k.Engine.DeadLetters(t.Context(), page[2].Key, 3)
	require.NoError(t, err)
	require.Equal(t, []string{"e3", "e4", "e5"}, []string{next[0].Event, next[1].Event, next[2].Event})
	k.Wait(0)
	require.Equal(t, []string{`add_tags mention/e1 {"tags":["a"]}`}, k.Done(), "with its own key, once")
	rest, err := k.Engine.DeadLetters(t.Context(), "", 9)
	require.NoError(t, err)
	require.Len(t, rest, 5)
}

// One that is gone cannot be retried or discarded once more.
func TestDeadLetterThatIsGone(t *testing.T) {
	k := graveyard(t, 0)
	dead, err := k.Engine.DeadLetters(t.Context(), "", 2)
	require.NoError(t, err)
	require.NoError(t, k.Engine.Retry(t.Context(), dead[0].Key))
	require.NoError(t, k.Engine.Discard(t.Context(), dead[1].Key))
	for _, d := range append(dead, recipe.DeadLetter{}, recipe.DeadLetter{Key: "never"}) {
		require.ErrorIs(t, k.Engine.Retry(t.Context(), d.Key), recipe.ErrNoDeadLetter)
		require.ErrorIs(t, k.Engine.Discard(t.Context(), d.Key), recipe.ErrNoDeadLetter)
	}
	k.Wait(time.Hour)
	require.Len(t, k.Done(), 1)
}

// Each is dropped at its age, not before, and that is reported and in the history of its item.
func TestDeadLetterAge(t *testing.T) {
	for _, keep := range []time.Duration{0, 48 * time.Hour} {
		age := keep
		if age == 0 {
			age = 90 * 24 * time.Hour
		}
		k := graveyard(t, keep)
		require.Empty(t, k.Sleep(ten.Add(age-time.Nanosecond)))
		require.Len(t, must(k.Engine.DeadLetters(t.Context(), "", 9)), 7)
		reports := k.Sleep(ten.Add(age + 2*time.Minute))
		require.Equal(t, []string{"r/0 add_tags: expired dead_too_long", "r/0 add_tags: expired dead_too_long", "r/0 add_tags: expired dead_too_long"}, ends(reports))
		var events []string
		for _, s := range reports {
			events = append(events, s.Event)
			log := k.History.Find(history.Query{Item: trigger.Ref{Kind: "mention", ID: s.Event}, Outcome: "expired"})
			require.Len(t, log, 1)
			require.Equal(t, "dead_too_long", log[0].Reason)
			require.Equal(t, k.Now(), log[0].At)
		}
		slices.Sort(events)
		require.Equal(t, []string{"e0", "e1", "e2"}, events)
		left, err := k.Engine.DeadLetters(t.Context(), "", 9)
		require.NoError(t, err)
		require.Equal(t, "e3", left[0].Event)
		require.Len(t, k.Sleep(ten.Add(age+time.Hour)), 4)
		require.Empty(t, must(k.Engine.DeadLetters(t.Context(), "", 9)))
		k.Wait(73 * time.Hour)
		require.Zero(t, k.Rows())
	}
}

// A history that fails drops no dead letter: it is told by a later Tick.
func TestDeadLetterAgeUntold(t *testing.T) {
	k := graveyard(t, time.Hour)
	down := true
	k.Engine.History = history.RecorderFunc(func(ctx context.Context, entries ...history.Entry) error {
		if down {
			return errDown
		}
		return k.History.Record(ctx, entries...)
	})
	now := ten.Add(2 * time.Hour)
	k.Engine.Now = func() time.Time { return now }
	report, err := k.Engine.Tick(t.Context())
	require.ErrorIs(t, err, errDown)
	require.Empty(t, report.Actions)
	require.Len(t, must(k.Engine.DeadLetters(t.Context(), "", 9)), 7)
	down = false
	now = now.Add(time.Hour)
	report, err = k.Engine.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Actions, 7)
}

// A dead event can be discarded too, and its age is reported.
func TestDeadEvent(t *testing.T) {
	for _, discard := range []bool{true, false} {
		log := &poisoned{event: "bad"}
		b := newInbox(t, nil, newItem("now", tagA))
		b.History = log
		b.accept(customer("bad", ten))
		for minute := range 60 {
			b.now = ten.Add(time.Duration(minute) * time.Minute)
			_, _ = b.Tick(t.Context())
		}
		dead := must(b.DeadLetters(t.Context(), "", 9))
		require.Len(t, dead, 1)
		require.Empty(t, dead[0].Do)
		if discard {
			require.NoError(t, b.Discard(t.Context(), dead[0].Key))
		} else {
			report := b.at(dead[0].Since.Add(90 * 24 * time.Hour))
			require.Len(t, report.Actions, 1)
			require.Equal(t, []any{"bad", recipe.Expired, recipe.DeadTooLong}, []any{report.Actions[0].Event, report.Actions[0].Outcome, report.Actions[0].Reason})
		}
		require.Empty(t, must(b.DeadLetters(t.Context(), "", 9)))
		require.ErrorIs(t, b.Retry(t.Context(), dead[0].Key), recipe.ErrNoDeadLetter)
	}
}
