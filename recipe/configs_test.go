package recipe_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

type typedNil struct{ text string }

func (e *typedNil) Error() string { return e.text }

func TestOddErrors(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		want  recipe.Outcome
		calls int
	}{
		{"retry without an error", action.Retry(time.Minute, nil), recipe.Failed, recipe.MaxAttempts},
		{"permanent without an error", action.Permanent(nil), recipe.Failed, 1},
		{"a nil of a type", (*typedNil)(nil), recipe.Failed, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			calls := 0
			action.HandleFunc(k.Handlers, func(context.Context, action.AddTags, action.Input) error { calls++; return tt.err })
			k.Load(set(newItem("r", tagA)))
			reports := k.Send(customer("e", ten)).Decisions[0].Actions
			reports = append(reports, k.Wait(100*time.Hour)...)
			require.Equal(t, tt.want, reports[len(reports)-1].Outcome)
			require.Equal(t, tt.calls, calls)
		})
	}
}

type ping struct {
	Mode string `json:"mode"`
}

func (ping) Kind() string { return "ping" }

func (p ping) at(mode string) {
	if p.Mode == mode {
		panic(mode)
	}
}

func (p ping) RoundRobin() bool { p.at("round robin"); return false }

func (p ping) Irreversible() bool { p.at("irreversible"); return false }

func (p ping) Digest() (count int, every time.Duration) { p.at("digest"); return 1, 0 }

func (p ping) HistoryName() string { p.at("name"); return "n" }

func (p ping) Target(ev trigger.Event) (trigger.Ref, error) {
	p.at("target")
	switch p.Mode {
	case "half":
		return trigger.Ref{Kind: "case"}, nil
	case "zero":
		return trigger.Ref{}, nil
	}
	return ev.Item(), nil
}

func TestConfigsMisbehave(t *testing.T) {
	for _, mode := range []string{"round robin", "irreversible", "digest"} {
		k := recipetest.New(t)
		action.HandleFunc(k.Handlers, func(context.Context, ping, action.Input) error { return nil })
		k.Load(set(newItem("ok", tagA)))
		err := k.Engine.Check(parse(t, set(newItem("r", `{"do":"ping","with":{"mode":"`+mode+`"}}`))))
		require.EqualError(t, err, "recipe r: actions[0].with: panic: "+mode)
	}
	for _, wait := range []string{"", `,"after":"1m"`} {
		for mode, want := range map[string]recipe.Outcome{
			"name": recipe.Failed, "target": recipe.Failed, "half": recipe.Failed, "zero": recipe.Done, "fine": recipe.Done,
		} {
			t.Run(mode+wait, func(t *testing.T) {
				k := recipetest.New(t)
				calls := 0
				action.HandleFunc(k.Handlers, func(context.Context, ping, action.Input) error { calls++; return nil })
				do := `{"do":"ping","with":{"mode":"` + mode + `"}` + wait + `}`
				k.Load(set(newItem("r", do), newItem("r2", do), newItem("ok", tagA)))
				report := k.Send(customer("e", ten))
				require.Equal(t, "ok: fired", outcomes(report.Decisions)[2])
				k.Wait(100 * time.Hour)
				var last []string
				for _, id := range []string{"r", "r2"} {
					entries := k.History.Find(history.Query{Action: "ping", Recipe: id})
					last = append(last, entries[len(entries)-1].Outcome)
				}
				require.Equal(t, []string{string(want), string(want)}, last)
				if want == recipe.Done {
					require.Equal(t, 2, calls)
				}
			})
		}
	}
}
