package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/expr-lang/expr/parser"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/filter"
)

// conds draws trees of conditions that compile.
func conds(depth int) *rapid.Generator[filter.Cond] {
	tests := rapid.SampledFrom([]filter.Cond{
		{Field: "mention.content", Op: "contains_any", Values: []any{"refund", "money back"}},
		{Field: "mention.content", Op: "contains_none", Values: []any{`a "quoted" word`}},
		{Field: "mention.content", Op: "matches", Values: []any{"INV-[0-9]{6}"}},
		{Field: "mention.title", Op: "starts_with", Values: []any{"RE:"}},
		{Field: "mention.service", Op: "is", Values: []any{"email", "chat"}},
		{Field: "mention.private", Op: "is", Values: []any{true}},
		{Field: "case.tags", Op: "is_not", Values: []any{"vip"}},
		{Field: "case.tags", Op: "is", Values: []any{"vip", "gold"}},
		{Field: "case.tags", Op: "has_all", Values: []any{"vip", "gold"}},
		{Field: "mention.author.followers", Op: "between", Values: []any{float64(1), float64(5)}},
		{Field: "case.priority", Op: "gte", Values: []any{"high"}},
		{Field: "mention.author.followers", Op: "lt", Values: []any{float64(100)}},
		{Field: "case.opened", Op: "older_than", Values: []any{"2d"}},
		{Field: "case.opened", Op: "lt", Values: []any{"2026-01-31"}},
		{Field: "case.priority", Op: "changed_to", Values: []any{"high", "critical"}},
		{Field: "case.assigned", Op: "changed"},
		{Field: "mention.contact.id", Op: "not_exists"},
		{Field: `case.fields["Store Name"]`, Op: "is", Values: []any{"Ghent"}},
		{Field: "case.fields.tier", Op: "gt", Values: []any{float64(2)}},
	})
	if depth == 0 {
		return tests
	}
	inner := conds(depth - 1)
	groups := rapid.SliceOfN(inner, 2, 3)
	return rapid.OneOf(
		tests,
		rapid.Map(groups, func(all []filter.Cond) filter.Cond { return filter.Cond{All: all} }),
		rapid.Map(groups, func(any []filter.Cond) filter.Cond { return filter.Cond{Any: any} }),
		rapid.Map(inner, func(c filter.Cond) filter.Cond { return filter.Cond{Not: &c} }),
	)
}

// The text of any tree is a tree again, with the same text but for brackets that change nothing, and the same description.
func TestTreeOfText(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	rapid.Check(t, func(r *rapid.T) {
		tree := conds(1).Draw(r, "tree")
		body, err := json.Marshal(map[string]string{"text": tree.Text()})
		require.NoError(r, err)
		var got checkAnswer
		require.Equal(r, 200, c.post(t, "filter", string(body), &got))
		require.Empty(r, got.Faults)
		require.NotNil(r, got.Tree, "%s: %s", tree.Text(), got.NoTree)
		again := got.Tree.Text()
		body, err = json.Marshal(map[string]string{"text": again})
		require.NoError(r, err)
		var back checkAnswer
		require.Equal(r, 200, c.post(t, "filter", string(body), &back))
		require.Equal(r, again, back.Tree.Text(), "nothing changes any more")
		require.Equal(r, filter.Describe(filter.Filter{Text: tree.Text()}), got.Describe)
		require.Equal(r, plain(r, flatText(tree)), plain(r, again))
	})
}

// plain is an expression without the brackets that change nothing.
func plain(t require.TestingT, text string) string {
	tree, err := parser.Parse(text)
	require.NoError(t, err)
	return tree.Node.String()
}

// flatText is the text of a tree whose groups within groups of their own kind are joined.
func flatText(c filter.Cond) string {
	flat := flattened(c)
	return flat.Text()
}

func flattened(c filter.Cond) filter.Cond {
	join := func(list []filter.Cond, of func(filter.Cond) []filter.Cond) (all []filter.Cond) {
		for _, inner := range list {
			inner = flattened(inner)
			if group := of(inner); group != nil {
				all = append(all, group...)
			} else {
				all = append(all, inner)
			}
		}
		return all
	}
	switch {
	case c.All != nil:
		return filter.Cond{All: join(c.All, func(c filter.Cond) []filter.Cond { return c.All })}
	case c.Any != nil:
		return filter.Cond{Any: join(c.Any, func(c filter.Cond) []filter.Cond { return c.Any })}
	case c.Not != nil:
		inner := flattened(*c.Not)
		return filter.Cond{Not: &inner}
	}
	return c
}

// Whatever somebody types, the page has an answer.
func FuzzCheck(f *testing.F) {
	for _, text := range []string{tagged, "{", `{"id":"x"}`, `{"actions":[{"do":"webhook","with":{"authorization":"[redacted]"}}]}`, "\xff", `{"filter":"a == "}`} {
		f.Add(text)
	}
	c := newConsole(f, small)
	f.Fuzz(func(t *testing.T, text string) {
		body, err := json.Marshal(map[string]string{"text": text})
		require.NoError(t, err)
		var got checkAnswer
		require.Equal(t, 200, c.post(t, "check", string(body), &got))
		body, err = json.Marshal(map[string]any{"text": text, "offset": len(text) / 2})
		require.NoError(t, err)
		require.Equal(t, 200, c.post(t, "complete", string(body), nil))
		body, err = json.Marshal(map[string]string{"text": text})
		require.NoError(t, err)
		require.Equal(t, 200, c.post(t, "filter", string(body), nil))
	})
}

// A text that is longer or deeper than a filter may be is not taken apart for the form.
func TestTreeOfLongText(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	for _, test := range []struct {
		name, text string
		shown      bool
	}{
		{"as long as may be", "case.title == '" + strings.Repeat("x", filter.MaxText-16) + "'", true},
		{"a byte longer", "case.title == '" + strings.Repeat("x", filter.MaxText-15) + "'", false},
		{"as deep as may be", strings.Repeat("(", 60) + "case.title == 'x'" + strings.Repeat(")", 60), true},
		{"deeper", strings.Repeat("not ", 66) + "case.title == 'x'", false},
	} {
		text, err := json.Marshal(test.text)
		require.NoError(t, err)
		for path, body := range map[string]string{
			"filter": `{"text":` + string(text) + `}`,
			"check":  `{"recipe":` + strings.Replace(tagged, `"word(mention.content, 'refund', 'money back')"`, string(text), 1) + `}`,
		} {
			var got struct {
				Tree   *filter.Cond
				NoTree string `json:"no_tree"`
				Faults []struct{ Message string }
			}
			require.Equal(t, 200, c.post(t, path, body, &got))
			require.Equal(t, test.shown, got.Tree != nil, "%s: %s", test.name, path)
			require.Equal(t, test.shown, len(got.Faults) == 0, "%s: %s", test.name, path)
			if !test.shown {
				require.Contains(t, got.NoTree, "the expression has faults: "+got.Faults[0].Message, path)
			}
		}
	}
}
