package action_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// An action is anywhere where the item can have what it needs.
func TestAnywhere(t *testing.T) {
	t.Parallel()
	const everywhere, items, cases, arrivals = "everywhere", "items", "cases", "arrivals"
	takes := map[string]map[string]bool{everywhere: {}, items: {}, cases: {}, arrivals: {}}
	for _, on := range trigger.Names() {
		record := on == trigger.OnRecord || on == trigger.OnPoll || on == trigger.OnSchedule // without each
		takes[everywhere][on] = true
		takes[items][on] = !record
		takes[cases][on] = !record && on != trigger.OnCaseMention && on != trigger.OnMentionUpdated
		takes[arrivals][on] = on == trigger.OnNewItem || on == trigger.OnCaseMention
	}
	seen := make(map[string]bool)
	for _, tt := range []struct {
		name   string
		config action.Config
		where  string
	}{
		{"notify", action.Notify{}, everywhere},
		{"resolve", action.Resolve{}, items},
		{"assign", action.Assign{}, items},
		{"assign case", action.Assign{On: action.OnCase}, items},
		{"assign mention", action.Assign{On: action.OnMention}, items},
		{"smart_assign", action.SmartAssign{}, items},
		{"edit", action.Edit{Property: action.Category}, items},
		{"edit priority", action.Edit{Property: action.Priority}, cases},
		{"reply", action.Reply{}, items},
		{"reply on any service", action.Reply{Service: "instagram"}, items},
		{"private_reply", action.PrivateReply{}, items},
		{"public_reply", action.PublicReply{Service: "youtube"}, items},
		{"remove", action.Remove{}, arrivals},
		{"add_tags", action.AddTags{}, items},
		{"add_tags case", action.AddTags{On: action.OnCase}, items},
		{"add_tags mention", action.AddTags{On: action.OnMention}, items},
		{"remove_tags", action.RemoveTags{}, items},
		{"remove_tags item", action.RemoveTags{On: action.OnItem}, cases},
		{"set_status", action.SetStatus{Status: trigger.Unresolved}, items},
		{"note", action.Note{}, items},
		{"set_field", action.SetField{Field: "case.fields.a"}, items},
		{"set_field of the mention", action.SetField{Field: "mention.fields.a"}, items},
		{"unassign", action.Unassign{}, items},
		{"unassign case", action.Unassign{On: action.OnCase}, items},
		{"notify teams", action.Notify{Teams: []string{"t"}, Text: "t"}, everywhere},
		{"webhook", hook{}, everywhere},
		{"message", action.Message{}, everywhere},
		{"distribute_survey", action.DistributeSurvey{}, everywhere},
		{"save_contact", action.SaveContact{}, everywhere},
		{"ticket", action.Ticket{}, everywhere},
		{"email", action.Email{}, everywhere},
		{"slack", action.Slack{}, everywhere},
		{"web_service", action.WebService{}, everywhere},
		{"sync", action.Sync{}, everywhere},
		{"a host's own", page{}, everywhere},
		{"a host's own config of a kind of ours", double{}, everywhere},
	} {
		seen[tt.config.Kind()] = true
		for _, on := range trigger.Names() {
			for _, table := range []action.Availability{"", action.Anywhere} {
				err := table.Allowed(tt.config, trigger.Trigger{On: []string{on}}, trigger.World{})
				require.Equal(t, takes[tt.where][on], err == nil, "%s on %s: %v", tt.name, on, err)
				if err != nil {
					require.ErrorContains(t, err, "(availability anywhere)")
					require.ErrorContains(t, err, "a "+on+" trigger")
				}
			}
		}
		each := trigger.Trigger{On: []string{trigger.OnSchedule}, Schedule: trigger.Schedule{Each: "open-cases"}} // cases or mentions
		err := action.Anywhere.Allowed(tt.config, each, trigger.World{})
		require.Equal(t, tt.where != arrivals, err == nil, "%s for each: %v", tt.name, err)
		require.NoError(t, action.Anywhere.Allowed(tt.config, trigger.Trigger{On: []string{"parcel_lost"}}, trigger.World{}), tt.name)
	}
	hs := new(action.Handlers)
	action.HandleAll(hs, nil)
	for _, kind := range hs.Kinds() {
		require.True(t, seen[kind], "%s has no row: add it to TestAnywhere in action/availability_test.go", kind)
	}
}

// What Social Connect allows is allowed anywhere too.
func TestAnywhereAllowsMore(t *testing.T) {
	t.Parallel()
	for _, c := range []action.Config{
		action.Notify{}, action.Resolve{}, action.Assign{}, action.Assign{On: action.OnCase}, action.Assign{On: action.OnMention}, action.SmartAssign{},
		action.Edit{}, action.Edit{Property: action.Priority}, action.Reply{Service: "twitter"}, action.PrivateReply{}, action.PublicReply{Service: "twitter"},
		action.Remove{}, action.AddTags{}, action.AddTags{On: action.OnCase}, action.AddTags{On: action.OnMention}, action.RemoveTags{},
		action.RemoveTags{On: action.OnItem}, action.SetStatus{Status: "pending"}, action.SetStatus{Status: "resolved"}, hook{}, action.Sync{},
	} {
		for _, on := range trigger.Names() {
			tr := trigger.Trigger{On: []string{on}}
			if action.SocialConnect.Allowed(c, tr, trigger.World{}) == nil {
				require.NoError(t, action.Anywhere.Allowed(c, tr, trigger.World{}))
			}
		}
	}
}

func TestAllowedOnSeveral(t *testing.T) {
	t.Parallel()
	on := func(names ...string) trigger.Trigger { return trigger.Trigger{On: names} }
	for _, tt := range []struct {
		name    string
		table   action.Availability
		config  action.Config
		trigger trigger.Trigger
		want    []string // the paths of the faults
	}{
		{"anywhere, one of them has it", action.Anywhere, action.SetStatus{Status: "pending"}, on("record", "new_item"), nil},
		{"anywhere, none of them has it", action.Anywhere, action.Edit{Property: "priority"}, on("case_mention", "mention_updated"), []string{"with.property"}},
		{"social connect, all of them take it", action.SocialConnect, action.PrivateReply{}, on("case_tag_added", "case_mention"), nil},
		{"social connect, one of them does not", action.SocialConnect, action.PrivateReply{}, on("case_tag_added", "new_item"), []string{"do"}},
		{"social connect, none of them does", action.SocialConnect, action.Sync{}, on("case_mention", "new_item"), []string{"do", "do"}},
		{"a host's rule, one of them does not", action.Anywhere, choosy{}, on("parcel_lost", "new_item"), []string{"with"}},
		{"a service that social connect does not know", action.SocialConnect, action.Reply{Service: "instagram"}, on("new_item"), []string{"with.service"}},
		{"no service, which social connect wants", action.SocialConnect, action.PublicReply{}, on("case_mention"), []string{"with.service"}},
		{"no trigger", action.Anywhere, action.Resolve{}, on(), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range trigger.FieldErrors(tt.table.Allowed(tt.config, tt.trigger, trigger.World{})) {
				got = append(got, f.Path)
			}
			require.Equal(t, tt.want, got)
		})
	}
	require.NoError(t, action.Availability("").Validate())
	for _, a := range action.Availabilities() {
		require.NoError(t, a.Validate())
	}
	require.EqualError(t, action.Availability("everywhere").Validate(), `"everywhere" is not anywhere or social_connect`)
}
