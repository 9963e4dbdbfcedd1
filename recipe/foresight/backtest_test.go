package foresight_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// journal hands out events.
func journal(events ...trigger.Event) iter.Seq2[trigger.Event, error] {
	return func(yield func(trigger.Event, error) bool) {
		for _, ev := range events {
			if !yield(ev, nil) {
				return
			}
		}
	}
}

func mention(id string, minute int, contact, content string) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: noon.Add(time.Duration(minute) * time.Minute),
		Mention: &trigger.Mention{ID: "m" + id, Type: "inbox", Content: content, CaseID: "c-" + contact, Contact: trigger.Contact{ID: contact}}}
}

const answer = `"actions":[{"do":"reply","with":{"message":"hi","mode":"immediate"}}]`

// What a set would have done, as JSON.
func TestBacktest(t *testing.T) {
	t.Parallel()
	set := recipes(one("a", onMention, where(`word(mention.content, "refund")`, answer)),
		one("w", onMention, `"actions":[{"do":"note","after":"30m","unless":["customer_reply"],"with":{"text":"x"}}]`),
		`{"id":"off","name":"N","trigger":{"on":"case_mention","all_topics":true},`+tagVIP+`}`)
	events := []trigger.Event{
		mention("e1", 0, "ada", "refund"), mention("e2", 10, "ada", "refund!"), mention("e3", 20, "bob", "hello"), mention("e3", 20, "bob", "hello"),
	}
	for _, tt := range []struct {
		name string
		b    foresight.Backtest
		want []string
	}{
		{"all", foresight.Backtest{}, []string{
			`{"recipe":"a","runs":2,"actions":{"reply":2},"outcomes":{"done":2},"examples":{"runs":["e1","e2"]},"people_with_more_than_one":1}`,
			`{"recipe":"w","runs":3,"outcomes":{"cancelled":1,"waiting":2},"examples":{"runs":["e1","e2","e3"]}}`,
			`{"recipe":"off","enabled":false,"runs":0}`,
			`{"total":true,"events":4,"repeated":1,"runs":5,"actions":{"reply":2},"outcomes":{"cancelled":1,"done":2,"waiting":2},"people_with_more_than_one":1}`}},
		{"until a wait is due", foresight.Backtest{Until: noon.Add(40 * time.Minute)}, []string{
			`{"recipe":"a","runs":2,"actions":{"reply":2},"outcomes":{"done":2},"examples":{"runs":["e1","e2"]},"people_with_more_than_one":1}`,
			`{"recipe":"w","runs":3,"actions":{"note":1},"outcomes":{"cancelled":1,"done":1,"waiting":1},"examples":{"runs":["e1","e2","e3"]}}`,
			`{"recipe":"off","enabled":false,"runs":0}`,
			`{"total":true,"events":4,"repeated":1,"runs":5,"actions":{"note":1,"reply":2},"outcomes":{"cancelled":1,"done":3,"waiting":1},"people_with_more_than_one":1}`}},
		{"some of the time", foresight.Backtest{From: noon.Add(10 * time.Minute), Until: noon.Add(10 * time.Minute)}, []string{
			`{"recipe":"a","runs":1,"actions":{"reply":1},"outcomes":{"done":1},"examples":{"runs":["e2"]}}`,
			`{"recipe":"w","runs":1,"outcomes":{"cancelled":1,"waiting":1},"examples":{"runs":["e2"]}}`,
			`{"recipe":"off","enabled":false,"runs":0}`,
			`{"total":true,"events":1,"runs":2,"actions":{"reply":1},"outcomes":{"cancelled":1,"done":1,"waiting":1}}`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.b.Set = decode(t, set)
			got, err := foresight.Host{}.Backtest(t.Context(), tt.b, journal(events...))
			require.NoError(t, err)
			require.Len(t, got, len(tt.want))
			for i, line := range got {
				text, err := json.Marshal(line)
				require.NoError(t, err)
				require.JSONEq(t, tt.want[i], string(text))
			}
		})
	}
}

