package recipe_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

func TestScheduleFaults(t *testing.T) {
	t.Parallel()
	k, _ := slotted(t, at("05 08:00"), nil)
	k.Engine.ItemSources["open-cases"] = k.Engine.ItemSources["items"]
	const office = `"calendars":{"office":{"zone":"UTC","week":{"monday":["09:00-17:00"]}}},`
	for _, tt := range []struct {
		name, recipe string
		want         []string
	}{
		{"nothing but on", onSchedule("r", `"topics":["a"]`, say), []string{
			"recipe r: trigger.zone: missing; name a time zone such as Europe/Brussels, or a calendar of the set (calendar)",
			"recipe r: trigger.times: missing, want at least one time of day such as 09:00",
			"recipe r: trigger.topics: a schedule trigger has none without each, the source of its items; leave them out or add each"}},
		{"calendar and zone", onSchedule("r", daily+`,"calendar":"office"`, say), []string{"recipe r: trigger.calendar: given beside zone; the zone is the calendar's, so keep one of the two"}},
		{"bad times and days, all at once", onSchedule("r", `"times":["24:00","9:00"],"days":["Monday"],"zone":"europe/brussels"`, say), []string{
			`recipe r: trigger.times[0]: "24:00" is not a time of day; the end of a day is 00:00 of the next one`,
			`recipe r: trigger.times[1]: "9:00" is not a time of day, did you mean 09:00?`,
			`recipe r: trigger.days[0]: "Monday" is not a day of the week, did you mean monday?`,
			`recipe r: trigger.zone: "europe/brussels" is not a known time zone, did you mean Europe/Brussels?`}},
		{"a city", onSchedule("r", `"times":["09:00"],"zone":"new york"`, say), []string{`recipe r: trigger.zone: "new york" is not a known time zone, did you mean America/New_York?`}},
		{"no zone at all", onSchedule("r", `"times":["09:00"],"zone":"Mars/Base"`, say), []string{`recipe r: trigger.zone: "Mars/Base" is not a known time zone; write a name from the IANA time zone database, such as Europe/Brussels or UTC`}},
		{"a misspelt calendar", onSchedule("r", `"times":["09:00"],"calendar":"ofice"`, say), []string{`recipe r: trigger.calendar: "ofice" is not one of the set's calendars, did you mean office?`}},
		{"another calendar", onSchedule("r", `"times":["09:00"],"calendar":"nights"`, say), []string{`recipe r: trigger.calendar: "nights" is not one of the set's calendars; there is office`}},
		{"days that are never open", onSchedule("r", `"times":["09:00"],"days":["sunday"],"calendar":"office"`, say), []string{`recipe r: trigger.calendar: "office" is never open on these days, so the recipe would never run`}},
		{"a misspelt source", onSchedule("r", daily+`,"each":"open_cases","all_topics":true`, say), []string{`recipe r: trigger.each: no source of cases or mentions "open_cases", did you mean open-cases?`}},
		{"no such source", onSchedule("r", daily+`,"each":"customers","all_topics":true`, say), []string{`recipe r: trigger.each: no source of cases or mentions "customers"; there is items, open-cases`}},
		{"each without topics", onSchedule("r", daily+`,"each":"items"`, say), []string{"recipe r: trigger.topics: missing; name at least one, or set all_topics"}},
		{"topics without each", onSchedule("r", daily+`,"all_topics":true`, say), []string{"recipe r: trigger.topics: a schedule trigger has none without each, the source of its items; leave them out or add each"}},
		{"an action that needs an item", onSchedule("r", daily, `{"do":"resolve"}`), []string{
			"recipe r: actions[0].do: resolve needs a mention or a case, which no event of a schedule trigger has; new_item, case_mention, case_tag_added, case_tag_removed, case_status_changed, case_assigned, case_updated, mention_updated and schedule with each do (availability anywhere)"}},
		{"a removal", onSchedule("r", forAll, `{"do":"remove","with":{"how":"hide"}}`), []string{
			"recipe r: actions[0].do: remove needs a mention that has just arrived, which no event of a schedule trigger has; new_item and case_mention do (availability anywhere)"}},
		{"beside another trigger", one("r", `{"on":["new_item","schedule"],"all_topics":true,`+daily+`}`, "", say), []string{"recipe r: trigger.on[1]: schedule goes with no other trigger; give it a recipe of its own"}},
		{"its members elsewhere", one("r", `{"on":"new_item","all_topics":true,"times":["09:00"],"days":["monday"],"zone":"UTC","calendar":"office","each":"items"}`, "", say), []string{
			"recipe r: trigger.times: a new_item trigger has none, leave it out", "recipe r: trigger.days: a new_item trigger has none, leave it out", "recipe r: trigger.zone: a new_item trigger has none, leave it out",
			"recipe r: trigger.calendar: a new_item trigger has none, leave it out", "recipe r: trigger.each: a new_item trigger has none, leave it out"}},
		{"no days at all", onSchedule("r", daily+`,"days":[]`, say), []string{"recipe r: trigger.days: empty, leave it out for every day"}},
		{"no fault", onSchedule("r", `"times":["09:00","09:00"],"days":["monday"],"calendar":"office","each":"items","topics":["a"]`, `{"do":"resolve"}`), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, faults(t, k.Engine, strings.Replace(set(tt.recipe), "{", "{"+office, 1)))
		})
	}
}

