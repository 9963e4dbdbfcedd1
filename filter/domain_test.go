package filter_test

import (
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// What administrators of helpdesks write, as a tree and as text.
func TestDomain(t *testing.T) {
	t.Parallel()
	mention := func(m trigger.Mention) trigger.Event { return trigger.Event{Kind: trigger.MentionCreated, Mention: &m} }
	record := func(fields map[string]any) trigger.Event {
		return trigger.Event{Kind: trigger.RecordReceived, Record: &trigger.Record{ID: "r", Fields: fields}}
	}
	badWords := test("mention.content", "contains_any", "idiota", "estafa", "ganar dinero")
	for _, tc := range []struct {
		name string
		cond filter.Cond
		text string
		yes  []trigger.Event
		noes []trigger.Event
	}{
		{"customers only", test("mention.type", "is_not", "sent"), `mention.type != "sent"`,
			[]trigger.Event{mention(trigger.Mention{Type: "inbox"}), mention(trigger.Mention{}), bare()},
			[]trigger.Event{mention(trigger.Mention{Type: "sent"})}},
		{"billing team", test("mention.content", "contains_any", "cancelar suscripción", "producto"), `word(mention.content, "cancelar suscripción", "producto")`,
			[]trigger.Event{mention(trigger.Mention{Content: "Quiero cancelar  Suscripcion"}), mention(trigger.Mention{Content: "El producto."})},
			[]trigger.Event{mention(trigger.Mention{Content: "productos"}), mention(trigger.Mention{Content: "cancelar mi suscripción"}), bare()}},
		{"assigned", test("mention.assigned", "exists"), `mention.assigned != nil`,
			[]trigger.Event{mention(trigger.Mention{Assigned: trigger.Assigned{Users: []string{"7"}}}), mention(trigger.Mention{Assigned: trigger.Assigned{Teams: []string{"3"}}})},
			[]trigger.Event{mention(trigger.Mention{}), mention(trigger.Mention{Assigned: trigger.Assigned{Users: []string{}}}), bare()}},
		{"assigned to one", test("mention.assigned.users", "is", "7"), `"7" in mention.assigned.users`,
			[]trigger.Event{mention(trigger.Mention{Assigned: trigger.Assigned{Users: []string{"5", "7"}}})},
			[]trigger.Event{mention(trigger.Mention{Assigned: trigger.Assigned{Users: []string{"5"}}}), bare()}},
		{"bad words", badWords, `word(mention.content, "idiota", "estafa", "ganar dinero")`,
			[]trigger.Event{mention(trigger.Mention{Content: "¡ESTAFA!"}), mention(trigger.Mention{Content: "ganar\ndinero ya"})},
			[]trigger.Event{mention(trigger.Mention{Content: "estafado"}), mention(trigger.Mention{Content: "ganar mucho dinero"})}},
		{"several conditions", filter.Cond{All: []filter.Cond{test("mention.service", "is", "facebook"), test("mention.content", "contains_any", "falla")}},
			`mention.service == "facebook" and word(mention.content, "falla")`,
			[]trigger.Event{mention(trigger.Mention{Service: "facebook", Content: "falla"})},
			[]trigger.Event{mention(trigger.Mention{Service: "twitter", Content: "falla"}), mention(trigger.Mention{Service: "facebook", Content: "va"}), bare()}},
		{"priority", test("case.priority", "is", "high"), `case.priority == "high"`,
			[]trigger.Event{{Kind: trigger.CaseStatusChanged, Case: &trigger.Case{Priority: "high"}}}, []trigger.Event{{Kind: trigger.CaseStatusChanged, Case: &trigger.Case{Priority: "low"}}, bare()}},
		{"few stars", test(`record["Rating"]`, "lte", 2), `number(record.Rating) <= 2`,
			[]trigger.Event{record(map[string]any{"Rating": 2}), record(map[string]any{"Rating": "1"}), record(map[string]any{"Rating": 1.5})},
			[]trigger.Event{record(map[string]any{"Rating": 5}), record(map[string]any{"Rating": "3"}), record(map[string]any{"Rating": ""}), record(nil), bare()}},
		{"closed and important", filter.Cond{All: []filter.Cond{test("record.IsClosed", "is", true), test("record.Priority", "is", "High")}},
			`is(record.IsClosed, true) and is(record.Priority, "High")`,
			[]trigger.Event{record(map[string]any{"IsClosed": true, "Priority": "High"}), record(map[string]any{"IsClosed": "true", "Priority": "High"})},
			[]trigger.Event{record(map[string]any{"IsClosed": true, "Priority": "Low"}), record(map[string]any{"IsClosed": "false", "Priority": "High"}), record(map[string]any{"Id": "5"})}},
		{"topics and sentiment", filter.Cond{All: []filter.Cond{test("record.topics", "is", "Delivery"), test("record.sentiment", "is", "negative")}},
			`is(record.topics, "Delivery") and is(record.sentiment, "negative")`,
			[]trigger.Event{record(map[string]any{"topics": []any{"Price", "Delivery"}, "sentiment": "negative"}), record(map[string]any{"topics": "Delivery", "sentiment": "negative"})},
			[]trigger.Event{record(map[string]any{"topics": []any{"Price"}, "sentiment": "negative"}), record(map[string]any{"topics": []any{"Delivery"}, "sentiment": "positive"}), record(nil)}},
		{"belongs to a case", test("mention.case_id", "exists"), `mention.case_id != nil`,
			[]trigger.Event{mention(trigger.Mention{CaseID: "5"})}, []trigger.Event{mention(trigger.Mention{}), bare()}},
		{"tier of the contact", test(`case.contact.fields["tier"]`, "is", "gold"), `is(case.contact.fields.tier, "gold")`,
			[]trigger.Event{{Case: &trigger.Case{Contact: trigger.Contact{Fields: map[string]any{"tier": "gold"}}}}}, []trigger.Event{{Case: &trigger.Case{}}, mention(trigger.Mention{})}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.text, tc.cond.Text())
			for _, f := range []filter.Filter{tree(tc.cond), text(tc.text)} {
				for _, ev := range tc.yes {
					require.True(t, match(t, f, ev), "%+v", ev)
				}
				for _, ev := range tc.noes {
					require.False(t, match(t, f, ev), "%+v", ev)
				}
			}
		})
	}
}
