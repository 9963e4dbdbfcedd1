package archive_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// drawName draws names that are likely to collide, and some that are hard to spell.
func drawName() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"a", "A", "b", "a-2", "b-2", "a-3", "con", "..", "%61", "~", "é", "a b", "漢字", strings.Repeat("x", 512), strings.Repeat("x", 511) + "y"}),
		rapid.StringMatching(`[a-zA-Z0-9 ./%~é-]{1,12}`),
	)
}

// drawText draws any text of one line.
func drawText() *rapid.Generator[string] {
	return rapid.Map(rapid.String(), func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		}, s)
	})
}

func drawFilter(r *rapid.T, saved []string) filter.Filter {
	switch n := rapid.IntRange(0, 3).Draw(r, "filter"); {
	case n == 1:
		return filter.Filter{Text: rapid.SampledFrom([]string{"true", "mention.title < 'a'", "1 > 2"}).Draw(r, "text")}
	case n == 2:
		return filter.Filter{Tree: &filter.Cond{Any: []filter.Cond{
			{Field: "case.priority", Op: "is", Values: []any{drawText().Draw(r, "value"), rapid.Int().Draw(r, "number")}},
			{Not: &filter.Cond{Field: "case.title", Op: "exists"}},
		}}}
	case n == 3 && len(saved) > 0:
		return filter.Filter{Saved: rapid.SampledFrom(saved).Draw(r, "saved")}
	}
	return filter.Filter{}
}

func drawCalendar(r *rapid.T) schedule.Calendar {
	c := schedule.Calendar{Zone: "UTC", Week: map[string][]string{rapid.SampledFrom([]string{"monday", "sunday"}).Draw(r, "day"): {"09:00-17:00"}}}
	if rapid.Bool().Draw(r, "closed") {
		c.Closed = []string{"2026-12-25"}
	}
	return c
}

// drawAction draws an action, and the same as it is when its secrets are taken away.
func drawAction(r *rapid.T) (with, without action.Action) {
	switch rapid.IntRange(0, 3).Draw(r, "action") {
	case 0:
		with = action.Action{Do: "resolve", After: action.DelayOf(schedule.Duration(rapid.Int64Range(0, 1<<50).Draw(r, "after"))), Unless: []action.Signal{action.AnySignal}}
		return with, with
	case 1:
		text, err := json.Marshal(drawText().Draw(r, "text"))
		if err != nil {
			panic(err)
		}
		with = action.Action{Do: "token", With: json.RawMessage(`{"text":` + string(text) + `}`), OnError: action.Stop}
		return with, with
	case 2:
		with = action.Action{Do: "webhook", With: json.RawMessage(`{"authorization" : "Bearer s3cret", "url":"https://example.com/<>"}`)}
		without = with
		without.With = json.RawMessage(`{"url":"https://example.com/<>"}`)
		return with, without
	}
	with = action.Action{Do: "webhook", With: json.RawMessage(`{"url":"https://example.com/<>","authorization":""}`)}
	return with, with
}

func drawTrigger(r *rapid.T) trigger.Trigger {
	if rapid.Bool().Draw(r, "topics") {
		return trigger.Trigger{On: []string{trigger.OnNewItem}, Topics: rapid.SliceOfN(drawText(), 1, 3).Draw(r, "topics")}
	}
	source := rapid.StringMatching(`[a-zé "\\]{1,5}`)
	set := rapid.MapOfN(rapid.StringMatching(`(local|global|user)\.[a-z]{1,3}`), drawText(), 1, 3)
	p := &trigger.Poll{
		Source: source.Draw(r, "source"), Every: schedule.Duration(rapid.IntRange(10, 7200).Draw(r, "every")) * schedule.Duration(time.Minute),
		Each: rapid.SampledFrom([]string{"", "a", "a.b"}).Draw(r, "each"), Key: rapid.StringMatching(`[^.\pC]{1,4}`).Draw(r, "key"), Set: set.Draw(r, "set"),
	}
	if rapid.Bool().Draw(r, "lookup") {
		p.Lookup = &trigger.Lookup{Source: source.Draw(r, "looks up"), Set: set.Draw(r, "sets")}
	}
	return trigger.Trigger{On: []string{trigger.OnPoll}, Poll: p}
}

