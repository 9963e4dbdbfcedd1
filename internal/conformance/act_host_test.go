package conformance_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// hostActionRows are about what recipes do in a helpdesk of the host's own, beyond Social Connect.
func hostActionRows() []row {
	anywhere := func(t *testing.T, recipes ...string) *recipetest.Kitchen {
		return cookBy(t, action.Anywhere, set(recipes...))
	}
	watched := func(watchers any) trigger.Case {
		return with(matter("5"), func(c *trigger.Case) { c.Fields = map[string]any{"watchers": watchers} })
	}
	step := func(r recipe.Report) recipe.ActionReport { return r.Decisions[0].Actions[0] }
	return []row{
		{"ACT-36", "An internal note is written about a mention or a case.", func(t *testing.T) {
			k := anywhere(t, rule("m", newItem, do("note", `{"text":"From {{ mention.service }}"}`)), rule("c", onPending, do("note", `{"text":"Waits"}`)))
			k.Send(arrives("10:00", message("m1", "Hello")), turns("10:01", matter("5"), trigger.Pending))
			require.Equal(t, []string{`note mention/m1 {"text":"From twitter"}`, `note case/5 {"text":"Waits"}`}, k.Done())
			require.Equal(t, []string{"actions[0].with.text"}, faults(t, rule("r", onPending, do("note", `{}`)))[:1])
		}},
		{"ACT-37", "A field of the host's is set to a text, a number or a list; the field of a mention's case too.", func(t *testing.T) {
			field := func(value string) string { return do("set_field", `{"field":"case.fields.product","value":`+value+`}`) }
			for value, want := range map[string]string{`"{{ mention.service }}"`: `"twitter"`, `3`: `3`, `["{{ mention.tags }}","x"]`: `["a","b","x"]`, `""`: `""`, `false`: `false`} {
				k := anywhere(t, rule("r", newItem, field(value)))
				k.Send(arrives("10:00", of("5", with(message("m1", "Hello"), func(m *trigger.Mention) { m.Tags = []string{"a", "b"} }))))
				require.Equal(t, []string{`set_field case/5 {"field":"case.fields.product","value":` + want + `}`}, k.Done())
			}
			require.Contains(t, faults(t, rule("r", newItem, do("set_field", `{"field":"case.priority","value":"high"}`))), "actions[0].with.field")
		}},
		{"ACT-38", "An item is taken away from whoever has it.", func(t *testing.T) {
			k := recipetest.New(t)
			var got []string
			action.Handle(k.Handlers, action.Unassigner{Assign: func(_ context.Context, in action.Input, to trigger.Assigned) error {
				got = append(got, fmt.Sprint(in.Item, " ", to.Nobody()))
				return nil
			}})
			k.Load(set(rule("r", newItem, `{"id":"a","do":"unassign"},{"id":"b","do":"unassign","with":{"target":"case"}}`)))
			k.Send(arrives("10:00", of("5", message("m1", "Hello"))))
			require.Equal(t, []string{"mention/m1 true", "case/5 true"}, got)
		}},
		{"ACT-39", "Users and teams are told what the recipe says, everybody once; the report says who was told.", func(t *testing.T) {
			k := recipetest.New(t)
			var got []string
			action.Handle(k.Handlers, action.Notifier{
				Push: func(_ context.Context, _ action.Input, n action.Notify, user string) error {
					got = append(got, user+": "+n.Text)
					return nil
				},
				Members: func(_ context.Context, team string) ([]string, error) { return []string{"7", team + "-1"}, nil },
			})
			k.Load(set(rule("r", onPending, do("notify", `{"users":["7"],"teams":["night"],"channel":"push","text":"{{ case.id }} waits"}`))))
			report := k.Send(turns("10:00", matter("5"), trigger.Pending))
			require.Equal(t, []string{"7: 5 waits", "night-1: 5 waits"}, got)
			require.Equal(t, map[string]any{"users": []string{"7", "night-1"}}, step(report).Output)
		}},
		{"ACT-40", "A webhook of a case update chooses what it sends, as one of a new item does; in Social Connect it cannot.", func(t *testing.T) {
			hook := do("webhook", `{"name":"n","url":"https://example.com/","method":"GET","variables":[{"key":"c","variable":"case.id"}]}`)
			k := recipetest.New(t)
			var got []webhook.Config
			action.HandleFunc(k.Handlers, func(_ context.Context, c webhook.Config, _ action.Input) error { got = append(got, c); return nil })
			k.Load(set(rule("r", onPending, hook)))
			k.Send(turns("10:00", matter("5"), trigger.Pending))
			require.Len(t, got, 1)
			require.Equal(t, "GET", got[0].Method)
			require.Equal(t, []string{"actions[0].with.name", "actions[0].with.method", "actions[0].with.variables"}, faults(t, rule("r", onPending, hook)))
		}},
		{"ACT-41", "A placeholder that is an element of a list stands for all in its value; nobody left is skipped.", func(t *testing.T) {
			k := anywhere(t, rule("r", onPending, do("notify", `{"users":["{{ case.fields.watchers }}","ann"],"channel":"push"}`)))
			k.Send(turns("10:00", watched([]any{"bob", "ann", "bob"}), trigger.Pending), turns("10:01", watched([]any{}), trigger.Pending))
			require.Equal(t, []string{`notify case/5 {"users":["bob","ann"],"channel":"push"}`, `notify case/5 {"users":["ann"],"channel":"push"}`}, k.Done())
			for action, reason := range map[string]string{
				do("notify", `{"users":["{{ case.fields.watchers }}"],"channel":"push"}`): "nobody",
				do("assign", `{"users":["{{ case.fields.watchers }}"]}`):                  "nobody",
				do("add_tags", `{"tags":["{{ case.fields.watchers }}"]}`):                 "empty",
			} {
				s := step(anywhere(t, rule("r", onPending, action)).Send(turns("10:00", watched([]any{}), trigger.Pending)))
				require.Equal(t, "skipped "+reason, string(s.Outcome)+" "+string(s.Reason))
			}
			s := step(anywhere(t, rule("r", onPending, do("note", `{"text":"{{ case.fields.watchers }}"}`))).Send(turns("10:00", watched([]any{"bob"}), trigger.Pending)))
			require.Equal(t, recipe.Failed, s.Outcome)
			require.ErrorContains(t, s.Err, "text: line 1, column 3: the value is a list of 1, but one text is needed here")
		}},
		{"ACT-42", "What a customer writes is never read as a template.", func(t *testing.T) {
			k := anywhere(t, rule("r", newItem, do("note", `{"text":"{{ mention.content }}"}`)+","+do("add_tags", `{"tags":["{{ mention.tags }}"]}`)))
			k.Send(arrives("10:00", with(message("m1", "{{ mention.id }} {{"), func(m *trigger.Mention) { m.Tags = []string{"{{ mention.id }}"} })))
			require.Equal(t, []string{`note mention/m1 {"text":"{{ mention.id }} {{"}`, `add_tags mention/m1 {"tags":["{{ mention.id }}"]}`}, k.Done())
		}},
		{"ACT-43", "Of several the one who was chosen longest ago of those who are there gets the next; the report and the history say who.", func(t *testing.T) {
			k := recipetest.New(t)
			count := map[string]int{}
			action.Handle(k.Handlers, action.Assigner{
				Assign:    func(_ context.Context, _ action.Input, to trigger.Assigned) error { count[to.Users[0]]++; return nil },
				Available: func(_ context.Context, user string) (bool, error) { return user != "b", nil },
			})
			k.Load(set(rule("r", newItem, do("assign", `{"users":["a","b","c","d"],"pick":"one"}`))))
			for n := range 300 {
				ev := arrives("10:00", message(fmt.Sprint("m", n), "Hello"))
				ev.At = ev.At.Add(time.Duration(n) * time.Minute)
				report := k.Send(ev)
				require.Len(t, step(report).Output["users"], 1)
			}
			require.Equal(t, map[string]int{"a": 100, "c": 100, "d": 100}, count)
			log := k.History.Find(history.Query{Action: "assign", Item: trigger.Ref{Kind: "mention", ID: "m4"}})
			require.Len(t, log, 1)
			var output map[string][]string
			require.NoError(t, json.Unmarshal([]byte(log[0].Output), &output))
			require.Equal(t, map[string][]string{"users": {"c"}}, output, "a, c, d, a, c")
		}},
	}
}
