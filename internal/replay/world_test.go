package replay

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A helpdesk with statuses of its own: what is resolved gets the first that means so, and a customer who writes in a
// case that is pending opens it again.
func TestOwnStatuses(t *testing.T) {
	t.Parallel()
	const set = `{"recipes":[
	 {"id":"tell","name":"T","enabled":true,"trigger":{"on":"case_status_changed","all_topics":true},
	  "actions":[{"do":"add_tags","with":{"tags":["{{ event.from }} to {{ event.to }}"]}}]},
	 {"id":"done","name":"D","enabled":true,"trigger":{"on":"case_tag_added","tag":"done","all_topics":true},"actions":[{"do":"resolve"}]}]}`
	events := strings.Join([]string{
		`{"id":"e1","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5","status":"waiting"}}`,
		`{"id":"e2","kind":"mention_created","at":"2026-01-05T10:01:00Z","mention":{"id":"m1","case_id":"5","type":"inbox"}}`,
		`{"id":"e3","kind":"case_tag_added","at":"2026-01-05T10:02:00Z","case":{"id":"5"},"tag":"done"}`,
	}, "\n")
	stdout, _ := play(t, set, events, "-statuses", "open=unresolved,waiting=pending,solved=resolved,closed=resolved")
	var tags []string
	for _, o := range parse(t, stdout) {
		if o.Do == "add_tags" {
			tags = append(tags, string(o.With))
		}
	}
	require.Equal(t, []string{`{"tags":["waiting to open"]}`, `{"tags":["open to solved"]}`}, tags)
}

func TestWorldFlags(t *testing.T) {
	t.Parallel()
	recipe := func(trigger, actions string) string {
		return `{"recipes":[{"id":"r","name":"R","enabled":true,"trigger":` + trigger + `,"actions":[` + actions + `]}]}`
	}
	const edit = `{"do":"edit","with":{"property":"priority","value":"p1"}},{"do":"edit","with":{"property":"sentiment","value":"angry"}}`
	created := `{"on":"new_item","all_topics":true}`
	for _, tt := range []struct {
		name, set, events string
		args              []string
		want              string // of what is wrong; empty means that it runs
	}{
		{"priorities and sentiments", recipe(created, edit), "", []string{"-priorities", "p3,p2,p1", "-sentiments", "angry,calm"}, ""},
		{"a priority that there is not", recipe(created, edit), "", []string{"-priorities", "p3,p2", "-sentiments", "angry,calm"}, `"p1" is not p3 or p2`},
		{"a status that there is not", recipe(`{"on":"case_status_changed","status":"solved","all_topics":true}`, edit), "",
			[]string{"-priorities", "p1,p2", "-sentiments", "angry,calm"}, `set.json:1: recipes[0].trigger.status: "solved" is not unresolved, pending or resolved, did you mean resolved?`},
		{"a status of an event that there is not", recipe(created, edit), `{"id":"e","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5","status":"pending"}}`,
			[]string{"-priorities", "p1", "-sentiments", "angry", "-statuses", "open=unresolved,solved=resolved"}, `-:1: case.status: "pending" is not open or solved`},
		{"a bare name that is no class", recipe(created, edit), "", []string{"-statuses", "open,resolved"}, `"open" has no class`},
		{"a class that there is not", recipe(created, edit), "", []string{"-statuses", "open=new,resolved"}, `"open=new" has no class`},
		{"nothing is resolved", recipe(created, edit), "", []string{"-statuses", "pending"}, "-statuses: no status is of the class resolved"},
		{"an empty priority", recipe(created, edit), "", []string{"-priorities", "a,,b"}, "-priorities: missing"},
		{"no priorities", recipe(created, edit), "", []string{"-priorities", ""}, "-priorities: missing"},
		{"own kinds", recipe(`{"on":["sla_breached","message_incoming"],"all_topics":true}`, `{"do":"resolve"}`), "",
			[]string{"-kinds", "message_incoming=mention+message,sla_breached=case"}, ""},
		{"an own kind that is not declared", recipe(`{"on":"sla_breached","all_topics":true}`, `{"do":"resolve"}`), "", nil,
			"recipes[0].trigger.on: \"sla_breached\" is not one of "},
		{"a kind without an item", recipe(created, edit), "", []string{"-kinds", "sla_breached"}, `"sla_breached" does not say what it is about`},
		{"a kind that brings a parcel", recipe(created, edit), "", []string{"-kinds", "a=mention+parcel"}, `"a=mention+parcel" does not say`},
		{"a kind about a parcel", recipe(created, edit), "", []string{"-kinds", "a=parcel"}, `-kinds: "a" is about "parcel"`},
		{"a kind of the library", recipe(created, edit), "", []string{"-kinds", "case_updated=case"}, `-kinds: "case_updated" is a kind of the library`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			code := run(append([]string{"-set", file(t, "set.json", tt.set), "-events", "-"}, tt.args...), strings.NewReader(tt.events), &out, &errs)
			if tt.want == "" {
				require.Equal(t, exitOK, code, "%s", &errs)
				return
			}
			require.Equal(t, exitUsage, code)
			require.Contains(t, errs.String(), tt.want)
			require.Empty(t, out.String(), "nothing ran")
		})
	}
}
