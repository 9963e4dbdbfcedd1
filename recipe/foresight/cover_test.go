package foresight_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// covered runs tests on a set, and returns the coverage of its first recipe.
func covered(t testing.TB, set string, until time.Time, events ...trigger.Event) foresight.Coverage {
	t.Helper()
	parsed := decode(t, set)
	opened, err := foresight.Host{}.Open(parsed)
	require.NoError(t, err)
	cover := opened.Cover()
	got, err := recipetest.Runner{Handled: cover.Event}.Run(t.Context(), parsed, recipetest.Test{Name: "x", Events: events, Until: until})
	require.NoError(t, err)
	cover.Ran(got.Ran)
	return cover.Coverage()[0]
}

// Each test of a filter counts by itself on every event of the trigger and topic: what an engine's index or a short circuit leaves out
// makes no difference, and neither do hours or whether the recipe is enabled.
func TestCoverage(t *testing.T) {
	t.Parallel()
	matter := func(id, priority, title string, tags ...string) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseUpdated, At: noon, Changes: map[string]trigger.Change{"case.category": {From: "x"}},
			Case: &trigger.Case{ID: "c" + id, Topic: "support", Priority: priority, Title: title, Tags: tags}}
	}
	const filter = `case.priority == "high" and (word(case.title, "refund") or not ("vip" in case.tags))`
	high, refund, vip := `case.priority == "high"`, `word(case.title, "refund")`, `not ("vip" in case.tags)`
	all := []string{high, refund, vip}
	other := matter("o", "high", "refund")
	other.Kind, other.Changes, other.Tag, other.Case.Tags = trigger.CaseTagAdded, nil, "a", []string{"a"}
	elsewhere := matter("p", "high", "refund")
	elsewhere.Case.Topic = "sales"
	topic := `"trigger":{"on":"case_updated","topics":["support"]}`
	for _, tt := range []struct {
		name, set           string
		events              []trigger.Event
		neverTrue, neverNot []string
		ran                 int
	}{
		{"asked by nothing", recipes(one("a", onUpdate, where(filter, note))), nil, all, all, 0},
		{"an event that the index passes over", recipes(one("a", onUpdate, where(filter, note))), []trigger.Event{matter("1", "low", "refund", "vip")},
			[]string{high, vip}, []string{refund}, 0},
		{"a short circuit", recipes(one("a", onUpdate, where(filter, note))), []trigger.Event{matter("1", "high", "refund")},
			[]string{}, all, 1},
		{"all", recipes(one("a", onUpdate, where(filter, note))), []trigger.Event{matter("1", "high", "refund"), matter("2", "low", "late", "vip")},
			[]string{}, []string{}, 1},
		{"another kind and another topic", recipes(`{"id":"a","name":"N","enabled":true,` + topic + `,` + where(filter, note) + `}`),
			[]trigger.Event{other, elsewhere}, all, all, 0},
		{"disabled, and closed", `{"calendars":{"monday":{"zone":"UTC","week":{"monday":["01:00-02:00"]}}},"recipes":[{"id":"a","name":"N",` + topic +
			`,"hours":{"calendar":"monday","when":"during"},` + where(filter, note) + `}]}`, []trigger.Event{matter("1", "high", "refund")}, []string{}, all, 0},
		{"the same test twice", recipes(one("a", onUpdate, where(`case.priority == "high" or (case.title != nil and case.priority == "high")`, note))),
			[]trigger.Event{matter("1", "low", "x")}, []string{high}, []string{`case.title != nil`}, 0},
		{"a saved filter", `{"filters":{"f":"case.priority == 'high'"},"recipes":[` + one("a", onUpdate, `"filter":{"saved":"f"},`+note) + `]}`,
			[]trigger.Event{matter("1", "low", "x")}, []string{high}, []string{}, 0},
		{"no filter", recipes(one("a", onUpdate, note)), []trigger.Event{matter("1", "low", "x")}, []string{}, []string{}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := foresight.Coverage{Recipe: "a", Ran: tt.ran, NeverTrue: tt.neverTrue, NeverFalse: tt.neverNot}
			require.Equal(t, want, covered(t, tt.set, time.Time{}, tt.events...))
		})
	}
}

// The slots of a schedule, and the items that it asks about, are events too.
func TestCoverageOfSlots(t *testing.T) {
	t.Parallel()
	created := func(id, priority string) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseCreated, At: noon, Case: &trigger.Case{ID: id, Topic: "support", Priority: priority}}
	}
	const set = `{"recipes":[{"id":"a","name":"N","enabled":true,"trigger":{"on":"schedule","times":["13:00"],"zone":"UTC","each":"cases","all_topics":true},
		"filter":"case.priority == 'high'","actions":[{"do":"note","with":{"text":"x"}}]}]}`
	high := `case.priority == "high"`
	require.Equal(t, foresight.Coverage{Recipe: "a", NeverTrue: []string{high}, NeverFalse: []string{high}},
		covered(t, set, noon.Add(30*time.Minute), created("1", "high")), "before the slot")
	require.Equal(t, foresight.Coverage{Recipe: "a", NeverTrue: []string{high}, NeverFalse: []string{}},
		covered(t, set, noon.Add(2*time.Hour), created("1", "low")))
	require.Equal(t, foresight.Coverage{Recipe: "a", Ran: 1, NeverTrue: []string{}, NeverFalse: []string{}},
		covered(t, set, noon.Add(2*time.Hour), created("1", "high"), created("2", "low")))
}
