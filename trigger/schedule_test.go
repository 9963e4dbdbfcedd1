package trigger_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

func onSchedule(s trigger.Schedule) trigger.Trigger {
	return trigger.Trigger{On: []string{trigger.OnSchedule}, Schedule: s}
}

func TestScheduleJSON(t *testing.T) {
	t.Parallel()
	const text = `{"on":"schedule","times":["09:00"],"days":["monday"],"calendar":"office","each":"open-cases","topics":["support"]}`
	var tr trigger.Trigger
	require.NoError(t, json.Unmarshal([]byte(text), &tr))
	require.NoError(t, tr.Validate(trigger.World{}))
	data, err := json.Marshal(tr)
	require.NoError(t, err)
	require.Equal(t, text, string(data))
	for one := range tr.Each() {
		require.Equal(t, tr, one, "it goes with no other")
	}
	data, err = json.Marshal(trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true})
	require.NoError(t, err)
	require.JSONEq(t, `{"on":"new_item","all_topics":true}`, string(data))
}

// What an event of a schedule carries, and what it is about.
func TestScheduleFired(t *testing.T) {
	t.Parallel()
	m, k := mention("a"), kase("b")
	alone, each := onSchedule(trigger.Schedule{}), onSchedule(trigger.Schedule{Each: "items"})
	each.Topics = []string{"b"}
	for _, tt := range []struct {
		name        string
		event       trigger.Event
		item        string
		alone, each bool // whether it starts a recipe without each, with each
		inTopic     bool
		faults      []string
	}{
		{"nothing", trigger.Event{Recipe: "r"}, "recipe/r", true, false, false, nil},
		{"a mention", trigger.Event{Recipe: "r", Mention: m}, "mention/m1", false, true, false, nil},
		{"a case", trigger.Event{Recipe: "r", Case: k}, "case/5", false, true, true, nil},
		{"a mention of a case", trigger.Event{Recipe: "r", Mention: m, Case: k}, "mention/m1", false, true, false, nil},
		{"a case and its latest mention", trigger.Event{Recipe: "r", Mention: m, Case: k, About: trigger.CaseItem}, "case/5", false, true, true, nil},
		{"a message", trigger.Event{Recipe: "r", Mention: m, About: trigger.AboutMessage}, "mention/m1", false, true, false,
			[]string{"about: a schedule_fired event brings no message; want mention or case"}},
		{"no recipe", trigger.Event{}, "", false, false, false, []string{"recipe: missing"}},
		{"a record", trigger.Event{Recipe: "r", Record: &trigger.Record{ID: "x"}}, "record/x", false, false, false, []string{"record: a schedule_fired event has none"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ev := tt.event
			ev.ID, ev.Kind, ev.At = "e", trigger.ScheduleFired, noon
			require.Equal(t, tt.item, ev.Item().String())
			require.Equal(t, trigger.System, ev.By(), "whatever it carries")
			require.False(t, ev.CustomerReply() || ev.AgentReply())
			require.Equal(t, tt.alone, alone.Matches(ev), "without each")
			require.Equal(t, tt.each, each.Matches(ev), "with each")
			require.True(t, alone.InTopic(ev), "without topics none is asked for")
			if tt.each {
				require.Equal(t, tt.inTopic, each.InTopic(ev))
			}
			var faults []string
			for _, f := range trigger.FieldErrors(trigger.World{}.Check(ev)) {
				faults = append(faults, f.Error())
			}
			require.Equal(t, tt.faults, faults)
			ev.Kind = trigger.CaseCreated
			require.False(t, alone.Matches(ev) || each.Matches(ev))
		})
	}
	arrives := trigger.Event{ID: "e", Kind: trigger.CaseCreated, At: noon, Case: k, Recipe: "r"}
	require.EqualError(t, arrives.Check(), "recipe: only a schedule_fired event has one")
	require.False(t, trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}.Matches(trigger.Event{Kind: trigger.ScheduleFired, Recipe: "r", Case: k}))
	require.EqualError(t, trigger.World{Kinds: []trigger.OwnKind{{Name: "schedule_fired", About: trigger.CaseItem}}}.Validate(),
		`kinds[0]: "schedule_fired" is a kind of the library; give the host's own another name`)
}

func ExampleSchedule() {
	weekly := trigger.Trigger{On: []string{trigger.OnSchedule}, Schedule: trigger.Schedule{
		Times: []string{"09:00"}, Days: []string{"monday"}, Zone: "Europe/Brussels",
	}}
	fmt.Println(weekly.Validate(trigger.World{}))
	weekly.Times, weekly.Zone = []string{"9:00"}, "Europe/Brusels"
	fmt.Println(weekly.Validate(trigger.World{}))
	// Output:
	// <nil>
	// times[0]: "9:00" is not a time of day, did you mean 09:00?
	// zone: "Europe/Brusels" is not a known time zone, did you mean Europe/Brussels?
}
