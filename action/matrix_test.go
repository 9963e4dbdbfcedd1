package action_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// hook stands for the webhook, which lives in a package above.
type hook struct{}

func (hook) Kind() string { return "webhook" }

// choosy is a host's own kind that goes with one trigger only.
type choosy struct{}

func (choosy) Kind() string { return "choosy" }

var errChoosy = errors.New("only when a parcel is lost")

func (choosy) AllowedOn(t trigger.Trigger) error {
	if t.On[0] == "parcel_lost" {
		return nil
	}
	return errChoosy
}

// double is a host's own config for a kind of the library that has variants there.
type double struct{}

func (double) Kind() string { return "assign" }

func TestAllowed(t *testing.T) {
	t.Parallel()
	// The columns are: new item, case mention, case tag added, case status changed, record.
	const yes, no = true, false
	tests := []struct {
		name   string
		config action.Config
		want   [5]bool
	}{
		{"notify", action.Notify{}, [5]bool{yes, no, no, no, no}},
		{"resolve", action.Resolve{}, [5]bool{yes, no, no, no, no}},
		{"assign", action.Assign{}, [5]bool{yes, no, no, no, no}},
		{"assign item", action.Assign{On: action.OnItem}, [5]bool{yes, no, no, no, no}},
		{"assign case", action.Assign{On: action.OnCase}, [5]bool{no, yes, yes, yes, no}},
		{"assign mention", action.Assign{On: action.OnMention}, [5]bool{no, yes, no, no, no}},
		{"smart_assign", action.SmartAssign{}, [5]bool{yes, no, no, no, no}},
		{"edit", action.Edit{}, [5]bool{yes, no, no, no, no}},
		{"reply", action.Reply{Service: "twitter"}, [5]bool{yes, no, no, no, no}},
		{"private_reply", action.PrivateReply{}, [5]bool{no, yes, yes, yes, no}},
		{"public_reply", action.PublicReply{Service: "twitter"}, [5]bool{no, yes, yes, yes, no}},
		{"remove", action.Remove{}, [5]bool{yes, no, no, no, no}},
		{"add_tags", action.AddTags{}, [5]bool{yes, yes, yes, yes, no}},
		{"add_tags item", action.AddTags{On: action.OnItem}, [5]bool{yes, yes, yes, yes, no}},
		{"add_tags case", action.AddTags{On: action.OnCase}, [5]bool{yes, yes, yes, yes, no}},
		{"add_tags mention", action.AddTags{On: action.OnMention}, [5]bool{no, yes, yes, yes, no}},
		{"remove_tags", action.RemoveTags{}, [5]bool{no, yes, yes, yes, no}},
		{"remove_tags case", action.RemoveTags{On: action.OnCase}, [5]bool{no, yes, yes, yes, no}},
		{"remove_tags item", action.RemoveTags{On: action.OnItem}, [5]bool{no, no, yes, yes, no}},
		{"set_status unresolved", action.SetStatus{Status: trigger.Unresolved}, [5]bool{no, no, no, no, no}},
		{"set_status pending", action.SetStatus{Status: trigger.Pending}, [5]bool{yes, no, no, yes, no}},
		{"set_status resolved", action.SetStatus{Status: trigger.Resolved}, [5]bool{no, yes, no, yes, no}},
		{"note", action.Note{}, [5]bool{no, no, no, no, no}},
		{"set_field", action.SetField{Field: "case.fields.a"}, [5]bool{no, no, no, no, no}},
		{"unassign", action.Unassign{}, [5]bool{no, no, no, no, no}},
		{"unassign case", action.Unassign{On: action.OnCase}, [5]bool{no, no, no, no, no}},
		{"notify teams", action.Notify{Teams: []string{"t"}}, [5]bool{no, no, no, no, no}},
		{"notify with a text", action.Notify{Text: "t"}, [5]bool{no, no, no, no, no}},
		{"webhook", hook{}, [5]bool{yes, yes, yes, yes, no}},
		{"message", action.Message{}, [5]bool{no, no, no, no, yes}},
		{"distribute_survey", action.DistributeSurvey{}, [5]bool{no, no, no, no, yes}},
		{"save_contact", action.SaveContact{}, [5]bool{no, no, no, no, yes}},
		{"ticket", action.Ticket{}, [5]bool{no, no, no, no, yes}},
		{"email", action.Email{}, [5]bool{no, no, no, no, yes}},
		{"slack", action.Slack{}, [5]bool{no, no, no, no, yes}},
		{"web_service", action.WebService{}, [5]bool{no, no, no, no, yes}},
		{"sync", action.Sync{}, [5]bool{no, no, no, no, yes}},
		{"custom", page{}, [5]bool{yes, yes, yes, yes, yes}},
		{"choosy", choosy{}, [5]bool{no, no, no, no, no}},
		{"double", double{}, [5]bool{yes, yes, yes, yes, yes}},
	}
	type column struct {
		on  string
		col int
	}
	columns := []column{
		{trigger.OnNewItem, 0},
		{trigger.OnCaseMention, 1},
		{trigger.OnMentionUpdated, 1},
		{trigger.OnCaseTagAdded, 2},
		{trigger.OnCaseUpdated, 2},
		{trigger.OnCaseTagRemoved, 2},
		{trigger.OnCaseAssigned, 2},
		{trigger.OnCaseStatusChanged, 3},
		{trigger.OnRecord, 4}, {trigger.OnPoll, 4}, {trigger.OnSchedule, 4},
	}
	for _, on := range trigger.Names() {
		require.True(t, slices.ContainsFunc(columns, func(c column) bool { return c.on == on }), "add %s to columns in action/matrix_test.go", on)
	}
	for _, tt := range tests {
		for _, c := range columns {
			t.Run(tt.name+" on "+c.on, func(t *testing.T) {
				err := action.SocialConnect.Allowed(tt.config, trigger.Trigger{On: []string{c.on}}, trigger.World{})
				require.Equal(t, tt.want[c.col], err == nil, "%v", err)
			})
		}
		t.Run(tt.name+" on a host's own event", func(t *testing.T) {
			limited := tt.name == "notify teams" || tt.name == "notify with a text"
			require.Equal(t, limited, action.SocialConnect.Allowed(tt.config, trigger.Trigger{On: []string{"parcel_lost"}}, trigger.World{}) != nil)
		})
	}
	require.EqualError(t, action.SocialConnect.Allowed(choosy{}, trigger.Trigger{On: []string{trigger.OnRecord}}, trigger.World{}), "with: only when a parcel is lost")
}

