package action_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// The events that a target is looked for in.
func events() map[string]trigger.Event {
	mention := trigger.Mention{ID: "m1", Service: "twitter", CaseID: "5",
		Author: trigger.Author{ID: "a1"}, Contact: trigger.Contact{ID: "c1"}}
	lone := trigger.Mention{ID: "m2", Service: "facebook"}
	taken := mention
	taken.Assigned = trigger.Assigned{Teams: []string{"t"}}
	open := trigger.Case{ID: "5", Contact: trigger.Contact{ID: "c1"}}
	record := trigger.Record{ID: "r1"}
	return map[string]trigger.Event{
		"mention":      {Kind: trigger.MentionCreated, Mention: &mention},
		"with case":    {Kind: trigger.MentionCreated, Mention: &mention, Case: &open},
		"lone mention": {Kind: trigger.MentionCreated, Mention: &lone},
		"taken":        {Kind: trigger.MentionCreated, Mention: &taken},
		"new case":     {Kind: trigger.CaseCreated, Case: &open},
		"case":         {Kind: trigger.CaseTagAdded, Case: &open, Tag: "x"},
		"case latest":  {Kind: trigger.CaseStatusChanged, Case: &open, Mention: &mention},
		"taken case": {Kind: trigger.CaseStatusChanged, Mention: &mention,
			Case: &trigger.Case{ID: "5", Assigned: trigger.Assigned{Users: []string{"7"}}}},
		"record":      {Kind: trigger.RecordReceived, Record: &record},
		"own record":  {Kind: "parcel_lost", Record: &record},
		"own mention": {Kind: "call_ended", Mention: &mention, Case: &open},
		"nothing":     {Kind: trigger.MentionCreated},
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	users := []string{"7"}
	tests := []struct {
		name   string
		config action.Targeter
		want   map[string]string // the item by event, "!" and the reason for a skip
	}{
		{"resolve", action.Resolve{}, map[string]string{
			"mention": "mention/m1", "new case": "case/5", "record": "!no_mention_or_case", "own record": "!no_mention_or_case",
			"own mention": "mention/m1", "nothing": "!no_mention_or_case"}},
		{"assign", action.Assign{Users: users}, map[string]string{
			"mention": "mention/m1", "taken": "mention/m1", "new case": "case/5", "record": "!no_mention_or_case"}},
		{"assign item", action.Assign{Users: users, On: action.OnItem}, map[string]string{"mention": "mention/m1", "case": "case/5"}},
		{"assign case", action.Assign{Users: users, On: action.OnCase}, map[string]string{
			"mention": "case/5", "lone mention": "!no_associated_case", "case": "case/5", "taken case": "case/5",
			"record": "!no_associated_case"}},
		{"assign mention", action.Assign{Users: users, On: action.OnMention}, map[string]string{
			"mention": "mention/m1", "case": "!no_mention", "case latest": "mention/m1", "record": "!no_mention"}},
		{"note", action.Note{}, map[string]string{
			"mention": "mention/m1", "new case": "case/5", "case latest": "case/5", "record": "!no_mention_or_case"}},
		{"unassign", action.Unassign{}, map[string]string{"taken": "mention/m1", "new case": "case/5", "record": "!no_mention_or_case"}},
		{"unassign case", action.Unassign{On: action.OnCase}, map[string]string{
			"mention": "case/5", "lone mention": "!no_associated_case", "case": "case/5", "record": "!no_associated_case"}},
		{"unassign mention", action.Unassign{On: action.OnMention}, map[string]string{"case latest": "mention/m1", "case": "!no_mention"}},
		{"field of the case", action.SetField{Field: "case.fields.a"}, map[string]string{
			"mention": "case/5", "lone mention": "!no_associated_case", "new case": "case/5", "case latest": "case/5", "record": "!no_associated_case"}},
		{"field of the mention", action.SetField{Field: "mention.fields.a"}, map[string]string{
			"mention": "mention/m1", "new case": "!no_mention", "case latest": "mention/m1", "record": "!no_mention"}},
		{"keep", action.Assign{Users: users, KeepExisting: true}, map[string]string{
			"mention": "mention/m1", "taken": "!already_assigned", "record": "!no_mention_or_case"}},
		{"keep case", action.Assign{Users: users, On: action.OnCase, KeepExisting: true}, map[string]string{
			"mention": "case/5", "taken": "case/5", "case": "case/5", "taken case": "!already_assigned",
			"lone mention": "!no_associated_case"}},
		{"smart assign", action.SmartAssign{}, map[string]string{
			"mention": "mention/m1", "lone mention": "!no_contact", "new case": "case/5", "taken case": "case/5",
			"record": "!no_mention_or_case", "own mention": "mention/m1"}},
		{"edit", action.Edit{Property: action.Category}, map[string]string{
			"mention": "mention/m1", "new case": "case/5", "record": "!no_mention_or_case"}},
		{"edit priority", action.Edit{Property: action.Priority}, map[string]string{
			"mention": "!cases_only", "with case": "!cases_only", "new case": "case/5", "record": "!no_mention_or_case"}},
		{"reply", action.Reply{Service: "twitter"}, map[string]string{
			"mention": "mention/m1", "lone mention": "!service_mismatch", "new case": "!mentions_only",
			"case latest": "mention/m1", "case": "!no_mention", "record": "!no_mention", "nothing": "!no_mention"}},
		{"reply on any service", action.Reply{}, map[string]string{"mention": "mention/m1", "lone mention": "mention/m2"}},
		{"reply on a service that is filled in", action.Reply{Service: "{{ mention.service }}"}, map[string]string{"lone mention": "mention/m2"}},
		{"private reply", action.PrivateReply{}, map[string]string{
			"mention": "mention/m1", "case": "case/5", "record": "!no_mention_or_case"}},
		{"public reply", action.PublicReply{}, map[string]string{
			"mention": "mention/m1", "case latest": "case/5", "record": "!no_mention_or_case"}},
		{"remove", action.Remove{How: action.Delete}, map[string]string{
			"mention": "mention/m1", "lone mention": "mention/m2", "new case": "!mentions_only", "record": "!mentions_only"}},
		{"block", action.Remove{How: action.BlockAuthor}, map[string]string{
			"mention": "mention/m1", "lone mention": "!no_author", "new case": "!mentions_only"}},
		{"add tags", action.AddTags{}, map[string]string{
			"mention": "mention/m1", "new case": "case/5", "case": "case/5", "record": "!no_mention_or_case"}},
		{"add tags case", action.AddTags{On: action.OnCase}, map[string]string{
			"mention": "case/5", "with case": "case/5", "lone mention": "!no_associated_case",
			"new case": "!no_associated_case", "case": "case/5", "record": "!no_associated_case"}},
		{"add tags mention", action.AddTags{On: action.OnMention}, map[string]string{
			"mention": "mention/m1", "case": "!no_mention", "case latest": "mention/m1"}},
		{"remove tags", action.RemoveTags{}, map[string]string{
			"mention": "case/5", "lone mention": "!no_associated_case", "case latest": "case/5", "record": "!no_associated_case"}},
		{"remove tags item", action.RemoveTags{On: action.OnItem}, map[string]string{
			"mention": "!cases_only", "case": "case/5"}},
		{"set status", action.SetStatus{}, map[string]string{
			"mention": "case/5", "lone mention": "!no_associated_case", "new case": "!no_associated_case",
			"case latest": "case/5", "record": "!no_associated_case"}},
	}
	all := events()
	for _, tt := range tests {
		for event, want := range tt.want {
			t.Run(tt.name+" on "+event, func(t *testing.T) {
				ev, ok := all[event]
				require.True(t, ok)
				item, err := tt.config.Target(ev)
				got := item.String()
				if err != nil {
					require.Equal(t, trigger.Ref{}, item)
					reason, skipped := action.SkipReason(err)
					require.True(t, skipped, err)
					got = "!" + string(reason)
				}
				require.Equal(t, want, got)
			})
		}
	}
}

func TestSmartAssignWindow(t *testing.T) {
	t.Parallel()
	for within, hours := range map[action.Within]float64{"3h": 3, "24h": 24, "2d": 48, "3d": 72, "1w": 168, "12h": 0, "": 0} {
		require.Equal(t, hours, action.SmartAssign{Within: within}.Window().Hours(), within)
	}
}

func TestAssignTakesTurns(t *testing.T) {
	t.Parallel()
	two := action.Assign{Users: []string{"7"}, Teams: []string{"t"}, Pick: action.PickOne}
	require.True(t, two.RoundRobin())
	two.Pick = action.PickAll
	require.False(t, two.RoundRobin())
	require.False(t, action.Assign{Users: []string{"7"}}.RoundRobin())
}

func TestOnlyRemoveIsIrreversible(t *testing.T) {
	t.Parallel()
	hs := every()
	for _, kind := range hs.Kinds() {
		c, ok := sample(kind).(action.Irreversible)
		require.Equal(t, kind == "remove", ok && c.Irreversible(), kind)
	}
}
