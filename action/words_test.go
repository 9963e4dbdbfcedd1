package action_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func TestCheckWords(t *testing.T) {
	t.Parallel()
	usual := trigger.World{}
	desk := trigger.World{
		Statuses:   []trigger.HostStatus{{Name: "open", Class: trigger.Unresolved}, {Name: "solved", Class: trigger.Resolved}},
		Priorities: []string{"p2", "p1"}, Sentiments: []string{"angry", "calm"},
	}
	for _, tt := range []struct {
		name   string
		world  trigger.World
		config action.Config
		want   string
	}{
		{"a status", usual, action.SetStatus{Status: "resolved"}, ""},
		{"no status of the three", usual, action.SetStatus{Status: "closed"}, `status: "closed" is not unresolved, pending or resolved`},
		{"a status of the host's", desk, action.SetStatus{Status: "solved"}, ""},
		{"a status that the host does not have", desk, action.SetStatus{Status: "resolved"}, `status: "resolved" is not open or solved, did you mean solved?`},
		{"a status that is filled in", desk, action.SetStatus{Status: "{{ record.status }}"}, ""},
		{"a sentiment", usual, action.Edit{Property: action.Sentiment, Value: "negative"}, ""},
		{"no sentiment", usual, action.Edit{Property: action.Sentiment, Value: "angry"}, `value: "angry" is not negative, neutral or positive`},
		{"a sentiment of the host's", desk, action.Edit{Property: action.Sentiment, Value: "angry"}, ""},
		{"a priority", usual, action.Edit{Property: action.Priority, Value: "critical"}, ""},
		{"no priority", usual, action.Edit{Property: action.Priority, Value: "urgent"}, `value: "urgent" is not low, medium, high or critical`},
		{"a priority of the host's", desk, action.Edit{Property: action.Priority, Value: "p1"}, ""},
		{"a priority that the host does not have", desk, action.Edit{Property: action.Priority, Value: "high"}, `value: "high" is not p2 or p1`},
		{"a priority that is filled in", desk, action.Edit{Property: action.Priority, Value: "{{ record.priority }}"}, ""},
		{"any category", desk, action.Edit{Property: action.Category, Value: "angry"}, ""},
		{"no words", desk, action.Notify{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			with, err := json.Marshal(tt.config)
			require.NoError(t, err)
			err = action.CheckTemplateWords(tt.config, tt.world, with)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tt.want)
			var word *trigger.WordError
			require.ErrorAs(t, err, &word)
		})
	}
}

// A value that was filled in is final, whatever it looks like.
func TestFinalWord(t *testing.T) {
	t.Parallel()
	err := action.CheckWords(action.Edit{Property: action.Priority, Value: "{{ high }}"}, trigger.World{})
	require.EqualError(t, err, `value: "{{ high }}" is not low, medium, high or critical`)
}

// Where Social Connect has a status somewhere, a host has its own there too.
func TestSocialConnectOfOwnStatuses(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]bool{"new_item": true, "case_mention": true, "case_status_changed": true, "case_tag_added": false, "record": false} {
		err := action.SocialConnect.Allowed(action.SetStatus{Status: "solved"}, trigger.Trigger{On: []string{on}}, trigger.World{})
		require.Equal(t, want, err == nil, "%s: %v", on, err)
	}
}

// Anywhere goes by what the host's kinds are about.
func TestAnywhereOfOwnKinds(t *testing.T) {
	t.Parallel()
	w := trigger.World{Kinds: []trigger.OwnKind{
		{Name: "message_incoming", About: trigger.MentionItem, Message: true}, {Name: "mention_read", About: trigger.MentionItem},
		{Name: "sla_breached", About: trigger.CaseItem}, {Name: "row_added", About: trigger.RecordItem},
	}}
	for _, tt := range []struct {
		config action.Config
		want   []string // the kinds that take it
	}{
		{action.Notify{}, []string{"message_incoming", "mention_read", "sla_breached", "row_added"}},
		{action.SetStatus{Status: "pending"}, []string{"message_incoming", "mention_read", "sla_breached"}},
		{action.Edit{Property: action.Priority}, []string{"sla_breached"}},
		{action.Remove{}, []string{"message_incoming"}},
	} {
		var got []string
		for _, k := range w.Kinds {
			if action.Anywhere.Allowed(tt.config, trigger.Trigger{On: []string{string(k.Name)}}, w) == nil {
				got = append(got, string(k.Name))
			}
			require.NoError(t, action.SocialConnect.Allowed(tt.config, trigger.Trigger{On: []string{string(k.Name)}}, w))
		}
		require.Equal(t, tt.want, got, tt.config.Kind())
	}
}
