package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

var (
	mention1 = trigger.Ref{Kind: "mention", ID: "m1"}
	case5    = trigger.Ref{Kind: "case", ID: "5"}
)

// lines are a log as texts: "add_tags done".
func lines(log []history.Entry) []string {
	var texts []string
	for _, e := range log {
		texts = append(texts, e.Action+" "+e.Outcome)
	}
	return texts
}

func historyRows() []row {
	return []row{
		{"HIS-01", "Every action on an item stands in its log.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a")+","+edit("category", "billing")+","+do("resolve", `{}`)))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, []string{"recipe_triggered fired", "add_tags done", "edit done", "resolve done"}, lines(k.History.Log(mention1)))
		}},
		{"HIS-02", "Agents' and recipes' actions stand in one log and are told apart.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, do("assign", `{"users":["7"]}`)))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.NoError(t, k.History.Record(t.Context(), history.Entry{
				ID: "agent-1", At: at("10:05"), Item: mention1, Action: "assign",
				Actor: history.Actor{Kind: trigger.Agent, ID: "9", Name: "Grace"},
			}))
			log := k.History.Find(history.Query{Item: mention1, Action: "assign"})
			require.Len(t, log, 2)
			require.Equal(t, history.Actor{Kind: "recipe", ID: "r", Name: "The r recipe"}, log[0].Actor)
			require.Equal(t, history.Actor{Kind: "agent", ID: "9", Name: "Grace"}, log[1].Actor)
			require.Len(t, k.History.Find(history.Query{Item: mention1, Actor: "agent"}), 1)
		}},
		{"HIS-03", "A recipe that was triggered is listed by name.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a")))
			k.Send(arrives("10:00", message("m1", "Hello")))
			log := k.History.Find(history.Query{Item: mention1, Action: history.Triggered})
			require.Len(t, log, 1)
			require.Equal(t, "recipe_triggered", log[0].Action)
			require.Equal(t, "The r recipe", log[0].Recipe.Name)
			require.Equal(t, at("10:00"), log[0].At)
		}},
		{"HIS-04", "Mentions and cases have logs of their own.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, do("add_tags", `{"tags":["vip"],"target":"case"}`)+","+tag("a")))
			k.Send(arrives("10:00", of("5", message("m1", "Hello"))))
			mention, matter := k.History.Log(mention1), k.History.Log(case5)
			require.Equal(t, []string{"recipe_triggered fired", "add_tags done"}, lines(mention))
			require.Equal(t, []string{"add_tags done"}, lines(matter))
			require.NotEmpty(t, matter[0].Run)
			require.Equal(t, mention[0].Run, matter[0].Run, "one run links the two")
		}},
		{"HIS-05", "The log answers whether a recipe was triggered by an item.", func(t *testing.T) {
			k := cook(t,
				rule("yes", newItem, tag("a")), rule("no", newItem, tag("b"), filtered("word(mention.content, 'falla')")),
				rule("cases", onPending, tag("c")))
			k.Send(arrives("10:00", message("m1", "Hello")), turns("10:01", matter("5"), trigger.Pending))
			require.True(t, k.History.Triggered("yes", mention1))
			require.False(t, k.History.Triggered("no", mention1))
			require.False(t, k.History.Triggered("cases", mention1))
			require.True(t, k.History.Triggered("cases", case5))
			require.False(t, k.History.Triggered("yes", case5))
			require.Empty(t, k.History.Find(history.Query{Recipe: "no"}), "a recipe that did not match left nothing")
		}},
	}
}
