package desk_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

var ten = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// withCase is a desk that a mention of a case has reached, and the mention's event.
func withCase() (*desk.Desk, trigger.Event) {
	d := new(desk.Desk)
	d.Receive(trigger.Event{
		ID: "e0", Kind: trigger.CaseCreated, At: ten,
		Case: &trigger.Case{ID: "5", Topic: "support", Status: trigger.Unresolved, Priority: "low", Tags: []string{"old"}},
	}, ten)
	ev := d.Receive(trigger.Event{
		ID: "e1", Kind: trigger.MentionCreated, At: ten,
		Mention: &trigger.Mention{
			ID: "m1", Topic: "support", Service: "twitter", Type: "inbox", CaseID: "5", Conversation: "v1",
			Contact: trigger.Contact{ID: "k1"}, Author: trigger.Author{ID: "@ada"},
		},
	}, ten)
	return d, ev
}

func theCase(d *desk.Desk) trigger.Case {
	k, _ := d.Case("5")
	return k
}

// TestActions carries each action out on a desk, and says what event tells of it.
func TestActions(t *testing.T) {
	t.Parallel()
	mention, matter := trigger.Ref{Kind: trigger.MentionItem, ID: "m1"}, trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
	for _, tc := range []struct {
		name string
		do   action.Config
		item trigger.Ref
		want []string // kind and what changed
	}{
		{"tags on a mention", action.AddTags{Tags: []string{"a", "b"}}, mention, []string{"mention_updated mention.tags"}},
		{"tags on a case", action.AddTags{Tags: []string{"a", "old", "b"}}, matter, []string{"case_tag_added a", "case_tag_added b"}},
		{"tags off a case", action.RemoveTags{Tags: []string{"old", "none"}}, matter, []string{"case_tag_removed old"}},
		{"status", action.SetStatus{Status: trigger.Pending}, matter, []string{"case_status_changed unresolved pending"}},
		{"resolve a mention", action.Resolve{}, mention, []string{"mention_updated mention.status"}},
		{"resolve a case", action.Resolve{}, matter, []string{"case_status_changed unresolved resolved"}},
		{"assign a mention", action.Assign{Teams: []string{"billing"}}, mention, []string{"mention_updated mention.assigned mention.assigned.teams"}},
		{"assign a case", action.Assign{Users: []string{"7"}}, matter, []string{"case_assigned case.assigned case.assigned.users"}},
		{"edit a mention", action.Edit{Property: action.Language, Value: "nl"}, mention, []string{"mention_updated mention.language"}},
		{"edit a case", action.Edit{Property: action.Priority, Value: "high"}, matter, []string{"case_updated case.priority"}},
		{"hide", action.Remove{How: action.Hide}, mention, []string{"mention_updated mention.fields mention.fields.removed"}},
		{"delete", action.Remove{How: action.Delete}, mention, []string{"mention_updated mention.fields mention.fields.removed"}},
		{"block the author", action.Remove{How: action.BlockAuthor}, mention, []string{"mention_updated mention.fields mention.fields.author_blocked"}},
		{"reply", action.Reply{Message: "Hi", Mode: action.Immediate, Service: "twitter"}, mention, []string{"mention_created sent"}},
		{"private reply", action.PrivateReply{Message: "Hi"}, matter, []string{"mention_created sent"}},
		{"survey", action.PrivateReply{Survey: action.CSAT}, matter, []string{"mention_created sent"}},
		{"flow", action.PrivateReply{Flow: "f1"}, matter, []string{"mention_created sent"}},
		{"public reply", action.PublicReply{Message: "Hi", Service: "twitter", Profile: "care"}, mention, []string{"mention_created sent"}},
		{"a draft is no event", action.Reply{Message: "Hi", Mode: action.AsDraft, Service: "twitter"}, mention, nil},
		{"nor is a reply to be approved", action.Reply{Message: "Hi", Mode: action.ForApproval, Service: "twitter"}, mention, nil},
		{"nor is a notification", action.Notify{Users: []string{"7"}, Channel: action.ByBoth}, mention, nil},
		{"nor is a ticket", action.Ticket{Name: "T", Owner: "ada"}, mention, nil},
		{"nor is a message", action.Message{To: action.Recipients{Group: "g"}, Text: "Hi", Channel: "teams"}, mention, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d, ev := withCase()
			in := action.Input{Event: ev, Recipe: action.Recipe{ID: "r", Name: "R"}, Item: tc.item, Key: "k", At: ten.Add(time.Hour)}
			require.NoError(t, d.Handlers().Run(context.Background(), tc.do, in))
			var got []string
			for i, ev := range d.Events() {
				got = append(got, told(ev))
				require.NoError(t, ev.Check())
				require.Equal(t, []string{"e1/1", "e1/2"}[i], ev.ID)
				require.Equal(t, trigger.Recipe, ev.Actor)
				require.Equal(t, ten.Add(time.Hour), ev.At)
				require.Equal(t, in.Cause(), ev.Cause)
				require.Equal(t, theCase(d), *ev.Case, "an event carries the case as the desk has it")
				m, _ := d.Mention(ev.Mention.ID)
				require.Equal(t, m, *ev.Mention)
			}
			require.Equal(t, tc.want, got)
			require.Empty(t, d.Events(), "told once")
		})
	}
}

