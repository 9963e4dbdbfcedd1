package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// at reads an instant of January 2026 in UTC: "05 09:00"; the 5th is a Monday.
func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", "2026-01-"+text)
	if err != nil {
		panic(err)
	}
	return t
}

// onSchedule is a recipe whose trigger has these further members.
func onSchedule(id, members string, actions ...string) string {
	return one(id, `{"on":"schedule",`+members+`}`, "", actions...)
}

const (
	daily  = `"times":["09:00"],"zone":"UTC"`
	forAll = daily + `,"each":"items","all_topics":true`
	say    = `{"do":"slack","with":{"channel":"#a","text":"{{ event.id }}"}}`
)

// slotted returns a kitchen whose clock is at the instant, with the recipes and a source "items".
func slotted(t *testing.T, from time.Time, items []recipe.SourceItem, recipes ...string) (*recipetest.Kitchen, *shelfOf) {
	k := recipetest.New(t)
	k.Sleep(from)
	s := &shelfOf{items: items, err: errors.New("the database is away")}
	k.Engine.ItemSources = recipe.ItemSources{"items": s.hand}
	k.Load(set(recipes...))
	return k, s
}

// said are the texts that were sent, each with the instant at which it was.
func said(k *recipetest.Kitchen) []string {
	all := []string{}
	for _, c := range k.Calls() {
		_, text, _ := strings.Cut(string(c.With), `"text":"`)
		all = append(all, c.At.Format("02 15:04 ")+strings.TrimSuffix(text, `"}`))
	}
	return all
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	k.Sleep(at("05 07:00"))
	var events []trigger.Event
	action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Slack, in action.Input) error {
		events = append(events, in.Event)
		require.Equal(t, trigger.Ref{Kind: "recipe", ID: "digest"}, in.Item)
		return nil
	})
	k.Load(set(onSchedule("digest", `"times":["09:00"],"days":["monday"],"zone":"Europe/Brussels"`, say), onSchedule("other", daily, `{"do":"email","with":{"to":["a@example.com"],"subject":"x","text":"y"}}`)))
	k.Until(at("12 12:00"))
	require.Len(t, events, 2)
	for i, slot := range []string{"2026-01-05T08:00:00Z", "2026-01-12T08:00:00Z"} {
		ev := events[i]
		require.Equal(t, trigger.ScheduleFired, ev.Kind)
		require.Equal(t, "digest/"+slot, ev.ID)
		require.Equal(t, slot, ev.At.Format(time.RFC3339), "the slot is the event's instant")
		require.Equal(t, "digest", ev.Recipe)
		require.Equal(t, trigger.System, ev.By())
		require.True(t, ev.Cause.IsZero(), "a first cause")
		require.Equal(t, ev.ID, ev.Root())
		require.Nil(t, ev.Mention)
		require.Nil(t, ev.Case)
	}
	require.True(t, k.History.Triggered("digest", trigger.Ref{Kind: "recipe", ID: "digest"}))
}

// Days and zone in words of the page: no days is every day, the calendar's zone and its open days.
func TestScheduleOnOpenDays(t *testing.T) {
	t.Parallel()
	office := func(closed string) string {
		return `{"format":1,"calendars":{"office":{"zone":"Europe/Brussels","week":{"monday":["10:00-12:00"],"wednesday":["10:00-12:00"],"thursday":["10:00-12:00"]},"closed":[` +
			closed + `]}},"recipes":[` + onSchedule("r", `"times":["09:00","20:00"],"calendar":"office"`, say) + `]}`
	}
	k := recipetest.New(t)
	k.Sleep(at("05 12:00"))
	k.Load(office(`"2026-01-07"`))
	k.Until(at("07 12:00"))
	require.Equal(t, []string{"05 19:00 r/2026-01-05T19:00:00Z"}, said(k), "the 6th is a Tuesday, the 7th is closed")
	// The 7th is open after all, by an edit at noon: the slot of nine o'clock is from before it, that of eight in the
	// evening is not.
	k.Load(office(``))
	k.Until(at("08 12:00"))
	require.Equal(t, []string{"07 19:00 r/2026-01-07T19:00:00Z", "08 08:00 r/2026-01-08T08:00:00Z"}, said(k)[1:])
	k.Load(office(`"2026-01-12"`)) // a Monday that is not open any more
	k.Until(at("14 08:00"))
	require.Equal(t, []string{"08 19:00 r/2026-01-08T19:00:00Z", "14 08:00 r/2026-01-14T08:00:00Z"}, said(k)[3:])
}

