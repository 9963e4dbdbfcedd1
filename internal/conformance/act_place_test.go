package conformance_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// bell is a kind of action that only this host has.
type bell struct {
	Times int `json:"times"`
}

func (bell) Kind() string { return "bell" }

// AllowedOn lets it ring for new items only.
func (bell) AllowedOn(t trigger.Trigger) error {
	if t.On[0] != trigger.OnNewItem {
		return trigger.Invalid("", "the bell rings for new items only")
	}
	return nil
}

// places tells for each action where it may stand (o), and where not (.): in a recipe for new items, on a new mention,
// on an added tag, on a change of status, on a record.
var places = []struct{ action, where string }{
	{do("notify", `{"users":["7"],"channel":"push"}`), "o...."},
	{do("resolve", `{}`), "o...."},
	{do("assign", `{"users":["7"]}`), "o...."},
	{do("smart_assign", `{"within":"3h"}`), "o...."},
	{do("edit", `{"property":"category","value":"a"}`), "o...."},
	{do("reply", `{"message":"Hi","mode":"draft","service":"email"}`), "o...."},
	{do("remove", `{"how":"hide"}`), "o...."},
	{do("add_tags", `{"tags":["a"]}`), "oooo."},
	{do("add_tags", `{"tags":["a"],"target":"case"}`), "oooo."},
	{do("assign", `{"users":["7"],"target":"case"}`), ".ooo."},
	{do("assign", `{"users":["7"],"target":"mention"}`), ".o..."},
	{do("remove_tags", `{"tags":["a"]}`), ".ooo."},
	{do("private_reply", `{"message":"Hi"}`), ".ooo."},
	{do("public_reply", `{"message":"Hi","service":"twitter","profile":"brand"}`), ".ooo."},
	{do("set_status", `{"status":"resolved"}`), ".o.o."},
	{do("set_status", `{"status":"pending"}`), "o..o."},
	{do("set_status", `{"status":"unresolved"}`), "....."},
	{do("webhook", `{"name":"w","url":"https://example.com/"}`), "o...."}, // the name is for new items, where it must be
	{do("webhook", `{"url":"https://example.com/"}`), ".ooo."},
	{do("note", `{"text":"Hi"}`), "....."},
	{do("set_field", `{"field":"case.fields.a","value":"b"}`), "....."},
	{do("unassign", `{}`), "....."},
	{do("message", `{"to":{"user":"7"},"text":"Hi","channel":"last_used"}`), "....o"},
	{do("distribute_survey", `{"method":"email","survey":"s1","list":"l1","email":"ada@example.com"}`), "....o"},
	{do("save_contact", `{"as":"embedded_data","first_name":"Ada","last_name":"L","email":"ada@example.com"}`), "....o"},
	{do("ticket", `{"name":"Look","owner":"7"}`), "....o"},
	{do("email", `{"to":["ada@example.com"],"subject":"Hi","text":"Hello"}`), "....o"},
	{do("slack", `{"channel":"#it","text":"Hi"}`), "....o"},
	{do("web_service", `{"method":"GET","url":"https://example.com/"}`), "....o"},
	{do("sync", `{"system":"zendesk","object":"ticket","operation":"create"}`), "....o"},
}

func placeRows() []row {
	return []row{
		{"ACT-34", "Each kind of recipe and trigger takes only the actions that belong to it.", func(t *testing.T) {
			for _, p := range places {
				for i, trigger := range []string{newItem, onMention, onVIP, onPending, onRecord} {
					found := faults(t, rule("r", trigger, p.action))
					require.Equal(t, p.where[i] == 'o', len(found) == 0, "%s with %s: %v", p.action, trigger, found)
				}
			}
		}},
		{"ACT-35", "A host adds kinds of action of its own.", func(t *testing.T) {
			k := recipetest.New(t)
			var rung []string
			action.HandleFunc(k.Handlers, func(_ context.Context, c bell, in action.Input) error {
				require.Equal(t, 2, c.Times)
				rung = append(rung, in.Event.ID+" "+in.Item.String())
				return nil
			})
			k.Load(set(rule("r", newItem, do("bell", `{"times":2}`))))
			ev := arrives("10:00", message("m1", "Hello"))
			k.Send(ev)
			require.Equal(t, []string{ev.ID + " mention/m1"}, rung)
			log := k.History.Find(history.Query{Action: "bell", Item: trigger.Ref{Kind: "mention", ID: "m1"}})
			require.Len(t, log, 1)
			require.Equal(t, "done", log[0].Outcome)

			misplaced := recipe.Faults(check(k.Engine, set(rule("r", onPending, do("bell", `{"times":2}`)))))
			require.Len(t, misplaced, 1)
			require.Equal(t, "actions[0].with", misplaced[0].Path)
			require.Equal(t, []string{"actions[0].do"}, faults(t, rule("r", newItem, do("bell", `{}`))), "unknown elsewhere")
		}},
	}
}
