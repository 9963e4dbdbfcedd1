package trigger_test

import (
	"fmt"
	"testing"

	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What changed, by the rules: what is told, a part of it, the whole around it; and what the kind of event says.
func TestChangeOf(t *testing.T) {
	t.Parallel()
	type change = trigger.Change
	updated := func(changes map[string]change) trigger.Event {
		return trigger.Event{Kind: trigger.CaseUpdated, Case: &trigger.Case{ID: "5", Tags: []string{"a", "b"}}, Changes: changes}
	}
	contact := updated(map[string]change{"case.contact": {
		From: trigger.Contact{Name: "Ada", Fields: map[string]any{"tier": "gold", "a.b": 1, "deep": map[string]any{"x": 1}}},
		To:   trigger.Contact{Name: "Bob", Email: "b@x.org", Fields: map[string]any{"tier": "gold", "a.b": 1.0, "deep": map[string]any{"x": 2}}}}})
	asJSON := updated(map[string]change{"assigned": {From: map[string]any{"users": []any{"7"}}, To: map[string]any{"users": []any{"7"}, "teams": []any{"3"}}}})
	parts := updated(map[string]change{"case.assigned.users": {From: []string{"7"}, To: []string{"8"}}, "fields.a": {From: 1, To: 2}, "fields.a.b": {From: 3, To: 4}})
	status := trigger.Event{Kind: trigger.CaseStatusChanged, Case: &trigger.Case{ID: "5", Status: trigger.Pending}, From: trigger.Unresolved, To: trigger.Pending}
	same := status
	same.From = trigger.Pending
	told := status
	told.Changes = map[string]change{"status": {From: "resolved", To: "pending"}}
	tag := trigger.Event{Kind: trigger.CaseTagAdded, Tag: "vip", Case: &trigger.Case{ID: "5", Tags: []string{"a", "vip"}}}
	early := trigger.Event{Kind: trigger.CaseTagAdded, Tag: "vip", Case: &trigger.Case{ID: "5", Tags: []string{"a"}}}
	removed := trigger.Event{Kind: trigger.CaseTagRemoved, Tag: "vip", Case: &trigger.Case{ID: "5", Tags: []string{"a"}}}
	alone := trigger.Event{Kind: trigger.CaseTagAdded, Tag: "vip"}
	record := trigger.Event{Kind: trigger.RecordReceived, Record: &trigger.Record{ID: "r"}, Changes: map[string]change{"state": {From: "a", To: "b"}, "record.owner": {From: map[string]any{"id": 7}, To: nil}}}
	for _, tc := range []struct {
		name string
		ev   trigger.Event
		path string
		want change
		ok   bool
	}{
		{"the whole itself", contact, "case.contact", contact.Changes["case.contact"], true},
		{"a part of a whole", contact, "case.contact.name", change{From: "Ada", To: "Bob"}, true},
		{"a part that was not there", contact, "contact.email", change{From: nil, To: "b@x.org"}, true},
		{"a part with the same value", contact, "case.contact.fields.tier", change{}, false},
		{"the same number of another type", contact, "case.contact.fields.a.b", change{}, false},
		{"a part of a part", contact, "case.contact.fields.deep.x", change{From: 1, To: 2}, true},
		{"a part that is nowhere", contact, "case.contact.phone", change{}, false},
		{"no field", contact, "case.contact.nothing", change{}, false},
		{"beside the whole", contact, "case.contacts", change{}, false},
		{"as JSON, by a short name", asJSON, "case.assigned.teams", change{From: nil, To: []any{"3"}}, true},
		{"as JSON, the same", asJSON, "case.assigned.users", change{}, false},
		{"a whole of which a part is told", parts, "case.assigned", change{}, true},
		{"a whole of two parts", parts, "case.fields", change{}, true},
		{"no part", parts, "case.assigned.user", change{}, false},
		{"a status", status, "case.status", change{From: "unresolved", To: "pending"}, true},
		{"a status by its short name", status, "status", change{From: "unresolved", To: "pending"}, true},
		{"the same status", same, "case.status", change{}, false},
		{"a status that is told", told, "case.status", change{From: "resolved", To: "pending"}, true},
		{"the case of a status", status, "case", change{}, true},
		{"another field of a status", status, "case.priority", change{}, false},
		{"a tag", tag, "case.tags", change{From: []string{"a"}, To: []string{"a", "vip"}}, true},
		{"a tag that the case does not show yet", early, "tags", change{From: []string{"a"}, To: []string{"a", "vip"}}, true},
		{"a tag that was removed", removed, "case.tags", change{From: []string{"a", "vip"}, To: []string{"a"}}, true},
		{"the case of a tag", tag, "case", change{}, true},
		{"a tag of a case that is not there", alone, "case.tags", change{}, false},
		{"a tag is no status", tag, "case.status", change{}, false},
		{"a record", record, "record.state", change{From: "a", To: "b"}, true},
		{"in a record", record, "record.owner.id", change{From: 7, To: nil}, true},
		{"nothing", updated(nil), "case.tags", change{}, false},
		{"no path", contact, "", change{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := tc.ev.Change(tc.path)
			require.Equal(t, tc.ok, ok)
			require.Equal(t, tc.want, got)
		})
	}
}

// A whole changed when any part of it is told, and what is told of a part is found within the whole.
func TestChangeOfPartsAndWholes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "c"})
		names := rapid.SliceOfN(word, 1, 4).Draw(t, "names")
		from, to := rapid.IntRange(0, 2).Draw(t, "from"), rapid.IntRange(0, 2).Draw(t, "to")
		path := "case.fields"
		var wholeFrom, wholeTo any = from, to
		for i := range names {
			path += "." + names[i]
			wholeFrom = map[string]any{names[len(names)-1-i]: wholeFrom}
			wholeTo = map[string]any{names[len(names)-1-i]: wholeTo}
		}
		base := trigger.Event{Kind: trigger.CaseUpdated, Case: &trigger.Case{ID: "5"}}
		part, whole := base, base
		part.Changes = map[string]trigger.Change{path: {From: from, To: to}}
		whole.Changes = map[string]trigger.Change{"case.fields": {From: wholeFrom, To: wholeTo}}
		c, ok := part.Change("case.fields")
		require.True(t, ok)
		require.Equal(t, trigger.Change{}, c, "of the whole, only a part is known")
		c, ok = whole.Change(path)
		require.Equal(t, from != to, ok, fmt.Sprint(path, c))
		if from == to {
			require.Equal(t, trigger.Change{}, c)
			return
		}
		require.Equal(t, trigger.Change{From: from, To: to}, c)
	})
}
