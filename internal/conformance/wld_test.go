package conformance_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
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
		{"WLD-03", "A recipe starts on one trigger or on several, on any of some tags or statuses, or on whatever tag or status.", func(t *testing.T) {
			k := cook(t,
				rule("both", `{"on":["new_item","case_tag_added"],"tag":["vip","gold"],"topics":["support"]}`, tag("a")),
				rule("one", `{"on":["case_status_changed"],"status":["pending","resolved"],"topics":["support"]}`, tag("a")),
				rule("any", `{"on":["case_status_changed","case_tag_added"],"topics":["support"]}`, tag("a")))
			require.Equal(t, []string{"both"}, ran(k.Send(arrives("10:00", message("m1", "Hello")))))
			require.Equal(t, []string{"both", "any"}, ran(k.Send(tags("10:01", matter("5"), "gold"))))
			require.Equal(t, []string{"any"}, ran(k.Send(tags("10:02", matter("5"), "silver"))))
			require.Equal(t, []string{"one", "any"}, ran(k.Send(turns("10:03", matter("6"), trigger.Resolved))))
			pending := with(matter("7"), func(c *trigger.Case) { c.Status = trigger.Pending })
			require.Equal(t, []string{"any"}, ran(k.Send(turns("10:04", pending, trigger.Unresolved))))
		}},
		{"WLD-04", "Of a list in a trigger one must still hold when an action comes due; without a list nothing is asked.", func(t *testing.T) {
			later := `{"do":"private_reply","with":{"message":"Hi"},"after":"30m"}`
			for statuses, want := range map[string]string{
				`"status":"pending",`: "cancelled", `"status":["pending","resolved"],`: "done", ``: "done",
			} {
				k := cook(t, rule("r", `{"on":"case_status_changed",`+statuses+`"topics":["support"]}`, later))
				c := with(matter("5"), func(c *trigger.Case) { c.Status = trigger.Resolved })
				k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error { ev.Case = &c; return nil }
				k.Send(turns("10:00", matter("5"), trigger.Pending))
				found := k.Until(at("10:30"))
				require.Len(t, found, 1)
				require.Equal(t, want, string(found[0].Outcome), statuses)
			}
		}},
		{"WLD-05", "A tag that is taken off a case, and a case that is assigned or given back, start recipes, with who did it.", func(t *testing.T) {
			k := cook(t,
				rule("untagged", `{"on":"case_tag_removed","tag":"vip","topics":["support"]}`, tag("a")),
				rule("assigned", `{"on":"case_assigned","topics":["support"]}`, tag("by {{ event.user }}"), filtered(`event.user != "bot"`)),
				rule("updated", `{"on":"case_updated","topics":["support"]}`, tag("a")))
			untagged := event(trigger.CaseTagRemoved, at("10:00"), nil, &trigger.Case{ID: "5", Topic: "support"})
			untagged.Tag = "vip"
			require.Equal(t, []string{"untagged"}, ran(k.Send(untagged)))

			give := func(clock, by string, from, to trigger.Case) trigger.Event {
				ev := event(trigger.CaseAssigned, at(clock), nil, &to)
				ev.Actor, ev.User = trigger.Agent, by
				var err error
				ev.Changes, err = trigger.Diff(from, to)
				require.NoError(t, err)
				if len(ev.Changes) == 0 {
					ev.Changes = map[string]trigger.Change{"case.assigned": {From: from.Assigned, To: to.Assigned}}
				}
				return ev
			}
			nobodys := matter("6")
			anns := with(nobodys, func(c *trigger.Case) { c.Assigned.Users = []string{"ann"} })
			require.Equal(t, []string{"assigned"}, ran(k.Send(give("10:01", "gina", nobodys, anns))))
			require.Equal(t, []string{"assigned"}, ran(k.Send(give("10:02", "ann", anns, nobodys))), "given back")
			require.Empty(t, ran(k.Send(give("10:03", "ann", anns, anns))), "nothing changed")
			require.Empty(t, ran(k.Send(give("10:04", "bot", nobodys, anns))))
			require.Equal(t, []string{
				`add_tags case/5 {"tags":["a"]}`, `add_tags case/6 {"tags":["by gina"]}`, `add_tags case/6 {"tags":["by ann"]}`,
			}, k.Done())
		}},
		{"WLD-06", "An action goes wherever the item can have what it needs; what one event lacks is skipped.", func(t *testing.T) {
			k := cookBy(t, "", set(
				rule("r", `{"on":["case_assigned","case_mention"],"topics":["support"]}`, do("notify", `{"users":["7"],"channel":"push"}`)+","+
					do("reply", `{"message":"Hi","mode":"immediate"}`)+","+do("set_status", `{"status":"unresolved"}`)+","+
					do("assign", `{"users":["7"],"target":"case"}`)+","+do("edit", `{"property":"priority","value":"high"}`))))
			lone := k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, []string{"done", "done", "skipped no_associated_case", "skipped no_associated_case", "skipped cases_only"}, outcomes(lone))
			m := of("5", message("m2", "Hello"))
			assigned := event(trigger.CaseAssigned, at("10:01"), &m, &trigger.Case{ID: "5", Topic: "support"})
			require.Equal(t, []string{"done", "done", "done", "done", "done"}, outcomes(k.Send(assigned)))
			require.Contains(t, k.Done(), `reply mention/m2 {"message":"Hi","mode":"immediate"}`)
		}},
		{"WLD-07", "What no event of a trigger can have is a fault, which names the table and how to choose.", func(t *testing.T) {
			e := host()
			for _, tt := range []struct {
				engine, set action.Availability
				on, action  string
				path, want  string
			}{
				{"", "", onRecord, do("set_status", `{"status":"pending"}`), "do", "needs a case, which no event of a record trigger has"},
				{"", "", onMention, do("edit", `{"property":"priority","value":"high"}`), "with.property", "availability anywhere"},
				{"", "", onPending, do("remove", `{"how":"hide"}`), "do", "new_item and case_mention do"},
				{"", "", onPending, do("resolve", `{}`), "", ""},
				{"", "", onRecord, do("notify", `{"users":["7"],"channel":"push"}`), "", ""},
				{"", "", newItem, do("reply", `{"message":"Hi","mode":"draft","service":"instagram"}`), "", ""},
				{"", "social_connect", onPending, do("resolve", `{}`), "do", `"availability": "anywhere" in the set allows it`},
				{"social_connect", "", onPending, do("resolve", `{}`), "do", "availability social_connect"},
				{"social_connect", "anywhere", onPending, do("resolve", `{}`), "", ""},
				{"social_connect", "", newItem, do("reply", `{"message":"Hi","mode":"draft","service":"instagram"}`), "with.service", "is not twitter, facebook or email"},
				{"social_connect", "", newItem, do("reply", `{"message":"Hi","mode":"draft"}`), "with.service", "missing, want twitter"},
			} {
				e.Availability = tt.engine
				document := set(rule("r", tt.on, tt.action))
				if tt.set != "" {
					document = strings.Replace(document, "{", `{"availability":"`+string(tt.set)+`",`, 1)
				}
				found := recipe.Faults(check(e, document))
				if tt.path == "" {
					require.Empty(t, found, tt.action)
					continue
				}
				require.Len(t, found, 1, tt.action)
				require.Equal(t, "actions[0]."+tt.path, found[0].Path)
				require.ErrorContains(t, found[0], tt.want)
			}
			unknown := recipe.Faults(check(host(), strings.Replace(set(rule("r", newItem, tag("a"))), "{", `{"availability":"everywhere",`, 1)))
			require.Len(t, unknown, 1)
			require.EqualError(t, unknown[0], `availability: "everywhere" is not anywhere or social_connect`)
		}},
		{"WLD-08", "A host has statuses, priorities and sentiments of its own; other words are faults with a suggestion.", func(t *testing.T) {
			e := host()
			e.Statuses = []trigger.HostStatus{{Name: "open", Class: trigger.Unresolved}, {Name: "solved", Class: trigger.Resolved}}
			e.Priorities, e.Sentiments = []string{"p2", "p1"}, []string{"angry", "calm"}
			own := func(status, priority, sentiment string) string {
				return set(rule("r", `{"on":"case_status_changed","status":"`+status+`","topics":["support"]}`, do("add_tags", `{"tags":["a"]}`),
					`"filter":{"all":[{"field":"case.priority","op":"is","values":["`+priority+`"]},{"field":"case.sentiment","op":"is","values":["`+sentiment+`"]}]}`),
					rule("new", newItem, do("edit", `{"property":"priority","value":"`+priority+`"}`)))
			}
			require.NoError(t, check(e, own("solved", "p1", "angry")))
			found := recipe.Faults(check(e, own("resolved", "high", "negative")))
			require.Len(t, found, 4)
			require.EqualError(t, found[0], `recipe r: trigger.status: "resolved" is not open or solved, did you mean solved?`)
			parsed, err := recipe.Decode([]byte(own("resolved", "high", "negative")))
			require.NoError(t, err)
			require.NoError(t, e.Load(parsed), "a word that was given up keeps no set from starting")
			_, err = e.Handle(t.Context(), turns("10:00", with(matter("5"), func(c *trigger.Case) { c.Status = "open" }), "solved"))
			require.NoError(t, err)
		}},
		{"WLD-09", "A host declares its own kinds of event: a name, the item that they are about, and whether they bring a message.", func(t *testing.T) {
			e := host()
			missing := recipe.Faults(check(e, set(rule("r", `{"on":"sla_breached","topics":["support"]}`, tag("a")))))
			require.Len(t, missing, 1)
			require.ErrorContains(t, missing[0], "has to be declared to the engine")
			k := recipetest.New(t)
			k.Engine.Kinds = []trigger.OwnKind{{Name: "sla_breached", About: trigger.CaseItem}, {Name: "message_incoming", About: trigger.MentionItem, Message: true}}
			k.Load(set(rule("r", `{"on":["sla_breached","message_incoming"],"topics":["support"]}`, tag("a"))))
			m, c := of("5", message("m1", "Hello")), matter("5")
			require.Equal(t, "case/5", k.Send(event("sla_breached", at("10:00"), &m, &c)).Decisions[0].Item.String())
			require.Equal(t, "mention/m1", k.Send(event("message_incoming", at("10:01"), &m, &c)).Decisions[0].Item.String())
			e.Kinds = []trigger.OwnKind{{Name: "new_item", About: trigger.CaseItem}}
			require.ErrorContains(t, check(e, set(rule("r", newItem, tag("a")))), `"new_item" is a kind of the library`)
		}},
		{"WLD-10", "The recipes of a set that have no fault can be loaded alone; the faults of the others are returned.", func(t *testing.T) {
			k := recipetest.New(t)
			k.Load(set(rule("first", newItem, tag("a"))))
			both, err := recipe.Decode([]byte(set(rule("good", newItem, tag("a")), rule("bad", newItem, `{"do":"dance"}`))))
			require.NoError(t, err)
			require.Error(t, k.Engine.Load(both), "all or nothing")
			faults := recipe.Faults(k.Engine.LoadValid(both))
			require.Len(t, faults, 1)
			require.Equal(t, "bad", faults[0].Recipe)
			decisions := k.Send(arrives("10:00", message("m1", "Hello"))).Decisions
			require.Len(t, decisions, 1)
			require.Equal(t, "good", decisions[0].Recipe)
		}},
	}
}
