package recipe_test

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Whatever call of the store fails, before or after its commit: every item starts the recipe once at each slot.
func TestStoreFailsWhileScheduling(t *testing.T) {
	for _, after := range []bool{false, true} {
		for failAt := 1; ; failAt += longer(5, 1, 1) {
			store := &flaky{failAt: failAt, after: after, panics: failAt%2 == 0}
			now := at("05 08:58")
			s := &shelfOf{items: []recipe.SourceItem{caseItem("1"), mentionItem("2"), {}, caseItem("3")}}
			e := recipe.Engine{
				Store: store, Workers: 1, Handlers: new(action.Handlers), Now: func() time.Time { return now }, ItemSources: recipe.ItemSources{"items": s.hand},
			}
			keys := map[string]int{}
			action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Slack, in action.Input) error {
				keys[in.Key]++
				return nil
			})
			require.NoError(t, e.Load(parse(t, set(onSchedule("r", `"times":["09:00","09:10"],"zone":"UTC","each":"items","all_topics":true`, say), onSchedule("s", daily, say)))))
			for ; now.Before(at("05 10:00")); now = now.Add(time.Minute) {
				if _, err := e.Tick(t.Context()); err != nil {
					require.ErrorIs(t, err, errDown)
				}
			}
			require.Len(t, keys, 7, "call %d, after %v: %v", failAt, after, keys)
			for key, n := range keys {
				require.LessOrEqual(t, n, 2, "%s is sent again only where its end was not written down", key)
			}
			require.Equal(t, 2, lasting(t, &store.Memory, now), "a row for each recipe")
			if failAt > store.calls {
				break
			}
		}
	}
}

// A process that dies at any call of the store leaves a run that another one ends.
func TestProcessDiesWhileScheduling(t *testing.T) {
	type died struct{}
	for dieAt := 1; ; dieAt++ {
		store := &flaky{failAt: -1}
		now := at("05 08:58")
		calls := 0
		sent := map[string]int{}
		s := &shelfOf{items: []recipe.SourceItem{caseItem("1"), mentionItem("2"), caseItem("3")}}
		start := func() *recipe.Engine {
			e := &recipe.Engine{Store: store, Workers: 1, Handlers: new(action.Handlers), Now: func() time.Time { return now }, ItemSources: recipe.ItemSources{"items": s.hand}}
			action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Slack, in action.Input) error {
				sent[in.Key]++
				return nil
			})
			require.NoError(t, e.Load(parse(t, set(onSchedule("r", forAll, say), onSchedule("s", daily, say)))))
			return e
		}
		e := start()
		store.before = func() {
			if calls++; calls == dieAt {
				panic(died{})
			}
		}
		for ; now.Before(at("05 09:30")); now = now.Add(time.Minute) {
			before := calls
			_, _ = e.Tick(t.Context())
			if before < dieAt && calls >= dieAt {
				e = start() // the process that died is another one now
			}
		}
		require.Len(t, sent, 4, "died at call %d: %v", dieAt, sent)
		require.Equal(t, 2, lasting(t, &store.Memory, now))
		if calls < dieAt {
			break
		}
	}
}

// counted is a source of n cases that holds none of them.
type counted struct {
	n, calls, handed int
	stopsAt          int // its place, from 1, before which it fails once
}

func (c *counted) hand(_ context.Context, q recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
	c.calls++
	return func(yield func(recipe.SourceItem, error) bool) {
		after, _ := strconv.Atoi(q.After)
		for i := after + 1; i <= c.n; i++ {
			if i == c.stopsAt {
				c.stopsAt = 0
				yield(recipe.SourceItem{}, errors.New("away"))
				return
			}
			c.handed++
			if !yield(recipe.SourceItem{Case: &trigger.Case{ID: strconv.Itoa(i), Topic: "support", Priority: map[bool]string{true: "high"}[i%1000 == 0]}}, nil) {
				return
			}
		}
	}
}

// A source of 50,000 cases is gone through one at a time: the store holds one row for the recipe whatever the number, is
// called for what starts the recipe and once for each 256 items, and a run that was cut off goes on near where it was.
func TestManyItems(t *testing.T) {
	n := longer(10_000, 50_000, 50_000)
	var store tallyStore
	now := at("05 08:00")
	source := &counted{n: n, stopsAt: 3*n/4 + 1}
	e := recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: func() time.Time { return now }, ItemSources: recipe.ItemSources{"items": source.hand}}
	sent := map[string]int{}
	action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Slack, in action.Input) error {
		sent[in.Item.ID]++
		return nil
	})
	require.NoError(t, e.Load(parse(t, set(one("r", `{"on":"schedule",`+forAll+`}`, `"filter":"case.priority == 'high'"`, say)))))
	for ; now.Before(at("05 10:00")); now = now.Add(time.Minute) {
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
	}
	require.Len(t, sent, n/1000)
	for id, times := range sent {
		require.Equal(t, 1, times, id)
	}
	require.Equal(t, 2, source.calls)
	require.Equal(t, n, source.handed, "it went on where it failed")
	require.LessOrEqual(t, store.most, 3+len(sent), "rows at a time: that of the recipe, an action that is carried out, and what ran for an event")
	require.Equal(t, 1, lasting(t, &store.Memory, now))
	require.Less(t, store.updates, n/256+6*len(sent)+200, "calls of the store")
}

// tallyStore counts the rows and the calls.
type tallyStore struct {
	schedule.Memory
	updates, most int
}

func (s *tallyStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	s.updates++
	err := s.Memory.Update(ctx, about, fn)
	s.most = max(s.most, s.Len())
	return err
}
