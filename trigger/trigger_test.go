package trigger_test

import (
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

func TestFires(t *testing.T) {
	all := func(on string) trigger.Trigger { return trigger.Trigger{On: on, AllTopics: true} }
	vip := trigger.Trigger{On: trigger.OnCaseTagAdded, Tag: "vip", AllTopics: true}
	pending := trigger.Trigger{On: trigger.OnCaseStatusChanged, Status: trigger.Pending, AllTopics: true}
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
		{"status changed", pending, status(trigger.Unresolved, trigger.Pending), true},
		{"status changed to another", pending, status(trigger.Unresolved, trigger.Resolved), false},
		{"status stays", pending, status(trigger.Pending, trigger.Pending), false},
		{"case updated", all(trigger.OnCaseUpdated), trigger.Event{Kind: trigger.CaseUpdated, Case: kase("a"), Changes: changed}, true},
		{"an update that changes nothing is no event", all(trigger.OnCaseUpdated), trigger.Event{Kind: trigger.CaseUpdated, Case: kase("a")}, false},
		{"mention updated is not case updated", all(trigger.OnCaseUpdated), trigger.Event{Kind: trigger.MentionUpdated, Mention: mention("a"), Changes: changed}, false},
		{"any record", trigger.Trigger{On: trigger.OnRecord}, review("google", "review"), true},
		{"record of a source", trigger.Trigger{On: trigger.OnRecord, Source: "google"}, review("google", "review"), true},
		{"record of another source", trigger.Trigger{On: trigger.OnRecord, Source: "google"}, review("other", "review"), false},
		{"record of another object", trigger.Trigger{On: trigger.OnRecord, Object: "Case"}, review("sf", "Lead"), false},
		{"a host's own kind", all("call_ended"), trigger.Event{Kind: "call_ended", Case: kase("a")}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.trigger.Fires(tt.event))
		})
	}
}