// drawSet draws a set, and what should come out when it went through an archive.
func drawSet(r *rapid.T, label string) (s, want recipe.Set) {
	s = recipe.Set{Format: 1, Filters: map[string]filter.Filter{}, Calendars: map[string]schedule.Calendar{}}
	var filters, calendars []string
	for _, name := range rapid.SliceOfNDistinct(drawName(), 0, 5, rapid.ID).Draw(r, label+" filters") {
		s.Filters[name] = drawFilter(r, filters)
		filters = append(filters, name)
	}
	for _, name := range rapid.SliceOfNDistinct(drawName(), 0, 3, rapid.ID).Draw(r, label+" calendars") {
		s.Calendars[name] = drawCalendar(r)
		calendars = append(calendars, name)
	}
	want = recipe.Set{Format: 1}
	for _, id := range rapid.SliceOfNDistinct(drawName(), 0, 6, rapid.ID).Draw(r, label+" recipes") {
		one := recipe.Recipe{
			ID: id, Name: drawText().Draw(r, "name"), Enabled: rapid.Bool().Draw(r, "enabled"),
			Trigger: drawTrigger(r),
			Filter:  drawFilter(r, filters),
		}
		if len(calendars) > 0 && rapid.Bool().Draw(r, "hours") {
			one.Hours = &recipe.Hours{Calendar: rapid.SampledFrom(calendars).Draw(r, "calendar"), When: recipe.Outside}
		}
		other := one
		other.Enabled = false
		for range rapid.IntRange(1, 3).Draw(r, "actions") {
			with, without := drawAction(r)
			one.Actions = append(one.Actions, with)
			other.Actions = append(other.Actions, without)
		}
		s.Recipes = append(s.Recipes, one)
		want.Recipes = append(want.Recipes, other)
	}
	for grows := true; grows; { // what is needed, and what that needs, until nothing more is
		grows = false
		needs := map[string]bool{}
		for _, one := range s.Recipes {
			needs[one.Filter.Saved] = true
			if one.Hours != nil {
				if want.Calendars == nil {
					want.Calendars = map[string]schedule.Calendar{}
				}
				want.Calendars[one.Hours.Calendar] = s.Calendars[one.Hours.Calendar]
			}
		}
		for _, f := range want.Filters {
			needs[f.Saved] = true
		}
		for name := range needs {
			if _, had := want.Filters[name]; !had && name != "" {
				if want.Filters == nil {
					want.Filters = map[string]filter.Filter{}
				}
				want.Filters[name] = s.Filters[name]
				grows = true
			}
		}
	}
	return s, want
}

// Whatever a set holds, it comes out of an archive as it went in, disabled and without secrets.
func TestArchiveRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, roundTrip)
}

func FuzzArchiveRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(roundTrip)) }

func roundTrip(r *rapid.T) {
	s, want := drawSet(r, "from")
	packed := export(r, s)
	require.NotContains(r, string(packed), "s3cret")
	require.Equal(r, packed, export(r, s), "the same set must give the same bytes")
	got, _, err := archive.Import(bytes.NewReader(packed), recipe.Set{})
	require.NoError(r, err)
	require.Equal(r, want, got)
	require.Equal(r, export(r, want), export(r, got))
}

// meaning is a recipe with what it names in the place of the names.
func meaning(s recipe.Set, one recipe.Recipe) (recipe.Recipe, schedule.Calendar) {
	one.ID = ""
	for one.Filter.Saved != "" {
		one.Filter = s.Filters[one.Filter.Saved]
	}
	if one.Hours == nil {
		return one, schedule.Calendar{}
	}
	calendar := s.Calendars[one.Hours.Calendar]
	one.Hours = &recipe.Hours{When: one.Hours.When}
	return one, calendar
}

// Whatever an archive comes into, the set keeps what it had, and each recipe means what it meant.
func TestImportKeepsMeaning(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s, plain := drawSet(r, "from")
		into, _ := drawSet(r, "into")
		got, report, err := archive.Import(bytes.NewReader(export(r, s)), into)
		require.NoError(r, err)
		require.True(r, slices.EqualFunc(into.Recipes, got.Recipes[:len(into.Recipes)], func(a, b recipe.Recipe) bool { return reflect.DeepEqual(a, b) }))
		for name, f := range into.Filters {
			require.Equal(r, f, got.Filters[name])
		}
		for name, c := range into.Calendars {
			require.Equal(r, c, got.Calendars[name])
		}
		require.LessOrEqual(r, len(got.Filters), len(into.Filters)+len(plain.Filters))
		require.Len(r, got.Recipes, len(into.Recipes)+len(plain.Recipes))
		require.Len(r, report.Recipes, len(plain.Recipes))
		ids := map[string]bool{}
		for i, one := range got.Recipes {
			require.False(r, ids[one.ID], "%q appears twice", one.ID)
			require.LessOrEqual(r, len(one.ID), trigger.MaxID)
			ids[one.ID] = true
			if i -= len(into.Recipes); i >= 0 {
				require.Equal(r, archive.Renaming{Old: plain.Recipes[i].ID, New: one.ID}, report.Recipes[i])
				wantRecipe, wantHours := meaning(plain, plain.Recipes[i])
				gotRecipe, gotHours := meaning(got, one)
				require.Equal(r, wantRecipe, gotRecipe)
				require.Equal(r, wantHours, gotHours)
			}
		}
		for _, n := range report.Filters {
			require.Contains(r, into.Filters, n.Old, "only what collides gets another name")
			require.Contains(r, got.Filters, n.New)
		}
		for _, l := range report.MissingSecrets {
			require.True(r, ids[l.Recipe])
		}
	})
}
