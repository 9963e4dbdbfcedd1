package recipe_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// An instant of the item: it moves with the item, either way, and is gone with it.
func TestAt(t *testing.T) {
	due := func(id string, at time.Time, value any) trigger.Event {
		ev := status(id, at, trigger.Unresolved, trigger.Pending)
		ev.Case.Fields = map[string]any{"due": value}
		return ev
	}
	updated := func(id string, at time.Time, value any) trigger.Event {
		ev := due(id, at, value)
		ev.Kind, ev.From, ev.To = trigger.CaseUpdated, "", ""
		ev.Changes = map[string]trigger.Change{"case.fields.due": {}}
		return ev
	}
	at := func(more string) string {
		return set(one("sla", toPending, "", `{"do":"add_tags","with":{"tags":["due"]},"at":"{{ case.fields.due }}"`+more+`}`))
	}
	five := ten.Add(5 * time.Hour)
	for _, tt := range []struct {
		name, more string
		events     []trigger.Event
		want       []time.Time
		became     string
	}{
		{"a text", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z")}, []time.Time{five}, ""},
		{"a date", "", []trigger.Event{due("e", ten, "2026-01-06")}, []time.Time{ten.Add(14 * time.Hour)}, ""},
		{"seconds", "", []trigger.Event{due("e", ten, int(five.Unix()))}, []time.Time{five}, ""},
		{"a warning before it", `,"after":"-1h"`, []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z")}, []time.Time{ten.Add(4 * time.Hour)}, ""},
		{"some time after it", `,"after":"1h"`, []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z")}, []time.Time{ten.Add(6 * time.Hour)}, ""},
		{"moved later", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T17:00:00Z")},
			[]time.Time{ten.Add(7 * time.Hour)}, "sla/0 add_tags: waiting moved"},
		{"moved earlier", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T12:00:00Z")},
			[]time.Time{ten.Add(2 * time.Hour)}, "sla/0 add_tags: waiting moved"},
		{"moved into the past", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T09:00:00Z")},
			[]time.Time{ten.Add(time.Hour)}, "sla/0 add_tags: waiting moved"},
		{"moved far into the past", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2025-12-05T09:00:00Z")},
			nil, "sla/0 add_tags: skipped too_late"},
		{"gone", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), nil)}, nil, "sla/0 add_tags: cancelled no_instant"},
		{"not moved", "", []trigger.Event{due("e", ten, "2026-01-05T15:00:00Z"), updated("u", ten.Add(time.Hour), "2026-01-05T15:00:00Z")}, []time.Time{five}, ""},
		{"past already", "", []trigger.Event{due("e", ten, "2026-01-04T15:00:00Z")}, []time.Time{ten}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, at(tt.more))
			var report recipe.Report
			for _, ev := range tt.events {
				report = k.Send(ev)
			}
			if tt.became != "" {
				require.Equal(t, []string{tt.became}, ends(report.Actions))
			} else {
				require.Empty(t, report.Actions)
			}
			k.Until(ten.Add(100 * time.Hour))
			var got []time.Time
			for _, c := range k.Calls() {
				got = append(got, c.At)
			}
			require.Equal(t, tt.want, got)
		})
	}
	for _, tt := range []struct {
		name  string
		value any
		want  string
	}{
		{"none", nil, "sla: skipped no_instant"},
		{"no instant", "soon", "sla: failed"},
		{"a duration is none", "2h", "sla: failed"},
		{"long over", "2025-12-05T09:00:00Z", "sla: skipped too_late"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, at(""))
			report := k.Send(due("e", ten, tt.value))
			require.Equal(t, []string{tt.want}, outcomes(report.Decisions))
			if strings.HasSuffix(tt.want, "failed") {
				require.EqualError(t, report.Decisions[0].Err, fmt.Sprintf("actions[0]: at: %q is not an instant; write one such as 2026-01-31T12:00:00Z (RFC 3339) or a date such as 2026-01-31; write a duration in after", tt.value))
			}
		})
	}
	t.Run("when it comes due", func(t *testing.T) {
		k := recipetest.New(t)
		field := any("2026-01-05T15:00:00Z")
		k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
			kase := *ev.Case
			kase.Fields = map[string]any{"due": field}
			ev.Case = &kase
			return nil
		}
		k.Load(at(""))
		k.Send(due("e", ten, "2026-01-05T15:00:00Z"))
		field = "2026-01-05T18:00:00Z"
		reports := k.Until(five)
		require.Equal(t, []string{"sla/0 add_tags: waiting moved"}, ends(reports))
		require.Equal(t, ten.Add(8*time.Hour), reports[0].Due)
		field = nil
		require.Equal(t, []string{"sla/0 add_tags: cancelled no_instant"}, ends(k.Until(ten.Add(20*time.Hour))))
	})
	t.Run("more than a year ahead", func(t *testing.T) {
		k := recipetest.Load(t, at(""))
		k.Send(due("e", ten, "2028-01-05T10:00:00Z"))
		k.Until(time.Date(2028, 1, 5, 9, 59, 0, 0, time.UTC))
		require.Empty(t, k.Calls())
		k.Until(time.Date(2028, 1, 5, 10, 0, 0, 0, time.UTC))
		require.Len(t, k.Calls(), 1)
	})
	t.Run("a duration of the item", func(t *testing.T) {
		k := recipetest.Load(t, set(one("sla", toPending, "", `{"do":"add_tags","with":{"tags":["due"]},"after":"{{ case.fields.due }}"}`)))
		k.Send(due("e", ten, "2h"))
		k.Until(ten.Add(100 * time.Hour))
		require.Equal(t, ten.Add(2*time.Hour), k.Calls()[0].At)
		negative := k.Send(due("e2", k.Now(), "-2h")).Decisions
		require.Equal(t, []string{"sla: failed"}, outcomes(negative))
		require.EqualError(t, negative[0].Err, "actions[0]: after: -2h is negative; only what comes before an instant (at) is")
		long := k.Send(due("e3", k.Now(), "long")).Decisions
		require.Equal(t, []string{"sla: failed"}, outcomes(long))
		require.ErrorContains(t, long[0].Err, "want a number and a unit, such as 30m, 2d or 1w")
		require.Equal(t, []string{"sla: skipped no_instant"}, outcomes(k.Send(due("e4", k.Now(), nil)).Decisions))
	})
}