func told(ev trigger.Event) string {
	text := string(ev.Kind)
	switch ev.Kind {
	case trigger.MentionCreated:
		return text + " " + ev.Mention.Type
	case trigger.CaseTagAdded, trigger.CaseTagRemoved:
		return text + " " + ev.Tag
	case trigger.CaseStatusChanged:
		return text + " " + string(ev.From) + " " + string(ev.To)
	}
	for _, path := range slices.Sorted(maps.Keys(ev.Changes)) {
		text += " " + path
	}
	return text
}

// What is as it should be is not changed, and nothing follows.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	matter := trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
	for _, do := range []action.Config{
		action.AddTags{Tags: []string{"old"}}, action.RemoveTags{Tags: []string{"new"}},
		action.SetStatus{Status: trigger.Unresolved}, action.Edit{Property: action.Priority, Value: "low"},
	} {
		d, ev := withCase()
		before := theCase(d)
		err := d.Handlers().Run(context.Background(), do, action.Input{Event: ev, Item: matter, At: ten})
		require.ErrorIs(t, err, action.ErrUnchanged)
		require.Empty(t, d.Events())
		require.Equal(t, before, theCase(d))
	}
}

func TestUnknownItem(t *testing.T) {
	t.Parallel()
	d, ev := withCase()
	for _, kind := range []string{trigger.CaseItem, trigger.MentionItem, trigger.RecordItem} {
		err := d.Handlers().Run(context.Background(), action.Resolve{}, action.Input{Event: ev, Item: trigger.Ref{Kind: kind, ID: "?"}})
		require.EqualError(t, err, "the desk has no "+kind+"/?")
		require.True(t, action.IsPermanent(err))
	}
	require.ErrorIs(t, d.Refresh(context.Background(), &trigger.Event{Mention: &trigger.Mention{ID: "?"}}), recipe.ErrGone)
	require.ErrorIs(t, d.Refresh(context.Background(), &trigger.Event{Case: &trigger.Case{ID: "?"}}), recipe.ErrGone)
}

// A change never reaches back into what an event carried.
func TestEventsKeepTheirItems(t *testing.T) {
	t.Parallel()
	d, ev := withCase()
	in := action.Input{Event: ev, Item: trigger.Ref{Kind: trigger.CaseItem, ID: "5"}, At: ten}
	require.NoError(t, d.Handlers().Run(context.Background(), action.AddTags{Tags: []string{"a"}}, in))
	require.NoError(t, d.Handlers().Run(context.Background(), action.RemoveTags{Tags: []string{"old"}}, in))
	require.Equal(t, []string{"old"}, ev.Case.Tags)
	require.Equal(t, []string{"a"}, theCase(d).Tags)
	events := d.Events()
	require.Equal(t, []string{"old", "a"}, events[0].Case.Tags)
	require.Equal(t, "case_tag_removed old", told(events[1]))

	require.NoError(t, d.Refresh(context.Background(), &ev))
	require.Equal(t, []string{"a"}, ev.Case.Tags, "a refreshed event has what the desk has")
}