func TestInTopic(t *testing.T) {
	two := trigger.Trigger{On: trigger.OnNewItem, Topics: []string{"1", "2"}}
	event := func(topic string) trigger.Event {
		return trigger.Event{Kind: trigger.MentionCreated, Mention: mention(topic)}
	}
	require.True(t, two.InTopic(event("1")))
	require.True(t, two.InTopic(event("2")))
	require.False(t, two.InTopic(event("3")))
	require.False(t, two.InTopic(event("")))
	require.True(t, two.InTopic(trigger.Event{Kind: trigger.CaseCreated, Case: kase("2")}))
	require.True(t, trigger.Trigger{On: trigger.OnRecord}.InTopic(trigger.Event{Kind: trigger.RecordReceived, Record: &trigger.Record{ID: "r"}}))
	require.True(t, trigger.Trigger{AllTopics: true}.InTopic(event("")))
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name    string
		trigger trigger.Trigger
		want    []string // the faults, in order; none means valid
	}{
		{"new item", trigger.Trigger{On: "new_item", Topics: []string{"a"}}, nil},
		{"all topics", trigger.Trigger{On: "case_mention", AllTopics: true}, nil},
		{"record", trigger.Trigger{On: "record", Source: "google"}, nil},
		{"host's kind", trigger.Trigger{On: "call_ended", AllTopics: true}, nil},
		{"nothing", trigger.Trigger{}, []string{"on: missing"}},
		{"unknown", trigger.Trigger{On: "new_itme"}, []string{`on: "new_itme" is not one of new_item, case_mention`}},
		{"no topics", trigger.Trigger{On: "new_item"}, []string{"topics: missing"}},
		{"an empty topic", trigger.Trigger{On: "new_item", Topics: []string{"a", ""}}, []string{"topics: holds an empty topic"}},
		{"topics twice", trigger.Trigger{On: "new_item", Topics: []string{"a"}, AllTopics: true}, []string{"topics: given beside all_topics"}},
		{"record with topics", trigger.Trigger{On: "record", AllTopics: true}, []string{"topics: a record trigger has none"}},
		{"a mention has no tag option", trigger.Trigger{On: "case_mention", Tag: "vip", AllTopics: true}, []string{"tag: a case_mention trigger has none"}},
		{"tag missing", trigger.Trigger{On: "case_tag_added", AllTopics: true}, []string{"tag: missing"}},
		{"status missing", trigger.Trigger{On: "case_status_changed", AllTopics: true}, []string{"status: missing"}},
		{"a fourth status", trigger.Trigger{On: "case_status_changed", Status: "closed", AllTopics: true},
			[]string{`status: "closed" is not unresolved, pending or resolved`}},
		{"all at once", trigger.Trigger{On: "new_item", Tag: "x", Status: "closed", Source: "s", Object: "o"},
			[]string{"tag: ", "status: a new_item", `status: "closed"`, "source: ", "object: ", "topics: "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			faults := trigger.FieldErrors(tt.trigger.Validate("call_ended"))
			require.Len(t, faults, len(tt.want))
			for i, f := range faults {
				require.True(t, strings.HasPrefix(f.Error(), tt.want[i]), "got %q, want it to begin with %q", f, tt.want[i])
			}
		})
	}
	for _, s := range trigger.Statuses() {
		require.NoError(t, trigger.Trigger{On: "case_status_changed", Status: s, AllTopics: true}.Validate())
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
		{"NUL in an ID", func(e *trigger.Event) { e.ID = "a\x00" }, []string{"id: holds a NUL character"}},
		{"invalid UTF-8 in an ID", func(e *trigger.Event) { e.Mention.ID = "\xff" }, []string{"mention.id: not valid UTF-8"}},
		{"a long ID", func(e *trigger.Event) { e.Mention.CaseID = strings.Repeat("x", 513) }, []string{"mention.case_id: longer than 512 bytes"}},
		{"a long topic", func(e *trigger.Event) { e.Mention.Topic = strings.Repeat("x", 513) }, []string{"mention.topic: longer than 512 bytes"}},
		{"no mention", func(e *trigger.Event) { e.Mention = nil }, []string{"mention: missing in a mention_created event"}},
		{"no case", func(e *trigger.Event) { e.Kind = trigger.CaseCreated }, []string{"case: missing in a case_created event"}},
		{"no record", func(e *trigger.Event) { e.Kind = trigger.RecordReceived }, []string{"record: missing in a record_received event"}},
		{"another case", func(e *trigger.Event) { e.Case = kase("a"); e.Mention.CaseID = "6" }, []string{`mention.case_id: "6" is not the event's case "5"`}},
		{"a fourth status", func(e *trigger.Event) { e.Case = &trigger.Case{ID: "5", Status: "closed"} },
			[]string{`case.status: "closed" is not unresolved, pending or resolved`}},
		{"no tag", func(e *trigger.Event) { e.Kind, e.Case = trigger.CaseTagAdded, kase("a") }, []string{"tag: missing"}},
		{"a tag too many", func(e *trigger.Event) { e.Tag = "x" }, []string{"tag: only a case_tag_added event has one"}},
		{"no status", func(e *trigger.Event) { e.Kind, e.Case = trigger.CaseStatusChanged, kase("a") }, []string{"to: missing"}},
		{"a status too many", func(e *trigger.Event) { e.To = trigger.Pending }, []string{"to: only a case_status_changed event"}},
		{"an actor of no kind", func(e *trigger.Event) { e.Actor = "boss" }, []string{`actor: "boss" is not`}},
		{"a chain without a root", func(e *trigger.Event) { e.Cause.Via = []trigger.Firing{{Recipe: "r"}} }, []string{"cause.root: missing"}},
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
		{"a record", trigger.Event{Kind: trigger.RecordReceived, Record: r, Case: k}, "record/r", ""},
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
	require.Nil(t, trigger.Event{Kind: trigger.MentionCreated}.Normal().Case)
	brussels := time.FixedZone("", 3600)
	require.Equal(t, time.UTC, trigger.Event{At: noon.In(brussels)}.Normal().At.Location())
}

