package trigger_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

func mention(topic string) *trigger.Mention { return &trigger.Mention{ID: "m1", Topic: topic} }
func kase(topic string) *trigger.Case       { return &trigger.Case{ID: "5", Topic: topic} }

func TestMatches(t *testing.T) {
	all := func(on string) trigger.Trigger { return trigger.Trigger{On: []string{on}, AllTopics: true} }
	vip := trigger.Trigger{On: []string{trigger.OnCaseTagAdded}, Tag: []string{"vip"}, AllTopics: true}
	pending := trigger.Trigger{On: []string{trigger.OnCaseStatusChanged}, Status: []trigger.Status{trigger.Pending}, AllTopics: true}
	status := func(from, to trigger.Status) trigger.Event {
		return trigger.Event{Kind: trigger.CaseStatusChanged, Case: kase("a"), From: from, To: to}
	}
	tag := func(tag string, had ...string) trigger.Event {
		e := trigger.Event{Kind: trigger.CaseTagAdded, Case: kase("a"), Tag: tag}
		if had != nil {
			e.Changes = map[string]trigger.Change{"case.tags": {From: had, To: append(had, tag)}}
		}
		return e
	}
	noVIP := trigger.Trigger{On: []string{trigger.OnCaseTagRemoved}, Tag: []string{"vip"}, AllTopics: true}
	done := trigger.Trigger{On: []string{trigger.OnCaseStatusChanged}, Status: []trigger.Status{trigger.Pending, trigger.Resolved}, AllTopics: true}
	several := trigger.Trigger{On: []string{trigger.OnNewItem, trigger.OnCaseTagAdded, trigger.OnCaseAssigned}, Tag: []string{"vip"}, AllTopics: true}
	untag := func(tag string, had ...string) trigger.Event {
		e := trigger.Event{Kind: trigger.CaseTagRemoved, Case: kase("a"), Tag: tag}
		if had != nil {
			e.Changes = map[string]trigger.Change{"tags": {From: had, To: []string{}}}
		}
		return e
	}
	users := func(ids ...string) []string { return ids }
	assigned := func(from []string, to ...string) trigger.Event {
		e := trigger.Event{Kind: trigger.CaseAssigned, Case: &trigger.Case{ID: "5", Topic: "a", Assigned: trigger.Assigned{Users: to}}}
		if from != nil {
			e.Changes = map[string]trigger.Change{"case.assigned": {From: trigger.Assigned{Users: from}, To: map[string]any{"users": to}}}
		}
		return e
	}
	changed := map[string]trigger.Change{"priority": {From: "low", To: "high"}}
	review := func(source, object string) trigger.Event {
		return trigger.Event{Kind: trigger.RecordReceived, Record: &trigger.Record{ID: "r", Source: source, Object: object}}
	}
	for _, tt := range []struct {
		name    string
		trigger trigger.Trigger
		event   trigger.Event
		want    bool
	}{
		{"new item: a mention arrives", all(trigger.OnNewItem), trigger.Event{Kind: trigger.MentionCreated, Mention: mention("a")}, true},
		{"new item: a case is opened", all(trigger.OnNewItem), trigger.Event{Kind: trigger.CaseCreated, Case: kase("a")}, true},
		{"new item: a later edit is none", all(trigger.OnNewItem), trigger.Event{Kind: trigger.MentionUpdated, Mention: mention("a"), Changes: changed}, false},
		{"new item: a later tag is none", all(trigger.OnNewItem), tag("vip"), false},
		{"new item: an agent's reply too", all(trigger.OnNewItem), trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{ID: "m", Type: "sent"}}, true},
		{"case mention: a mention appears", all(trigger.OnCaseMention), trigger.Event{Kind: trigger.MentionCreated, Mention: mention("a")}, true},
		{"case mention: a case is none", all(trigger.OnCaseMention), trigger.Event{Kind: trigger.CaseCreated, Case: kase("a")}, false},
		{"tag added", vip, tag("vip"), true},
		{"another tag", vip, tag("x"), false},
		{"tag was there", vip, tag("vip", "vip"), false},
		{"tag joins another", vip, tag("vip", "x"), true},
		{"any tag", all(trigger.OnCaseTagAdded), tag("x"), true},
		{"any tag that was there", all(trigger.OnCaseTagAdded), tag("x", "x"), false},
		{"one of two tags", trigger.Trigger{On: []string{trigger.OnCaseTagAdded}, Tag: []string{"gold", "vip"}, AllTopics: true}, tag("vip"), true},
		{"none of two tags", trigger.Trigger{On: []string{trigger.OnCaseTagAdded}, Tag: []string{"gold", "vip"}, AllTopics: true}, tag("x"), false},
		{"a tag is taken off", noVIP, untag("vip"), true},
		{"another tag is taken off", noVIP, untag("x"), false},
		{"a tag is taken off that was not there", noVIP, untag("vip", "x"), false},
		{"a tag is taken off that was there", noVIP, untag("vip", "x", "vip"), true},
		{"a tag is added, and the trigger wants it taken off", noVIP, tag("vip"), false},
		{"any tag is taken off", all(trigger.OnCaseTagRemoved), untag("x"), true},
		{"assigned", all(trigger.OnCaseAssigned), assigned(nil), true},
		{"assigned to another", all(trigger.OnCaseAssigned), assigned(users("7"), users("9")...), true},
		{"assigned to nobody", all(trigger.OnCaseAssigned), assigned(users("7")), true},
		{"assigned to the same", all(trigger.OnCaseAssigned), assigned(users("7", "9"), users("9", "7")...), false},
		{"assigned is no update", all(trigger.OnCaseUpdated), assigned(nil, users("9")...), false},
		{"any status", all(trigger.OnCaseStatusChanged), status(trigger.Unresolved, trigger.Resolved), true},
		{"any status, which stays", all(trigger.OnCaseStatusChanged), status(trigger.Resolved, trigger.Resolved), false},
		{"one of two statuses", done, status(trigger.Unresolved, trigger.Pending), true},
		{"none of two statuses", done, status(trigger.Pending, trigger.Unresolved), false},
		{"the first of several", several, trigger.Event{Kind: trigger.MentionCreated, Mention: mention("a")}, true},
		{"the second of several", several, tag("vip"), true},
		{"the second of several, with another tag", several, tag("x"), false},
		{"the third of several, which asks for no tag", several, assigned(nil, users("9")...), true},
		{"none of several", several, status(trigger.Unresolved, trigger.Pending), false},
		{"status changed", pending, status(trigger.Unresolved, trigger.Pending), true},
		{"status changed to another", pending, status(trigger.Unresolved, trigger.Resolved), false},
		{"status stays", pending, status(trigger.Pending, trigger.Pending), false},
		{"case updated", all(trigger.OnCaseUpdated), trigger.Event{Kind: trigger.CaseUpdated, Case: kase("a"), Changes: changed}, true},
		{"an update that changes nothing is no event", all(trigger.OnCaseUpdated), trigger.Event{Kind: trigger.CaseUpdated, Case: kase("a")}, false},
		{"mention updated is not case updated", all(trigger.OnCaseUpdated), trigger.Event{Kind: trigger.MentionUpdated, Mention: mention("a"), Changes: changed}, false},
		{"any record", trigger.Trigger{On: []string{trigger.OnRecord}}, review("google", "review"), true},
		{"record of a source", trigger.Trigger{On: []string{trigger.OnRecord}, Source: "google"}, review("google", "review"), true},
		{"record of another source", trigger.Trigger{On: []string{trigger.OnRecord}, Source: "google"}, review("other", "review"), false},
		{"record of another object", trigger.Trigger{On: []string{trigger.OnRecord}, Object: "Case"}, review("sf", "Lead"), false},
		{"a host's own kind", all("call_ended"), trigger.Event{Kind: "call_ended", Case: kase("a")}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.trigger.Matches(tt.event))
		})
	}
}