func TestAllowedTellsWhere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		config action.Config
		on     string
		want   string
	}{
		{"kind in one family", action.Notify{}, "case_mention",
			"do: notify does not go with a case_mention trigger, only new_item"},
		{"kind in another family", action.PrivateReply{}, "new_item",
			"do: private_reply does not go with a new_item trigger, only " +
				"case_mention, mention_updated, case_tag_added, case_tag_removed, case_assigned, case_updated and case_status_changed"},
		{"task", action.Sync{}, "new_item", "do: sync does not go with a new_item trigger, only record, poll and schedule"},
		{"target that could be another", action.Assign{On: action.OnMention}, "case_tag_added",
			`with.target: "mention" does not go with a case_tag_added trigger, only case_mention and mention_updated; ` +
				`here it may be case`},
		{"target left out", action.Assign{}, "case_mention",
			`with.target: "item" does not go with a case_mention trigger, only new_item; here it may be case or mention`},
		{"status that could be another", action.SetStatus{Status: "resolved"}, "new_item",
			`with.status: "resolved" does not go with a new_item trigger, ` +
				`only case_mention, mention_updated and case_status_changed; here it may be pending`},
		{"status nowhere", action.SetStatus{Status: "unresolved"}, "case_status_changed",
			`with.status: "unresolved" does not go with a case_status_changed trigger, no trigger takes it; ` +
				`here it may be pending or resolved`},
		{"no status here", action.SetStatus{Status: "pending"}, "case_tag_added",
			`do: set_status with status "pending" does not go with a case_tag_added trigger, ` +
				`only new_item and case_status_changed`},
		{"no status here or anywhere", action.SetStatus{Status: "unresolved"}, "record",
			`do: set_status with status "unresolved" does not go with a record trigger, no trigger takes it`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := action.SocialConnect.Allowed(tt.config, trigger.Trigger{On: []string{tt.on}}, trigger.World{})
			choose := ` (availability social_connect; "availability": "anywhere" in the set allows it)`
			if tt.on == "record" { // which has no case
				choose = " (availability social_connect)"
			}
			require.EqualError(t, err, tt.want+choose)
			var fault *trigger.FieldError
			require.ErrorAs(t, err, &fault)
		})
	}
}

func TestNeedsCases(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		config action.Config
		on     string
		want   bool
	}{
		{"add tags to the case", action.AddTags{On: action.OnCase}, "new_item", true},
		{"add tags", action.AddTags{}, "new_item", false},
		{"set status", action.SetStatus{}, "new_item", true},
		{"assign case", action.Assign{On: action.OnCase}, "mention_updated", true},
		{"assign mention", action.Assign{On: action.OnMention}, "mention_updated", false},
		{"remove tags", action.RemoveTags{}, "mention_updated", true},
		{"resolve", action.Resolve{}, "new_item", false},
		{"note", action.Note{}, "new_item", false},
		{"unassign", action.Unassign{}, "new_item", false},
		{"unassign case", action.Unassign{On: action.OnCase}, "new_item", true},
		{"field of the case", action.SetField{Field: "case.fields.a"}, "new_item", true},
		{"field of the mention", action.SetField{Field: "mention.fields.a"}, "new_item", false},
		{"webhook on a new item", hook{}, "new_item", false},
		{"private reply on a mention", action.PrivateReply{}, "case_mention", true},
		{"private reply on a tag", action.PrivateReply{}, "case_tag_added", true},
		{"private reply on a status", action.PrivateReply{}, "case_status_changed", true},
		{"private reply on an update", action.PrivateReply{}, "case_updated", true},
		{"ticket", action.Ticket{}, "record", false},
		{"a host's own event", page{}, "parcel_lost", false},
		{"only the trigger", nil, "case_updated", true},
		{"only the trigger, on a record", nil, "record", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, action.NeedsCases(tt.config, trigger.Trigger{On: []string{tt.on}}))
		})
	}
}
