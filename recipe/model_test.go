package recipe_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// reply is one message of a conversation, so many minutes after ten.
type reply struct {
	minute int
	agent  bool
}

func (r reply) event(id string) trigger.Event {
	at := ten.Add(time.Duration(r.minute) * time.Minute)
	if r.agent {
		return agent(id, at)
	}
	return customer(id, at)
}

// closings says when a case is resolved by "30 minutes after the agent's last reply without an answer", from the
// sentence alone: after each reply of an agent, if within its 30 minutes nobody wrote any more.
func closings(replies []reply) []time.Time {
	var all []time.Time
	for i, r := range replies {
		silent := r.agent
		for j, other := range replies {
			if j > i && other.minute == r.minute && !other.agent {
				silent = false // the customer answers within the minute
			}
			if other.minute > r.minute && other.minute <= r.minute+30 {
				silent = false
			}
		}
		if at := ten.Add(time.Duration(r.minute+30) * time.Minute); silent && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

func replies() *rapid.Generator[[]reply] {
	return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) reply {
		return reply{rapid.IntRange(0, 120).Draw(r, "minute"), rapid.Bool().Draw(r, "agent")}
	}), 0, 12)
}

func calledAt(k *recipetest.Kitchen) []time.Time {
	var all []time.Time
	for _, c := range k.Calls() {
		all = append(all, c.At)
	}
	return all
}

// Whatever a conversation looks like, cases are closed when the sentence says.
func TestSilenceModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		all := replies().Draw(r, "replies")
		slices.SortStableFunc(all, func(a, b reply) int { return a.minute - b.minute })
		k := recipetest.Load(t, set(quiet))
		for i, one := range all {
			k.Send(one.event(fmt.Sprint("e", i)))
		}
		k.Until(ten.Add(4 * time.Hour))
		require.Equal(r, closings(all), calledAt(k))
	})
}

// The order in which events are heard of does not matter: only the last silence is still to come when all are.
func TestSilenceInAnyOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		all := replies().Draw(r, "replies")
		k := recipetest.Load(t, set(quiet))
		last := -1
		for _, one := range all {
			last = max(last, one.minute)
		}
		k.Until(ten.Add(time.Duration(last) * time.Minute)) // nothing is in the future
		for i, one := range all {
			_, err := k.Engine.Handle(context.Background(), one.event(fmt.Sprint("e", i)))
			require.NoError(r, err)
		}
		k.Until(ten.Add(4 * time.Hour))
		var want []time.Time // there is one timer a thread, so nothing is closed in between
		silent := false      // of one instant what comes later counts
		for _, one := range all {
			if one.minute == last {
				silent = one.agent
			}
		}
		if silent {
			want = []time.Time{ten.Add(time.Duration(last+30) * time.Minute)}
		}
		require.Equal(r, want, calledAt(k))
	})
}

// Plan says what Handle does, Explain says it too, and both leave everything as it was.
func TestPlanIsHandle(t *testing.T) {
	filters := []string{"true", "mention.service == 'twitter'", "not word(mention.content, 'hola')", "number(mention.title) > 1", "mention.private"}
	rapid.Check(t, func(r *rapid.T) {
		var recipes []string
		for i := range rapid.IntRange(0, 6).Draw(r, "recipes") {
			more := fmt.Sprintf(`"filter":%q`, rapid.SampledFrom(filters).Draw(r, "filter"))
			actions := rapid.SliceOfN(rapid.SampledFrom([]string{tagA, resolve, `{"do":"resolve","after":"1h"}`,
				`{"do":"add_tags","with":{"tags":["x"],"target":"case"}}`, `{"do":"smart_assign","with":{"within":"3h"}}`}), 1, 4).Draw(r, "actions")
			for i, a := range actions {
				actions[i] = strings.Replace(a, `{"do"`, fmt.Sprintf(`{"id":"a%d","do"`, i), 1)
			}
			recipes = append(recipes, one(fmt.Sprint("r", i), `{"on":"new_item","all_topics":true}`, more, actions...))
		}
		k := recipetest.Load(t, set(recipes...))
		ev := customer("e", ten)
		ev.Mention.Title = rapid.SampledFrom([]string{"", "1", "2", "two"}).Draw(r, "title")
		ev.Mention.Service = rapid.SampledFrom([]string{"twitter", "email"}).Draw(r, "service")
		ev.Mention.CaseID = rapid.SampledFrom([]string{"", "5"}).Draw(r, "case")
		k.Until(ten)
		planned := k.Engine.Plan(ev)
		var explained []recipe.Decision
		for _, d := range k.Engine.Explain(ev) {
			if d.Outcome != recipe.FilteredOut {
				explained = append(explained, d)
			} else {
				require.NotEmpty(r, d.Tests)
			}
		}
		require.Equal(r, outcomes(planned), outcomes(explained))
		require.Empty(r, k.Calls())
		require.Zero(r, k.Rows())
		handled := k.Send(ev).Decisions
		require.Equal(r, outcomes(planned), outcomes(handled))
		for i := range planned {
			for j, s := range planned[i].Actions {
				if s.Outcome == recipe.Planned {
					s.Outcome = recipe.Done
				}
				require.Equal(r, s.Outcome, handled[i].Actions[j].Outcome)
				require.Equal(r, s.Key, handled[i].Actions[j].Key)
				require.Equal(r, s.With, handled[i].Actions[j].With)
			}
		}
	})
}
