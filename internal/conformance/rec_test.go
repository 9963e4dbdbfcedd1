package conformance_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

func recipeRows() []row {
	return []row{
		{"REC-01", "A recipe has a name.", func(t *testing.T) {
			named := rule("r", newItem, tag("a"))
			require.Empty(t, faults(t, named))
			require.Equal(t, []string{"name"}, faults(t, strings.Replace(named, "The r recipe", "", 1)))
			require.Equal(t, []string{"name"}, faults(t, strings.Replace(named, "The r recipe", " ", 1)))
		}},
		{"REC-02", "Recipes for new items and recipes for case updates live side by side.", func(t *testing.T) {
			k := cook(t,
				rule("arrival", newItem, tag("a")), rule("mention", onMention, tag("b")), rule("pending", onPending, tag("c")))
			require.Equal(t, []string{"arrival", "mention"}, ran(k.Send(arrives("10:00", message("m1", "Hello")))))
			require.Equal(t, []string{"pending"}, ran(k.Send(turns("10:01", matter("5"), trigger.Pending))))
		}},
		{"REC-03", "Only items in the recipe's topics trigger it; topics are named, or all are asked for.", func(t *testing.T) {
			in := func(topic string) trigger.Event {
				return arrives("10:00", with(message("m"+topic, "Hello"), func(m *trigger.Mention) { m.Topic = topic }))
			}
			two := cook(t, rule("r", `{"on":"new_item","topics":["1","2"]}`, tag("a")))
			require.Equal(t, []string{"r"}, ran(two.Send(in("1"))))
			require.Equal(t, []string{"r"}, ran(two.Send(in("2"))))
			require.Empty(t, ran(two.Send(in("3"))))
			all := cook(t, rule("r", `{"on":"new_item","all_topics":true}`, tag("a")))
			require.Equal(t, []string{"r"}, ran(all.Send(in("3"))))
			require.Equal(t, []string{"trigger.topics"}, faults(t, rule("r", `{"on":"new_item"}`, tag("a"))))
			require.Equal(t, []string{"trigger.topics"}, faults(t, rule("r", `{"on":"new_item","topics":[]}`, tag("a"))))
		}},
		{"REC-04", "A disabled recipe does nothing; once enabled it runs on later items only.", func(t *testing.T) {
			on := rule("r", newItem, tag("a"))
			k := cook(t, strings.Replace(on, `"enabled":true`, `"enabled":false`, 1))
			require.Empty(t, k.Send(arrives("10:00", message("m1", "Hello"))).Decisions)
			require.Empty(t, k.History.Find(history.Query{}))
			k.Load(set(on))
			k.Wait(time.Hour)
			require.Empty(t, k.Done())
			k.Send(arrives("12:00", message("m2", "Hello")))
			require.Equal(t, []string{`add_tags mention/m2 {"tags":["a"]}`}, k.Done())
		}},
		{"REC-05", "One recipe may have as many actions as wanted; they run in the listed order.", func(t *testing.T) {
			var actions, want []string
			for i := range 25 {
				name := fmt.Sprintf("t%02d", i)
				actions = append(actions, tag(name))
				want = append(want, `add_tags mention/m1 {"tags":["`+name+`"]}`)
			}
			k := cook(t, rule("r", newItem, strings.Join(actions, ",")))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, want, k.Done())
		}},
		{"REC-06", "The same kind of action may stand in a recipe more than once.", func(t *testing.T) {
			k := cook(t, rule("r", newItem,
				do("edit", `{"property":"category","value":"billing"}`)+","+
					do("edit", `{"property":"sentiment","value":"negative"}`)+","+
					do("webhook", `{"name":"one","url":"https://example.com/1"}`)+","+
					do("webhook", `{"name":"two","url":"https://example.com/2"}`)))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, []string{
				`edit mention/m1 {"property":"category","value":"billing"}`,
				`edit mention/m1 {"property":"sentiment","value":"negative"}`,
				`webhook mention/m1 {"name":"one","url":"https://example.com/1"}`,
				`webhook mention/m1 {"name":"two","url":"https://example.com/2"}`,
			}, k.Done())
		}},
		{"REC-07", "The actions apply to every item that matches.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a")+","+do("resolve", `{}`)))
			for _, id := range []string{"m1", "m2", "m3"} {
				k.Send(arrives("10:00", message(id, "Hello")))
			}
			require.Equal(t, []string{
				`add_tags mention/m1 {"tags":["a"]}`, `resolve mention/m1 {}`,
				`add_tags mention/m2 {"tags":["a"]}`, `resolve mention/m2 {}`,
				`add_tags mention/m3 {"tags":["a"]}`, `resolve mention/m3 {}`,
			}, k.Done())
			require.Len(t, k.History.Find(history.Query{Outcome: "done"}), 6)
		}},
		{"REC-08", "A webhook works beside other actions.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, do("webhook", `{"name":"w","url":"https://example.com/"}`)+","+tag("a")))
			r := k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, []string{"done", "done"}, outcomes(r))
			require.Len(t, k.Done(), 2)
		}},
		{"REC-09", "A recipe for case updates goes live only when somebody enables it.", func(t *testing.T) {
			require.False(t, recipe.Recipe{}.Enabled)
			on := rule("r", onPending, tag("a"))
			k := cook(t, strings.Replace(on, `"enabled":true,`, ``, 1))
			require.Empty(t, ran(k.Send(turns("10:00", matter("5"), trigger.Pending))))
			k.Load(set(on))
			require.Equal(t, []string{"r"}, ran(k.Send(turns("11:00", matter("6"), trigger.Pending))))
		}},
	}
}