func TestInTopic(t *testing.T) {
	two := trigger.Trigger{On: []string{trigger.OnNewItem}, Topics: []string{"1", "2"}}
	event := func(topic string) trigger.Event {
		return trigger.Event{Kind: trigger.MentionCreated, Mention: mention(topic)}
	}
	require.True(t, two.InTopic(event("1")))
	require.True(t, two.InTopic(event("2")))
	require.False(t, two.InTopic(event("3")))
	require.False(t, two.InTopic(event("")))
	require.True(t, two.InTopic(trigger.Event{Kind: trigger.CaseCreated, Case: kase("2")}))
	require.True(t, trigger.Trigger{On: []string{trigger.OnRecord}}.InTopic(trigger.Event{Kind: trigger.RecordReceived, Record: &trigger.Record{ID: "r"}}))
	require.True(t, trigger.Trigger{AllTopics: true}.InTopic(event("")))
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name    string
		trigger trigger.Trigger
		want    []string // the faults, in order; none means valid
	}{
		{"new item", trigger.Trigger{On: []string{"new_item"}, Topics: []string{"a"}}, nil},
		{"all topics", trigger.Trigger{On: []string{"case_mention"}, AllTopics: true}, nil},
		{"record", trigger.Trigger{On: []string{"record"}, Source: "google"}, nil},
		{"a host's kind about records has no topics", trigger.Trigger{On: []string{"row_added"}}, nil},
		{"a host's kind about records, with topics", trigger.Trigger{On: []string{"row_added"}, AllTopics: true}, []string{"topics: a row_added trigger has none, leave it out"}},
		{"near a host's kind", trigger.Trigger{On: []string{"call_endet"}, AllTopics: true},
			[]string{`on: "call_endet" is not one of ` + strings.Join(trigger.Names(), ", ") + `, call_ended, row_added, did you mean call_ended?`}},
		{"a kind that is not declared", trigger.Trigger{On: []string{"parcel_lost"}, AllTopics: true}, []string{`on: "parcel_lost" is not one of `}},
		{"host's kind", trigger.Trigger{On: []string{"call_ended"}, AllTopics: true}, nil},
		{"nothing", trigger.Trigger{}, []string{"on: missing"}},
		{"unknown", trigger.Trigger{On: []string{"new_itme"}}, []string{`on: "new_itme" is not one of new_item, case_mention`}},
		{"no topics", trigger.Trigger{On: []string{"new_item"}}, []string{"topics: missing"}},
		{"an empty topic", trigger.Trigger{On: []string{"new_item"}, Topics: []string{"a", ""}}, []string{"topics: contains an empty topic; name it or take it out"}},
		{"topics twice", trigger.Trigger{On: []string{"new_item"}, Topics: []string{"a"}, AllTopics: true}, []string{"topics: given beside all_topics"}},
		{"record with topics", trigger.Trigger{On: []string{"record"}, AllTopics: true}, []string{"topics: a record trigger has none, leave it out"}},
		{"a mention has no tag option", trigger.Trigger{On: []string{"case_mention"}, Tag: []string{"vip"}, AllTopics: true}, []string{"tag: a case_mention trigger has none, leave it out"}},
		{"any tag", trigger.Trigger{On: []string{"case_tag_added"}, AllTopics: true}, nil},
		{"any status", trigger.Trigger{On: []string{"case_status_changed"}, AllTopics: true}, nil},
		{"several, with the options of each", trigger.Trigger{
			On: []string{"new_item", "case_tag_removed", "case_status_changed", "record"}, Tag: []string{"a", "b"},
			Status: []trigger.Status{"pending", "resolved"}, Source: "google", Topics: []string{"a"},
		}, nil},
		{"one twice", trigger.Trigger{On: []string{"new_item", "new_item"}, AllTopics: true}, []string{`on[1]: "new_item" is given already`}},
		{"one of several is unknown", trigger.Trigger{On: []string{"new_item", "new_itme", ""}, AllTopics: true},
			[]string{`on[1]: "new_itme" is not one of new_item, `, "on[2]: missing"}},
		{"an empty name", trigger.Trigger{On: []string{""}, AllTopics: true}, []string{"on: missing"}},
		{"poll beside another", trigger.Trigger{On: []string{"new_item", "poll"}, AllTopics: true}, []string{"on[1]: poll goes with no other trigger"}},
		{"an option of none of several", trigger.Trigger{On: []string{"new_item", "case_mention", "case_updated"}, Tag: []string{"a"}, AllTopics: true},
			[]string{"tag: a trigger on new_item, case_mention and case_updated has none, leave it out"}},
		{"several tags, one empty, one twice", trigger.Trigger{On: []string{"case_tag_added"}, Tag: []string{"a", "", "a"}, AllTopics: true},
			[]string{"tag[1]: empty; leave it out to take any", `tag[2]: "a" is given already`}},
		{"an empty tag", trigger.Trigger{On: []string{"case_tag_removed"}, Tag: []string{""}, AllTopics: true}, []string{"tag: empty; leave it out to take any"}},
		{"one of several statuses is none", trigger.Trigger{On: []string{"case_status_changed"}, Status: []trigger.Status{"pending", "closed"}, AllTopics: true},
			[]string{`status[1]: "closed" is not unresolved, pending or resolved`}},
		{"several, all without topics", trigger.Trigger{On: []string{"record", "case_updated"}}, []string{"topics: missing"}},
		{"a fourth status", trigger.Trigger{On: []string{"case_status_changed"}, Status: []trigger.Status{"closed"}, AllTopics: true},
			[]string{`status: "closed" is not unresolved, pending or resolved`}},
		{"all at once", trigger.Trigger{On: []string{"new_item"}, Tag: []string{"x"}, Status: []trigger.Status{"closed"}, Source: "s", Object: "o"},
			[]string{"tag: ", "status: a new_item", `status: "closed"`, "source: ", "object: ", "topics: "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			faults := trigger.FieldErrors(tt.trigger.Validate(trigger.World{Kinds: []trigger.OwnKind{{Name: "call_ended", About: trigger.CaseItem}, {Name: "row_added", About: trigger.RecordItem}}}))
			require.Len(t, faults, len(tt.want))
			for i, f := range faults {
				require.True(t, strings.HasPrefix(f.Error(), tt.want[i]), "got %q, want it to begin with %q", f, tt.want[i])
			}
		})
	}
	for _, s := range trigger.Statuses() {
		require.NoError(t, trigger.Trigger{On: []string{"case_status_changed"}, Status: []trigger.Status{s}, AllTopics: true}.Validate(trigger.World{}))
	}
}

