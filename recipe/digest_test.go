package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// told is one notification: when it was sent, and its events.
type told struct {
	at     time.Time
	events string
	key    string
}

// notifying returns a kitchen with one recipe that notifies, and its notifications.
func notifying(t testing.TB, with string, answers ...error) (*recipetest.Kitchen, *[]told) {
	t.Helper()
	k := recipetest.New(t)
	all := new([]told)
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Notify, in action.Input) error {
		var ids []string
		for _, m := range in.Digest {
			ids = append(ids, m.Event)
		}
		if in.Digest == nil {
			ids = []string{in.Event.ID}
		} else if last := in.Digest[len(in.Digest)-1]; last.Event != in.Event.ID || last.Item != in.Item {
			t.Errorf("the event %s is not the last of %v", in.Event.ID, in.Digest)
		}
		*all = append(*all, told{in.At, strings.Join(ids, " "), in.Key})
		if len(answers) > 0 {
			err := answers[0]
			answers = answers[1:]
			return err
		}
		return nil
	})
	k.Load(set(newItem("n", `{"do":"notify","with":{"users":["7"],"channel":"push"`+with+`}}`)))
	return k, all
}

func arrivals(k *recipetest.Kitchen, at time.Time, ids ...string) {
	for _, id := range ids {
		ev := customer(id, at)
		ev.Mention.CaseID = id // a thread of its own
		k.Send(ev)
	}
}

// texts leaves the keys out.
func texts(all []told) []string {
	var out []string
	for _, one := range all {
		out = append(out, one.at.Format("15:04:05")+" "+one.events)
	}
	return out
}

func TestDigest(t *testing.T) {
	t.Run("each by itself", func(t *testing.T) {
		k, all := notifying(t, "")
		arrivals(k, ten, "a", "b")
		require.Equal(t, []string{"10:00:00 a", "10:00:00 b"}, texts(*all))
	})
	t.Run("after three", func(t *testing.T) {
		k, all := notifying(t, `,"after_count":3`)
		arrivals(k, ten, "a", "b")
		require.Empty(t, *all)
		arrivals(k, ten.Add(time.Hour), "c", "d", "e")
		require.Equal(t, []string{"11:00:00 a b c"}, texts(*all))
		arrivals(k, ten.Add(2*time.Hour), "f")
		require.Equal(t, []string{"11:00:00 a b c", "12:00:00 d e f"}, texts(*all))
		require.NotEqual(t, (*all)[0].key, (*all)[1].key)
	})
	t.Run("after three and at most every hour: a burst of six", func(t *testing.T) {
		k, all := notifying(t, `,"after_count":3,"at_most_every":"1h"`)
		arrivals(k, ten, "a", "b", "c", "d", "e", "f")
		k.Wait(3 * time.Hour)
		require.Equal(t, []string{"10:00:00 a b c", "11:00:00 d e f"}, texts(*all))
	})
	t.Run("at most every hour", func(t *testing.T) {
		k, all := notifying(t, `,"at_most_every":"1h"`)
		arrivals(k, ten, "a", "b")
		arrivals(k, ten.Add(time.Minute), "c")
		arrivals(k, ten.Add(time.Hour), "d", "e") // at the very instant: they go first
		k.Wait(0)
		require.Equal(t, []string{"10:00:00 a", "11:00:00 b c d e"}, texts(*all))
		arrivals(k, ten.Add(3*time.Hour), "f")
		require.Equal(t, "13:00:00 f", texts(*all)[2])
	})
	t.Run("the quiet time passes with too few", func(t *testing.T) {
		k, all := notifying(t, `,"after_count":2,"at_most_every":"1h"`)
		arrivals(k, ten, "a", "b", "c")
		k.Wait(2 * time.Hour)
		require.Len(t, *all, 1)
		arrivals(k, ten.Add(3*time.Hour), "d")
		require.Equal(t, []string{"10:00:00 a b", "13:00:00 c d"}, texts(*all))
		k.Wait(73 * time.Hour)
		require.Equal(t, 1, k.Rows(), "nothing stays but when it was sent last")
	})
}

// Each match is reported as waiting, and all of them as done when they are sent; each item's log tells its own.
func TestDigestReports(t *testing.T) {
	k, _ := notifying(t, `,"after_count":2`)
	first := k.Send(customer("a", ten))
	require.Equal(t, []string{"n: waiting"}, outcomes(first.Decisions))
	second := k.Send(customer("b", ten))
	require.Equal(t, []string{"n: fired"}, outcomes(second.Decisions))
	require.Equal(t, []string{"n/0 notify: done"}, ends(second.Decisions[0].Actions))
	for _, id := range []string{"a", "b"} {
		var log []string
		for _, en := range k.History.Log(trigger.Ref{Kind: "mention", ID: id}) {
			log = append(log, en.Action+" "+en.Outcome)
		}
		require.Equal(t, []string{"recipe_triggered fired", "notify waiting", "notify done"}, log)
	}
}

// A notification that fails is tried again with its own matches and key; others go on collecting.
func TestDigestRetry(t *testing.T) {
	k, all := notifying(t, `,"after_count":2`, errors.New("down"))
	arrivals(k, ten, "a", "b", "c")
	k.Wait(time.Minute)
	require.Len(t, *all, 2)
	require.Equal(t, (*all)[0].events, (*all)[1].events)
	require.Equal(t, (*all)[0].key, (*all)[1].key)
	arrivals(k, ten.Add(time.Hour), "d")
	require.Equal(t, "c d", (*all)[2].events)
}

