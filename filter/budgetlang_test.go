//go:build !race

package filter_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// never is never open.
type never struct{}

func (never) Open(time.Time) bool                  { return false }
func (never) Between(a, b time.Time) time.Duration { return 0 }

// What looks through lists in loops, takes markup out, asks clocks and calendars costs budget: a bit more than it does for
// is refused, a quarter of that is not.
func TestBudgetOfLanguage(t *testing.T) {
	both := func(tags, list int) trigger.Event {
		ev := about("", slices.Repeat([]string{"a"}, tags))
		ev.Case = &trigger.Case{ID: "c", Tags: slices.Repeat([]string{"b"}, list)}
		ev.Record = of(map[string]any{"n": slices.Repeat([]any{"b"}, list)}).Record
		return ev
	}
	times100 := func(v any) func(n int) trigger.Event {
		return func(n int) trigger.Event { return of(map[string]any{"n": slices.Repeat([]any{v}, 100*n)}) }
	}
	for i, tc := range []struct {
		name, text string
		n          int
		ev         func(n int) trigger.Event
	}{
		{"a list in a loop", `any(mention.tags, # in record.n)`, 64, func(n int) trigger.Event { return both(100*n, 6000) }},
		{"tags in a loop", `any(mention.tags, # in case.tags)`, 180, func(n int) trigger.Event { return both(100*n, 16_000) }},
		{"long tags in a loop", `any(mention.tags, # in case.tags)`, 80, func(n int) trigger.Event {
			ev, long := both(0, 0), strings.Repeat("a", 1<<19)
			ev.Mention.Tags, ev.Case.Tags = slices.Repeat([]string{long + "a"}, n), slices.Repeat([]string{long + "b"}, 110)
			return ev
		}},
		{"markup", times(150, `text(mention.content) contains "z"`), 70, func(n int) trigger.Event { return about(strings.Repeat("<b>é", 1000*n), nil) }},
		{"parts of a list", "contains_text(mention.tags" + letters(975, "z") + ")", 380, func(n int) trigger.Event { return about("", slices.Repeat([]string{"tag 1"}, 100*n)) }},
		{"starts in a loop", "any(mention.tags, starts_with(#" + letters(900, "z") + "))", 640, func(n int) trigger.Event { return about("", slices.Repeat([]string{"tag 1"}, 100*n)) }},
		{"clocks in a loop", "any(record.n, " + times(60, `format(#, "2006-01-02T15:04:05 Monday January", "Europe/Brussels") == "x"`) + ")", 240, times100(noon)},
		{"other forms in a loop", "any(record.n, " + times(60, `date(#, "02/01/2006 15:04:05", "Europe/Brussels") == nil`) + ")", 140, times100("05/01/2026 12:00:00")},
		{"open in a loop", "any(record.n, " + times(60, `open("office", #)`) + ")", 380, times100(noon)},
		{"open time in a loop", `any(record.n, open_time("office", date("0001-01-02"), #) > duration("1h"))`, 3, times100(noon)},
	} {
		if i%longer(6, 1, 1) != 0 {
			continue
		}
		t.Run(tc.name, func(t *testing.T) {
			c := filter.Compiler{Calendars: map[string]filter.Hours{"office": never{}}}
			p, err := c.Compile(text(tc.text))
			require.NoError(t, err)
			_, err = p.Match(filter.NewView(tc.ev(tc.n)))
			require.ErrorContains(t, err, tooLong)
			ok, err := p.Match(filter.NewView(tc.ev(tc.n / 4)))
			require.NoError(t, err)
			require.False(t, ok)
		})
	}
}
