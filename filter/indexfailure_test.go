package filter_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// A test that fails fails although the next one does not hold: the index leaves the event to the program. Where the test
// cannot fail, the index is sure that the next one does not hold.
func TestIndexOfFailures(t *testing.T) {
	t.Parallel()
	type values = []any
	words, numbers := []any{"a", "b"}, []any{1, 2}
	object := map[string]any{"x": "a"}
	for _, tc := range []struct {
		name, text  string
		fails, fine values // of record.v
	}{
		{"a sum", `record.v + 1 > record.two`, values{"abc", "2", words, true}, values{2, -0.5}},
		{"division by zero", `10 / record.v > record.two`, values{0, 0.0, "abc"}, values{1, -1.5}},
		{"remainder of a division by zero", `10 % record.v > record.two`, values{0, "abc"}, values{3}},
		{"a product that is too long", `duration("2000000h") * record.v > duration("1h")`, values{2, -2, "abc"}, nil},
		{"an order", `record.v < len(mention.content)`, values{"abc", "2", words, true}, values{2, nil}},
		{"an order the other way round", `len(mention.content) < record.v`, values{"abc", "2", words, true}, values{2, nil}},
		{"a member of an object", `record.v.x == mention.content`, values{"abc", 2, words}, values{object, nil}},
		{"an element of a list", `record.v[0] == mention.content`, values{"abc", 2, object}, values{words, nil}},
		{"a value or another", `(record.v ?? 1) < len(mention.content)`, values{"abc", words}, values{2, nil}},
		{"another value", `(record.none ?? record.v) < len(mention.content)`, values{"abc", words}, values{2, nil}},
		{"the first branch", `(mention.private ? record.v : 1) < len(mention.content)`, values{"abc", words}, values{2, nil}},
		{"the second branch", `(not mention.private ? 1 : record.v) < len(mention.content)`, values{"abc", words}, values{2, nil}},
		{"a list or an object", `mention.content in record.v`, values{"abc", 2, true}, values{words, object, nil}},
		{"a loop", `any(record.v, # == mention.content)`, values{"abc", 2, object}, values{words, numbers, nil}},
		{"an element", `any(record.v, # > 1)`, values{words, "abc"}, nil},
		{"a number among some", `is(record.v, 2, 4)`, values{"abc"}, values{2, "2", nil}},
		{"the least", `min(record.v, len(mention.content)) > record.two`, values{"abc", "2", words}, values{2}},
		{"the least of another place", `min(len(mention.content), record.v) > record.two`, values{"abc", "2", words}, values{2}},
		{"a text", `record.v startsWith mention.content`, values{words, 2, true}, values{"abc", nil}},
		{"a time", `date(record.v) < mention.arrived`, values{"abc", words, true}, values{"2026-01-04T12:00:00Z", nil}},
		{"a number", `number(record.v) > len(mention.content)`, values{"abc", words, true}, values{2, "2", nil}},
		{"a length", `len(record.v) > len(mention.content)`, values{2, true}, values{"abc", words, object}},
		{"an opposite", `-record.v > record.two`, values{"abc", words, true}, values{2, -2}},
		{"an opposite of the least duration", `-(mention.arrived - date(record.v)) > duration("1h")`, values{"2500-01-01T00:00:00Z", "abc"}, nil},
		{"the absolute value of the least duration", `abs(mention.arrived - date(record.v)) > duration("1h")`, values{"2500-01-01T00:00:00Z", "abc"}, nil},
		{"the absolute value of a number", `abs(record.v) > record.two`, values{"abc", words}, values{2, -2}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := compile(t, text(tc.text+` and mention.service == "email"`))
			x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p}})
			view := func(value any) *filter.View {
				return filter.NewView(trigger.Event{Kind: trigger.MentionCreated, At: noon,
					Mention: &trigger.Mention{ID: "m", Service: "twitter", Content: "La app", Private: true, Arrived: noon.Add(-time.Hour)},
					Record:  &trigger.Record{ID: "r", Fields: map[string]any{"v": value, "two": 2}}})
			}
			for _, value := range tc.fails {
				v := view(value)
				_, err := p.Match(v)
				require.Error(t, err, "%v", value)
				require.Equal(t, []matching.Hit{{}}, append([]matching.Hit(nil), x.Match(v)...), "%v", value)
			}
			for _, value := range tc.fine {
				v := view(value)
				got, err := p.Match(v)
				require.NoError(t, err, "%v", value)
				require.False(t, got, "%v", value)
				require.Empty(t, x.Match(v), "%v", value)
			}
		})
	}
}
