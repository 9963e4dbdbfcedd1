package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// says runs the recipes on a customer's message and returns those that fired.
func says(k *recipetest.Kitchen, id, content string) []string {
	return ran(k.Send(arrives("10:00", message(id, content))))
}

func filterRows() []row {
	return []row{
		{"FLT-01", "Without a filter every new mention of the topics concerns the recipe.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a")))
			require.Equal(t, []string{"r"}, says(k, "m1", "Hello"))
			require.Equal(t, []string{"r"}, says(k, "m2", ""))
			require.Equal(t, []string{"r"}, ran(k.Send(arrives("10:01", answer("m3")))))
		}},
		{"FLT-02", "A recipe can use a saved filter, and then matches what that one matches.", func(t *testing.T) {
			k := cook(t,
				rule("saved", newItem, tag("a"), `"filter":{"saved":"vip"}`),
				rule("same", newItem, tag("b"), filtered("'vip' in mention.tags")))
			tagged := func(id string, tags ...string) trigger.Event {
				return arrives("10:00", with(message(id, "Hello"), func(m *trigger.Mention) { m.Tags = tags }))
			}
			require.Equal(t, []string{"saved", "same"}, ran(k.Send(tagged("m1", "vip"))))
			require.Equal(t, []string{"saved", "same"}, ran(k.Send(tagged("m2", "x", "vip"))))
			require.Empty(t, ran(k.Send(tagged("m3", "vips"))))
			require.Empty(t, ran(k.Send(tagged("m4"))))
			require.Equal(t, []string{"filter"}, faults(t, rule("r", newItem, tag("a"), `"filter":{"saved":"gone"}`)))
		}},
		{"FLT-03", "A recipe can have conditions of its own; they are compiled once, when it is loaded.", func(t *testing.T) {
			text := rule("text", newItem, tag("a"), filtered("word(mention.content, 'falla') and mention.language == 'es'"))
			tree := rule("tree", newItem, tag("b"), `"filter":{"all":[
				{"field":"mention.content","op":"contains_any","values":["falla"]},
				{"field":"mention.language","op":"is","values":["es"]}]}`)
			k := cook(t, text, tree)
			spanish := with(message("m1", "falla"), func(m *trigger.Mention) { m.Language = "es" })
			require.Equal(t, []string{"text", "tree"}, ran(k.Send(arrives("10:00", spanish))))
			require.Empty(t, says(k, "m2", "falla"))
			require.Equal(t, []string{"filter"}, faults(t, rule("r", newItem, tag("a"), filtered("mention.contnt == 'x'"))))

			other := arrives("10:01", message("m3", "Hello"))
			compile := testing.AllocsPerRun(10, func() {
				_, err := new(filter.Compiler).Compile(filter.Filter{Text: "word(mention.content, 'falla') and mention.language == 'es'"})
				require.NoError(t, err)
			})
			match := testing.AllocsPerRun(10, func() { _ = k.Engine.Plan(other) })
			require.Less(t, match*10, compile, "an event costs no compilation")
		}},
		{"FLT-04", `"Type is not sent" keeps agents' messages out and lets customers' in.`, func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a"), `"filter":{"field":"mention.type","op":"is_not","values":["sent"]}`))
			require.Equal(t, []string{"r"}, says(k, "m1", "Hello"))
			require.Empty(t, ran(k.Send(arrives("10:01", answer("m2")))))
			require.Equal(t, []string{"r"}, ran(k.Send(opens("10:02", matter("5")))), "a case has no type, so it is not sent")
		}},
		{"FLT-05", "Keywords and phrases send work to the right team.", func(t *testing.T) {
			k := cook(t,
				rule("billing", newItem, do("assign", `{"teams":["billing"]}`), filtered("word(mention.content, 'cancelar suscripción')")),
				rule("it", newItem, do("assign", `{"teams":["it"]}`),
					`"filter":{"field":"mention.content","op":"contains_any","values":["falla","error de servidor"]}`))
			require.Equal(t, []string{"billing"}, says(k, "m1", "Quiero cancelar suscripción ya"))
			require.Equal(t, []string{"billing"}, says(k, "m2", "CANCELAR  SUSCRIPCION!"), "no accent, two spaces")
			require.Empty(t, says(k, "m3", "No quiero cancelar mi suscripción"), "not the phrase")
			require.Equal(t, []string{"it"}, says(k, "m4", "La app FALLA"))
			require.Equal(t, []string{"it"}, says(k, "m5", "Dice: «error de servidor»."))
			require.Empty(t, says(k, "m6", "resfallado"))
			require.Empty(t, says(k, "m7", "un error en el servidor"))
		}},
		{"FLT-06", "Whether somebody is assigned can be a condition.", func(t *testing.T) {
			assigned := `"filter":{"field":"mention.assigned.users","op":"exists"}`
			k := cook(t, rule("arrival", newItem, tag("a"), assigned),
				rule("update", `{"on":"mention_updated","topics":["support"]}`, tag("b"), assigned))
			m := message("m1", "Hello")
			require.Empty(t, ran(k.Send(arrives("10:00", m))))
			m.Assigned.Users = []string{"7"}
			require.Equal(t, []string{"update"}, ran(k.Send(changes("10:05", m, "mention.assigned"))))
		}},
		{"FLT-07", "A list of bad words, in any case but as whole words, hides spam.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, do("remove", `{"how":"hide"}`),
				`"filter":{"field":"mention.content","op":"contains_any","values":["idiota","viagra"]}`))
			for i, content := range []string{"¡Eres un IDIOTA!", "Viagra barata", "idiotas", "viagrapura", "Hola"} {
				says(k, string(rune('a'+i)), content)
			}
			require.Equal(t, []string{`remove mention/a {"how":"hide"}`, `remove mention/b {"how":"hide"}`}, k.Done())
		}},
		{"FLT-08", "Several conditions narrow further.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a"), filtered("mention.service == 'facebook' and word(mention.content, 'falla')")))
			on := func(id, service, content string) []string {
				return ran(k.Send(arrives("10:00", with(message(id, content), func(m *trigger.Mention) { m.Service = service }))))
			}
			require.Equal(t, []string{"r"}, on("m1", "facebook", "falla"))
			require.Empty(t, on("m2", "twitter", "falla"))
			require.Empty(t, on("m3", "facebook", "Hola"))
			require.Empty(t, on("m4", "twitter", "Hola"))
		}},
		{"FLT-09", "A filter narrows a recipe for case updates as well.", func(t *testing.T) {
			k := cook(t, rule("r", onPending, tag("a"), `"filter":{"field":"case.priority","op":"is","values":["high"]}`))
			of := func(id, priority string) trigger.Event {
				return turns("10:00", with(matter(id), func(c *trigger.Case) { c.Priority = priority }), trigger.Pending)
			}
			require.Equal(t, []string{"r"}, ran(k.Send(of("1", "high"))))
			require.Empty(t, ran(k.Send(of("2", "low"))))
			require.Empty(t, ran(k.Send(of("3", ""))))
		}},
		{"FLT-10", "Any field of a record can be a condition, and several of them together.", func(t *testing.T) {
			slack := do("slack", `{"channel":"#reviews","text":"Look"}`)
			k := cook(t,
				rule("bad", onRecord, slack, `"filter":{"field":"record[\"Rating\"]","op":"lte","values":[2]}`),
				rule("closed", onRecord, slack, `"filter":{"all":[
					{"field":"record.IsClosed","op":"is","values":["true"]},
					{"field":"record.Priority","op":"is","values":["High"]}]}`))
			for _, c := range []struct {
				id     string
				fields map[string]any
				want   []string
			}{
				{"r1", map[string]any{"Rating": 1}, []string{"bad"}},
				{"r2", map[string]any{"Rating": 2.0}, []string{"bad"}},
				{"r3", map[string]any{"Rating": "2"}, []string{"bad"}},
				{"r4", map[string]any{"Rating": 3}, nil},
				{"r5", map[string]any{}, nil},
				{"r6", map[string]any{"IsClosed": "true", "Priority": "High"}, []string{"closed"}},
				{"r7", map[string]any{"IsClosed": "true", "Priority": "Low"}, nil},
				{"r8", map[string]any{"IsClosed": "false", "Priority": "High"}, nil},
				{"r9", map[string]any{"Priority": "High"}, nil},
			} {
				require.Equal(t, c.want, ran(k.Send(comes("10:00", c.id, c.fields))), c.id)
			}
		}},
		{"FLT-11", "Topics and sentiment of a text analysis send a review to the right team.", func(t *testing.T) {
			k := cook(t, rule("r", onRecord, do("ticket", `{"name":"Late delivery","owner":"care"}`), `"filter":{"all":[
				{"field":"record.topics","op":"is","values":["Delivery"]},
				{"field":"record.sentiment","op":"is","values":["negative"]}]}`))
			k.Send(
				comes("10:00", "r1", map[string]any{"topics": []any{"Price", "Delivery"}, "sentiment": "negative"}),
				comes("10:01", "r2", map[string]any{"topics": []any{"Price", "Delivery"}, "sentiment": "positive"}),
				comes("10:02", "r3", map[string]any{"topics": []any{"Price"}, "sentiment": "negative"}))
			require.Equal(t, []string{`ticket record/r1 {"name":"Late delivery","owner":"care"}`}, k.Done())
		}},
	}
}
