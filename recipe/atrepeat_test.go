package recipe_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// remindedOf is a case that turned pending at ten and has this in its field due.
func remindedOf(value any) trigger.Event {
	ev := status("e", ten, trigger.Unresolved, trigger.Pending)
	ev.Case.Fields = map[string]any{"due": value}
	return ev
}

// updatedTo is the same case when its field due has become the value.
func updatedTo(at time.Time, value any) trigger.Event {
	ev := remindedOf(value)
	ev.ID, ev.Kind, ev.At, ev.From, ev.To = "u", trigger.CaseUpdated, at, "", ""
	ev.Changes = map[string]trigger.Change{"case.fields.due": {}}
	return ev
}

// A repeat counts from the instant of the item: when that is gone, so is the rest; when it moves after the first time,
// the others stay where they are.
func TestAtOfRepeat(t *testing.T) {
	const noon = "2026-01-05T12:00:00Z"
	for _, tt := range []struct {
		name, when string
		first      any       // the field at ten
		at         time.Time // of the update
		then       any       // the field from then on
		became     []string  // by the update
		want       []string
	}{
		{"gone before the first time", `"at":"{{ case.fields.due }}"`, noon, ten.Add(time.Hour), nil,
			[]string{"rem/0 private_reply: cancelled no_instant"}, []string{}},
		{"gone after the first time", `"at":"{{ case.fields.due }}"`, noon, ten.Add(150 * time.Minute), nil,
			[]string{"rem/0 private_reply: cancelled no_instant"}, []string{"Mon 12:00 private_reply"}},
		{"gone after the second time", `"at":"{{ case.fields.due }}"`, noon, ten.Add(210 * time.Minute), "",
			[]string{"rem/0 private_reply: cancelled no_instant"}, []string{"Mon 12:00 private_reply", "Mon 13:00 private_reply"}},
		{"moved after the first time", `"at":"{{ case.fields.due }}"`, noon, ten.Add(150 * time.Minute), "2026-01-05T15:00:00Z",
			[]string{}, []string{"Mon 12:00 private_reply", "Mon 13:00 private_reply", "Mon 14:00 private_reply"}},
		{"moved long into the past after the first time", `"at":"{{ case.fields.due }}"`, noon, ten.Add(150 * time.Minute), "2025-01-05T15:00:00Z",
			[]string{}, []string{"Mon 12:00 private_reply", "Mon 13:00 private_reply", "Mon 14:00 private_reply"}},
		{"moved before the first time", `"at":"{{ case.fields.due }}"`, noon, ten.Add(time.Hour), "2026-01-05T15:00:00Z",
			[]string{"rem/0 private_reply: waiting moved"}, []string{"Mon 15:00 private_reply", "Mon 16:00 private_reply", "Mon 17:00 private_reply"}},
		{"a duration that is gone", `"after":"{{ case.fields.due }}"`, "2h", ten.Add(150 * time.Minute), nil,
			[]string{"rem/0 private_reply: cancelled no_instant"}, []string{"Mon 12:00 private_reply"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(one("rem", toPending, "", ask(`,`+tt.when+`,"repeat":{"every":"1h","times":3}`))))
			k.Send(remindedOf(tt.first))
			require.Equal(t, tt.became, ends(k.Send(updatedTo(tt.at, tt.then)).Actions))
			k.Until(ten.Add(24 * time.Hour))
			require.Equal(t, tt.want, instants(t, k, "UTC"))
		})
	}
}

// It is asked when a time comes due, too, of the item as it is then.
func TestAtOfRepeatWhenDue(t *testing.T) {
	for _, tt := range []struct {
		name string
		then any // the field from half past twelve on
		last string
		want int // how often it was carried out
	}{
		{"as it was", "2026-01-05T12:00:00Z", "done", 3},
		{"gone", nil, "cancelled no_instant", 1},
		{"no instant any more", "soon", "failed", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			field := any("2026-01-05T12:00:00Z")
			k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
				kase := *ev.Case
				kase.Fields = map[string]any{"due": field}
				ev.Case = &kase
				return nil
			}
			k.Load(set(one("rem", toPending, "", ask(`,"at":"{{ case.fields.due }}","repeat":{"every":"1h","times":3}`))))
			k.Send(remindedOf(field))
			k.Until(ten.Add(150 * time.Minute))
			field = tt.then
			reports := k.Until(ten.Add(24 * time.Hour))
			require.Equal(t, "rem/0 private_reply: "+tt.last, ends(reports)[len(reports)-1])
			require.Len(t, k.Calls(), tt.want)
			if tt.last == "failed" {
				require.ErrorContains(t, reports[len(reports)-1].Err, "is not an instant")
			}
		})
	}
}

// An instant that turns out long over skips all times, whether that is seen at an event or when the first one comes due.
func TestAtOfRepeatLongOver(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
		ev.Case = updatedTo(ten, "2025-12-05T12:00:00Z").Case
		return nil
	}
	k.Load(set(one("rem", toPending, "", ask(`,"at":"{{ case.fields.due }}","repeat":{"every":"1h","times":3}`))))
	k.Send(remindedOf("2026-01-05T12:00:00Z"))
	require.Equal(t, []string{"rem/0 private_reply: skipped too_late"}, ends(k.Until(ten.Add(24*time.Hour))))
	require.Empty(t, must(k.Engine.Waiting(t.Context(), remindedOf(nil))))
}
