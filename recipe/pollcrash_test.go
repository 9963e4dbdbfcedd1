package recipe_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// Whatever call of the store fails, before or after its commit: each record is notified as often as it is to be, and
// one that is gone is not notified any more.
func TestStoreFailsWhilePolling(t *testing.T) {
	follow := withLookup // three Updates of other subjects for each new record
	for _, after := range []bool{false, true} {
		for failAt := 1; ; failAt += longer(5, 1, 1) {
			store := &flaky{failAt: failAt, after: after, panics: failAt%2 == 0}
			now := nine
			f, p := &feed{now: func() time.Time { return now }}, new(people)
			e := recipe.Engine{
				Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now },
				Sources: recipe.Sources{"itsm": f.fetch, "people": p.fetch},
			}
			sent := map[string]map[string]int{} // by record and key: how often
			action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Message, in action.Input) error {
				if sent[in.Item.ID] == nil {
					sent[in.Item.ID] = map[string]int{}
				}
				sent[in.Item.ID][in.Key]++
				return nil
			})
			require.NoError(t, e.Load(parse(t, set(follow))))
			f.items = []string{owned("INC1", "ada"), owned("INC2", "bob")}
			for ; now.Before(nine.Add(110 * time.Minute)); now = now.Add(2 * time.Minute) {
				if now.Equal(nine.Add(24 * time.Minute)) {
					f.items = []string{owned("INC2", "cyd"), owned("INC3", "eve")}
				}
				if _, err := e.Tick(t.Context()); err != nil {
					require.ErrorIs(t, err, errDown)
				}
			}
			counts := map[string]int{}
			for id, keys := range sent {
				counts[id] = len(keys)
				for key, n := range keys {
					require.LessOrEqual(t, n, 2, "%s is sent again only where its end was not written down", key)
				}
			}
			require.Equal(t, map[string]int{"INC1": 1, "INC2": 2, "INC3": 2}, counts, "call %d, after %v: %v", failAt, after, sent)
			if failAt > store.calls {
				break
			}
		}
	}
}

// A process that dies in the middle of a poll leaves no state that another one does not put right.
func TestProcessDiesWhilePolling(t *testing.T) {
	type died struct{}
	for dieAt := 1; ; dieAt += longer(3, 1, 1) {
		store := &flaky{failAt: -1}
		now := nine
		calls := 0
		at := func() {
			if calls++; calls == dieAt {
				panic(died{})
			}
		}
		docs := []string{`[{"id":1},{"id":2}]`, `[{"id":2},{"id":3}]`, `[]`}
		sent := map[string]int{}
		start := func() *recipe.Engine {
			e := &recipe.Engine{Workers: 1, Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }}
			e.Sources = recipe.Sources{"s": func(context.Context, recipe.Fetch) ([]byte, error) {
				return []byte(docs[min(int(now.Sub(nine)/(30*time.Minute)), 2)]), nil
			}}
			action.HandleFunc(e.Handlers, func(_ context.Context, c action.Slack, in action.Input) error {
				sent[c.Text+" "+in.Key]++
				return nil
			})
			require.NoError(t, e.Load(parse(t, set(`{"id":"r","name":"R","enabled":true,"trigger":{"on":"poll","poll":{"source":"s","every":"30m","key":"id"}},
				"actions":[{"do":"slack","with":{"channel":"#a","text":"{{ record.id }}"},"repeat":{"every":"25m","times":5}}]}`))))
			return e
		}
		e := start()
		store.before = at
		for ; now.Before(nine.Add(75 * time.Minute)); now = now.Add(time.Minute) {
			func() {
				defer func() {
					if p := recover(); p != nil {
						e = start() // the process that died is another one now
					}
				}()
				_, _ = e.Tick(t.Context())
			}()
		}
		texts := map[string]int{}
		for text := range sent {
			texts[text[:1]]++
		}
		// 09:00, 09:25; 09:00, 09:25, 09:50; 09:30, 09:55.
		require.Equal(t, map[string]int{"1": 2, "2": 3, "3": 2}, texts, "died at call %d: %v", dieAt, slices.Sorted(maps.Keys(sent)))
		require.Equal(t, 2+3, store.Len(), "the poll's row, its list, and how often recipes ran for three records are left")
		if calls < dieAt {
			break
		}
	}
}