func TestStillHolds(t *testing.T) {
	pending := trigger.Trigger{On: trigger.OnCaseStatusChanged, Status: trigger.Pending}
	vip := trigger.Trigger{On: trigger.OnCaseTagAdded, Tag: "vip"}
	with := func(k trigger.Case) trigger.Event { return trigger.Event{Case: &k} }
	require.True(t, pending.StillHolds(with(trigger.Case{Status: trigger.Pending})))
	require.False(t, pending.StillHolds(with(trigger.Case{Status: trigger.Resolved})))
	require.True(t, pending.StillHolds(with(trigger.Case{})), "a status that the host does not tell")
	require.True(t, vip.StillHolds(with(trigger.Case{Tags: []string{"x", "vip"}})))
	require.False(t, vip.StillHolds(with(trigger.Case{Tags: []string{"x"}})))
	require.True(t, trigger.Trigger{On: trigger.OnNewItem}.StillHolds(with(trigger.Case{})), "an arrival is a moment, not a state")
	require.True(t, pending.StillHolds(trigger.Event{}))
}

func TestChange(t *testing.T) {
	e := trigger.Event{Kind: trigger.CaseUpdated, Case: kase("a"), Changes: map[string]trigger.Change{
		"priority": {From: "low", To: "high"}, "case.category": {From: "", To: "billing"},
	}}
	for path, want := range map[string]bool{
		"case.priority": true, "priority": true, "case.category": true, "category": true,
		"case.status": false, "mention.priority": false, "": false,
	} {
		_, ok := e.Change(path)
		require.Equal(t, want, ok, path)
	}
	c, _ := e.Change("case.priority")
	require.Equal(t, trigger.Change{From: "low", To: "high"}, c)
}

func TestCause(t *testing.T) {
	e0 := trigger.Event{ID: "e0", Kind: trigger.CaseTagAdded, Case: kase("a")}
	require.Equal(t, "e0", e0.Root())
	e1 := trigger.Event{ID: "e1", Kind: trigger.CaseTagAdded, Case: kase("a"), Cause: e0.Then("r1")}
	require.Equal(t, "e0", e1.Root())
	left, right := e1.Then("r2"), e1.Then("r3")
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

func ExampleTrigger_Fires() {
	pending := trigger.Trigger{On: trigger.OnCaseStatusChanged, Status: trigger.Pending, Topics: []string{"support"}}
	event := trigger.Event{
		ID: "e1", Kind: trigger.CaseStatusChanged, At: noon,
		Case: &trigger.Case{ID: "5", Topic: "support"}, From: trigger.Unresolved, To: trigger.Pending,
	}
	fmt.Println(pending.Fires(event), pending.InTopic(event))
	event.From = trigger.Pending // nothing changed
	fmt.Println(pending.Fires(event))
	// Output:
	// true true
	// false
}

func ExampleTrigger_Validate() {
	err := trigger.Trigger{On: "case_status_changed", Status: "closed", Tag: "vip"}.Validate()
	fmt.Println(err)
	// Output:
	// tag: a case_status_changed trigger has none
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

func ExampleEvent_Then() {
	first := trigger.Event{ID: "e1", Kind: trigger.CaseTagAdded, Case: &trigger.Case{ID: "5"}, Tag: "vip"}
	second := trigger.Event{ID: "e2", Kind: trigger.CaseStatusChanged, Case: first.Case, Cause: first.Then("escalate")}
	fmt.Println(second.Root(), second.Cause.Via)
	// Output: e1 [{escalate case/5}]
}

func ExampleFieldErrors() {
	for _, f := range trigger.FieldErrors(trigger.Trigger{On: "record", Tag: "x", AllTopics: true}.Validate()) {
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