func TestCheck(t *testing.T) {
	ok := trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: noon, Mention: mention("a")}
	for _, tt := range []struct {
		name string
		edit func(e *trigger.Event)
		want []string
	}{
		{"valid", func(*trigger.Event) {}, nil},
		{"year 0", func(e *trigger.Event) { e.At = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC) }, nil},
		{"year 9999", func(e *trigger.Event) { e.At = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }, nil},
		{"year 10000", func(e *trigger.Event) { e.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"at: year 10000 is outside 0..9999"}},
		{"any text", func(e *trigger.Event) { e.Mention = &trigger.Mention{ID: "m", Content: "a\x00b\xff"} }, nil},
		{"everything missing", func(e *trigger.Event) { *e = trigger.Event{} },
			[]string{"id: missing", "kind: missing", "at: missing", "an event carries a mention, a case or a record"}},
		{"NUL in an ID", func(e *trigger.Event) { e.ID = "a\x00" }, []string{"id: contains a NUL character"}},
		{"invalid UTF-8 in an ID", func(e *trigger.Event) { e.Mention.ID = "\xff" }, []string{"mention.id: not valid UTF-8"}},
		{"a long ID", func(e *trigger.Event) { e.Mention.CaseID = strings.Repeat("x", 513) }, []string{"mention.case_id: longer than 512 bytes"}},
		{"a long topic", func(e *trigger.Event) { e.Mention.Topic = strings.Repeat("x", 513) }, []string{"mention.topic: longer than 512 bytes"}},
		{"no mention", func(e *trigger.Event) { e.Mention = nil }, []string{"mention: missing in a mention_created event"}},
		{"no case", func(e *trigger.Event) { e.Kind = trigger.CaseCreated }, []string{"case: missing in a case_created event"}},
		{"no record", func(e *trigger.Event) { e.Kind = trigger.RecordReceived }, []string{"record: missing in a record_received event"}},
		{"another case", func(e *trigger.Event) { e.Case = kase("a"); e.Mention.CaseID = "6" }, []string{`mention.case_id: "6" is not the event's case "5"`}},
		{"a status of the host's", func(e *trigger.Event) { e.Case = &trigger.Case{ID: "5", Status: "closed"} }, nil},
		{"a status with a NUL", func(e *trigger.Event) { e.Case = &trigger.Case{ID: "5", Status: "a\x00"} }, []string{"case.status: contains a NUL"}},
		{"about what it carries", func(e *trigger.Event) { e.Kind, e.About, e.Case = "call_ended", "case", kase("a") }, nil},
		{"about what it does not carry", func(e *trigger.Event) { e.Kind, e.About = "call_ended", "case" }, []string{`about: "case" is not`}},
		{"about something else", func(e *trigger.Event) { e.Kind, e.About = "call_ended", "parcel" }, []string{`about: "parcel" is not`}},
		{"no tag", func(e *trigger.Event) { e.Kind, e.Case = trigger.CaseTagAdded, kase("a") }, []string{"tag: missing"}},
		{"no tag to take off", func(e *trigger.Event) { e.Kind, e.Case = trigger.CaseTagRemoved, kase("a") }, []string{"tag: missing in a case_tag_removed event"}},
		{"a tag to take off", func(e *trigger.Event) { e.Kind, e.Case, e.Tag = trigger.CaseTagRemoved, kase("a"), "x" }, nil},
		{"assigned", func(e *trigger.Event) { e.Kind, e.Case, e.User = trigger.CaseAssigned, kase("a"), "7" }, nil},
		{"assigned without a case", func(e *trigger.Event) { e.Kind = trigger.CaseAssigned }, []string{"case: missing in a case_assigned event"}},
		{"a user with a NUL", func(e *trigger.Event) { e.User = "a\x00" }, []string{"user: contains a NUL character"}},
		{"a tag too many", func(e *trigger.Event) { e.Tag = "x" }, []string{"tag: only a case_tag_added or case_tag_removed event has one"}},
		{"no status", func(e *trigger.Event) { e.Kind, e.Case = trigger.CaseStatusChanged, kase("a") }, []string{"to: missing"}},
		{"a status too many", func(e *trigger.Event) { e.To = trigger.Pending }, []string{"to: only a case_status_changed event"}},
		{"an actor of no kind", func(e *trigger.Event) { e.Actor = "boss" }, []string{`actor: "boss" is not`}},
		{"a chain without a root", func(e *trigger.Event) { e.Cause.Via = []trigger.Run{{Recipe: "r"}} }, []string{"cause.root: missing"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := ok
			m := *ok.Mention
			e.Mention = &m
			tt.edit(&e)
			faults := trigger.FieldErrors(e.Check())
			require.Len(t, faults, len(tt.want), "%v", faults)
			for i, f := range faults {
				require.True(t, strings.HasPrefix(f.Error(), tt.want[i]), "got %q, want it to begin with %q", f, tt.want[i])
			}
		})
	}
}