// An event is completed with what the desk knows; what it says itself counts.
func TestReceive(t *testing.T) {
	t.Parallel()
	d, _ := withCase()
	ev := d.Receive(trigger.Event{
		ID: "e2", Kind: trigger.CaseStatusChanged, At: ten, From: trigger.Unresolved, To: trigger.Pending,
		Case: &trigger.Case{ID: "5", Tags: []string{}, Contact: trigger.Contact{Name: "Ada"}},
	}, ten)
	require.Equal(t, trigger.Case{
		ID: "5", Topic: "support", Status: trigger.Pending, Priority: "low", Tags: []string{}, Contact: trigger.Contact{Name: "Ada"},
	}, *ev.Case)
	require.Equal(t, "m1", ev.Mention.ID, "the latest mention of the case")
	require.Equal(t, trigger.Pending, theCase(d).Status)

	d.Receive(trigger.Event{
		ID: "n", Kind: trigger.MentionCreated, At: ten, Mention: &trigger.Mention{ID: "note", Type: trigger.NoteType, CaseID: "5"},
	}, ten)
	ev = d.Receive(trigger.Event{ID: "u", Kind: trigger.CaseUpdated, At: ten, Case: &trigger.Case{ID: "5"}}, ten)
	require.Equal(t, "m1", ev.Mention.ID, "nobody answers a note")

	ev = d.Receive(trigger.Event{
		ID: "e3", Kind: trigger.MentionCreated, At: ten,
		Mention: &trigger.Mention{ID: "m9", Topic: "billing", CaseID: "9", Contact: trigger.Contact{ID: "k9"}},
	}, ten)
	require.Equal(t, trigger.Case{ID: "9", Topic: "billing", Contact: trigger.Contact{ID: "k9"}}, *ev.Case,
		"of a case that only a mention told of, the desk knows what the mention says")

	ev = d.Receive(trigger.Event{
		ID: "e4", Kind: trigger.MentionUpdated, At: ten, Mention: &trigger.Mention{ID: "m1"}, Case: &trigger.Case{ID: "9"},
	}, ten)
	require.NoError(t, ev.Check())
	require.Equal(t, "9", ev.Mention.CaseID, "a mention that came to another case")
	ev = d.Receive(trigger.Event{ID: "e5", Kind: trigger.CaseUpdated, At: ten, Case: &trigger.Case{ID: "5"}}, ten)
	require.NoError(t, ev.Check())
	require.Nil(t, ev.Mention, "it is no mention of case 5 any more")
}

// An agent who answered a contact is found for that long.
func TestLastHandler(t *testing.T) {
	t.Parallel()
	d, _ := withCase()
	d.Receive(trigger.Event{
		ID: "e2", Kind: trigger.MentionCreated, At: ten.Add(time.Minute), Actor: trigger.Agent,
		Mention: &trigger.Mention{ID: "m2", Type: "sent", Author: trigger.Author{ID: "marta"}, Contact: trigger.Contact{ID: "k1"}},
	}, ten)
	ev := d.Receive(trigger.Event{
		ID: "e3", Kind: trigger.CaseUpdated, At: ten, Case: &trigger.Case{ID: "5", Contact: trigger.Contact{ID: "k1"}},
	}, ten)
	smart := func(at time.Time) error {
		in := action.Input{Event: ev, Item: trigger.Ref{Kind: trigger.CaseItem, ID: "5"}, At: at}
		return d.Handlers().Run(context.Background(), action.SmartAssign{Within: action.ThreeHours}, in)
	}
	reason, _ := action.SkipReason(smart(ten.Add(time.Minute + 3*time.Hour + 1)))
	require.Equal(t, action.NoRecentHandler, reason)
	require.NoError(t, smart(ten.Add(time.Minute+3*time.Hour)), "the window's end is in it")
	require.Equal(t, []string{"marta"}, theCase(d).Assigned.Users)
	d.Away = []string{"marta"}
	reason, _ = action.SkipReason(smart(ten.Add(time.Hour)))
	require.Equal(t, action.NobodyAvailable, reason)
}