// Only the engine makes events of schedules: Handle and Accept refuse them, Plan and Explain take them.
func TestScheduleFiredOfHosts(t *testing.T) {
	t.Parallel()
	k, _ := slotted(t, at("05 08:00"), nil, onSchedule("a", daily, say), onSchedule("b", forAll, say), newItem("c", say))
	alone := trigger.Event{ID: "e", Kind: trigger.ScheduleFired, At: at("05 09:00"), Recipe: "a"}
	_, err := k.Engine.Handle(t.Context(), alone)
	var refused *trigger.RefusedError
	require.ErrorAs(t, err, &refused)
	require.EqualError(t, err, `event "e": kind: schedule_fired events come of the schedules of recipes, and of nothing else`)
	require.ErrorAs(t, k.Engine.Accept(t.Context(), alone), &refused)

	item := trigger.Event{ID: "e", Kind: trigger.ScheduleFired, At: at("05 09:00"), Recipe: "b", Case: caseItem("5").Case}
	mixed := item
	mixed.Recipe = "a"
	for _, tt := range []struct {
		name string
		ev   trigger.Event
		want []string
	}{
		{"without an item", alone, []string{"a: fired", "b: other_trigger", "c: other_trigger"}},
		{"with one", item, []string{"a: other_trigger", "b: fired", "c: other_trigger"}},
		{"with one for a recipe that takes none", mixed, []string{"a: other_trigger", "b: other_trigger", "c: other_trigger"}},
	} {
		require.Equal(t, tt.want, outcomes(k.Engine.Explain(tt.ev)), tt.name)
		var fired []string
		for _, o := range tt.want {
			if strings.HasSuffix(o, ": fired") {
				fired = append(fired, o)
			}
		}
		require.ElementsMatch(t, fired, outcomes(k.Engine.Plan(tt.ev)), tt.name)
	}
	require.Zero(t, len(k.Calls()))
}

// Whatever a trigger holds, it is refused or loads, and a recipe that loads has slots.
func FuzzSchedule(f *testing.F) {
	f.Add(`{"on":"schedule","times":["09:00"],"days":["monday"],"zone":"Europe/Brussels"}`)
	f.Add(`{"on":"schedule","times":["24:00","9:00"],"calendar":"office","each":"items","all_topics":true}`)
	f.Add(`{"on":"schedule","times":[],"days":[],"zone":"Local","topics":[""]}`)
	k := recipetest.New(f)
	k.Sleep(at("05 08:00"))
	k.Engine.ItemSources = recipe.ItemSources{"items": (&shelfOf{}).hand}
	k.Load(set())
	f.Fuzz(func(t *testing.T, on string) {
		s, err := recipe.Decode([]byte(`{"format":1,"calendars":{"office":{"zone":"UTC","week":{"monday":["09:00-17:00"]}}},"recipes":[` + one("r", on, "", say) + `]}`))
		if err != nil || len(s.Recipes) != 1 {
			return
		}
		if err := k.Engine.Check(s); err != nil {
			require.NotEmpty(t, recipe.Faults(err))
			for _, fault := range recipe.Faults(err) {
				require.NotEmpty(t, fault.Path)
			}
			return
		}
		require.NoError(t, k.Engine.Load(s))
		_, err = k.Engine.Tick(t.Context())
		require.NoError(t, err)
	})
}
