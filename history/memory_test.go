package history_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

func ids(entries []history.Entry) []string {
	out := []string{}
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

func TestMemoryZero(t *testing.T) {
	t.Parallel()
	var m history.Memory
	require.Nil(t, m.Log(mention5))
	require.Nil(t, m.Find(history.Query{}))
	require.False(t, m.Triggered("r", mention5))
	require.NoError(t, m.Record(t.Context()))
	require.Nil(t, m.Find(history.Query{}))
}

func TestMemoryOrder(t *testing.T) {
	t.Parallel()
	var m history.Memory
	require.NoError(t, m.Record(t.Context(),
		note("late", noon.Add(time.Hour), mention5), note("b", noon, mention5), note("a", noon, case5), note("a2", noon, mention5)))
	require.NoError(t, m.Record(t.Context(), note("early", noon.Add(-1), mention5), note("c", noon, mention5)))
	require.Equal(t, []string{"early", "b", "a2", "c", "late"}, ids(m.Log(mention5)))
	require.Equal(t, []string{"early", "b", "a", "a2", "c", "late"}, ids(m.Find(history.Query{})))
}

// An incomplete item has an empty log; only a query takes it for a pattern.
func TestMemoryLogOfNothing(t *testing.T) {
	t.Parallel()
	var m history.Memory
	require.NoError(t, m.Record(t.Context(), note("a", noon, mention5)))
	require.Empty(t, m.Log(trigger.Ref{}))
	require.Empty(t, m.Log(trigger.Ref{Kind: trigger.MentionItem}))
	require.Empty(t, m.Log(trigger.Ref{ID: "5"}))
}

func TestMemoryCancelled(t *testing.T) {
	t.Parallel()
	var m history.Memory
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("shutting down"))
	require.ErrorIs(t, m.Record(ctx, note("a", noon, mention5)), context.Canceled)
	require.Empty(t, m.Log(mention5))
}

func TestMemoryRefuses(t *testing.T) {
	t.Parallel()
	var m history.Memory
	bad := note("bad", noon, case5)
	bad.Action = ""
	require.EqualError(t, m.Record(t.Context(), note("a", noon, case5), bad, history.Entry{ID: "c", Item: case5}),
		"entries[1]: action: missing\nentries[2]: at: missing\nentries[2]: actor.kind: missing\nentries[2]: action: missing")
	require.Empty(t, m.Find(history.Query{}))
	require.NoError(t, m.Record(t.Context(), note("a", noon, case5)))
	require.Equal(t, []string{"a"}, ids(m.Log(case5)))
}

// Readings of the monotonic clock would order entries in another way than the
// instants that are told.
func TestMemoryDropsMonotonicClock(t *testing.T) {
	t.Parallel()
	var m history.Memory
	now := time.Now()
	require.NoError(t, m.Record(t.Context(), note("a", now, case5)))
	require.Equal(t, now.Round(0), m.Log(case5)[0].At)
}

func TestMemoryTriggered(t *testing.T) {
	t.Parallel()
	var m history.Memory
	ran := note("a", noon, mention5)
	ran.Action, ran.Recipe.ID = history.Triggered, "r"
	did := note("b", noon, case5)
	did.Action, did.Recipe.ID = "add_tags", "r"
	require.NoError(t, m.Record(t.Context(), ran, did, note("c", noon, case5)))
	for _, tc := range []struct {
		name, recipe string
		item         trigger.Ref
		want         bool
	}{
		{"ran on it", "r", mention5, true},
		{"changed it, ran on another", "r", case5, false},
		{"another recipe", "q", mention5, false},
		{"another item of the kind", "r", trigger.Ref{Kind: trigger.MentionItem, ID: "6"}, false},
		{"no recipe", "", case5, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, m.Triggered(tc.recipe, tc.item))
		})
	}
}

func TestMemoryFind(t *testing.T) {
	t.Parallel()
	entries := []history.Entry{
		{ID: "1", At: noon, Item: mention5, Actor: history.Actor{Kind: trigger.Recipe, ID: "r"}, Event: "e1", Recipe: history.Recipe{ID: "r"}, Run: "run1", Action: history.Triggered, Outcome: "fired"},
		{ID: "2", At: noon.Add(1), Item: case5, Actor: history.Actor{Kind: trigger.Recipe, ID: "r"}, Event: "e1", Recipe: history.Recipe{ID: "r"}, Run: "run1", Action: "webhook", Webhook: "hook", Outcome: "failed", InitiatedBy: trigger.Bot},
		{ID: "3", At: noon.Add(2), Item: case5, Actor: history.Actor{Kind: trigger.Agent, ID: "7"}, Action: "reply"},
		{ID: "4", At: noon.Add(3), Item: trigger.Ref{Kind: trigger.CaseItem, ID: "6"}, Actor: history.Actor{Kind: trigger.Agent, ID: "8"}, Action: "reply"},
	}
	var m history.Memory
	require.NoError(t, m.Record(t.Context(), entries...))
	for _, tc := range []struct {
		name  string
		query history.Query
		want  []string
	}{
		{"all", history.Query{}, []string{"1", "2", "3", "4"}},
		{"item", history.Query{Item: case5}, []string{"2", "3"}},
		{"kind of item", history.Query{Item: trigger.Ref{Kind: trigger.CaseItem}}, []string{"2", "3", "4"}},
		{"ID of the item", history.Query{Item: trigger.Ref{ID: "5"}}, []string{"1", "2", "3"}},
		{"recipe", history.Query{Recipe: "r"}, []string{"1", "2"}},
		{"kind of actor", history.Query{Actor: trigger.Agent}, []string{"3", "4"}},
		{"actor", history.Query{Actor: trigger.Agent, ActorID: "8"}, []string{"4"}},
		{"run", history.Query{Run: "run1"}, []string{"1", "2"}},
		{"event", history.Query{Event: "e1"}, []string{"1", "2"}},
		{"action", history.Query{Action: "reply"}, []string{"3", "4"}},
		{"webhook", history.Query{Webhook: "hook"}, []string{"2"}},
		{"initiator", history.Query{InitiatedBy: trigger.Bot}, []string{"2"}},
		{"outcome", history.Query{Outcome: "failed"}, []string{"2"}},
		{"since is inside", history.Query{Since: noon.Add(2)}, []string{"3", "4"}},
		{"until is outside", history.Query{Until: noon.Add(2)}, []string{"1", "2"}},
		{"between", history.Query{Since: noon.Add(1), Until: noon.Add(2)}, []string{"2"}},
		{"item and more", history.Query{Item: case5, Action: "reply", Since: noon}, []string{"3"}},
		{"nothing", history.Query{Item: case5, Recipe: "q"}, []string{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, ids(m.Find(tc.query)))
		})
	}
}

func TestMemoryConcurrently(t *testing.T) {
	t.Parallel()
	var m history.Memory
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			e := note(fmt.Sprint(i%32), noon, mention5)
			e.Action, e.Recipe.ID = history.Triggered, "r"
			if err := m.Record(context.Background(), e); err != nil || !m.Triggered("r", mention5) {
				t.Errorf("got %v, want the entry to be there", err)
			}
			m.Log(mention5)
			m.Find(history.Query{Action: history.Triggered})
		})
	}
	wg.Wait()
	require.Len(t, m.Log(mention5), 32)
}
