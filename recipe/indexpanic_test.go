package recipe

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// An index that panics costs time, and no event: every rule is asked then.
func TestIndexThatPanics(t *testing.T) {
	t.Parallel()
	var logs bytes.Buffer
	done := 0
	e := &Engine{Handlers: new(action.Handlers), Logger: slog.New(slog.NewTextHandler(&logs, nil))}
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error {
		done++
		return nil
	})
	var set Set
	for _, service := range []string{"twitter", "email"} {
		set.Recipes = append(set.Recipes, Recipe{
			ID: service, Name: service, Enabled: true, Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true},
			Filter:  filter.Filter{Text: `mention.service == "` + service + `"`},
			Actions: []action.Action{{Do: "add_tags", With: []byte(`{"tags": ["a"]}`)}},
		})
	}
	require.NoError(t, e.Load(set))
	broken := *e.set.Load()
	broken.index = nil // nothing that is loaded makes a whole one panic
	e.set.Store(&broken)

	report, err := e.Handle(t.Context(), trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: time.Unix(0, 0), Mention: &trigger.Mention{ID: "m", Topic: "t", Service: "email"}})
	require.NoError(t, err)
	require.Len(t, report.Decisions, 1)
	require.Equal(t, "email", report.Decisions[0].Recipe)
	require.Equal(t, 1, done)
	require.Contains(t, logs.String(), "index panicked")
}
