package foresight_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// Recipes that only have another ID are the same, also those on polls and schedules, whose events name them.
func TestRenamed(t *testing.T) {
	t.Parallel()
	const (
		slot = `{"id":"a","name":"N","enabled":true,"trigger":{"on":"schedule","times":["13:00"],"zone":"UTC"},"actions":[{"do":"slack","with":{"channel":"c","text":"x"}}]}`
		each = `{"id":"a","name":"N","enabled":true,"trigger":{"on":"schedule","times":["13:00"],"zone":"UTC","each":"cases","all_topics":true},
			"filter":"case.priority == 'high'","actions":[{"do":"note","with":{"text":"x"}}]}`
		poll = `{"id":"a","name":"N","enabled":true,"trigger":{"on":"poll","poll":{"source":"s","every":"30m","each":"items","key":"id"}},
			"filter":"record.state == 'open'","actions":[{"do":"slack","with":{"channel":"c","text":"{{ record.id }}"}}]}`
	)
	document := trigger.Event{ID: "d", Kind: trigger.RecordPolled, At: noon, Record: &trigger.Record{
		ID: "s", Source: "s", Fields: map[string]any{"items": []any{map[string]any{"id": "1", "state": "open"}, map[string]any{"id": "2", "state": "closed"}}}}}
	created := func(id, priority string) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseCreated, At: noon.Add(time.Minute), Case: &trigger.Case{ID: id, Topic: "support", Priority: priority}}
	}
	for _, tt := range []struct {
		name, recipe string
		runs         int
	}{
		{"a slot", slot, 1}, {"a slot for each case", each, 2}, {"a poll", poll, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			old := decode(t, recipes(tt.recipe))
			set := decode(t, recipes(strings.Replace(tt.recipe, `"id":"a"`, `"id":"b"`, 1)))
			all, err := foresight.Host{}.Diff(old, set)
			require.NoError(t, err)
			require.Empty(t, all, "no line for one that is the same but for its ID")

			edited := decode(t, recipes(strings.Replace(tt.recipe, `"id":"a","name":"N"`, `"id":"b","name":"M"`, 1)))
			all, err = foresight.Host{}.Diff(old, edited)
			require.NoError(t, err)
			var changes []string
			for _, d := range all {
				changes = append(changes, d.Recipe+" "+string(d.Change))
			}
			require.Equal(t, []string{"b added", "a removed"}, changes, "another ID and another name is another recipe")

			run := func(set recipe.Set, against *recipe.Set) []foresight.Tally {
				got, err := foresight.Host{}.Backtest(t.Context(), foresight.Backtest{Set: set, Against: against, Until: noon.Add(90 * time.Minute)},
					journal(document, created("1", "high"), created("2", "low"), created("3", "high")))
				require.NoError(t, err)
				return got
			}
			got := run(set, &old)
			require.Equal(t, "a", got[0].Was)
			require.Equal(t, tt.runs, got[0].Runs)
			for _, line := range got {
				text, err := json.Marshal(line)
				require.NoError(t, err)
				require.Zero(t, line.Newly+line.NoLonger, "%s", text)
			}
			require.Equal(t, tt.runs, run(old, nil)[0].Runs)
		})
	}
}