func TestItem(t *testing.T) {
	m, k, r := mention("a"), kase("b"), &trigger.Record{ID: "r"}
	for _, tt := range []struct {
		name  string
		event trigger.Event
		item  string
		topic string
	}{
		{"a mention of a case", trigger.Event{Kind: trigger.MentionCreated, Mention: m, Case: k}, "mention/m1", "a"},
		{"a case with its latest mention", trigger.Event{Kind: trigger.CaseTagAdded, Mention: m, Case: k}, "case/5", "b"},
		{"a case that is assigned", trigger.Event{Kind: trigger.CaseAssigned, Mention: m, Case: k}, "case/5", "b"},
		{"a case that loses a tag", trigger.Event{Kind: trigger.CaseTagRemoved, Mention: m, Case: k}, "case/5", "b"},
		{"a record", trigger.Event{Kind: trigger.RecordReceived, Record: r, Case: k}, "record/r", ""},
		{"a host's kind, about what it says", trigger.Event{Kind: "call_ended", About: "case", Mention: m, Case: k}, "case/5", "b"},
		{"a kind of ours, whatever it says", trigger.Event{Kind: trigger.MentionCreated, About: "case", Mention: m, Case: k}, "mention/m1", "a"},
		{"a host's kind, about what it carries first", trigger.Event{Kind: "call_ended", Case: k, Record: r}, "case/5", "b"},
		{"nothing", trigger.Event{Kind: "call_ended"}, "", ""},
		{"a mention that is not there", trigger.Event{Kind: trigger.MentionCreated, Case: k}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.item, tt.event.Item().String())
			require.Equal(t, tt.topic, tt.event.Topic())
		})
	}
	require.Equal(t, "case/7", trigger.Event{Mention: &trigger.Mention{ID: "m", CaseID: "7"}}.CaseRef().String())
}

