package recipe_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// An action that waits for an instant of the item keeps its own through an edit of after, in or the calendar. It is worked out as
// the recipe is by then when an event of its thread comes, or when the item says another instant.
func TestEditsBesideAt(t *testing.T) {
	const three = "2026-01-05T15:00:00Z" // 16:00 in Brussels, a Monday
	instant := func(clock string) time.Time { return must(time.Parse(time.RFC3339, "2026-01-05T"+clock+":00Z")) }
	seen := func(value any) func(*trigger.Event) {
		return func(ev *trigger.Event) {
			kase := *ev.Case
			kase.Fields = map[string]any{"due": value, "sla": "1h", "other": "3h"}
			ev.Case = &kase
		}
	}
	for _, tt := range []struct {
		name, armed, edited string
		event               any    // the field due, of an event at noon; nil sends none
		due                 string // the field when the action comes due
		want                string
	}{
		{"longer", `"at":"{{ case.fields.due }}","after":"1h"`, `"at":"{{ case.fields.due }}","after":"3h"`, nil, three, "16:00"},
		{"shorter", `"at":"{{ case.fields.due }}","after":"3h"`, `"at":"{{ case.fields.due }}","after":"1h"`, nil, three, "18:00"},
		{"none any more", `"at":"{{ case.fields.due }}","after":"3h"`, `"at":"{{ case.fields.due }}"`, nil, three, "18:00"},
		{"a warning before it", `"at":"{{ case.fields.due }}","after":"-1h"`, `"at":"{{ case.fields.due }}","after":"-2h"`, nil, three, "14:00"},
		{"open time", `"at":"{{ case.fields.due }}","after":"2h"`, `"at":"{{ case.fields.due }}","after":"2h","in":"office"`, nil, three, "17:00"},
		{"another duration of the item", `"after":"{{ case.fields.sla }}"`, `"after":"{{ case.fields.other }}"`, nil, three, "11:00"},
		{"no edit, and the item moves", `"at":"{{ case.fields.due }}","after":"1h"`, `"at":"{{ case.fields.due }}","after":"1h"`, nil, "2026-01-05T17:00:00Z", "18:00"},
		{"the item moves, too", `"at":"{{ case.fields.due }}","after":"1h"`, `"at":"{{ case.fields.due }}","after":"3h"`, nil, "2026-01-05T16:00:00Z", "19:00"},
		{"an event that moves it", `"at":"{{ case.fields.due }}","after":"1h"`, `"at":"{{ case.fields.due }}","after":"3h"`, "2026-01-05T16:00:00Z", "2026-01-05T16:00:00Z", "19:00"},
		{"an event that says the same", `"at":"{{ case.fields.due }}","after":"1h"`, `"at":"{{ case.fields.due }}","after":"3h"`, three, three, "18:00"},
		{"another instant of the item", `"at":"{{ case.fields.due }}"`, `"at":"2026-01-05T20:00:00Z"`, nil, three, "20:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			field := any(three)
			k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error { seen(field)(ev); return nil }
			load := func(when string) { k.Load(inOffice(one("rem", toPending, "", ask(`,`+when)))) }
			load(tt.armed)
			first := remindedOf(three)
			seen(three)(&first)
			k.Send(first)
			k.Until(ten.Add(30 * time.Minute))
			load(tt.edited)
			if tt.event != nil {
				update := updatedTo(instant("12:00"), tt.event)
				seen(tt.event)(&update)
				k.Send(update)
			}
			field = tt.due
			k.Until(instant("23:00"))
			require.Len(t, k.Calls(), 1)
			require.Equal(t, tt.want, k.Calls()[0].At.Format("15:04"))
		})
	}
}