func TestScheduleForEach(t *testing.T) {
	t.Parallel()
	other := caseItem("3")
	other.Case.Topic = "sales"
	done := caseItem("4")
	done.Case.Status = trigger.Resolved
	both := recipe.SourceItem{Mention: &trigger.Mention{ID: "m6", Topic: "support", CaseID: "6"}, Case: &trigger.Case{ID: "6", Topic: "sales"}}
	about := both
	about.About = trigger.CaseItem
	k, s := slotted(t, at("05 07:00"), []recipe.SourceItem{caseItem("1"), mentionItem("2"), other, done, both, about},
		one("r", `{"on":"schedule",`+daily+`,"each":"items","topics":["support"]}`, `"filter":"case.status != 'resolved'"`, say))
	k.Until(at("06 08:00"))
	require.Equal(t, []string{
		"05 09:00 r/2026-01-05T09:00:00Z/case/1", "05 09:00 r/2026-01-05T09:00:00Z/mention/2",
		"05 09:00 r/2026-01-05T09:00:00Z/mention/m6", // the case is of another topic, the mention is what it is about
	}, said(k))
	require.Equal(t, []recipe.ItemQuery{{Recipe: "r", Slot: at("05 09:00"), Topics: []string{"support"}}}, s.asked)
	for i, item := range []string{"case/1", "mention/2", "mention/m6"} {
		require.Equal(t, item, k.Calls()[i].Item.String())
	}
	// At the next slot the same items start it again.
	k.Until(at("06 09:00"))
	require.Len(t, said(k), 6)
}

// lasting returns how many rows a store has beside what is only kept for a while, such as what ran for an event: its clock
// is far ahead.
func lasting(t *testing.T, store *schedule.Memory, now time.Time) int {
	t.Helper()
	for {
		rows, err := store.Take(t.Context(), now.AddDate(0, 0, 4), "signal", time.Hour, 100)
		require.NoError(t, err)
		if len(rows) == 0 {
			return store.Len()
		}
		for _, j := range rows {
			require.NoError(t, store.Update(t.Context(), schedule.On(j.Subject), func(_ context.Context, tx schedule.Tx) error {
				return tx.Settle(j.Key, j.Fence, time.Time{})
			}))
		}
	}
}

// An action of a recipe without items waits in the recipe's own thread, and its items, of which there are none, are not
// read again.
func TestScheduleWaits(t *testing.T) {
	t.Parallel()
	k, _ := slotted(t, at("05 08:00"), nil)
	k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error { return fmt.Errorf("no item in %s", ev.ID) }
	k.Load(set(onSchedule("r", daily, strings.Replace(say, `{"do"`, `{"after":"30m","do"`, 1))))
	k.Until(at("05 10:00"))
	require.Equal(t, []string{"05 09:30 r/2026-01-05T09:00:00Z"}, said(k))
}

// Several processes with several workers each on one store: every item starts its recipe once at each slot.
func TestScheduleOfManyWorkers(t *testing.T) {
	t.Parallel()
	var store schedule.Memory
	var mu sync.Mutex
	now, sent := at("05 08:00"), map[string]int{}
	items := make([]recipe.SourceItem, 40)
	for i := range items {
		items[i] = caseItem(fmt.Sprint("c", i))
	}
	engines := make([]*recipe.Engine, 3)
	for i := range engines {
		e := &recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }}
		e.ItemSources = recipe.ItemSources{"items": func(ctx context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
			return (&shelfOf{items: items}).hand(ctx, q)
		}}
		action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Slack, in action.Input) error {
			mu.Lock()
			defer mu.Unlock()
			sent[in.Event.ID]++
			return nil
		})
		require.NoError(t, e.Load(parse(t, set(onSchedule("a", forAll, say), onSchedule("b", forAll, say), onSchedule("s", daily, say)))))
		engines[i] = e
	}
	for range 60 {
		var all sync.WaitGroup
		for _, e := range engines {
			all.Go(func() {
				if _, err := e.Tick(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		mu.Lock()
		now = now.Add(time.Hour)
		mu.Unlock()
	}
	require.Len(t, sent, 3*81, "three slots") // of the 5th, the 6th and the 7th
	for id, n := range sent {
		require.Equal(t, 1, n, id)
	}
}