// A recipe that is disabled or removed sends none of its pending matches, and the report says so.
func TestDigestSilenced(t *testing.T) {
	for _, tt := range []struct{ set, reason string }{
		{set(newItem("other", tagA)), "recipe_removed"},
		{`{"format":1,"recipes":[{"id":"n","name":"N","trigger":{"on":"new_item","all_topics":true},"actions":[` + tagA + `]}]}`, "recipe_disabled"},
	} {
		k, all := notifying(t, `,"at_most_every":"1h"`)
		arrivals(k, ten, "a", "b", "c")
		k.Load(tt.set)
		require.Equal(t, slices.Repeat([]string{"n/0 notify: cancelled " + tt.reason}, 2), ends(k.Wait(2*time.Hour)))
		require.Len(t, *all, 1)
		require.Len(t, k.History.Find(history.Query{Outcome: "cancelled"}), 2, "each of the two items says so")
	}
}

// An action that waits is collected when it comes due, and the actions after it in the recipe go on.
func TestDigestInRecipes(t *testing.T) {
	k := recipetest.Load(t, set(
		newItem("later", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2},"after":"10m"}`),
		newItem("chain", `{"do":"notify","with":{"users":["8"],"channel":"push","after_count":3},"on_error":"stop"}`, tagA)))
	arrivals(k, ten, "a", "b")
	require.Len(t, k.Done(), 2, "the tags")
	k.Wait(time.Hour)
	require.Equal(t, `notify mention/b {"users":["7"],"channel":"push","after_count":2}`, k.Done()[2])
}

// model sends as the sentence says: at the first instant with enough pending and enough time since the last.
func model(at []int, count, every int) []string {
	var out, pending []string
	last, scheduled := -1, -1
	send := func(second int) {
		out = append(out, ten.Add(time.Duration(second)*time.Second).Format("15:04:05")+" "+strings.Join(pending, " "))
		pending, last, scheduled = nil, second, -1
	}
	for second := 0; second < 2000; second++ {
		for i, a := range at {
			if a != second {
				continue
			}
			pending = append(pending, fmt.Sprint("e", i))
			switch {
			case scheduled >= 0 || len(pending) < count:
			case last >= 0 && last+every > second:
				scheduled = last + every
			default:
				send(second)
			}
		}
		if scheduled == second {
			send(second)
		}
	}
	return out
}

func TestDigestModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		at := rapid.SliceOfN(rapid.IntRange(0, 300), 0, 30).Draw(r, "arrivals")
		slices.Sort(at)
		count := rapid.IntRange(1, 5).Draw(r, "count")
		every := rapid.SampledFrom([]int{0, 1, 10, 60, 200}).Draw(r, "every")
		k, all := notifying(t, fmt.Sprintf(`,"after_count":%d,"at_most_every":"%ds"`, count, every))
		for i, second := range at {
			arrivals(k, ten.Add(time.Duration(second)*time.Second), fmt.Sprint("e", i))
		}
		k.Until(ten.Add(time.Hour))
		require.Equal(r, model(at, count, every), texts(*all))
	})
}

// Whatever call of the store fails, every match is told, in notifications that keep their key and their matches.
func TestDigestStoreFails(t *testing.T) {
	for _, after := range []bool{false, true} {
		for failAt := 1; ; failAt++ {
			store := &flaky{failAt: failAt, after: after}
			now := ten
			e := recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
			byKey := map[string]string{}
			counts := map[string]int{}
			action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Notify, in action.Input) error {
				ids := fmt.Sprint(in.Digest)
				if was, ok := byKey[in.Key]; ok {
					require.Equal(t, was, ids)
					return nil
				}
				byKey[in.Key] = ids
				for _, m := range in.Digest {
					counts[m.Event]++
				}
				return nil
			})
			require.NoError(t, e.Load(parse(t, set(newItem("n", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2,"at_most_every":"1m"}}`)))))
			handle := func(id string) {
				ev := customer(id, now)
				ev.Mention.CaseID = id
				for {
					if _, err := e.Handle(t.Context(), ev); err == nil {
						break
					}
				}
			}
			tick := func() {
				for range 5 {
					now = now.Add(time.Minute)
					_, _ = e.Tick(t.Context())
				}
			}
			for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
				handle(id)
				now = now.Add(10 * time.Second)
			}
			tick()
			handle("one more, for what came late and is alone")
			tick()
			delete(counts, "one more, for what came late and is alone")
			require.Equal(t, map[string]int{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}, counts, "call %d, after %v", failAt, after)
			if failAt > store.calls {
				break
			}
		}
	}
}

// Matches that were dropped when the recipe was switched off do not count towards those that are sent at once.
func TestDigestWithoutDropped(t *testing.T) {
	k, all := notifying(t, `,"after_count":2`)
	rule := newItem("n", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":2}}`)
	arrivals(k, ten, "a")
	k.Load(set(strings.Replace(rule, `"enabled":true`, `"enabled":false`, 1)))
	k.Wait(time.Minute)
	k.Load(set(rule))
	arrivals(k, ten.Add(10*time.Minute), "b")
	k.Wait(2 * time.Hour)
	require.Empty(t, *all, "there is one match")
	arrivals(k, k.Now(), "c")
	require.Equal(t, []string{"b c"}, []string{(*all)[0].events})
	require.Len(t, k.History.Find(history.Query{Outcome: "cancelled"}), 1)
}
