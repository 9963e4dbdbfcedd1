package trigger_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// desk is a helpdesk with words and kinds of its own.
var desk = trigger.World{
	Statuses: []trigger.HostStatus{
		{Name: "open", Class: trigger.Unresolved}, {Name: "pending", Class: trigger.Pending},
		{Name: "solved", Class: trigger.Resolved}, {Name: "closed", Class: trigger.Resolved},
	},
	Priorities: []string{"p3", "p2", "p1"},
	Sentiments: []string{"angry", "calm"},
	Kinds: []trigger.OwnKind{
		{Name: "message_incoming", About: trigger.MentionItem, Message: true}, {Name: "mention_read", About: trigger.MentionItem},
		{Name: "sla_breached", About: trigger.CaseItem}, {Name: "row_added", About: trigger.RecordItem},
	},
}

func TestWorldWords(t *testing.T) {
	t.Parallel()
	usual := trigger.World{}
	require.NoError(t, desk.Validate())
	require.NoError(t, usual.Validate())
	for _, tt := range []struct {
		name  string
		check func(word string) error
		word  string
		want  string
	}{
		{"a status", desk.CheckStatus, "closed", ""},
		{"a status of the library", desk.CheckStatus, "pending", ""},
		{"a status of the library that the host does not have", desk.CheckStatus, "resolved",
			`"resolved" is not open, pending, solved or closed, did you mean solved?`},
		{"one of the three", usual.CheckStatus, "resolved", ""},
		{"none of the three", usual.CheckStatus, "closed", `"closed" is not unresolved, pending or resolved`},
		{"a misspelt one of the three", usual.CheckStatus, "Resolvd", `"Resolvd" is not unresolved, pending or resolved, did you mean resolved?`},
		{"no word", usual.CheckStatus, "", `"" is not unresolved, pending or resolved`},
		{"a priority", desk.CheckPriority, "p1", ""},
		{"another priority", desk.CheckPriority, "high", `"high" is not p3, p2 or p1`},
		{"a usual priority", usual.CheckPriority, "critical", ""},
		{"a usual priority in capitals", usual.CheckPriority, "HIGH", `"HIGH" is not low, medium, high or critical, did you mean high?`},
		{"a sentiment", desk.CheckSentiment, "angry", ""},
		{"another sentiment", desk.CheckSentiment, "positive", `"positive" is not angry or calm`},
		{"a usual sentiment", usual.CheckSentiment, "neutral", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.check(tt.word)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tt.want)
			var word *trigger.WordError
			require.ErrorAs(t, err, &word)
			require.Equal(t, tt.word, word.Word)
		})
	}
	require.Equal(t, trigger.Status("solved"), desk.FirstOfClass(trigger.Resolved))
	require.Equal(t, trigger.Resolved, usual.FirstOfClass(trigger.Resolved))
	require.Empty(t, trigger.World{Statuses: desk.Statuses[2:]}.FirstOfClass(trigger.Pending))
	require.Equal(t, trigger.Resolved, desk.Class("closed"))
	require.Equal(t, trigger.Pending, usual.Class("pending"))
	require.Empty(t, usual.Class("closed"))
}

