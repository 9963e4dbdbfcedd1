package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

func triggerRows() []row {
	return []row{
		{"TRG-01", "A new mention and a new case each trigger a recipe for new items.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a")))
			require.Equal(t, "mention/m1", k.Send(arrives("10:00", message("m1", "Hello"))).Decisions[0].Item.String())
			require.Equal(t, "case/5", k.Send(opens("10:01", matter("5"))).Decisions[0].Item.String())
			require.Equal(t, []string{`add_tags mention/m1 {"tags":["a"]}`, `add_tags case/5 {"tags":["a"]}`}, k.Done())
		}},
		{"TRG-02", "It triggers on arrival only, never on a later change of the item.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a")))
			m, c := of("5", message("m1", "Hello")), matter("5")
			k.Send(opens("10:00", c), arrives("10:00", m))
			require.Len(t, k.Done(), 2)
			k.Send(
				changes("10:01", m, "mention.category"), changes("10:02", m, "mention.tags"),
				tags("10:03", c, "vip"), turns("10:04", c, trigger.Pending))
			require.Len(t, k.Done(), 2)
		}},
		{"TRG-03", "A new mention triggers a recipe for case updates.", func(t *testing.T) {
			k := cook(t, rule("r", onMention, tag("a")))
			require.Equal(t, []string{"r"}, ran(k.Send(arrives("10:00", of("5", message("m1", "Hello"))))))
			require.Equal(t, []string{"r"}, ran(k.Send(arrives("10:01", message("m2", "Hello")))))
			require.Empty(t, ran(k.Send(opens("10:02", matter("6")))))
		}},
		{"TRG-04", "A specific tag that is added to a case triggers a recipe.", func(t *testing.T) {
			k := cook(t, rule("r", onVIP, do("private_reply", `{"message":"Hello"}`)))
			c := matter("5")
			require.Equal(t, []string{"r"}, ran(k.Send(tags("10:00", c, "vip"))))
			c.Tags = []string{"vip"}
			require.Empty(t, ran(k.Send(tags("10:01", c, "x"))))
			again := tags("10:02", c, "vip")
			again.Changes = map[string]trigger.Change{"case.tags": {From: []string{"vip", "x"}, To: []string{"vip", "x"}}}
			require.Empty(t, ran(k.Send(again)), "the tag was there already")
		}},
		{"TRG-05", "A case that changes to a specific status triggers a recipe.", func(t *testing.T) {
			k := cook(t, rule("r", onPending, tag("a")))
			require.Equal(t, []string{"r"}, ran(k.Send(turns("10:00", matter("5"), trigger.Pending))))
			require.Empty(t, ran(k.Send(turns("10:01", matter("5"), trigger.Resolved))))
			pending := with(matter("6"), func(c *trigger.Case) { c.Status = trigger.Pending })
			require.Empty(t, ran(k.Send(turns("10:02", pending, trigger.Pending))), "the status stayed as it was")
		}},
		{"TRG-06", "A case is unresolved, pending or resolved, and nothing else.", func(t *testing.T) {
			on := func(status string) string {
				return rule("r", `{"on":"case_status_changed","status":"`+status+`","topics":["support"]}`, tag("a"))
			}
			for _, status := range []string{"unresolved", "pending", "resolved"} {
				require.Empty(t, faults(t, on(status)), status)
			}
			require.Equal(t, []string{"trigger.status"}, faults(t, on("closed")))
			k := cook(t, on("unresolved"))
			pending := with(matter("5"), func(c *trigger.Case) { c.Status = trigger.Pending })
			require.Equal(t, []string{"r"}, ran(k.Send(turns("10:00", pending, trigger.Unresolved))))
			_, err := k.Engine.Handle(t.Context(), turns("10:01", matter("5"), "closed"))
			require.ErrorContains(t, err, "to: ")
		}},
		{"TRG-07", "The options of a trigger depend on whether it is about a mention or a case.", func(t *testing.T) {
			on := func(name, options string) []string {
				return faults(t, rule("r", `{"on":"`+name+`","topics":["support"]`+options+`}`, tag("a")))
			}
			require.Equal(t, []string{"trigger.tag"}, on("case_mention", `,"tag":"vip"`))
			require.Equal(t, []string{"trigger.status"}, on("case_mention", `,"status":"pending"`))
			require.Equal(t, []string{"trigger.tag"}, on("new_item", `,"tag":"vip"`))
			require.Equal(t, []string{"trigger.status"}, on("case_tag_added", `,"tag":"vip","status":"pending"`))
			require.Equal(t, []string{"trigger.tag"}, on("case_status_changed", `,"status":"pending","tag":"vip"`))
			require.Empty(t, on("case_tag_added", `,"tag":"vip"`))
			require.Empty(t, on("case_status_changed", `,"status":"pending"`))
		}},
		{"TRG-08", "What an agent sends triggers recipes too, unless a filter keeps it out.", func(t *testing.T) {
			k := cook(t, rule("arrival", newItem, tag("a")), rule("mention", onMention, tag("b")))
			require.Equal(t, []string{"arrival", "mention"}, ran(k.Send(arrives("10:00", answer("m1")))))
		}},
	}
}
