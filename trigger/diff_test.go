package trigger_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	three := 3
	for _, tt := range []struct {
		name string
		edit func(k *trigger.Case)
		want map[string]trigger.Change
	}{
		{"nothing", func(*trigger.Case) {}, map[string]trigger.Change{}},
		{"a field", func(k *trigger.Case) { k.Priority = "high" }, map[string]trigger.Change{"case.priority": {From: "low", To: "high"}}},
		{"a field that was missing", func(k *trigger.Case) { k.Language = "nl" }, map[string]trigger.Change{"case.language": {To: "nl"}}},
		{"a field that is missing now", func(k *trigger.Case) { k.Priority = "" }, map[string]trigger.Change{"case.priority": {From: "low"}}},
		{"the status, as text", func(k *trigger.Case) { k.Status = trigger.Resolved },
			map[string]trigger.Change{"case.status": {From: "pending", To: "resolved"}}},
		{"a tag", func(k *trigger.Case) { k.Tags = []string{"a", "b", "c"} },
			map[string]trigger.Change{"case.tags": {From: []string{"a", "b"}, To: []string{"a", "b", "c"}}}},
		{"no tags any more", func(k *trigger.Case) { k.Tags = []string{} }, map[string]trigger.Change{"case.tags": {From: []string{"a", "b"}}}},
		{"tags in another order, one twice", func(k *trigger.Case) { k.Tags = []string{"b", "a", "b"} }, map[string]trigger.Change{}},
		{"who has it", func(k *trigger.Case) { k.Assigned.Users = []string{"9"} }, map[string]trigger.Change{
			"case.assigned":       {From: map[string]any{"users": []string{"7"}}, To: map[string]any{"users": []string{"9"}}},
			"case.assigned.users": {From: []string{"7"}, To: []string{"9"}},
		}},
		{"nobody has it", func(k *trigger.Case) { k.Assigned = trigger.Assigned{} }, map[string]trigger.Change{
			"case.assigned":       {From: map[string]any{"users": []string{"7"}}},
			"case.assigned.users": {From: []string{"7"}},
		}},
		{"a part of the contact", func(k *trigger.Case) { k.Contact.Email = "ada@example.com" }, map[string]trigger.Change{
			"case.contact":       {From: map[string]any{"id": "k1"}, To: map[string]any{"id": "k1", "email": "ada@example.com"}},
			"case.contact.email": {To: "ada@example.com"},
		}},
		{"a host's field", func(k *trigger.Case) { k.Fields = map[string]any{"tier": "gold", "seats": 5.0} }, map[string]trigger.Change{
			"case.fields":      {From: map[string]any{"tier": "silver", "seats": 5}, To: map[string]any{"tier": "gold", "seats": 5.0}},
			"case.fields.tier": {From: "silver", To: "gold"},
		}},
		{"a host's field that is empty now", func(k *trigger.Case) { k.Fields = map[string]any{"tier": "", "seats": 5} }, map[string]trigger.Change{
			"case.fields":      {From: map[string]any{"tier": "silver", "seats": 5}, To: map[string]any{"tier": "", "seats": 5}},
			"case.fields.tier": {From: "silver"},
		}},
		{"a number of another type", func(k *trigger.Case) { k.Fields = map[string]any{"tier": "silver", "seats": json.Number("5")} }, map[string]trigger.Change{}},
		{"a part of a host's map", func(k *trigger.Case) {
			k.Fields = map[string]any{"tier": "silver", "seats": 5, "address": map[string]any{"city": "Gent"}}
		}, map[string]trigger.Change{
			"case.fields": {
				From: map[string]any{"tier": "silver", "seats": 5},
				To:   map[string]any{"tier": "silver", "seats": 5, "address": map[string]any{"city": "Gent"}},
			},
			"case.fields.address":      {To: map[string]any{"city": "Gent"}},
			"case.fields.address.city": {To: "Gent"},
		}},
		{"a name that is no path", func(k *trigger.Case) { k.Fields = map[string]any{"tier": "silver", "seats": 5, "a.b": 1} }, map[string]trigger.Change{
			"case.fields": {From: map[string]any{"tier": "silver", "seats": 5}, To: map[string]any{"tier": "silver", "seats": 5, "a.b": 1}},
		}},
		{"another zone is the same instant", func(k *trigger.Case) { k.Opened = noon.In(time.FixedZone("", 3600)) }, map[string]trigger.Change{}},
		{"another instant", func(k *trigger.Case) { k.Opened = noon.Add(1) },
			map[string]trigger.Change{"case.opened": {From: noon, To: noon.Add(1)}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := trigger.Case{
				ID: "5", Status: trigger.Pending, Priority: "low", Tags: []string{"a", "b"}, Opened: noon,
				Assigned: trigger.Assigned{Users: []string{"7"}}, Contact: trigger.Contact{ID: "k1"},
				Fields: map[string]any{"tier": "silver", "seats": 5},
			}
			after := before
			tt.edit(&after)
			got, err := trigger.Diff(before, after)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}

	got, err := trigger.Diff(trigger.Mention{ID: "m"}, trigger.Mention{ID: "m", Private: true, Author: trigger.Author{Followers: &three}})
	require.NoError(t, err)
	require.Equal(t, map[string]trigger.Change{
		"mention.private":          {From: false, To: true},
		"mention.author":           {To: map[string]any{"followers": 3}},
		"mention.author.followers": {To: 3},
	}, got)
}

func TestDiffOfTwoItems(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, before, after, want string }{
		{"another", "5", "6", `case.id: "5" before and "6" after; a diff is of two states of one case`},
		{"none before", "", "6", "case.id: missing; a diff is of two states of one case"},
		{"none after", "5", "", "case.id: missing; a diff is of two states of one case"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := trigger.Diff(trigger.Case{ID: tt.before, Priority: "low"}, trigger.Case{ID: tt.after})
			require.EqualError(t, err, tt.want)
			require.Len(t, trigger.FieldErrors(err), 1)
			require.Nil(t, got)
		})
	}
	_, err := trigger.Diff(trigger.Mention{ID: "a"}, trigger.Mention{ID: "b"})
	require.ErrorContains(t, err, "mention.id: ")
}