func TestNormal(t *testing.T) {
	k := &trigger.Case{ID: "5", Status: trigger.Unresolved, Tags: []string{"a"}}
	e := trigger.Event{Kind: trigger.CaseStatusChanged, Case: k, To: trigger.Pending}
	require.Equal(t, trigger.Pending, e.Normal().Case.Status)
	require.Equal(t, trigger.Unresolved, k.Status, "the caller's case stays")
	e = trigger.Event{Kind: trigger.CaseTagAdded, Case: k, Tag: "vip"}
	require.Equal(t, []string{"a", "vip"}, e.Normal().Case.Tags)
	require.Equal(t, []string{"a"}, k.Tags)
	e.Tag = "a"
	require.Equal(t, []string{"a"}, e.Normal().Case.Tags)
	e.Kind = trigger.CaseTagRemoved
	require.Empty(t, e.Normal().Case.Tags)
	require.Equal(t, []string{"a"}, k.Tags)
	require.Nil(t, trigger.Event{Kind: trigger.MentionCreated}.Normal().Case)
	brussels := time.FixedZone("", 3600)
	require.Equal(t, time.UTC, trigger.Event{At: noon.In(brussels)}.Normal().At.Location())
}

func TestStillHolds(t *testing.T) {
	t.Parallel()
	pending := trigger.Trigger{On: []string{trigger.OnCaseStatusChanged}, Status: []trigger.Status{trigger.Pending}}
	done := trigger.Trigger{On: []string{trigger.OnCaseStatusChanged}, Status: []trigger.Status{trigger.Pending, trigger.Resolved}}
	vip := trigger.Trigger{On: []string{trigger.OnCaseTagAdded}, Tag: []string{"vip"}}
	tags := trigger.Trigger{On: []string{trigger.OnCaseTagAdded}, Tag: []string{"gold", "vip"}}
	off := trigger.Trigger{On: []string{trigger.OnCaseTagRemoved}, Tag: []string{"gold", "vip"}}
	both := trigger.Trigger{
		On:  []string{trigger.OnCaseTagAdded, trigger.OnCaseStatusChanged, trigger.OnNewItem},
		Tag: []string{"vip"}, Status: []trigger.Status{trigger.Pending},
	}
	turned, tagged, untagged := trigger.CaseStatusChanged, trigger.CaseTagAdded, trigger.CaseTagRemoved
	for _, tt := range []struct {
		name    string
		trigger trigger.Trigger
		kind    trigger.Kind
		now     trigger.Case
		want    bool
	}{
		{"the status is still that", pending, turned, trigger.Case{Status: trigger.Pending}, true},
		{"the status is another", pending, turned, trigger.Case{Status: trigger.Resolved}, false},
		{"a status that the host does not tell", pending, turned, trigger.Case{}, true},
		{"the status is another of the list", done, turned, trigger.Case{Status: trigger.Resolved}, true},
		{"the status is none of the list", done, turned, trigger.Case{Status: trigger.Unresolved}, false},
		{"no status is named", trigger.Trigger{On: []string{trigger.OnCaseStatusChanged}}, turned, trigger.Case{Status: trigger.Unresolved}, true},
		{"the tag is there", vip, tagged, trigger.Case{Tags: []string{"x", "vip"}}, true},
		{"the tag is gone", vip, tagged, trigger.Case{Tags: []string{"x"}}, false},
		{"one tag of the list is there", tags, tagged, trigger.Case{Tags: []string{"vip"}}, true},
		{"no tag of the list is there", tags, tagged, trigger.Case{Tags: []string{"x"}}, false},
		{"no tag is named", trigger.Trigger{On: []string{trigger.OnCaseTagAdded}}, tagged, trigger.Case{}, true},
		{"one tag of the list is still off", off, untagged, trigger.Case{Tags: []string{"gold"}}, true},
		{"every tag of the list is back", off, untagged, trigger.Case{Tags: []string{"gold", "vip"}}, false},
		{"no tag is named, taken off", trigger.Trigger{On: []string{trigger.OnCaseTagRemoved}}, untagged, trigger.Case{Tags: []string{"x"}}, true},
		{"an arrival is a moment, not a state", trigger.Trigger{On: []string{trigger.OnNewItem}}, trigger.CaseCreated, trigger.Case{}, true},
		{"an assignment is a moment", trigger.Trigger{On: []string{trigger.OnCaseAssigned}}, trigger.CaseAssigned, trigger.Case{}, true},
		{"of several, that of the event's kind holds", both, turned, trigger.Case{Status: trigger.Pending}, true},
		{"of several, only another's holds", both, turned, trigger.Case{Status: trigger.Resolved, Tags: []string{"vip"}}, false},
		{"of several, the moment", both, trigger.CaseCreated, trigger.Case{Status: trigger.Resolved}, true},
		{"the trigger is about another kind by now", pending, tagged, trigger.Case{Status: trigger.Resolved}, false},
		{"the trigger is about other kinds by now, and one holds", tags, turned, trigger.Case{Tags: []string{"vip"}}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.now.ID = "5"
			require.Equal(t, tt.want, tt.trigger.StillHolds(trigger.Event{Kind: tt.kind, Case: &tt.now}))
		})
	}
	require.True(t, pending.StillHolds(trigger.Event{Kind: turned}), "an event without its case")
}