// An event with the ID of an earlier one is dropped and counted: one that says the same is a redelivery, also months after the first
// event; one that says something else is told by its ID. What the engine has forgotten is a new event.
func TestBacktestRepeated(t *testing.T) {
	t.Parallel()
	const day = 24 * 60
	set := decode(t, recipes(one("a", onMention, answer)))
	said := mention("e1", 0, "ada", "refund")
	other := mention("e1", 0, "ada", "no refund")
	events := []trigger.Event{
		said, said, other, mention("e2", 20*day, "bob", "x"), mention("e2", 20*day, "bob", "x"), mention("e3", 40*day, "cem", "y"),
		mention("e2", 45*day, "bob", "z"), mention("e3", 69*day, "cem", "y"), mention("e1", 69*day, "ada", "refund"),
		mention("e1", 69*day+1, "ada", "refund"),
	}
	for _, tt := range []struct {
		name string
		from time.Time
		want string
	}{
		// e1 twice, once with another text; e2 at the same time, and 25 days later with another text; e3 29 days later. e1 after 69 days is a new
		// event, but not a minute later; these two are told at other times than what they repeat.
		{"all", time.Time{}, `"events":10,"repeated":6,"repeated_otherwise":4,"runs":4,"examples":{"repeated_otherwise":["e1","e2","e3","e1"]}`},
		{"late ones", noon.AddDate(0, 0, 46), `"events":3,"repeated":2,"repeated_otherwise":2,"runs":1,"examples":{"repeated_otherwise":["e3","e1"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: set, Against: &set, From: tt.from}, journal(events...))
			require.NoError(t, err)
			last := got[len(got)-1]
			last.Actions, last.Outcomes, last.People = nil, nil, 0
			text, err := json.Marshal(last)
			require.NoError(t, err)
			require.JSONEq(t, `{"total":true,`+tt.want+`}`, string(text))
		})
	}
}

// A set against itself has no difference; against another it has the events on which only one of them runs.
func TestBacktestAgainst(t *testing.T) {
	t.Parallel()
	events := []trigger.Event{mention("e1", 0, "ada", "refund"), mention("e2", 10, "bob", "late"), mention("e3", 20, "cem", "hello")}
	old := decode(t, recipes(one("a", onMention, where(`word(mention.content, "refund")`, tagVIP)), one("gone", onMention, answer)))
	set := decode(t, recipes(one("a", onMention, where(`word(mention.content, "late", "hello")`, tagVIP))))
	same, err := foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: old, Against: &old}, journal(events...))
	require.NoError(t, err)
	for _, line := range same {
		require.Zero(t, line.Newly+line.NoLonger)
	}
	got, err := foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: set, Against: &old}, journal(events...))
	require.NoError(t, err)
	text, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, `[
	 {"recipe":"a","runs":2,"actions":{"add_tags":2},"outcomes":{"done":2},"no_longer":1,"newly":2,"examples":{"runs":["e2","e3"],"newly":["e2","e3"],"no_longer":["e1"]}},
	 {"recipe":"gone","runs":0,"no_longer":3,"examples":{"no_longer":["e1","e2","e3"]}},
	 {"total":true,"events":3,"runs":2,"actions":{"add_tags":2},"outcomes":{"done":2},"no_longer":4,"newly":2}]`, string(text))
}

// Loops of the journal are counted as what they were, and recipes in shadow as if they were live.
func TestBacktestShadowAndLoops(t *testing.T) {
	t.Parallel()
	set := decode(t, recipes(one("s", onUpdate, `"shadow":true,"stop":true,`+note), one("a", onUpdate, tagVIP)))
	ev := trigger.Event{ID: "e1", Kind: trigger.CaseUpdated, At: noon, Changes: map[string]trigger.Change{"case.category": {From: "x"}}, Case: &trigger.Case{ID: "5"}}
	own := ev
	own.ID, own.Cause = "e2", ev.NextCause("a")
	got, err := foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: set}, journal(ev, own))
	require.NoError(t, err)
	text, err := json.Marshal(got[:2])
	require.NoError(t, err)
	require.JSONEq(t, `[{"recipe":"s","shadow":true,"runs":2,"actions":{"note":2},"outcomes":{"done":2},"examples":{"runs":["e1","e2"]}},
	 {"recipe":"a","runs":1,"actions":{"add_tags":1},"outcomes":{"done":1,"loop_stopped":1},"examples":{"runs":["e1"]}}]`, string(text))
}

// A set with a word that the host does not have is tried, as an engine loads it; one with a fault is not.
func TestBacktestWords(t *testing.T) {
	t.Parallel()
	set := decode(t, recipes(one("a", onUpdate, where(`case.priority in ["urgent", "high"]`, tagVIP))))
	ev := trigger.Event{ID: "e1", Kind: trigger.CaseUpdated, At: noon, Changes: map[string]trigger.Change{"case.category": {From: "x"}}, Case: &trigger.Case{ID: "5", Priority: "high"}}
	got, err := foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: set}, journal(ev))
	require.NoError(t, err)
	require.Equal(t, 1, got[0].Runs)

	set.Recipes[0].Actions = nil
	_, err = foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: set}, journal())
	require.ErrorContains(t, err, "recipe a: actions")
}

// An event that cannot be read ends it.
func TestBacktestError(t *testing.T) {
	t.Parallel()
	broken := errors.New("line 7")
	_, err := foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: decode(t, recipes(one("a", onUpdate, tagVIP)))},
		func(yield func(trigger.Event, error) bool) { yield(trigger.Event{}, broken) })
	require.ErrorIs(t, err, broken)
}

// manyRecipes writes recipes that match some of the events of manyEvents.
func manyRecipes(tb testing.TB, n int) recipe.Set {
	var list []string
	for i := range n {
		list = append(list, one(fmt.Sprintf("r%d", i), onMention,
			where(fmt.Sprintf(`mention.topic == "t%d" and word(mention.content, "word%d") and case.priority in ["high", "p%d"]`, i%20, i, i),
				fmt.Sprintf(`"actions":[{"do":"add_tags","with":{"tags":["tag%d"]}}]`, i))))
	}
	return decode(tb, recipes(list...))
}

func manyEvents(n int) iter.Seq2[trigger.Event, error] {
	return func(yield func(trigger.Event, error) bool) {
		for i := range n {
			ev := trigger.Event{ID: fmt.Sprint(i), Kind: trigger.MentionCreated, At: noon.Add(time.Duration(i) * time.Second),
				Mention: &trigger.Mention{ID: fmt.Sprint("m", i%5000), Type: "inbox", Topic: fmt.Sprint("t", i%20), CaseID: fmt.Sprint("c", i%2000),
					Content: fmt.Sprintf("a message with word%d in it", i%200), Contact: trigger.Contact{ID: fmt.Sprint("p", i%1000)}},
				Case: &trigger.Case{ID: fmt.Sprint("c", i%2000), Priority: "high"}}
			if !yield(ev, nil) {
				return
			}
		}
	}
}

func BenchmarkBacktest(b *testing.B) {
	set := manyRecipes(b, 200)
	b.ReportAllocs()
	for b.Loop() {
		got, err := foresight.Host{}.Backtest(context.Background(), foresight.Backtest{Set: set}, manyEvents(100_000))
		if err != nil || got[len(got)-1].Runs == 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkLint(b *testing.B) {
	set := manyRecipes(b, 1000)
	for b.Loop() {
		if _, err := (foresight.Host{}).Lint(set); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkExplainLoop asks an engine about each event, as a tool without a backtest has to: a hundredth of BenchmarkBacktest's events.
func BenchmarkExplainLoop(b *testing.B) {
	var handlers action.Handlers
	action.HandleAll(&handlers, func(context.Context, action.Config, action.Input) error { return nil })
	e := recipe.Engine{Handlers: &handlers}
	require.NoError(b, e.Load(manyRecipes(b, 200)))
	b.ReportAllocs()
	for b.Loop() {
		runs := 0
		for ev, err := range manyEvents(1000) {
			if err != nil {
				b.Fatal(err)
			}
			for _, d := range e.Explain(ev) {
				if d.Outcome == recipe.WouldFire || d.Run != "" || d.Outcome == recipe.Fired {
					runs++
				}
			}
		}
		if runs == 0 {
			b.Fatal("no recipe would run")
		}
	}
}
