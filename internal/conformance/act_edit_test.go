package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// edit is the action that changes a property.
func edit(property, value string) string {
	return do("edit", `{"property":"`+property+`","value":"`+value+`"}`)
}

func editRows() []row {
	return []row{
		{"ACT-10", "An edit sets the country, language, sentiment or category of a mention or a case.", func(t *testing.T) {
			k := cook(t, rule("r", newItem,
				edit("country", "BE")+","+edit("language", "nl")+","+edit("sentiment", "negative")+","+edit("category", "billing")))
			k.Send(arrives("10:00", message("m1", "Hello")), opens("10:01", matter("5")))
			var want []string
			for _, item := range []string{"mention/m1", "case/5"} {
				want = append(want,
					`edit `+item+` {"property":"country","value":"BE"}`,
					`edit `+item+` {"property":"language","value":"nl"}`,
					`edit `+item+` {"property":"sentiment","value":"negative"}`,
					`edit `+item+` {"property":"category","value":"billing"}`)
			}
			require.Equal(t, want, k.Done())
			require.Equal(t, []string{"actions[0].with.value"}, faults(t, rule("r", newItem, edit("sentiment", "angry"))))
			require.Equal(t, []string{"actions[0].with.property"}, faults(t, rule("r", newItem, edit("mood", "angry"))))
		}},
		{"ACT-11", "Only cases have a priority to edit.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, edit("priority", "high")))
			require.Equal(t, []string{"done"}, outcomes(k.Send(opens("10:00", matter("5")))))
			require.Equal(t, []string{"skipped cases_only"}, outcomes(k.Send(arrives("10:01", message("m1", "Hello")))))
			require.Equal(t, []string{`edit case/5 {"property":"priority","value":"high"}`}, k.Done())
			require.Equal(t, []string{"actions[0].with.value"}, faults(t, rule("r", newItem, edit("priority", "urgent"))))
		}},
		{"ACT-12", "One edit changes one property.", func(t *testing.T) {
			for with, want := range map[string][]string{
				`{"property":"category,sentiment","value":"negative"}`:       {"property"},
				`{"property":["category","sentiment"],"value":"negative"}`:   {"property"},
				`{"category":"a","sentiment":"negative"}`:                    {"category", "sentiment", "property", "value"},
				`{"property":"category","value":"a","sentiment":"negative"}`: {"sentiment"},
			} {
				for i := range want {
					want[i] = "actions[0].with." + want[i]
				}
				require.ElementsMatch(t, want, faults(t, rule("r", newItem, do("edit", with))), with)
			}
			require.Empty(t, faults(t, rule("r", newItem, edit("category", "a")+","+edit("sentiment", "negative"))))
		}},
	}
}