// What nests deeper than parts are told is compared all the same, and changes with the part around it.
func TestDiffOfDeepFields(t *testing.T) {
	t.Parallel()
	deep := func(levels int, last any) trigger.Case {
		for range levels {
			last = map[string]any{"a": last}
		}
		return trigger.Case{ID: "5", Fields: map[string]any{"a": last}}
	}
	got, err := trigger.Diff(deep(60, 1), deep(60, 2))
	require.NoError(t, err)
	require.Len(t, got, 1+16, "case.fields and sixteen parts")
	got, err = trigger.Diff(deep(60, 1), deep(60, 1))
	require.NoError(t, err)
	require.Empty(t, got)
}

// An event tells what changed whole, in parts, or by its kind; filters ask for either.
func TestChange(t *testing.T) {
	t.Parallel()
	told := func(changes map[string]trigger.Change) trigger.Event {
		return trigger.Event{Kind: trigger.CaseUpdated, Case: kase("a"), Changes: changes}
	}
	whole := map[string]trigger.Change{"case.contact": {
		From: map[string]any{"id": "k1", "email": "a@example.com", "fields": map[string]any{"tier": "gold", "a.b": 1}},
		To:   map[string]any{"id": "k1", "email": "b@example.com", "fields": map[string]any{"tier": "gold", "a.b": 2}},
	}}
	structs := map[string]trigger.Change{"assigned": {From: trigger.Assigned{Users: []string{"7"}}, To: trigger.Assigned{Users: []string{"7"}, Teams: []string{"t"}}}}
	tagged := trigger.Event{Kind: trigger.CaseTagAdded, Tag: "vip", Case: &trigger.Case{ID: "5", Tags: []string{"a", "vip"}}}
	untagged := trigger.Event{Kind: trigger.CaseTagRemoved, Tag: "vip", Case: &trigger.Case{ID: "5", Tags: []string{"a"}}}
	turned := trigger.Event{Kind: trigger.CaseStatusChanged, Case: kase("a"), From: trigger.Unresolved, To: trigger.Pending}
	same := turned
	same.From = trigger.Pending
	for _, tt := range []struct {
		name  string
		event trigger.Event
		path  string
		ok    bool
		want  trigger.Change
	}{
		{"told", told(map[string]trigger.Change{"case.priority": {From: "low", To: "high"}}), "case.priority", true, trigger.Change{From: "low", To: "high"}},
		{"by its short name", told(map[string]trigger.Change{"case.priority": {From: "low", To: "high"}}), "priority", true, trigger.Change{From: "low", To: "high"}},
		{"told by its short name", told(map[string]trigger.Change{"priority": {From: "low", To: "high"}}), "case.priority", true, trigger.Change{From: "low", To: "high"}},
		{"another field", told(map[string]trigger.Change{"case.priority": {}}), "case.status", false, trigger.Change{}},
		{"of another item", told(map[string]trigger.Change{"case.priority": {}}), "mention.priority", false, trigger.Change{}},
		{"a name that only begins so", told(map[string]trigger.Change{"case.fields.tiers": {}}), "case.fields.tier", false, trigger.Change{}},
		{"no path", told(map[string]trigger.Change{"case.priority": {}}), "", false, trigger.Change{}},
		{"a part of it is told", told(map[string]trigger.Change{"case.contact.email": {From: "a", To: "b"}}), "case.contact", true, trigger.Change{}},
		{"the whole is told, another value there", told(whole), "case.contact.email", true, trigger.Change{From: "a@example.com", To: "b@example.com"}},
		{"by its short name in the whole", told(whole), "contact.email", true, trigger.Change{From: "a@example.com", To: "b@example.com"}},
		{"the whole is told, the same value there", told(whole), "case.contact.id", false, trigger.Change{}},
		{"the whole is told, nothing there", told(whole), "case.contact.phone", false, trigger.Change{}},
		{"deep in the whole, the same", told(whole), "case.contact.fields.tier", false, trigger.Change{}},
		{"deep in the whole, a name with a dot", told(whole), "case.contact.fields.a.b", true, trigger.Change{From: 1, To: 2}},
		{"a whole in Go, changed there", told(structs), "case.assigned.teams", true, trigger.Change{To: []string{"t"}}},
		{"a whole in Go, the same there", told(structs), "case.assigned.users", false, trigger.Change{}},
		{"a tag that was added", tagged, "case.tags", true, trigger.Change{From: []string{"a"}, To: []string{"a", "vip"}}},
		{"a tag that was taken off", untagged, "tags", true, trigger.Change{From: []string{"a", "vip"}, To: []string{"a"}}},
		{"a tag that was added, of the mention", tagged, "mention.tags", false, trigger.Change{}},
		{"a status", turned, "case.status", true, trigger.Change{From: "unresolved", To: "pending"}},
		{"a status, by its short name", turned, "status", true, trigger.Change{From: "unresolved", To: "pending"}},
		{"a status that stayed", same, "case.status", false, trigger.Change{}},
		{"a status, of a mention", turned, "mention.status", false, trigger.Change{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, ok := tt.event.Change(tt.path)
			require.Equal(t, tt.ok, ok)
			require.Equal(t, tt.want, c)
		})
	}
}

