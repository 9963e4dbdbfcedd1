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
	}
}