func TestWorldValidate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		world trigger.World
		want  []string
	}{
		{"a status of no class", trigger.World{Statuses: []trigger.HostStatus{{Name: "open"}, {Name: "solved", Class: "resolved"}}},
			[]string{`statuses[0]: the class "" of "open" is not unresolved, pending or resolved`}},
		{"a status of another class", trigger.World{Statuses: []trigger.HostStatus{{Name: "solved", Class: "resolved"}, {Name: "closed", Class: "solved"}}},
			[]string{`statuses[1]: the class "solved" of "closed" is not unresolved, pending or resolved`}},
		{"a status twice", trigger.World{Statuses: []trigger.HostStatus{{Name: "a", Class: "resolved"}, {Name: "a", Class: "resolved"}}},
			[]string{`statuses[1]: "a" is given already`}},
		{"nothing is resolved", trigger.World{Statuses: []trigger.HostStatus{{Name: "a", Class: "pending"}}},
			[]string{"statuses: no status is of the class resolved; add one, for resolved cases"}},
		{"an empty priority, one twice", trigger.World{Priorities: []string{"", "a", "a"}}, []string{"priorities[0]: missing", `priorities[2]: "a" is given already`}},
		{"an empty sentiment", trigger.World{Sentiments: []string{"a", ""}}, []string{"sentiments[1]: missing"}},
		{"a kind that shadows an event", trigger.World{Kinds: []trigger.OwnKind{{Name: "mention_created", About: "mention"}}},
			[]string{`kinds[0]: "mention_created" is a kind of the library; give the host's own another name`}},
		{"a kind that shadows a trigger", trigger.World{Kinds: []trigger.OwnKind{{Name: "new_item", About: "case"}}},
			[]string{`kinds[0]: "new_item" is a kind of the library; give the host's own another name`}},
		{"a kind about nothing", trigger.World{Kinds: []trigger.OwnKind{{Name: "call_ended"}}}, []string{`kinds[0]: "call_ended" is about ""; want mention, case or record`}},
		{"a kind about a parcel", trigger.World{Kinds: []trigger.OwnKind{{Name: "call_ended", About: "parcel"}}},
			[]string{`kinds[0]: "call_ended" is about "parcel"; want mention, case or record`}},
		{"a message about a case", trigger.World{Kinds: []trigger.OwnKind{{Name: "call_ended", About: "case", Message: true}}},
			[]string{`kinds[0]: "call_ended" brings a message, so it is about a mention and not a case`}},
		{"a kind without a name, one twice", trigger.World{Kinds: []trigger.OwnKind{{About: "case"}, {Name: "a", About: "case"}, {Name: "a", About: "case"}}},
			[]string{"kinds[0]: missing", `kinds[2]: "a" is given already`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range trigger.FieldErrors(tt.world.Validate()) {
				got = append(got, f.Error())
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestWorldCheck(t *testing.T) {
	t.Parallel()
	status := func(from, to trigger.Status) trigger.Event {
		return trigger.Event{ID: "e", Kind: trigger.CaseStatusChanged, At: noon, Case: &trigger.Case{ID: "5", Status: to}, From: from, To: to}
	}
	own := func(kind trigger.Kind) trigger.Event {
		return trigger.Event{ID: "e", Kind: kind, At: noon, Case: kase("a"), Mention: mention("b")}
	}
	for _, tt := range []struct {
		name  string
		world trigger.World
		event trigger.Event
		want  []string // the paths of the faults
	}{
		{"the three", trigger.World{}, status(trigger.Pending, trigger.Resolved), nil},
		{"from where it came is not known", trigger.World{}, status("", trigger.Resolved), nil},
		{"a fourth", trigger.World{}, status(trigger.Pending, "closed"), []string{"case.status", "to"}},
		{"from a fourth", trigger.World{}, status("closed", trigger.Pending), []string{"from"}},
		{"the host's", desk, status("solved", "closed"), nil},
		{"one that the host does not have", desk, status("open", trigger.Resolved), []string{"case.status", "to"}},
		{"a fault of the event itself too", desk, trigger.Event{ID: "e", Kind: trigger.CaseStatusChanged, At: noon, To: "x"}, []string{"case", "to"}},
		{"an own kind", desk, own("sla_breached"), nil},
		{"an own kind without its item", desk, own("row_added"), []string{"record"}},
		{"a kind that nobody declared", desk, own("parcel_lost"), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range trigger.FieldErrors(tt.world.Check(tt.event)) {
				got = append(got, f.Path)
			}
			require.Equal(t, tt.want, got)
		})
	}
	require.Equal(t, "case/5", desk.Normal(own("sla_breached")).Item().String(), "it is about the case, though it carries a mention")
	require.Equal(t, "a", desk.Normal(own("sla_breached")).Topic())
	require.Equal(t, "mention/m1", desk.Normal(own("message_incoming")).Item().String())
	require.Equal(t, "mention/m1", desk.Normal(own("parcel_lost")).Item().String(), "what it carries first")
}

func TestLike(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]string{
		"message_incoming": "case_mention", "mention_read": "mention_updated", "sla_breached": "case_updated", "row_added": "record",
		"new_item": "new_item", "poll": "poll", "parcel_lost": "", "": "",
	} {
		require.Equal(t, want, desk.Like(on), on)
	}
}

// The events of a host's kind about records are in no topic, whatever else starts the recipe.
func TestOwnKindsInTopics(t *testing.T) {
	t.Parallel()
	tr := trigger.Trigger{On: []string{"new_item", "row_added", "sla_breached"}, Topics: []string{"a"}}
	require.NoError(t, tr.Validate(desk))
	row := trigger.Event{Kind: "row_added", Record: &trigger.Record{ID: "r"}}
	require.True(t, tr.Matches(desk.Normal(row)) && tr.InTopic(desk.Normal(row)))
	breach := trigger.Event{Kind: "sla_breached", Mention: mention("a"), Case: kase("b")}
	require.False(t, tr.InTopic(desk.Normal(breach)), "the case is in another topic")
}

func ExampleWorld_CheckStatus() {
	host := trigger.World{Statuses: []trigger.HostStatus{
		{Name: "open", Class: trigger.Unresolved}, {Name: "solved", Class: trigger.Resolved}, {Name: "closed", Class: trigger.Resolved},
	}}
	fmt.Println(host.CheckStatus("slved"))
	fmt.Println(host.FirstOfClass(trigger.Resolved))
	// Output:
	// "slved" is not open, solved or closed, did you mean solved?
	// solved
}
