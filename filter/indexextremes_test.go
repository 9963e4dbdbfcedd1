package filter_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// Numbers below zero, and times so far apart that no duration or no time holds the difference: the program's answer is right,
// and the index gives the same or leaves it to the program.
func TestIndexOfExtremes(t *testing.T) {
	t.Parallel()
	const longest = `duration("2562047h47m16.854775807s")` // 292 years
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	hour := time.Time{}.Add(time.Hour)
	for _, tc := range []struct {
		name       string
		text       string
		at, opened time.Time
		want       bool
		asks       bool // the index asks the program
	}{
		{name: "between two below zero", text: `case.fields.n > -5 and case.fields.n < -2`, want: true},
		{name: "less than one below zero", text: `case.fields.n < -5`},
		{name: "more than one below zero", text: `case.fields.n >= -2`},
		{name: "below zero", text: `case.fields.n < 0 and case.fields.n == -3`, want: true},
		{name: "at most 292 years old", text: `case.opened >= event.at - ` + longest, at: year(2000), opened: year(1600), asks: true},
		{name: "292 years old and more", text: `case.opened <= event.at - ` + longest, at: year(2000), opened: year(1600), want: true, asks: true},
		{name: "exactly 292 years old", text: `case.opened == event.at - ` + longest, at: year(2000), opened: year(1600), asks: true},
		{name: "at most 292 years ahead", text: `event.at + ` + longest + ` >= case.opened`, at: year(1600), opened: year(2000), asks: true},
		{name: "292 years ahead and more", text: `event.at + ` + longest + ` <= case.opened`, at: year(1600), opened: year(2000), want: true, asks: true},
		{name: "290 years old and more", text: `case.opened <= event.at - duration("2540400h")`, at: year(2000), opened: year(1600), want: true},
		{name: "an hour before the event is no time", text: `case.opened < event.at - duration("1h")`, at: hour, opened: hour.Add(-48 * time.Hour), asks: true},
		{name: "two hours before the event is a time", text: `case.opened < event.at - duration("2h")`, at: hour, opened: hour.Add(-48 * time.Hour), want: true, asks: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := compile(t, text(tc.text))
			v := filter.NewView(trigger.Event{Kind: trigger.CaseUpdated, At: tc.at, Case: &trigger.Case{ID: "c", Opened: tc.opened, Fields: map[string]any{"n": -3.0}}})
			got, err := p.Match(v)
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
			var want []matching.Hit
			if tc.asks || tc.want {
				want = []matching.Hit{{Sure: !tc.asks}}
			}
			x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnCaseUpdated}, AllTopics: true}, Program: p}})
			require.Equal(t, want, append([]matching.Hit(nil), x.Match(v)...))
		})
	}
}
