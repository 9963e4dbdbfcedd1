package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

func tagRows() []row {
	onCase := do("add_tags", `{"tags":["vip"],"target":"case"}`)
	pending := do("set_status", `{"status":"pending"}`)
	return []row{
		{"ACT-18", "The mention or the case that arrives gets tags.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, do("add_tags", `{"tags":["a","b"]}`)))
			k.Send(arrives("10:00", message("m1", "Hello")), opens("10:01", matter("5")))
			require.Equal(t, []string{`add_tags mention/m1 {"tags":["a","b"]}`, `add_tags case/5 {"tags":["a","b"]}`}, k.Done())
			require.Equal(t, []string{"actions[0].with.tags"}, faults(t, rule("r", newItem, do("add_tags", `{"tags":[]}`))))
		}},
		{"ACT-19", "A recipe tags an item when it first arrives, not when its filter comes true later.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("late"), filtered("mention.assigned.users != nil")))
			m := message("m1", "Hello")
			k.Send(arrives("10:00", m))
			m.Assigned.Users = []string{"7"}
			k.Send(changes("10:05", m, "mention.assigned"))
			require.Empty(t, k.Done())
			k.Send(arrives("10:10", with(m, func(m *trigger.Mention) { m.ID = "m2" })))
			require.Equal(t, []string{`add_tags mention/m2 {"tags":["late"]}`}, k.Done())
		}},
		{"ACT-20", "The case that a mention belongs to gets tags, the mention does not.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, onCase))
			k.Send(arrives("10:00", of("5", message("m1", "Hello"))))
			require.Equal(t, []string{`add_tags case/5 {"tags":["vip"],"target":"case"}`}, k.Done())
		}},
		{"ACT-21", "The case that a mention belongs to is set to pending.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, pending))
			k.Send(arrives("10:00", of("5", message("m1", "Hello"))))
			require.Equal(t, []string{`set_status case/5 {"status":"pending"}`}, k.Done())
			for _, status := range []string{"resolved", "unresolved"} {
				bad := do("set_status", `{"status":"`+status+`"}`)
				require.Equal(t, []string{"actions[0].with.status"}, faults(t, rule("r", newItem, bad)), status)
			}
		}},
		{"ACT-22", "What changes a case needs a host that has cases.", func(t *testing.T) {
			document := set(rule("r", newItem, onCase+","+pending+","+tag("a")), rule("update", onPending, tag("a")))
			require.NoError(t, check(host(), document))
			without := host()
			without.NoCases = true
			found := recipe.Faults(check(without, document))
			var places []string
			for _, f := range found {
				require.ErrorIs(t, f, action.ErrCasesDisabled)
				places = append(places, f.Document)
			}
			require.Equal(t, []string{
				"recipes[0].actions[0].do", "recipes[0].actions[1].do",
				"recipes[1].trigger.on", "recipes[1].actions[0].do",
			}, places)
		}},
		{"ACT-23", "With a mention of no case, what changes the case is skipped and the rest runs.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, onCase+","+pending+","+tag("a")))
			r := k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, []string{"skipped no_associated_case", "skipped no_associated_case", "done"}, outcomes(r))
			require.Equal(t, []string{`add_tags mention/m1 {"tags":["a"]}`}, k.Done())
		}},
	}
}