// A change that was told as JSON reads as one that never left the process.
func TestChangeOfJSON(t *testing.T) {
	t.Parallel()
	before := trigger.Case{ID: "5", Contact: trigger.Contact{ID: "k1", Tags: []string{"a"}}, Fields: map[string]any{"tier": "gold"}}
	after := before
	after.Contact.Tags = []string{"a", "b"}
	changes, err := trigger.Diff(before, after)
	require.NoError(t, err)
	ev := trigger.Event{ID: "e", Kind: trigger.CaseUpdated, At: noon, Case: &after, Changes: changes}
	data, err := json.Marshal(ev)
	require.NoError(t, err)
	var back trigger.Event
	require.NoError(t, json.Unmarshal(data, &back))
	for _, path := range []string{"case.contact", "case.contact.tags", "case.contact.id", "case.fields", "case.fields.tier"} {
		_, here := ev.Change(path)
		_, there := back.Change(path)
		require.Equal(t, here, there, path)
	}
}

func ExampleDiff() {
	before := trigger.Case{ID: "5", Priority: "low", Contact: trigger.Contact{ID: "k1"}}
	after := before
	after.Priority, after.Contact.Company = "high", "Initech"
	changes, err := trigger.Diff(before, after)
	for _, path := range slices.Sorted(maps.Keys(changes)) {
		fmt.Println(path, changes[path].From, changes[path].To)
	}
	fmt.Println(err)
	// Output:
	// case.contact map[id:k1] map[company:Initech id:k1]
	// case.contact.company <nil> Initech
	// case.priority low high
	// <nil>
}