// A trigger that is taken apart fires when the whole does, and each part has its own options only.
func TestEach(t *testing.T) {
	t.Parallel()
	whole := trigger.Trigger{
		On: []string{"new_item", "case_tag_added", "case_status_changed", "record"}, Tag: []string{"vip"},
		Status: []trigger.Status{"pending", "resolved"}, Source: "google", Topics: []string{"a"},
	}
	require.NoError(t, whole.Validate(trigger.World{}))
	var names []string
	for one := range whole.Each() {
		require.NoError(t, one.Validate(trigger.World{}))
		names = append(names, one.On...)
	}
	require.Equal(t, []string(whole.On), names)
	for one := range whole.Each() {
		require.Equal(t, []string{"new_item"}, []string(one.On))
		break
	}
	for range (trigger.Trigger{}).Each() {
		t.Fatal("nothing to take apart")
	}
}

// One word is written as a word, several as a list, and both are read.
func TestTriggerJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"one of each", `{"on":"case_tag_added","tag":"vip","all_topics":true}`, ""},
		{"one in lists", `{"on":["case_tag_added"],"tag":["vip"],"all_topics":true}`, `{"on":"case_tag_added","tag":"vip","all_topics":true}`},
		{"several", `{"on":["case_tag_added","case_status_changed"],"tag":["vip","gold"],"status":["pending","resolved"],"topics":["a"]}`, ""},
		{"a status", `{"on":"case_status_changed","status":"pending","topics":["a"]}`, ""},
		{"null", `{"on":"new_item","tag":null,"topics":["a"]}`, `{"on":"new_item","topics":["a"]}`},
		{"a text with marks", `{"on":"case_tag_added","tag":"a,b [\"c\"]","topics":["a"]}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var tr, again trigger.Trigger
			require.NoError(t, json.Unmarshal([]byte(tt.text), &tr))
			data, err := json.Marshal(tr)
			require.NoError(t, err)
			require.Equal(t, cmp.Or(tt.want, tt.text), string(data))
			require.NoError(t, json.Unmarshal(data, &again))
			require.Equal(t, tr, again)
		})
	}
	for text, want := range map[string]string{
		`{"on":[]}`:                   "an empty list; name one or several, or leave the member out",
		`{"on":1}`:                    "want a text or a list of texts",
		`{"on":{"a":1}}`:              "want a text or a list of texts",
		`{"on":["a",2]}`:              "number 2 of the list is not a text",
		`{"on":"a","tag":[null]}`:     "number 1 of the list is not a text",
		`{"on":"a","status":[["a"]]}`: "number 1 of the list is not a text",
	} {
		require.ErrorContains(t, json.Unmarshal([]byte(text), new(trigger.Trigger)), want, text)
	}
}

func FuzzList(f *testing.F) {
	f.Add(`"vip"`)
	f.Add(`["a","b"]`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		var list, again trigger.List[string]
		if json.Unmarshal([]byte(text), &list) != nil {
			return
		}
		data, err := json.Marshal(list)
		require.NoError(t, err)
		if list == nil { // null
			return
		}
		require.NoError(t, json.Unmarshal(data, &again))
		require.Equal(t, list, again)
	})
}

func TestCause(t *testing.T) {
	e0 := trigger.Event{ID: "e0", Kind: trigger.CaseTagAdded, Case: kase("a")}
	require.Equal(t, "e0", e0.Root())
	e1 := trigger.Event{ID: "e1", Kind: trigger.CaseTagAdded, Case: kase("a"), Cause: e0.NextCause("r1")}
	require.Equal(t, "e0", e1.Root())
	left, right := e1.NextCause("r2"), e1.NextCause("r3")
	require.Equal(t, []string{"r1", "r2"}, recipes(left), "two branches do not share memory")
	require.Equal(t, []string{"r1", "r3"}, recipes(right))
	require.Equal(t, "case/5", left.Via[1].Item.String())
}

func recipes(c trigger.Cause) []string {
	var ids []string
	for _, f := range c.Via {
		ids = append(ids, f.Recipe)
	}
	return ids
}

// An event's JSON holds what is there, and nothing else.
func TestEventJSON(t *testing.T) {
	e := trigger.Event{ID: "e", Kind: trigger.CaseTagAdded, At: noon, Case: kase("a"), Tag: "vip"}
	data, err := json.Marshal(e)
	require.NoError(t, err)
	require.Equal(t, `{"id":"e","kind":"case_tag_added","at":"2026-01-05T12:00:00Z","case":{"id":"5","topic":"a"},"tag":"vip"}`, string(data))
	var back trigger.Event
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, e, back)
}

func ExampleTrigger_Matches() {
	pending := trigger.Trigger{On: []string{trigger.OnCaseStatusChanged}, Status: []trigger.Status{trigger.Pending}, Topics: []string{"support"}}
	event := trigger.Event{
		ID: "e1", Kind: trigger.CaseStatusChanged, At: noon,
		Case: &trigger.Case{ID: "5", Topic: "support"}, From: trigger.Unresolved, To: trigger.Pending,
	}
	fmt.Println(pending.Matches(event), pending.InTopic(event))
	event.From = trigger.Pending // nothing changed
	fmt.Println(pending.Matches(event))
	// Output:
	// true true
	// false
}

func ExampleTrigger_Validate() {
	err := trigger.Trigger{On: []string{"case_status_changed"}, Status: []trigger.Status{"closed"}, Tag: []string{"vip"}}.Validate(trigger.World{})
	fmt.Println(err)
	// Output:
	// tag: a case_status_changed trigger has none, leave it out
	// status: "closed" is not unresolved, pending or resolved
	// topics: missing; name at least one, or set all_topics
}

func ExampleEvent_Check() {
	err := trigger.Event{ID: "e1", Kind: trigger.CaseTagAdded}.Check()
	fmt.Println(err)
	// Output:
	// at: missing
	// case: missing in a case_tag_added event
	// tag: missing in a case_tag_added event
}

func ExampleEvent_NextCause() {
	first := trigger.Event{ID: "e1", Kind: trigger.CaseTagAdded, Case: &trigger.Case{ID: "5"}, Tag: "vip"}
	second := trigger.Event{ID: "e2", Kind: trigger.CaseStatusChanged, Case: first.Case, Cause: first.NextCause("escalate")}
	fmt.Println(second.Root(), second.Cause.Via[0].Recipe, second.Cause.Via[0].Item)
	// Output: e1 escalate case/5
}

func ExampleFieldErrors() {
	for _, f := range trigger.FieldErrors(trigger.Trigger{On: []string{"record"}, Tag: []string{"x"}, AllTopics: true}.Validate(trigger.World{})) {
		fmt.Println(f.Path)
	}
	// Output:
	// tag
	// topics
}

func ExampleMention_OfCustomer() {
	fmt.Println(trigger.Mention{Type: "inbox"}.OfCustomer(), trigger.Mention{Type: trigger.SentType}.OfCustomer())
	// Output: true false
}

// Whatever applies events says in one way which of them are not worth sending again.
func ExampleRefusedError() {
	handle := func(ev trigger.Event) error {
		if err := ev.Check(); err != nil {
			return fmt.Errorf("inbox: %w", &trigger.RefusedError{ID: ev.ID, Err: err})
		}
		return errors.New("inbox: the database is away")
	}
	for _, ev := range []trigger.Event{
		{ID: "e1", Kind: trigger.MentionCreated, At: time.Unix(1767607200, 0)},
		{ID: "e2", Kind: trigger.MentionCreated, At: time.Unix(1767607200, 0), Mention: &trigger.Mention{ID: "m2"}},
	} {
		err := handle(ev)
		var refused *trigger.RefusedError
		fmt.Println(errors.As(err, &refused), err)
	}
	// Output:
	// true inbox: event "e1": mention: missing in a mention_created event
	// false inbox: the database is away
}
