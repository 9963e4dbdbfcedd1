package conformance_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// assigning is a kitchen whose host can assign.
func assigning(t *testing.T, assigned *calls, recipes ...string) *recipetest.Kitchen {
	t.Helper()
	k := recipetest.New(t)
	action.Handle(k.Handlers, action.Assigner{Assign: assigned.assign})
	k.Load(set(recipes...))
	return k
}

// status is the action that changes the status of the case.
func status(to string) string { return do("set_status", `{"status":"`+to+`"}`) }

func caseRows() []row {
	return []row{
		{"ACT-24", "A case is assigned to one of the selected or to all of them, in place of whoever had it.", func(t *testing.T) {
			var one, all calls
			k := assigning(t, &one, rule("r", onPending, do("assign", `{"users":["7","9"],"pick":"one","target":"case"}`)))
			for _, id := range []string{"1", "2", "3"} {
				k.Send(turns("10:00", matter(id), trigger.Pending))
			}
			require.Equal(t, calls{"case/1: users 7", "case/2: users 9", "case/3: users 7"}, one, "they take turns")

			k = assigning(t, &all, rule("r", onPending, do("assign", `{"users":["7","9"],"pick":"all","target":"case"}`)),
				rule("mentions", onMention, do("assign", `{"users":["8"],"teams":["3"],"pick":"all","target":"case"}`)))
			had := with(matter("1"), func(c *trigger.Case) { c.Assigned.Users = []string{"1"} })
			k.Send(turns("10:00", had, trigger.Pending), arrives("10:01", of("1", message("m1", "Hello"))))
			require.Equal(t, calls{"case/1: users 7+9", "case/1: users 8 teams 3"}, all)

			keep := do("assign", `{"users":["7"],"target":"case","keep_existing":true}`)
			k = assigning(t, &all, rule("r", onPending, keep))
			require.Equal(t, []string{"skipped already_assigned"}, outcomes(k.Send(turns("10:00", had, trigger.Pending))))
			require.Len(t, all, 2)
		}},
		{"ACT-25", "A mention is assigned to one of the selected or to all of them, by mention triggers only.", func(t *testing.T) {
			one := strings.Replace(do("assign", `{"users":["7","9"],"pick":"one","target":"mention"}`), `{"do"`, `{"id":"one","do"`, 1)
			all := do("assign", `{"users":["7","9"],"pick":"all","target":"mention"}`)
			var assigned calls
			k := assigning(t, &assigned, rule("r", onMention, one+","+all))
			k.Send(arrives("10:00", of("5", message("m1", "Hello"))))
			require.Equal(t, calls{"mention/m1: users 7", "mention/m1: users 7+9"}, assigned)
			require.Equal(t, []string{"actions[0].with.target"}, faults(t, rule("r", onVIP, one)))
			require.Equal(t, []string{"actions[0].with.target"}, faults(t, rule("r", onPending, one)))
		}},
		{"ACT-26", "A case update tags the case or its mention.", func(t *testing.T) {
			k := cook(t, rule("r", onPending,
				tag("pregunta respondida")+","+do("add_tags", `{"tags":["x"],"target":"mention"}`)))
			ev := turns("10:00", matter("5"), trigger.Pending)
			latest := of("5", message("m1", "Hello"))
			ev.Mention = &latest
			k.Send(ev)
			require.Equal(t, []string{
				`add_tags case/5 {"tags":["pregunta respondida"]}`,
				`add_tags mention/m1 {"tags":["x"],"target":"mention"}`,
			}, k.Done())
		}},
		{"ACT-27", "A tag is taken off the case; one that it does not have is no failure.", func(t *testing.T) {
			has := []string{"waiting"} // what the host knows of case 5
			k := recipetest.New(t)
			action.HandleFunc(k.Handlers, func(_ context.Context, c action.RemoveTags, in action.Input) error {
				require.Equal(t, "case/5", in.Item.String())
				before := len(has)
				has = slices.DeleteFunc(has, func(tag string) bool { return slices.Contains(c.Tags, tag) })
				if len(has) == before {
					return action.ErrUnchanged
				}
				return nil
			})
			k.Load(set(rule("r", onMention, do("remove_tags", `{"tags":["waiting"]}`))))
			first := k.Send(arrives("10:00", of("5", message("m1", "Hello")))).Decisions[0].Actions[0]
			require.Equal(t, "done", string(first.Outcome))
			require.False(t, first.Unchanged)
			require.Empty(t, has)
			second := k.Send(arrives("10:01", of("5", message("m2", "Hello")))).Decisions[0].Actions[0]
			require.Equal(t, "done", string(second.Outcome))
			require.True(t, second.Unchanged)
			log := k.History.Find(history.Query{Action: "remove_tags"})
			require.Len(t, log, 2)
			require.True(t, log[0].Changed)
			require.False(t, log[1].Changed)
		}},
		{"ACT-28", "A new mention may resolve its case, and give it no other status.", func(t *testing.T) {
			k := cook(t, rule("r", onMention, status("resolved")))
			k.Send(arrives("10:00", of("5", message("m1", "Thank you!"))))
			require.Equal(t, []string{`set_status case/5 {"status":"resolved"}`}, k.Done())
			require.Equal(t, []string{"actions[0].with.status"}, faults(t, rule("r", onMention, status("pending"))))
			require.Equal(t, []string{"actions[0].with.status"}, faults(t, rule("r", onMention, status("unresolved"))))
		}},
		{"ACT-29", "A case that changes its status may be set to pending or resolved, not back to unresolved.", func(t *testing.T) {
			k := cook(t, rule("r", `{"on":"case_status_changed","status":"unresolved","topics":["support"]}`,
				status("pending")+","+status("resolved")))
			pending := with(matter("5"), func(c *trigger.Case) { c.Status = trigger.Pending })
			k.Send(turns("10:00", pending, trigger.Unresolved))
			require.Equal(t, []string{`set_status case/5 {"status":"pending"}`, `set_status case/5 {"status":"resolved"}`}, k.Done())
			require.Equal(t, []string{"actions[0].with.status"}, faults(t, rule("r", onPending, status("unresolved"))))
			require.Equal(t, []string{"actions[0].with.status"}, faults(t, rule("r", onPending, status("closed"))))
		}},
		{"ACT-30", "Among case triggers only a change of status may change the status.", func(t *testing.T) {
			for _, to := range []string{"pending", "resolved", "unresolved"} {
				require.Equal(t, []string{"actions[0].do"}, faults(t, rule("r", onVIP, status(to))), to)
			}
		}},
	}
}