// What leaves a real desk is counted.
func TestOutside(t *testing.T) {
	t.Parallel()
	d, ev := withCase()
	for _, do := range []action.Config{
		action.Notify{Users: []string{"7", "9"}, Channel: action.ByBoth}, action.Slack{Channel: "#a", Text: "b"},
		action.Slack{Channel: "#a", Text: "c"}, action.Message{To: action.Recipients{User: "u", Group: "g"}, Text: "Hi", Channel: "c"},
	} {
		require.NoError(t, d.Handlers().Run(context.Background(), do, action.Input{Event: ev}))
	}
	require.Equal(t, map[string]int{"notify by push": 2, "notify by email": 2, "slack": 2, "message": 2}, d.Outside())
}

// The desk carries out every kind of package action.
func TestDeskHasEveryKind(t *testing.T) {
	t.Parallel()
	all := new(action.Handlers)
	action.HandleAll(all, func(context.Context, action.Config, action.Input) error { return nil })
	for _, kind := range all.Kinds() {
		require.True(t, new(desk.Desk).Handlers().Has(kind), kind)
	}
}

// A team is its users; one that the desk was not told of is one user.
func TestTeams(t *testing.T) {
	t.Parallel()
	d, ev := withCase()
	d.Teams = map[string][]string{"care": {"ann", "bob"}, "empty": {}}
	message := func(group string) error {
		return d.Handlers().Run(context.Background(),
			action.Message{To: action.Recipients{Group: group}, Text: "Hi", Channel: "teams"}, action.Input{Event: ev})
	}
	require.NoError(t, message("care"))
	require.NoError(t, message("nobody-knows"))
	require.Equal(t, 3, d.Outside()["message"])
	reason, _ := action.SkipReason(message("empty"))
	require.Equal(t, action.NoRecipient, reason)
}

// What was sent to customers can be read; a draft was not sent.
func TestSent(t *testing.T) {
	t.Parallel()
	d, ev := withCase()
	in := action.Input{Event: ev, Item: trigger.Ref{Kind: trigger.MentionItem, ID: "m1"}, Key: "k", At: ten}
	require.NoError(t, d.Handlers().Run(context.Background(), action.Reply{Message: "one", Mode: action.AsDraft}, in))
	require.NoError(t, d.Handlers().Run(context.Background(), action.Reply{Message: "two", Mode: action.Immediate}, in))
	require.Len(t, d.Sent(), 1)
	require.Equal(t, "two", d.Sent()[0].Content)
	require.Equal(t, "m1", d.Sent()[0].InReplyTo)
	draft, ok := d.Mention("k")
	require.True(t, ok)
	require.Equal(t, "draft", draft.Type)
}

// Events are handed over until nothing follows, whatever one of them says; a desk that never gets quiet is an error.
func TestPump(t *testing.T) {
	t.Parallel()
	d, ev := withCase()
	in := action.Input{Event: ev, Recipe: action.Recipe{ID: "r"}, Item: trigger.Ref{Kind: trigger.CaseItem, ID: "5"}, At: ten}
	add := func(tags ...string) {
		require.NoError(t, d.Handlers().Run(context.Background(), action.AddTags{Tags: tags}, in))
	}
	add("a", "b")
	var got []string
	err := d.Pump(func(ev trigger.Event) error {
		got = append(got, ev.Tag)
		if ev.Tag == "a" {
			add("c")
			return errors.New("a is refused")
		}
		return nil
	})
	require.EqualError(t, err, "a is refused")
	require.Equal(t, []string{"a", "b", "c"}, got)

	n := 0
	d.Tell(in, trigger.Event{Kind: "ping"})
	err = d.Pump(func(trigger.Event) error {
		n++
		d.Tell(in, trigger.Event{Kind: "ping"})
		return nil
	})
	require.EqualError(t, err, `more than 100000 events followed, the last one from event "e1"`)
	require.Equal(t, desk.MaxFollow, n)
	require.Empty(t, d.Events())
}

// No event that follows gets an ID that one from outside will have.
func TestReserve(t *testing.T) {
	t.Parallel()
	d, ev := withCase()
	d.Reserve("e1/1", "e1/3")
	in := action.Input{Event: ev, Item: trigger.Ref{Kind: trigger.CaseItem, ID: "5"}, At: ten}
	require.NoError(t, d.Handlers().Run(context.Background(), action.AddTags{Tags: []string{"a", "b"}}, in))
	var ids []string
	for _, ev := range d.Events() {
		ids = append(ids, ev.ID)
	}
	require.Equal(t, []string{"e1/2", "e1/4"}, ids)
}
