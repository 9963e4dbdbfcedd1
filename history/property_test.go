package history_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// model is the naive history: a list that is searched from the start.
type model []history.Entry

func (m *model) record(ctx context.Context, entries []history.Entry) bool {
	if ctx.Err() != nil {
		return false
	}
	for _, e := range entries {
		if e.ID == "" || e.Action == "" {
			return false
		}
	}
	for _, e := range entries {
		if !slices.ContainsFunc(*m, func(old history.Entry) bool { return old.ID == e.ID }) {
			*m = append(*m, e)
		}
	}
	return true
}

// find picks the least entry again and again.
func (m model) find(match func(e history.Entry) bool) []history.Entry {
	left := slices.DeleteFunc(slices.Clone(m), func(e history.Entry) bool { return !match(e) })
	var out []history.Entry
	for len(left) > 0 {
		least := 0
		for i, e := range left {
			if e.At.Before(left[least].At) {
				least = i
			}
		}
		out = append(out, left[least])
		left = slices.Delete(left, least, least+1)
	}
	return out
}

func memoryIsTheModel(t *rapid.T) {
	var m history.Memory
	var naive model
	one := func(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }
	items := rapid.Custom(func(t *rapid.T) trigger.Ref {
		return trigger.Ref{Kind: one("mention", "case").Draw(t, "kind"), ID: one("1", "2").Draw(t, "id")}
	})
	entries := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) history.Entry {
		return history.Entry{
			ID:     one("", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n").Draw(t, "entry"),
			At:     noon.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "at"))),
			Item:   items.Draw(t, "item"),
			Actor:  history.Actor{Kind: rapid.SampledFrom([]trigger.Actor{trigger.Agent, trigger.Recipe}).Draw(t, "actor")},
			Recipe: history.Recipe{ID: one("", "r", "q").Draw(t, "recipe")},
			Action: one(history.Triggered, history.Triggered, "reply", "reply", "reply", "").Draw(t, "action"),
		}
	}), 0, 4)
	t.Repeat(map[string]func(t *rapid.T){
		"record": func(t *rapid.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			if rapid.IntRange(0, 9).Draw(t, "cancelled") == 0 {
				cancel()
			}
			call := entries.Draw(t, "entries")
			require.Equal(t, naive.record(ctx, call), m.Record(ctx, call...) == nil)
		},
		"log": func(t *rapid.T) {
			s := items.Draw(t, "item")
			require.Equal(t, naive.find(func(e history.Entry) bool { return e.Item == s }), m.Log(s))
		},
		"triggered": func(t *rapid.T) {
			s, r := items.Draw(t, "item"), one("r", "q").Draw(t, "recipe")
			ran := naive.find(func(e history.Entry) bool {
				return e.Item == s && e.Recipe.ID == r && e.Action == history.Triggered
			})
			require.Equal(t, len(ran) > 0, m.Triggered(r, s))
		},
		"find": func(t *rapid.T) {
			q := history.Query{Recipe: one("", "r").Draw(t, "recipe"), Actor: rapid.SampledFrom([]trigger.Actor{"", trigger.Agent}).Draw(t, "actor")}
			if rapid.Bool().Draw(t, "window") {
				q.Since, q.Until = noon, noon.Add(2)
			}
			require.Equal(t, naive.find(func(e history.Entry) bool {
				return (q.Recipe == "" || e.Recipe.ID == "r") && (q.Actor == "" || e.Actor.Kind == "agent") &&
					(q.Since.IsZero() || e.At.Equal(noon) || e.At.Equal(noon.Add(1)))
			}), m.Find(q))
		},
	})
}

func TestMemoryIsTheModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, memoryIsTheModel)
}

func FuzzMemoryIsTheModel(f *testing.F) { f.Fuzz(rapid.MakeFuzz(memoryIsTheModel)) }
