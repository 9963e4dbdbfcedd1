package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// worldRows are about what a host has of its own, beyond the systems that the other rows are about.
func worldRows() []row {
	return []row{
		{"WLD-01", "Filters and texts see that a machine wrote a message, which the header of an e-mail tells.", func(t *testing.T) {
			k := cook(t,
				rule("people", newItem, tag("person"), filtered("not mention.automatic")),
				rule("machines", newItem, tag("{{ mention.automatic }}"), filtered("mention.automatic")))
			mail := func(id string, header map[string][]string) trigger.Event {
				return arrives("10:00", with(message(id, "Hello"), func(m *trigger.Mention) { m.Automatic = trigger.Automatic(header) }))
			}
			k.Send(mail("m1", map[string][]string{"From": {"ada@example.com"}}))
			k.Send(mail("m2", map[string][]string{"From": {"ada@example.com"}, "Auto-Submitted": {"auto-replied"}}))
			require.Equal(t, []string{`add_tags mention/m1 {"tags":["person"]}`, `add_tags mention/m2 {"tags":["true"]}`}, k.Done())
		}},
		{"WLD-02", "A change is told of parts and wholes alike; a status and a tag that change are changes like all others.", func(t *testing.T) {
			before := with(matter("5"), func(c *trigger.Case) {
				c.Tags, c.Contact.Email = []string{"a"}, "old@example.com"
				c.Fields = map[string]any{"tier": "silver", "seats": 5}
			})
			after := with(before, func(c *trigger.Case) {
				c.Contact.Email = "new@example.com"
				c.Fields = map[string]any{"tier": "gold", "seats": 5}
			})
			update := event(trigger.CaseUpdated, at("10:00"), nil, &after)
			var err error
			update.Changes, err = trigger.Diff(before, after)
			require.NoError(t, err)
			for filter, want := range map[string]bool{
				`changed("case.contact.email")`: true, `was("case.contact.email") == "old@example.com"`: true,
				`changed("case.contact")`: true, `changed("case.contact.phone")`: false,
				`changed("case.fields.tier")`: true, `was("case.fields.tier") == "silver"`: true,
				`changed("case.fields")`: true, `changed("case.fields.seats")`: false, `changed("case.tags")`: false,
			} {
				k := cook(t, rule("r", `{"on":"case_updated","topics":["support"]}`, tag("b"), filtered(filter)))
				require.Equal(t, want, len(ran(k.Send(update))) == 1, filter)
			}
			k := cook(t, rule("turned", onPending, tag("b"), filtered(`changed("case.status") and was("case.status") == "unresolved"`)),
				rule("tagged", onVIP, tag("b"), filtered(`changed("case.tags") and "a" in was("case.tags") and not ("vip" in was("case.tags"))`)))
			require.Equal(t, []string{"turned"}, ran(k.Send(turns("10:00", before, trigger.Pending))))
			require.Equal(t, []string{"tagged"}, ran(k.Send(tags("10:01", before, "vip"))))
		}},
	}
}
