package filter_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// The comparisons that single tests make.
func TestComparisons(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		filter, path, key string
		compare           matching.Comparison
		kind              matching.FieldKind
		values            []any
		negated           bool
	}{
		{`case.priority == "high"`, "case.priority", "", matching.Equal, matching.TextField, []any{"high"}, false},
		{`"high" != case.priority`, "case.priority", "", matching.Equal, matching.TextField, []any{"high"}, true},
		{`case.priority in ["high", "low"]`, "case.priority", "", matching.Equal, matching.TextField, []any{"high", "low"}, false},
		{`case.priority != nil`, "case.priority", "", matching.Missing, matching.TextField, nil, true},
		{`case.priority == ""`, "case.priority", "", matching.Missing, matching.TextField, nil, false},
		{`3 < mention.author.followers`, "mention.author.followers", "", matching.More, matching.NumberField, []any{int64(3)}, false},
		{`case.opened <= date("2026-01-31")`, "case.opened", "", matching.LessEqual, matching.TimeField, []any{day}, false},
		{`mention.private`, "mention.private", "", matching.True, matching.TruthField, nil, false},
		{`"vip" in case.tags`, "case.tags", "", matching.Has, matching.ListField, []any{"vip"}, false},
		{`is(case.tags, "a", "b")`, "case.tags", "", matching.Is, matching.ListField, []any{"a", "b"}, false},
		{`is(case.fields.plan, 25, true)`, "case.fields", "plan", matching.Is, matching.HostField, []any{int64(25), true}, false},
		{`record["Store Name"] == "x"`, "record", "Store Name", matching.Equal, matching.HostField, []any{"x"}, false},
		{`words(mention.content, "a", "b")`, "mention.content", "", matching.AllWords, matching.TextField, []any{"a", "b"}, false},
		{`mention.title startsWith "RE:"`, "mention.title", "", matching.Start, matching.TextField, []any{"RE:"}, false},
		{`case == nil`, "case", "", matching.Missing, matching.ItemField, nil, false},
		{`false`, "", "", matching.Constant, 0, []any{false}, false},
		{`mention.title matches "a+"`, "", "", matching.Beyond, 0, nil, false},
		{`exact(mention.title, "a")`, "", "", matching.Beyond, 0, nil, false},
		{`case.title == mention.title`, "", "", matching.Beyond, 0, nil, false},
		{`len(case.tags) > 2`, "", "", matching.Beyond, 0, nil, false},
		{`case.fields.a.b == "x"`, "", "", matching.Beyond, 0, nil, false},
		{`case.assigned == nil`, "", "", matching.Beyond, 0, nil, false},
		{`"x" in case.fields.list`, "", "", matching.Beyond, 0, nil, false},
		{`changed("case.priority")`, "", "", matching.Beyond, 0, nil, false},
	} {
		t.Run(tt.filter, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			p, err := c.Compile(filter.Filter{Text: tt.filter})
			require.NoError(t, err)
			got := filter.Internals().Tests(p)
			require.Equal(t, matching.Leaf, got.Join)
			require.Equal(t, tt.compare, got.Compare)
			require.Equal(t, tt.path, got.Path)
			require.Equal(t, tt.key, got.Key)
			require.Equal(t, tt.kind, got.Kind)
			require.Equal(t, tt.values, got.Values)
			require.Equal(t, tt.negated, got.Negated)
		})
	}
}

// Tests are joined as in the text, and each can be asked by itself.
func TestTestsOfAFilter(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	p, err := c.Compile(filter.Filter{Text: `not ("vip" in case.tags or case.title == "x") and case.fields.n < 3`})
	require.NoError(t, err)
	got := filter.Internals().Tests(p)
	require.Equal(t, matching.And, got.Join)
	not := got.Parts[0]
	require.Equal(t, matching.Not, not.Join)
	require.Equal(t, matching.Or, not.Parts[0].Join)
	vip, title, n := not.Parts[0].Parts[0], not.Parts[0].Parts[1], got.Parts[1]
	v := filter.NewView(trigger.Event{Case: &trigger.Case{ID: "5", Tags: []string{"vip"}, Fields: map[string]any{"n": "many"}}})
	holds, err := vip.Holds(v)
	require.NoError(t, err)
	require.True(t, holds)
	require.Equal(t, []matching.Seen{{Path: "case.tags", Value: []string{"vip"}}}, vip.Saw(v))
	holds, err = title.Holds(v)
	require.NoError(t, err)
	require.False(t, holds)
	require.Equal(t, []matching.Seen{{Path: "case.title"}}, title.Saw(v))
	_, err = n.Holds(v)
	require.Error(t, err, "a text where a number is needed")

	every, err := c.Compile(filter.Filter{})
	require.NoError(t, err)
	require.Nil(t, filter.Internals().Tests(every), "a filter that matches every event has no tests")
}
