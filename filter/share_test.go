//go:build !race

package filter_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// A pattern of nine letters on 10 MB costs 2 units for each of its letters and of the bytes: about a third of the budget,
// so that two of them fit into it and three do not. (It takes a few milliseconds: what a pattern costs is what one as long
// may take at worst.)
const third = `mention.content matches "abcdefghi"`

// Parts of one budget are each certain of their share, and what is left is for whoever comes first.
func TestShare(t *testing.T) {
	t.Parallel()
	dear, cheap, v := compile(t, text(third)), compile(t, text(`mention.content != "a" and not (len(mention.tags) > 5)`)), filter.NewView(about(fillBytes("b"), nil))
	ask := func(p *filter.Program) string {
		ok, err := p.Match(v)
		require.Equal(t, err != nil, v.Exceeded())
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(ok)
	}
	const four = "line 1, column 17: the filter works too long on this event, whose budget is shared by 4"
	v.Share(4)
	for range 3 { // a quarter does not do, and what was refused was not spent
		require.Equal(t, four, ask(dear))
		v.Part()
	}
	require.Equal(t, "true", ask(cheap))
	for _, want := range []string{"false", "false", four} {
		v.Rest()
		require.Equal(t, want, ask(dear))
	}
	v.Rest()
	require.Equal(t, "true", ask(cheap))

	v.Share(2)
	require.Equal(t, "false", ask(dear))
	require.Contains(t, ask(dear), "shared by 2") // its half is spent
	v.Part()
	require.Equal(t, "false", ask(dear)) // the other half is not

	v.Share(1)
	require.Equal(t, "false", ask(dear))
	require.Equal(t, "false", ask(dear))
	require.Equal(t, "line 1, column 17: the filter works too long on this event", ask(dear))
	v.Reset(about(fillBytes("b"), nil))
	for range 4 {
		require.Equal(t, "false", ask(dear)) // each evaluation has a budget of its own again
	}
}

// Texts that a template writes are work too, whatever they are written of.
func TestShareOfTemplates(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	big := strings.Repeat("x", 2<<20) // at 32 units a byte an eighth of the budget, and a bit
	for _, tc := range []struct {
		text string
		ev   trigger.Event
	}{
		{"{{ mention.content }}", about(big, nil)},
		{"{{ mention }}", about(big, nil)},
		{"{{ mention.tags }}", about("", strings.SplitAfter(big[:len(big)/4], ""))}, // each short text costs as much as five letters
		{"{{ record.a }}", of(map[string]any{"a": map[string]any{"b": []any{1, &big, []byte(big)[:10]}}})},
	} {
		tpl, err := c.Template(tc.text, filter.JSON)
		require.NoError(t, err)
		v, done := filter.NewView(tc.ev), 0
		v.Share(1)
		for range 10 {
			if _, err = tpl.Render(v); err != nil {
				break
			}
			done++
		}
		require.EqualError(t, err, "line 1, column 3: the template works too long on this event", tc.text)
		require.InDelta(t, 7, done, 4, tc.text)
	}
}

// A filter is compiled to run once, where an index knows its answer better: that is work too.
func TestShareOfCompiling(t *testing.T) {
	t.Parallel()
	p := compile(t, text(`mention.service == "`+strings.Repeat("x", 1000)+`"`))
	filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: trigger.List[string]{trigger.OnNewItem}, AllTopics: true}, Program: p}})
	v := filter.NewView(about("", nil))
	v.Share(500) // each has a thousandth of a second
	_, err := p.Match(v)
	require.ErrorContains(t, err, "shared by 500")
	v.Rest()
	require.False(t, must(p.Match(v)))
}

// An index leaves patterns that cost much to the programs.
func TestIndexLeavesDearPatterns(t *testing.T) {
	t.Parallel()
	const some = `mention.content matches "[a-i]{4}"`
	x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{onItems(t, some), onItems(t, `not (`+some+`)`), onItems(t, some+` and mention.service == "x"`), onItems(t, `mention.content == nil`)})
	ev := about("z", nil)
	ev.Kind = trigger.MentionCreated
	require.Equal(t, []matching.Hit{{Rule: 1, Sure: true}}, x.Match(filter.NewView(ev)))
	ev.Mention.Content = fillBytes("z")
	require.Equal(t, []matching.Hit{{Rule: 0}, {Rule: 1}}, x.Match(filter.NewView(ev)))
}

// An index that cannot count what stands in a text leaves all rules to their programs.
func TestIndexGivesUp(t *testing.T) {
	t.Parallel()
	var rules []matching.Rule[*filter.Program]
	for n := range 6 {
		rules = append(rules, onItems(t, `word(mention.content, "`+strings.Repeat("漢", n+1)+`")`))
	}
	rules = append(rules, onItems(t, `mention.service == "x"`))
	x, v := filter.Internals().NewIndex(rules), filter.NewView(trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{Content: fillBytes("漢")}})
	for range longer(1, 2, 2) { // with the same memory
		hits := x.Match(v)
		require.Len(t, hits, 7)
		for i, h := range hits {
			require.Equal(t, matching.Hit{Rule: i}, h)
		}
	}
	v.Reset(trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{Content: "漢漢"}})
	require.Equal(t, []matching.Hit{{Rule: 0, Sure: true}, {Rule: 1, Sure: true}}, x.Match(v))
}
